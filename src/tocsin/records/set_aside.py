"""What a person looks at: a row that was set aside, and one that was settled since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row that was set aside, and stays so. `rule` is a code: `rule.<rule>` and `fix.<rule>` are its sentences.

    `column` names several columns with `+` between them; it is empty when the whole row is at fault. `cells` is the row
    as it stands in the file, where it is kept. `mendable` says whether a cell may be corrected here, `vouchable`
    whether a person may let the row stand as it is.
    """

    release: str
    source: str
    file_name: str
    recorded_at: datetime
    row: int
    column: str
    rule: str
    found: str
    wanted: str
    cells: dict[str, str | None] = field(default_factory=dict)
    mendable: bool = False
    vouchable: bool = False


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many rows of one source broke one rule."""

    source: str
    rule: str
    rows: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A look into the quarantine: `rows` rows stand in it, `shown` are the first of them, `counts` is all by rule."""

    rows: int
    shown: tuple[SetAside, ...]
    counts: tuple[RuleCount, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One row that a later reading of its file accepted: which rule it had broken, and since when it counts.

    `taken_by` is the release that took it up.
    """

    release: str
    source: str
    row: int
    column: str
    rule: str
    found: str
    taken_by: str
    settled_at: datetime

"""What changed of a series since a date: which periods read otherwise, in which release, and what was said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.records.series import Note


@dataclass(frozen=True, slots=True)
class Step:
    """One release with which a figure became another. `value` is None where it was taken back or is not told.

    `release` is the id of the release; `folded` counts the releases before it that were not looked at one by one.
    """

    known_at: datetime
    release: str
    file_name: str
    value: float | None
    tested: float | None
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """One period that reads otherwise than it did.

    `kind`: raised, lowered, new (later than all that was known then), filled (a gap), taken_back, restated (a bound became
    a value, or a value a bound) or denominator (as many, of more or fewer). `said` is the middle of what a nowcast made then
    expected, 80 % between `said_low` and `said_high`, None where there was none. `came` says how that turned out: within,
    above, below, open (the figure itself is still to move), or empty where nothing was said.
    """

    start: date
    end: date
    kind: str
    then: float | None
    now: float | None
    then_tested: float | None
    now_tested: float | None
    then_status: str
    now_status: str
    steps: tuple[Step, ...]
    said: float | None = None
    said_low: float | None = None
    said_high: float | None = None
    stand: str = ""
    came: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a series between two moments, for one reader. `moves` are in the order of their periods.

    `same` counts the periods that read as they did. Of all periods of which a nowcast made then spoke, moved or not,
    `judged` are settled by now, and `within` of these came between its ends (80 % are promised). `notes` are the
    annotations whose day lies between.
    """

    series: str
    source: str
    measure: str
    basis: str
    cadence: str
    then: datetime
    now: datetime
    releases: int
    newest_release: datetime | None
    moves: tuple[Move, ...]
    same: int
    judged: int
    within: int
    notes: tuple[Note, ...]

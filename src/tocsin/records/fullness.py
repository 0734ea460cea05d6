"""How full the newest period of a release was, beside what earlier releases had of theirs at the same age."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

DAYS = ("start", "end")


class Side(StrEnum):
    """What was compared.

    `total`, `places` and `names` of the newest period are held against the periods before it in the same release;
    `growth` is of the period that was newest one release before, against what was first told of it.
    """

    TOTAL = "total"
    PLACES = "places"
    NAMES = "names"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class Fullness:
    """One release whose newest period stands outside of what earlier releases had `lag_days` after a period's end.

    `now` is held against `before`: `share` is the one over the other. `usual` is the middle share of the `compared`
    earlier releases, which never know of a later one; `low` and `high` are as far from it as it ever goes.
    """

    side: Side
    measure: str
    start: date
    end: date
    lag_days: int
    now: float
    before: float
    share: float
    usual: float
    low: float
    high: float
    compared: int

    @property
    def fuller(self) -> bool:
        """Whether more was there than usual."""
        return self.share > self.high

    def to_row(self) -> dict[str, Any]:
        """As JSON can hold it; `from_row` reads it back."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Fullness:
        """What `to_row` wrote. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        given: dict[str, Any] = row | {name: date.fromisoformat(row[name]) for name in DAYS}
        given |= {"side": Side(row["side"])}
        return cls(**given)

"""What one release changed against what was known before it: counts, never rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tocsin.records.fullness import Fullness
from tocsin.records.release import ReleaseKind

DAYS = ("first", "last", "previous_first", "newest_before")


@dataclass(frozen=True, slots=True)
class ReleaseChanges:
    """One release, held against everything of its source that was known the moment before. All counts are of keys.

    `previous` is the newest earlier release of the same kind that speaks of the same things. In the periods which both
    cover, it held `common_before` keys, `inside_before` of them of names, places and measures that this release speaks
    of; this one holds `common_now`. A closed period had ended a year before
    its value was last stated. No answer depends on a later release.
    """

    release: str
    known_at: datetime
    kind: ReleaseKind
    first: date  # the first day it covers
    last: date  # the last day it covers
    previous: str | None
    previous_first: date | None  # the first day its predecessor covered
    newest_before: date | None  # the last day that any earlier release of the source covered
    held: int  # keys in the release, changed or not
    fresh: int  # never seen before
    filled: int  # cells inside a series that had no value before
    returned: int  # taken back earlier, here again
    raised: int  # the value is higher than it was
    lowered: int  # the value is lower than it was
    restated: int  # the value stands, something beside it differs; or a bound became a value
    retracted: int  # taken back: covered, and no longer held
    twice: int  # of those raised, to about double
    common_before: int
    inside_before: int
    common_now: int
    ratio: float | None = None  # the median of new to old value, of all that moved
    closed_name: str = ""  # the published name whose closed periods moved most to one side; empty: none moved
    closed_measure: str = ""
    closed: int = 0  # its keys of closed periods that were known before and are held here
    closed_raised: int = 0
    closed_lowered: int = 0
    closed_ratio: float | None = None  # the median of new to old value, of those that moved
    fullness: tuple[Fullness, ...] = ()  # what of its newest periods stood outside of the usual, the farthest first

    def to_row(self) -> dict[str, Any]:
        """As JSON can hold it; `from_row` reads it back."""
        row = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        return row | {"fullness": [one.to_row() for one in self.fullness]}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> ReleaseChanges:
        """What `to_row` wrote. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        given: dict[str, Any] = row | {name: row[name] and date.fromisoformat(row[name]) for name in DAYS}
        given |= {"fullness": tuple(Fullness.from_row(one) for one in row["fullness"])}
        given |= {"known_at": datetime.fromisoformat(row["known_at"]), "kind": ReleaseKind(row["kind"])}
        return cls(**given)

    @property
    def revised(self) -> int:
        """Values that were known and now read otherwise."""
        return self.raised + self.lowered + self.restated

    @property
    def silent(self) -> bool:
        """Whether nothing in the release was news: no key, no value, and no later period."""
        moved = self.fresh + self.returned + self.revised + self.retracted
        return moved == 0 and self.newest_before is not None and self.last <= self.newest_before

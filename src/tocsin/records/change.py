"""What one release changed against what was known before it: counts, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.records.release import ReleaseKind


@dataclass(frozen=True, slots=True)
class ReleaseChanges:
    """One release, held against everything of its source that was known the moment before. All counts are of keys.

    `previous` is the newest earlier release of the same kind that speaks of the same things; `common_before` and
    `common_now` are the keys that the two hold in the periods which both cover. A closed period had ended a year before
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
    common_now: int
    closed_name: str = ""  # the published name whose closed periods moved most to one side; empty: none moved
    closed_measure: str = ""
    closed: int = 0  # its keys of closed periods that were known before and are held here
    closed_raised: int = 0
    closed_lowered: int = 0
    closed_ratio: float | None = None  # the median of new to old value, of those that moved

    @property
    def revised(self) -> int:
        """Values that were known and now read otherwise."""
        return self.raised + self.lowered + self.restated

    @property
    def silent(self) -> bool:
        """Whether nothing in the release was news: no key, no value, and no later period."""
        moved = self.fresh + self.returned + self.revised + self.retracted
        return moved == 0 and self.newest_before is not None and self.last <= self.newest_before

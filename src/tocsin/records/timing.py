"""How often a source comes and how late it is, measured from its releases; and when it was silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Days:
    """A spread of days: the middle one of `count`, and the two between which eight of ten lie."""

    low: int
    middle: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Timing:
    """What the releases known by a day say of a source; None: not measured, for there are too few of them.

    `rhythm` is days between releases, `delay` from the end of a period to the release that first held it.
    `settled_days` after the end of a period its total stood within 1 % of what it came to; None too where totals still
    moved by more when they were last followed, `followed_days` after the end.
    """

    rhythm: Days | None = None
    delay: Days | None = None
    settled_days: int | None = None
    followed_days: int | None = None


NOT_MEASURED = Timing()


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch in which a newer period was due and none came: the release before it, and the one that ended it.

    `until` and `by` are None while it lasts. Whether the publisher was silent or nobody fetched is not known here.
    """

    after: str  # the release that held the newest period before
    last: date  # the last day of that period
    due: date
    until: date | None
    by: str | None

"""One series as a page shows it: values, what was known before, findings, notes, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.records.change import ReleaseChanges
from tocsin.records.line import Member
from tocsin.records.release import Release
from tocsin.records.timing import NOT_MEASURED, Silence, Timing

SETTLED = 0.01  # a figure of which less is still to come is drawn and told as it stands


@dataclass(frozen=True, slots=True)
class Cell:
    """One period of a series. `status` is a `Status` name in lower case; NaN is never used, `None` is.

    `expected` to `rung` are what a detector that had seen only the periods before said of it: see `methods.judged`.
    """

    start: date
    end: date
    value: float | None
    tested: float | None
    status: str
    expected: float | None = None
    upper: float | None = None
    lower: float | None = None
    p_value: float | None = None
    verdict: str = ""
    rung: str = ""
    earlier: float | None = None  # as known before the newest release: the revision ghost
    alarm: bool = False
    completeness: float | None = None  # expected share of the final figure; None: nothing is known of its delay
    nowcast: float | None = None  # the middle of what it will read when all is reported; None where it is closed
    nowcast_low: float | None = None  # 80 % lie between
    nowcast_high: float | None = None
    stand: str = ""  # what the nowcast stands on: a `records.nowcast.Stand` in lower case
    earlier_tested: float | None = None  # what `earlier` was out of, as known then

    @property
    def unsettled(self) -> bool:
        """Whether its figure is still to move: it is incomplete, or more than one in a hundred is expected to change."""
        told = self.nowcast is not None and self.completeness is not None and abs(self.completeness - 1) > SETTLED
        return self.value is not None and (self.status == "incomplete" or (told and not self.likely_stands))

    @property
    def likely_stands(self) -> bool:
        """Whether all that is told of its final figure (80 %) is, in whole numbers, the figure that it has."""
        if self.value is None or self.nowcast_low is None or self.nowcast_high is None:
            return False
        return round(self.nowcast_low) == round(self.value) == round(self.nowcast_high)

    def is_open(self, basis: str) -> bool:
        """Whether what is read of it is still to move: a share stands while the counts that it is of come in together."""
        return self.unsettled if basis != "share" else self.value is not None and self.status == "incomplete"


@dataclass(frozen=True, slots=True)
class Note:
    """A dated annotation that applies to this series. `breaks` starts a new epoch."""

    since: date
    kind: str
    breaks: bool
    text: dict[str, str]  # by language
    reference: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level that became another: its first period begins on `day`, in nine cases of ten between `low` and `high`."""

    day: date
    low: date
    high: date
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Growth:
    """How a series moves at its newest period: `kind` is increase, stable, decrease or unclear.

    `growth`, `low` and `high` (95 %) are parts a year (0.5: half as much again); `doubling` is in periods (low, middle,
    high; halving of a decrease), None with the reason in `refused` (too_few, may_rest). `since` is when it began.
    """

    kind: str
    probability: float | None
    growth: float | None
    low: float | None
    high: float | None
    since: date | None
    doubling: tuple[float, float, float] | None
    refused: str
    changes: tuple[LevelChange, ...]
    until: date | None = (
        None  # the first day of the last period read, where later ones are not all in and were left out
    )


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series at one date for one reader. `overlay` is the widest roll-up of the same substance, if any."""

    series: str
    source: str
    stream: str
    substance: str
    place: str
    level: str
    measure: str
    cadence: str
    derived: bool
    basis: str
    mark: str
    purpose: str
    as_of: datetime
    cells: tuple[Cell, ...]
    growth: Growth | None  # None where growth is not asked: weights, levels, sums that overlap
    earlier_as_of: datetime | None
    findings: tuple[Member, ...]
    notes: tuple[Note, ...]
    overlay: str | None
    siblings: tuple[tuple[str, str], ...]  # (series id, place id), largest newest value first
    releases: tuple[Release, ...]
    streams_beside: bool = True  # whether other sources were asked too: not on a past day of which no run was kept


@dataclass(frozen=True, slots=True)
class PlaceValues:
    """Newest value of one substance by place: what the tile map draws."""

    substance: str
    source: str
    measure: str
    cadence: str
    period_start: date
    period_end: date
    incomplete: bool
    values: dict[str, float]  # place id -> value; a place not in here is not in this source
    series: dict[str, str]  # place id -> series id


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a source stands at a date."""

    source: str
    releases: int
    last_known: datetime | None
    last_period_end: date | None
    due: date | None
    overdue: bool
    age_days: int | None  # from the end of the newest period to the date looked at
    changes: tuple[ReleaseChanges, ...] = ()  # what each release known by then changed, oldest first
    timing: Timing = NOT_MEASURED  # rhythm and delay as measured from the releases known by then
    due_measured: date | None = None  # when the next would be due, were it as late as one in ten was
    late_as_usual: bool = False  # overdue by what is declared, and not yet by what is measured
    silences: tuple[Silence, ...] = ()  # stretches in which something was due and nothing came, oldest first

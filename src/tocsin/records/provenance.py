"""Provenance: what a figure is made of, down to the file, the row and the release that each part came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tocsin.records.line import Remark


@dataclass(frozen=True, slots=True)
class Conversion:
    """A unit left behind: `published` in `unit`, times `factor`, is the value in `to`."""

    published: float
    unit: str
    to: str
    factor: float


@dataclass(frozen=True, slots=True)
class Version:
    """What one key said from `known_at` on, until the next version of it. A retracted one has no value."""

    value: float | None
    bound: float | None
    bound_kind: str | None
    tested: float | None
    retracted: bool
    known_at: datetime
    known_basis: str
    recorded_at: datetime
    release: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of a file. `row` counts from 1, the first row below the header; `reading` is the SQL that made the value."""

    row: int
    cells: tuple[tuple[str, str | None], ...]  # column, as published
    reading: str


@dataclass(frozen=True, slots=True)
class Part:
    """One observation inside a figure. `versions` are oldest first; the last is the one that counts at `as_of`.

    `rows` are the rows of the file that the last version came in; empty where the bytes are not kept.
    """

    observation: str
    record: str
    substance_raw: str
    substances: tuple[str, ...]  # ids that the name stands for
    measure: str
    place: str
    period_start: date
    period_end: date
    versions: tuple[Version, ...]
    conversion: Conversion | None
    rows: tuple[FileRow, ...] = ()

    @property
    def newest(self) -> Version:
        """The version that counts."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class PublisherFile:
    """The publisher's own file behind a table that Tocsin brings along. `rows` are those of that file taken in."""

    file_name: str
    file_sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One release a figure came in. `kept` says what can be opened: `file`, `table` (made from `original`), `nothing`."""

    release: str
    source: str
    kind: str
    known_at: datetime
    known_basis: str
    recorded_at: datetime
    file_name: str
    file_sha256: str
    rows_in: int
    rows_accepted: int
    rows_quarantined: int
    notes: tuple[str, ...]
    kept: str
    original: PublisherFile | None


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose figures these are, and on which conditions they may be used. `use_statement` is a code, or empty."""

    source: str
    title: str
    publisher: str
    licence: str
    attribution: str
    use_statement: str


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """One cell of a series: what it held in one period. `status` is a `Status` name in lower case."""

    name: str  # 2025-H1, 2025-03: how an address names it
    start: date
    end: date
    value: float | None
    tested: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Making:
    """How a figure was made.

    `rule` is `as_published` (one observation), `sum`, `mean`, `mean_of_sites` (of the mean of each), `zero` (no row, in a period and place that a release
    covers), `retracted` or `feed` (no figure: what releases held, counted). `substances` and `places` are the ids put together where there are several.
    `denominator` is the kind of what `tested` counts: tested, family, population, first (of a pair, what names the
    first substance) or none.
    """

    rule: str
    observations: int
    substances: tuple[str, ...]
    places: tuple[str, ...]
    denominator: str
    category: str | None  # the series of the published category that the figure is a share of


@dataclass(frozen=True, slots=True)
class Found:
    """What a method found. `run` is None for a finding made on request, which is not kept."""

    finding: str
    method: str
    version: str
    settings: str
    verdict: str
    trend: str
    observed: tuple[PeriodValue, ...]
    baseline: tuple[PeriodValue, ...]
    figures: dict[str, Any]  # observed, baseline, their denominators, expected, upper, ratio and its ends, p_value
    reasons: tuple[str, ...]
    run: str | None
    recorded_at: datetime | None
    vocabulary: str
    lake_version: int
    signal: str | None  # the line it stands on, where it was asked for by that
    beside: tuple[str, ...]  # the other findings of that line


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one figure is from, as known at `as_of`, for one reader.

    `series` is None for a single observation. `cells` are the periods put together (one, where one was asked for).
    `parts` holds the first observations by place and name; `making.observations` counts them all. Observations of
    single events are counted and never listed.
    """

    what: str
    series: str | None
    source: str
    stream: str
    substance: str
    place: str
    level: str
    measure: str
    cadence: str
    derived: bool
    period: str
    period_start: date
    period_end: date
    value: float | None
    tested: float | None
    status: str
    as_of: datetime
    making: Making
    cells: tuple[PeriodValue, ...]
    parts: tuple[Part, ...]
    releases: tuple[ReleaseFacts, ...]
    credit: Credit
    mark: str
    purpose: str
    found: Found | None = None
    feed: Remark | None = None  # of a finding about a feed: what it says; there is no figure then


@dataclass(frozen=True, slots=True)
class RowTold:
    """One row of a release. `cells` and `parts` are empty where it gave nothing; `rule` and `column` say why it was
    set aside, where it was. The newest version of a part is what the release said.
    """

    row: int
    cells: tuple[tuple[str, str | None], ...]
    parts: tuple[Part, ...]
    rule: str | None
    column: str | None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release as a reader may see it, and one of its rows where one was asked for and rows are kept."""

    facts: ReleaseFacts
    credit: Credit
    mark: str
    purpose: str
    row: RowTold | None

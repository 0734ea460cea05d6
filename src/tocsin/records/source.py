"""A source: who publishes what, in which unit, how often, how late, and what it must never be added to."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.records.mapping import Mapping
from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence


@dataclass(frozen=True, slots=True)
class Denominator:
    """What a count is a share of.

    `kind` is `tested` (the observation's own column), `events` (the same, where it counts events that drugs are
    shares of), `family` (all reports of the published category in
    the same place and period, where a release covers the whole category), `population` (inhabitants) or
    `none` (bare counts, and every sentence says so).
    """

    kind: str = "none"


@dataclass(frozen=True, slots=True)
class Settling:
    """When a value of `measure` may be read as complete.

    `days` after the end of its period; or, with `open_year`, not before the publisher's reporting year has
    closed and `days` more have passed (until then a count is a lower bound).
    """

    measure: str
    days: int
    open_year: bool = False


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """A dated change of method, panel or definition, as one sentence code for `wording`."""

    since: str  # ISO date or year
    code: str


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the catalogue. Sentences (`*_code`) are turned into words by `wording`.

    `panels_method` says what its series are, and so which methods read them: `counts_by_year` (months that make up a
    reporting year), `half_years`, `shares_by_window`, `yearly_sites`, `rolling_sums` and `harms` have methods made for
    them; `counts` (of events, by themselves) and `shares` (out of what was tested; levels such as potency) are held
    against what the ladder expects; `levels` are shown, and compared by no method.
    """

    name: str
    publisher: str
    title: str
    stream: str
    country: str
    licence: str
    attribution: str
    use_statement: str  # shown wherever a `health_only` figure is shown; empty for open data
    purpose: Purpose
    mark: Mark
    unit_counted: str  # report, item, sample, event, file, load: never added together
    measures: tuple[str, ...]
    cadence: Cadence
    rhythm_days: int  # expected days between releases
    delay_days: int  # expected days from the end of a period to the release that first holds it
    settling: tuple[Settling, ...]
    year_starts: int  # month in which the publisher's reporting year starts
    level: str  # the level of place at which series are watched (finer rows are summed to it)
    roll_up: bool  # whether a derived country series (sum of the level) is watched too
    absent_means: str  # zero | not_reported: what a key missing inside a release's `covers` means
    denominator: Denominator
    panels_method: str  # see above
    small_numbers: str  # code of its small-number rule
    overlaps: tuple[str, ...]  # sources that count the same events: never added, never independent
    laboratory: str  # who analyses: streams that share it are not independent
    history: tuple[HistoryNote, ...]
    limits: tuple[str, ...]  # codes: what this source cannot say
    release_kind: str
    cadences: tuple[tuple[str, Cadence], ...] = ()  # measures that tick otherwise than `cadence`
    also: tuple[str, ...] = ()  # levels above `level` whose published rows are series of their own, and never added to
    unwatched: tuple[str, ...] = ()  # measures that are kept, and make no series
    totals: tuple[tuple[str, str], ...] = ()  # class of drug -> the published total that stands beside its shares
    pairs_of: tuple[str, ...] = ()  # substances whose companions are watched: the share of each that names the other
    events: bool = False  # rows are single events (a death, a sample): counted at the door, never kept
    mapping: Mapping | None = None  # how the tables of a source of one's own are read; None: adapters know
    address: str = ""  # where the publisher offers the file; empty: the address changes, or needs a form

    def cadence_of(self, measure: str) -> Cadence:
        """How often the series of one measure tick."""
        return dict(self.cadences).get(measure, self.cadence)

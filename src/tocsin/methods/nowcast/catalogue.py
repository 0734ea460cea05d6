"""Nowcasters in service: which one reads the releases of a source and a measure. Listing is registering."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tocsin.methods.nowcast.lags.lag_shares import LagShares
from tocsin.methods.nowcast.lags.stated_shares import StatedShare
from tocsin.methods.nowcast.nowcaster import Nowcaster
from tocsin.methods.nowcast.roll_ups import with_totals
from tocsin.methods.nowcast.silence import as_old_as_told, carried
from tocsin.methods.nowcast.sums.beside import Beside, pending, predicted
from tocsin.methods.nowcast.sums.rolling_sums import RollingSums
from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder
from tocsin.methods.nowcast.triangles.reports import triangle_of_vintages
from tocsin.records.nowcast import Nowcast
from tocsin.records.period import Cadence, number_of, periods_a_year
from tocsin.records.source import Source
from tocsin.records.vintages import Vintages
from tocsin.vocabulary import measures

ENOUGH = 12  # releases that make a triangle
MOST_CELLS = 60_000_000  # of a triangle; what is learned from it takes four times the 0.5 GB
PREDICTED = "predicted_"  # measures in which the publisher nowcasts itself
PENDING, ALL_CAUSES = "percent_pending_investigation", "deaths_all_causes_12_months"
ALL_DEATHS, DRUG_DEATHS = "Number of Deaths", "Number of Drug Overdose Deaths"  # names under which they are published
AMOUNTS = ("weight", "volume", "money", "tablet", "round", "firearm", "piece")  # heavy-tailed, and hardly revised


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of twelve months, with what the publisher `said` of them where it predicts, each as old as its last release.

    `waiting` are the per cent of all deaths that are under investigation, all deaths and deaths by drugs, of each place:
    where a release tells them they are read before the prediction.
    """

    said: Vintages | None = None
    waiting: tuple[Vintages, Vintages, Vintages] | None = None

    @property
    def name(self) -> str:
        """Name, version and settings."""
        waiting = "" if self.waiting is None else " beside=pending"
        return RollingSums().name + waiting + (" beside=predicted" if self.said is not None else "")

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """As `RollingSums.nowcast`."""
        return as_old_as_told(vintages, self._told)

    def _told(self, vintages: Vintages) -> Nowcast:
        beside: tuple[Beside, ...] = () if self.waiting is None else (pending(vintages, *self.waiting),)
        beside += () if self.said is None else (predicted(vintages, self.said),)
        return RollingSums(beside=beside).nowcast(vintages)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that are told again and again: by a triangle where releases are many and regular, else by the lags seen."""

    lags: LagShares

    @property
    def name(self) -> str:
        """Name, version and settings."""
        return f"{self.lags.name} or {ChainLadder().name} from {ENOUGH} regular releases on, totals summed"

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """As `ChainLadder` or `LagShares`, groups as the sums of their members, country totals as those of their places."""
        if regular(vintages):
            return as_old_as_told(vintages, _ladder)
        return with_totals(self.lags.nowcast(carried(vintages)), vintages.keys)


def regular(vintages: Vintages) -> bool:
    """Whether a triangle can be had: `ENOUGH` releases, most of them one step of the cadence after the one before."""
    steps = number_of(vintages.known.astype("datetime64[D]"), vintages.cadence)
    return len(steps) >= ENOUGH and bool(np.median(np.diff(steps)) == 1)


def _ladder(vintages: Vintages) -> Nowcast:
    """The chain ladder over delays of half the time that releases reach back, a year at most.

    Figures told before their period began (a forecast, a wrong date) are none. Periods that there is no memory for are left
    out, the oldest first.
    """
    steps = number_of(vintages.known.astype("datetime64[D]"), vintages.cadence)
    delays = int(np.clip((steps[-1] - steps[0]) // 2, 2, periods_a_year(vintages.cadence)))
    newest = slice(-max(MOST_CELLS // (delays * max(len(vintages), 1)), 2 * delays), None)
    begun = vintages.periods[None, newest] <= steps[:, None]
    value = np.where(begun[:, None, :], vintages.value[:, :, newest], np.nan)
    read = replace(vintages, periods=vintages.periods[newest], value=value)
    return ChainLadder().nowcast(triangle_of_vintages(read, delays=delays))


def said_beside(source: Source, measure: str) -> str:
    """The measure in which the publisher predicts the final figures of `measure`; empty where it does not."""
    other = PREDICTED + measure
    return other if other in source.measures else ""


def waiting_beside(source: Source, measure: str) -> tuple[tuple[str, str], ...]:
    """The measures and published names that tell how many deaths are still under investigation; empty where none do."""
    told = measure == source.measures[0] and {PENDING, ALL_CAUSES} <= set(source.unwatched)
    return ((PENDING, ALL_DEATHS), (ALL_CAUSES, ALL_DEATHS), (measure, DRUG_DEATHS)) if told else ()


def nowcaster(
    source: Source,
    measure: str,
    cadence: Cadence,
    stated: tuple[StatedShare, ...] = (),
    said: Vintages | None = None,
    waiting: tuple[Vintages, Vintages, Vintages] | None = None,
) -> Nowcaster | None:
    """What nowcasts one measure of one source; None where nothing is to be nowcast.

    Sums of twelve months: `RollingSums`, beside deaths that are `waiting` and what the publisher `said` in advance. Other
    counts: `ChainLadder` where releases are many and regular, else `LagShares`, with what a person `stated` for lags that
    nobody has seen. None: levels, percentages, shares, potency, money and weights (weight seized hardly moves: under 1 %
    from the first release on); what the publisher predicts itself; detections out of samples tested, whose two parts
    arrive together; and sources that tell each period once, so that no delay can show.
    """
    together = source.denominator.kind == "tested"
    once = source.release_kind == "increment" and not stated
    if not measures.is_count(measure) or measures.measure(measure).counts in AMOUNTS or together or once:
        return None
    if cadence is Cadence.ROLLING_12_MONTHS:
        return None if measure.startswith(PREDICTED) else Sums(said, waiting)
    if source.panels_method in ("levels", "yearly_sites"):
        return None
    open_year = any(rule.open_year for rule in source.settling if rule.measure == measure)
    return Counts(LagShares(year_starts=source.year_starts if open_year else 0, stated=stated))

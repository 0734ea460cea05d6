"""Shares by lag: what a few irregular releases teach of how much is told so many days after a period's end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.nowcast.lags.deviations import deviating
from tocsin.methods.nowcast.lags.finals import Finals, finals_of, unmoved
from tocsin.methods.nowcast.lags.law import LagLaw, calibrated, law_of, with_shape
from tocsin.methods.nowcast.lags.pairs import LagPairs, an_end_was_seen, lag_pairs, newest_told, still_open
from tocsin.methods.nowcast.lags.spread import steps
from tocsin.methods.nowcast.lags.stated_shares import StatedShare, stated_law
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.period import periods_a_year
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
CLOSED = 0.999  # less than one report in a thousand was seen to come later


@dataclass(frozen=True, slots=True)
class LagShares:
    """Nowcast from few and irregular releases: the share of a later figure that was told at a given lag.

    Learns from every two releases in a row that speak of a series. The middle of the pool follows a curve that never
    falls with the lag, chained where the later release was itself early. Around it places, series within places and
    single periods deviate, and some are never revised: all fitted by empirical Bayes, so that small counts lean most on
    the pool, and a series never measured gets the spread of the pool. What is still to come of a count is negative
    binomial given its share; its level leans on the year before it (`levels`) as far as levels were seen to hold, so that
    a figure far below them is taken for one that is on its way or lost (one period in two hundred: taken, not measured).
    Widths are set by places left out. Amounts that are no whole numbers move by their shares alone.

    "Final" means as a release at a lag as long as measured shows it: of a lag with a later release L days after the
    period's end, what is told at L. A lag below the shortest measured one is refused, unless `stated` shares (lag in days,
    share, concentration) cover it, and then called stated; they are used there only. Lags past the last later release,
    and those at which less than one report in a thousand is to come, are closed. `year_starts` is the first month of a
    publisher's year (0: none) that is closed at its end: only open years teach, and a year counts as whole from `settles`
    days after its end; before that no lag is closed, and lags past the last later release are refused, until a release was seen
    that tells an open year after its end; so is all of it where nothing of an open year was ever revised. How late a place is, is read off cells at lags near to the one in question; most of it (four fifths: taken,
    where data tell the two not apart) is the place's, so that its other series are late with it. `completeness` is told before looking at the period's own figure, `mean` and `quantiles` after it.
    Series that are sums of others (`derived`) teach nothing and are told by their own history.

    False confidence: 80 % intervals of places left out held 77 to 89 % of what came, 95 % intervals 92 to 97 %
    (docs/reference/nowcast.md); of places with the largest revisions fewer. One pair of releases teaches of its own time
    only: a laboratory that closed since, or a new way of reporting, is in no interval, and one pair cannot tell a place's
    habit from one event that hit all its periods. Periods of one place err together, so that sums of intervals are no
    intervals of sums. Do not use it for regular releases of which a triangle can be had (`ChainLadder`), nor without
    `levels` where shares below a tenth are likely: intervals become useless. Sources: frailty in hazards, Vaupel et al.
    1979, doi:10.2307/2061224; empirical Bayes, Efron and Morris 1973, doi:10.1080/01621459.1973.10481350.

    Raises `BadValue` where stated shares are not shares.
    """

    levels: bool = True
    year_starts: int = 0
    settles: int = 104
    stated: tuple[StatedShare, ...] = ()

    def __post_init__(self) -> None:
        for lag, share, sure in self.stated:
            if not (0 < share <= 1 and sure > 0 and np.isfinite(lag)):
                raise BadValue(
                    "a stated share is none",
                    wanted="(days after the period's end, share above 0 up to 1, concentration above 0)",
                    got=str((lag, share, sure)),
                )

    @property
    def name(self) -> str:
        """Name, version and settings."""
        told = "".join(f" {lag:g}d:{share:g}~{sure:g}" for lag, share, sure in self.stated)
        return f"lag_shares 2 levels={self.levels} year={self.year_starts}/{self.settles} stated={told.strip() or '-'}"

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """Figures of all periods as the newest release, or one at a longer lag, will show them."""
        if not len(vintages.known):
            raise BadValue("there is nothing to nowcast", wanted="one release or more", got="none")
        opened = still_open(vintages, self.year_starts, self.settles)
        whole = bool(np.all((vintages.value == np.rint(vintages.value)) | np.isnan(vintages.value)))
        pairs = unmoved(lag_pairs(vintages, still_open(vintages, self.year_starts, 0)))
        place, base = _places(vintages, pairs)
        law = law_of(pairs.take(base[pairs.row]), place, whole)
        if law is not None and whole:
            level = Levels(vintages, law, opened) if self.levels else None
            law = _levelled(law, place, level, pairs.take(base[pairs.row]))
        return self._told(vintages, law, pairs, place, opened, whole)

    def _told(
        self,
        vintages: Vintages,
        law: LagLaw | None,
        pairs: LagPairs,
        place: Whole,
        opened: NDArray[np.bool_],
        whole: bool,
    ) -> Nowcast:
        reported = vintages.value[-1]
        lag = vintages.lag[newest_told(vintages)[-1], :].astype(float)
        basis = self._basis(law, lag, vintages, opened[-1], pairs)
        level = Levels(vintages, law, opened).at(len(vintages.known) - 1) if law is not None and self.levels else None
        nowcast = Finals.closed(reported, basis, np.array(LEVELS))
        for stand in (Stand.POOLED, Stand.STATED):
            some = np.isin(basis, (Stand.OWN, Stand.POOLED) if stand is Stand.POOLED else (Stand.STATED,))
            row, column = np.nonzero(some)
            if not len(row):
                continue
            if stand is Stand.POOLED and law is not None:
                middle = law.curve.middle(lag[row, column])
                weight = deviating(law, pairs, place, row, lag[row, column])
                weight = weight @ steps(law.spread.period, law.spread.period_never)
            else:
                middle, weight = stated_law(self.stated, lag[row, column])
            known = np.full(len(row), np.nan) if level is None else level[row, column]
            nowcast.fill((row, column), finals_of(law, whole, reported[row, column], middle, weight, known))
        return nowcast.nowcast(vintages)

    def _basis(
        self, law: LagLaw | None, lag: Floats, vintages: Vintages, opened: NDArray[np.bool_], pairs: LagPairs
    ) -> NDArray[np.int8]:
        """What each cell stands on, (N, T)."""
        reported = vintages.value[-1]
        basis = np.full(reported.shape, Stand.REFUSED, np.int8)
        if self.stated:
            since, until = min(one[0] for one in self.stated), max(self.stated)
            basis[(lag >= since) & ((law is not None) | (lag <= until[0]))] = Stand.STATED
            basis[(lag >= until[0]) & (until[1] == 1)] = Stand.CLOSED
        if law is not None:
            lags, place = np.unique(lag, return_inverse=True)
            closed = (law.curve.shares(lags, law.spread) >= CLOSED)[place].reshape(lag.shape)
            measured = lag >= law.curve.shortest
            own = np.isin(np.arange(len(lag)), pairs.row[pairs.late > 0])[:, None]
            basis = np.where(measured, np.where(own, Stand.OWN, Stand.POOLED), basis).astype(np.int8)
            ended = an_end_was_seen(vintages, pairs, self.year_starts)
            moved = bool((pairs.late != pairs.early).any())
            unseen = (lag >= law.curve.until) | (not moved)
            basis[measured & (closed if ended else unseen)] = Stand.CLOSED if ended else Stand.REFUSED
        basis[:, ~opened] = Stand.CLOSED
        basis[np.isnan(reported) | ((lag < 0) & (basis != Stand.CLOSED))] = Stand.REFUSED
        return basis


class Levels:
    """What the year before each period lets one expect of it, by what each release knew."""

    def __init__(self, vintages: Vintages, law: LagLaw, opened: NDArray[np.bool_]) -> None:
        self.vintages, self.law, self.opened = vintages, law, opened
        self.newest, self.year = newest_told(vintages), periods_a_year(vintages.cadence)

    def at(self, release: int) -> Floats:
        """The mean of the year before each period, made whole by the pool's shares; (N, T), NaN where none is known."""
        lag = self.vintages.lag[self.newest[release], :].astype(float)
        lags, place = np.unique(lag, return_inverse=True)
        share = self.law.curve.shares(lags, self.law.spread)[place].reshape(lag.shape)
        share = np.where(self.opened[release][None, :], share, 1.0)
        usable = (lag >= self.law.curve.shortest) | ~self.opened[release][None, :]
        value = np.where(usable, self.vintages.value[release] / share, np.nan)
        known = np.isfinite(value)
        sums = np.cumsum(np.pad(np.where(known, value, 0.0), ((0, 0), (1, 0))), 1)
        many = np.cumsum(np.pad(known.astype(float), ((0, 0), (1, 0))), 1)
        first = np.maximum(np.arange(value.shape[1]) - self.year, 0)
        count = many[:, :-1] - many[:, first]
        total = sums[:, :-1] - sums[:, first]
        return np.where(count > 0, (total + 0.5) / np.maximum(count, 1), np.nan)

    def of(self, cells: LagPairs) -> Floats:
        """Levels of cells, each by what the earlier of its releases knew; (P,)."""
        told = np.full(len(cells), np.nan)
        for release in np.unique(cells.release):
            some = cells.release == release
            told[some] = self.at(int(release))[cells.row[some], cells.column[some]]
        return told


def _levelled(law: LagLaw, place: Whole, level: Levels | None, cells: LagPairs) -> LagLaw:
    """With the shape of levels, and widths set by places left out."""
    taught = law.taught.cells
    if level is None:
        return calibrated(law, place, np.full(len(taught), np.nan))
    known = level.of(taught)
    return calibrated(with_shape(law, taught, known), place, known)


def _places(vintages: Vintages, pairs: LagPairs) -> tuple[Whole, NDArray[np.bool_]]:
    """Numbers of places (N,), and which series are no sums of others; a sum with cells of its own is a place of its own."""
    derived = vintages.keys["derived"].to_numpy(zero_copy_only=False).astype(bool)
    base = ~derived if (~derived)[pairs.row].any() else np.ones(len(derived), bool)
    names = vintages.keys["place"].to_numpy(zero_copy_only=False)
    place = np.unique(names.astype(str), return_inverse=True)[1].astype(np.int64)
    alone = ~base & np.isin(np.arange(len(base)), pairs.row)
    place[alone] = place.max(initial=0) + 1 + np.arange(alone.sum())
    return place, base

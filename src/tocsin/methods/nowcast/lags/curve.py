"""The curve of shares in lag: how much of a later figure is told so many days after a period's end, middle of its pool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lags.pairs import NEAR_DAYS, NEAR_SHARE, LagPairs, alike, windows
from tocsin.methods.nowcast.lags.spread import (
    Spread,
    best_spread,
    likelihoods,
    nearness,
    of_anybody,
    several,
    shares_at,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LEAST = -16.0  # the log of a rate that is nothing
NOTHING = 2e-7  # a rate that is
A_YEAR = 366
ZOOMS = ((-4.0, 1.5, 12), (-0.5, 0.5, 9), (-0.125, 0.125, 6))
MOVES = 0.005  # spread is learned at lags after which more than this part of the figures came
A_GROUP = 400  # cells that teach of one pair of lags, at most


@dataclass(frozen=True, slots=True)
class LagCurve:
    """What is still to come at some lags: `rate` (B,) is minus the log of the middle share at `lag` (B,), both ordered.

    Nothing is measured before the first lag. From the last one to `until`, the first lag at which only a later release
    was seen, the rate falls to nothing in a straight line; between two lags its log is a straight line.
    """

    lag: Floats
    rate: Floats
    until: float

    def __len__(self) -> int:
        return len(self.lag)

    @property
    def shortest(self) -> float:
        """The smallest lag in days to which the curve applies: lags near to a measured one are that one."""
        if not len(self.lag):
            return np.inf
        return float(self.lag[0] - max(NEAR_DAYS, NEAR_SHARE * self.lag[0]))

    def middle(self, lag: Floats) -> Floats:
        """The log of minus the log of the middle share at each lag; any shape, -16 where all is told."""
        if not len(self.lag):
            return np.full(np.shape(lag), LEAST)
        log = np.interp(lag, self.lag, np.log(self.rate))
        left = (self.until - lag) / max(self.until - self.lag[-1], 1.0)
        fallen = np.log(np.maximum(self.rate[-1] * np.clip(left, 0, 1), 1e-9))
        return np.maximum(np.where(lag > self.lag[-1], fallen, log), LEAST)

    def shares(self, lag: Floats, spread: Spread) -> Floats:
        """The expected share of a series of which nothing is measured, at each lag; (M,)."""
        return shares_at(self.middle(lag)) @ of_anybody(spread)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Cells that teach, the group of lags of each, and the middles found for the groups."""

    cells: LagPairs
    group: Whole
    middle: Floats

    def logs(self, whole: bool) -> Floats:
        """Log likelihoods (P, K) of the cells on the grid of deviations."""
        of = likelihoods if whole else nearness
        return of(self.cells.early, self.cells.late, self.middle[self.group])


def lessons(cells: LagPairs) -> Lessons:
    """Cells in groups of the same two lags, at most 400 of each, evenly from all series."""
    first, last = alike(cells.lag), alike(cells.later)
    _, group = np.unique(first * (int(last.max(initial=0)) + 1) + last, return_inverse=True)
    order = np.lexsort((cells.row, group))
    size = np.bincount(group)
    rank = np.arange(len(cells)) - np.repeat(np.cumsum(size) - size, size)
    many = size[group[order]]
    kept = order[(many <= A_GROUP) | ((rank * A_GROUP) // many != ((rank - 1) * A_GROUP) // many)]
    cells, group = cells.take(np.sort(kept)), group[np.sort(kept)]
    return Lessons(cells, group, starting(cells, group, len(size)))


def starting(cells: LagPairs, group: Whole, count: int) -> Floats:
    """The rate of the sums of each group, as a first guess; half a report of all groups together where nothing came."""
    early = np.bincount(group, np.minimum(cells.early, cells.late), count)
    late = np.bincount(group, cells.late, count)
    gone = np.maximum(late - early, 0)
    still = 0.5 * np.divide(late, late[gone == 0].sum(), out=np.ones_like(late), where=(gone == 0) & (late > 0))
    share = np.clip((late - np.where(gone > 0, gone, still)) / np.maximum(late, 1.0), 1e-6, 1 - 1e-9)
    return np.log(-np.log(share))


def middles(taught: Lessons, spread: Spread, whole: bool) -> Lessons:
    """The likeliest middle of each group, all groups at once, by looking nearer and nearer."""
    cells, group, chance = taught.cells, taught.group, of_anybody(spread)
    start = starting(cells, group, len(taught.middle))
    moving = np.bincount(group, cells.late > cells.early, len(start)) > 0
    best, of = start.copy(), likelihoods if whole else nearness
    for low, high, points in ZOOMS:
        top, centre = np.full(len(start), -np.inf), best.copy()
        for shift in np.linspace(low, high, points):
            log = of(cells.early, cells.late, (centre + shift)[group])
            peak = log.max(1)
            now = np.bincount(group, np.log(np.exp(log - peak[:, None]) @ chance + 1e-300) + peak, len(start))
            best, top = np.where(now > top, centre + shift, best), np.maximum(now, top)
    return Lessons(cells, group, np.where(moving, np.clip(best, LEAST, 5.0), start))


def learned(taught: Lessons, place: Whole, whole: bool, start: Spread) -> tuple[Lessons, Spread]:
    """Middles and spread, each given the other, twice over. `place` (N,) numbers the places of the series.

    A place is not late alike at all lags: its deviation is one within a window of lags only, and spread is the likeliest
    over all windows (a composite likelihood, Varin et al. 2011, Statistica Sinica 21:5).
    """
    spread, found = start, taught
    moving = (np.exp(taught.middle) > MOVES)[taught.group] & (taught.cells.late > 0)
    if not (taught.cells.late > taught.cells.early).any():
        return taught, spread
    if whole and not moving.any():
        return middles(taught, spread, whole), spread
    if moving.any():
        cell, window = windows(taught.cells.lag[moving])
    else:
        moving = np.ones(len(moving), bool)
        cell, window = np.arange(len(moving)), np.zeros(len(moving), np.int64)
    several_places = several(taught.cells.row[moving], place)
    number = taught.cells.row[moving][cell] + window * len(place)
    rows, row = np.unique(number, return_inverse=True)
    _, places = np.unique(place[rows % len(place)] + (rows // len(place)) * (int(place.max()) + 1), return_inverse=True)
    for _ in range(2):
        found = middles(found, spread, whole)
        spread = best_spread(found.logs(whole)[moving][cell], row, places, spread, several_places)
    spread = spread if several_places else spread.parted()
    return middles(found, spread, whole), spread


def curve_of(found: Lessons) -> LagCurve:
    """The groups in a chain: what came between two lags, and what came after the later one. Never rises with the lag."""
    cells, group, count = found.cells, found.group, len(found.middle)
    size = np.bincount(group, minlength=count)
    known = np.flatnonzero(np.bincount(group, cells.late, count) > 0)
    if not len(known):
        return LagCurve(np.empty(0), np.empty(0), 0.0)
    lag, later = (np.bincount(group, days, count)[known] / size[known] for days in (cells.lag, cells.later))
    figures = np.bincount(group, cells.late, count)[known].astype(np.float64)
    came = _settling(lag, later, np.exp(found.middle)[known], figures)
    curve = LagCurve(np.empty(0), np.empty(0), float(later[later > lag.max()].min()))
    telling = np.bincount(group, cells.late > 0, count)[known].astype(np.float64)
    weights: list[float] = []
    for one in np.unique(of_lag := alike(np.rint(lag).astype(np.int64)))[::-1]:
        some = np.flatnonzero(of_lag == one)
        after = np.exp(curve.middle(later[some])) if len(curve) else np.zeros(len(some))
        rate = np.average(came[some] + np.where(after > NOTHING, after, 0.0), weights=telling[some])
        days = float(np.average(lag[some], weights=telling[some]))
        curve = LagCurve(np.append(days, curve.lag), np.append(rate, curve.rate), curve.until)
        weights.insert(0, float(telling[some].sum()))
    rate = np.exp(_falling(np.log(np.maximum(curve.rate, NOTHING)), np.array(weights)))
    return LagCurve(curve.lag, np.maximum(rate, NOTHING), curve.until)


def _settling(lag: Floats, later: Floats, rate: Floats, figures: Floats) -> Floats:
    """Rates of groups; a year after a period's end what comes in the same number of days only gets less.

    So that years with a handful of figures, of which one was revised, do not speak for all that came before them.
    """
    settled, told = lag > A_YEAR, rate.copy()
    span = alike(np.rint(later - lag).astype(np.int64))
    for one in np.unique(span[settled]):
        some = np.flatnonzero(settled & (span == one))
        some = some[np.argsort(lag[some])]
        told[some] = _falling(rate[some], figures[some])
    return told


def _falling(height: Floats, weight: Floats) -> Floats:
    """The nearest heights that never rise: neighbours that do are pooled."""
    blocks: list[tuple[float, float, int]] = []
    for one, size in zip(height.tolist(), weight.tolist(), strict=True):
        block = (one, float(size), 1)
        while blocks and blocks[-1][0] < block[0]:
            before, sizes, many = blocks.pop()
            total = sizes + block[1]
            block = ((before * sizes + block[0] * block[1]) / total, total, many + block[2])
        blocks.append(block)
    return np.concatenate([np.full(many, one) for one, _, many in blocks])

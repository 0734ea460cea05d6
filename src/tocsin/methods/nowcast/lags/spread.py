"""How the shares of series differ: deviations of places, of their series and of single periods, on one grid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.log_sums import TINY, logs_before

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
STEP = 0.25
DEVIATIONS = np.concatenate([[-np.inf], np.arange(-8.0, 6.0 + STEP / 2, STEP)])  # the first: never revised
MIDDLE = int(np.argmin(np.abs(DEVIATIONS)))
SHARPEST = 1 / 0.15**2  # a count tells the log of a rate no sharper than a grid of this step can hold
SDS = (0.0, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
NEVER = (0.0, 0.03, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9)
OF_PLACE = 0.8  # of a deviation that place and series may share: taken, where too few places show several series
SEVERAL_PLACES = 8


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations, and chances of never being revised: of places, of series within them, of single periods."""

    place: float = 0.7
    place_never: float = 0.0
    series: float = 0.0
    series_never: float = 0.0
    period: float = 0.7
    period_never: float = 0.0

    def parted(self) -> Spread:
        """What was learned of places, four fifths of it theirs and one fifth their series': a laboratory is late with all.

        For pools with one measured series in a place, where data tell the two not apart.
        """
        whole, moves = np.hypot(self.place, self.series), (1 - self.place_never) * (1 - self.series_never)
        sds = {"place": float(whole * OF_PLACE**0.5), "series": float(whole * (1 - OF_PLACE) ** 0.5)}
        nevers = {"place_never": 1 - moves**OF_PLACE, "series_never": 1 - moves ** (1 - OF_PLACE)}
        return replace(self, **sds, **nevers)

    def times(self, factor: float) -> Spread:
        """So many times as wide in all, places and series taking what is more or less: periods stay as they were learned.

        Where places and series cannot take it, all are so many times as wide.
        """
        apart, single = self.place**2 + self.series**2, self.period**2
        left = factor**2 * (apart + single) - single
        of_places = (left / apart) ** 0.5 if left > 0 and apart > 0 else factor
        of_periods = 1.0 if left > 0 and apart > 0 else factor
        sds = {"place": self.place * of_places, "series": self.series * of_places}
        return replace(self, **sds, period=self.period * of_periods)


def steps(sd: float, never: float) -> Floats:
    """Chances (K, K) to go from each deviation of the grid to each other one; who is never revised stays so."""
    apart = DEVIATIONS[1:]
    move = np.eye(len(DEVIATIONS))
    if sd > 0:
        near = np.exp(-0.5 * ((apart[None, :] - apart[:, None]) / sd) ** 2)
        near /= near.sum(1, keepdims=True)
        move[1:, 1:] = np.where(near > TINY, near, 0.0)
    move[1:] *= 1 - never
    move[1:, 0] += never
    return move


def of_anybody(spread: Spread) -> Floats:
    """Chances (K,) of the deviation of one period of a series of which nothing is measured."""
    place = steps(spread.place, spread.place_never)[MIDDLE]
    series = place @ steps(spread.series, spread.series_never)
    return series @ steps(spread.period, spread.period_never)


def shares_at(middle: Floats) -> Floats:
    """Shares (M, K) on the grid, around `middle` (M,): the log of minus the log of a share."""
    with np.errstate(over="ignore"):
        return np.exp(-np.exp(np.clip(middle[:, None] + DEVIATIONS[None, :], -50.0, 6.0)))


def likelihoods(early: Floats, late: Floats, middle: Floats) -> Floats:
    """Log likelihood (P, K) of `early` out of `late` counts at each deviation; falls count as no revision."""
    rest = np.maximum(late - early, 0.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(late > 0, np.minimum(early / late, 1.0), 1.0)
        told = late * np.log(share) ** 2 * share / (1 - share)
        blunt = np.where((share > 0) & (share < 1), np.minimum(1.0, SHARPEST / told), 1.0)
        rate = np.exp(np.clip(middle[:, None] + DEVIATIONS[None, 1:], -50.0, 6.0))
        log = -early[:, None] * rate + np.where(rest[:, None] > 0, rest[:, None] * np.log(-np.expm1(-rate)), 0.0)
    never = np.where(rest > 0, -np.inf, 0.0)
    return np.concatenate([never[:, None], blunt[:, None] * log], axis=1)


def nearness(early: Floats, late: Floats, middle: Floats) -> Floats:
    """As `likelihoods`, for amounts: what is not counted tells its share exactly."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.log(-np.log(np.clip(early / late, 1e-300, 1.0)))
    known = (early > 0) & np.isfinite(rate)
    far = (np.clip(rate, -50, 6)[:, None] - middle[:, None] - DEVIATIONS[None, 1:]) / (0.6 * STEP)
    log = np.where(known[:, None], -0.5 * np.minimum(far**2, 1000.0), np.where(early > 0, -500.0, 0.0)[:, None])
    never = np.where(known, -np.inf, 0.0)
    return np.concatenate([never[:, None], log], axis=1)


def added(log: Floats, of: Whole, count: int) -> Floats:
    """Sums of rows by number, (count, K)."""
    order = np.argsort(of, kind="stable")
    known, start = np.unique(of[order], return_index=True)
    total = np.zeros((count, log.shape[1]))
    if len(known):
        total[known] = np.add.reduceat(np.maximum(log, -1e6)[order], start, axis=0)
    return total


@dataclass(frozen=True, slots=True)
class Told:
    """What P cells tell of S series in G places: logs of likelihoods of series (S, K) and of places (G, K)."""

    series: Floats
    place: Floats
    of_place: Whole


def told(cells: Floats, row: Whole, place: Whole, spread: Spread) -> Told:
    """Likelihoods of the deviations of series and places, from those (P, K) of series by one cell each.

    `row` (P,) numbers series, `place` (S,) their places.
    """
    series = added(cells, row, len(place))
    given = logs_before(series, steps(spread.series, spread.series_never))
    places = added(given, place, int(place.max(initial=-1)) + 1)
    return Told(series, places, place)


class Evidence:
    """The log likelihood of all cells under one spread after another; what a spread leaves as it was is not done again."""

    def __init__(self, log: Floats, row: Whole, place: Whole) -> None:
        self.log, self.row, self.place = log, row, place
        self.series = self.places = np.empty(0)
        self.of_series: tuple[float, ...] = ()
        self.of_places: tuple[float, ...] = ()

    def of(self, spread: Spread) -> float:
        """The log likelihood under `spread`."""
        period = (spread.period, spread.period_never)
        series = (*period, spread.series, spread.series_never)
        if self.of_series != period:
            self.series = added(logs_before(self.log, steps(*period)), self.row, len(self.place))
            self.of_series, self.of_places = period, ()
        if self.of_places != series:
            given = logs_before(self.series, steps(spread.series, spread.series_never))
            self.places = added(given, self.place, int(self.place.max(initial=-1)) + 1)
            self.of_places = series
        return float(logs_before(self.places, steps(spread.place, spread.place_never))[:, MIDDLE].sum())


def several(row: Whole, place: Whole) -> bool:
    """Whether enough places show several series, so that data tell deviations of places from those of series."""
    series = np.unique(row)
    return int((np.bincount(place[series]) > 1).sum()) >= SEVERAL_PLACES


def best_spread(log: Floats, row: Whole, place: Whole, start: Spread, apart: bool, rounds: int = 2) -> Spread:
    """The likeliest spread, one part after another. `apart`: whether series are told from places; else theirs stays."""
    names = ["place", "place_never", "period", "period_never"]
    names[2:2] = ["series", "series_never"] if apart else []
    evidence = Evidence(log, row, place)
    best, top = start, evidence.of(start)
    for _ in range(rounds):
        before = top
        for name in names:
            for value in NEVER if name.endswith("never") else SDS:
                tried = replace(best, **{name: value})
                if tried != best and (now := evidence.of(tried)) > top + 1e-6:
                    best, top = tried, now
        if top - before < 0.1:
            break
    return best


def deviations(found: Told, spread: Spread) -> Floats:
    """Chances (S, K) of each series' deviation, given its own cells and those of the others of its place."""
    series = steps(spread.series, spread.series_never)
    others = found.place[found.of_place] - np.maximum(logs_before(found.series, series), -1e6)
    with np.errstate(divide="ignore"):
        start = np.log(steps(spread.place, spread.place_never)[MIDDLE])[None, :] + others
        before = np.exp(start - start.max(1, keepdims=True)) @ series
        log = np.log(before) + found.series
    chance = np.exp(log - log.max(1, keepdims=True))
    return chance / chance.sum(1, keepdims=True)

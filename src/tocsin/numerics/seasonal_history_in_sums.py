"""What `seasonal_history` foresees, by sums over runs: for histories whose offsets are 1, with few missing points."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.outlier_weights import odd_points
from tocsin.numerics.run_dispersion import dispersion_of_runs
from tocsin.numerics.seasonal_history import LEAST_YEARS_FOR_TREND, TOTAL, YEARS, Rules, kept, known_years, tell
from tocsin.numerics.seasonal_poisson import LEVEL, POINTS, SLOPE, degrees_of_freedom
from tocsin.numerics.seasonal_sums import (
    COUNT,
    COUNT_T,
    COUNT_TT,
    DISTANCE,
    ENTROPY,
    LESS,
    NUMBER_T,
    NUMBER_TT,
    OF,
    REPLY,
    REPLY_T,
    TIME,
    WEIGHT,
    counted,
    fit_sums,
)
from tocsin.numerics.seasonal_sums import NUMBER as POINTS_OF_LEVEL

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _seen(grids: Floats, runs: Whole, data: Floats, mean: float) -> float:
    """The largest count, or an average that `mean` is not above."""
    largest = 0.0
    for k in range(data.shape[1]):
        if data[POINTS_OF_LEVEL, k] > 0:
            largest = max(largest, data[COUNT, k] / data[POINTS_OF_LEVEL, k])
    for r in range(len(runs) if mean > largest else 0):
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            largest = max(largest, grids[0, j])
    return largest


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _missing(grids: Floats, runs: Whole, origin: int, data: Floats, odd: Floats) -> int:
    """Take the points without a count off the numbers of `data`, and put them into `odd`; how many there are."""
    number = 0
    for r in range(len(runs)):
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            if grids[1, j] == 0:
                time, k = float(j - origin), runs[r, 2]
                odd[number, TIME], odd[number, LESS], odd[number, OF] = time, 1.0, k
                data[POINTS_OF_LEVEL, k] -= 1
                data[NUMBER_T, k] -= time
                data[NUMBER_TT, k] -= time * time
                number += 1
    return number


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _reweighted(
    grids: Floats,
    origin: int,
    odd: Floats,
    begin: int,
    end: int,
    weight: float,
    data: Floats,
    total: Floats,
    new: Floats,
    news: Floats,
) -> None:
    """`data` and `total` as they are where the outliers from `begin` to before `end` of `odd` weigh less, and all others `weight`."""
    for row in range(len(new)):
        for k in range(new.shape[1]):
            new[row, k] = data[row, k]
    news[ENTROPY], news[DISTANCE] = total[ENTROPY], total[DISTANCE]
    for j in range(begin, end):
        time, less, k = odd[j, TIME], odd[j, LESS], int(odd[j, OF])
        column = int(time) + origin
        y = grids[0, column]
        reply = grids[9, column]
        new[COUNT, k] -= less * y
        new[COUNT_T, k] -= less * y * time
        new[COUNT_TT, k] -= less * y * time * time
        new[REPLY, k] -= less * reply
        new[REPLY_T, k] -= less * reply * time
        new[POINTS_OF_LEVEL, k] -= less
        new[NUMBER_T, k] -= less * time
        new[NUMBER_TT, k] -= less * time * time
        news[ENTROPY] -= less * grids[4, column]
        news[DISTANCE] -= less * grids[5, column]
    for k in range(new.shape[1]):
        for row in range(len(new)):
            new[row, k] *= weight
    news[ENTROPY], news[DISTANCE], news[WEIGHT] = news[ENTROPY] * weight, news[DISTANCE] * weight, weight


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _fitted_sums(
    grids: Floats, runs: Whole, origin: int, missing: int, trend: bool, limit: float, work: tuple[Floats, ...]
) -> float:
    """As `_fitted`, without removals: fit, bound what is far out, fit again where there was any."""
    data, new, levels, sums, table, odd, total, news, told = work
    told[POINTS] = 0.0
    for k in range(data.shape[1]):
        told[POINTS] += data[POINTS_OF_LEVEL, k]
    settled = fit_sums(grids, runs, origin, data, total, odd, missing, trend, levels, told, table, sums)
    if trend and not settled:
        return np.nan
    phi = dispersion_of_runs(grids, runs, origin, trend, levels, told, 1.0, table, sums)
    if limit == np.inf:
        return phi
    spread = (max(phi, 1.0), limit)
    number, weight = odd_points(grids, runs, origin, levels, told, spread, odd, missing, table, sums)
    if number == missing:
        return phi
    _reweighted(grids, origin, odd, missing, number, weight, data, total, new, news)
    settled = fit_sums(grids, runs, origin, new, news, odd, number, trend, levels, told, table, sums)
    if settled or not trend:
        phi = dispersion_of_runs(grids, runs, origin, trend, levels, told, weight, table, sums)
    for j in range(missing, number):
        grids[1, int(odd[j, TIME]) + origin] = 1.0
    return phi if settled or not trend else np.nan


@numba.njit(nogil=True, cache=True, error_model="numpy")
def by_sums(
    grids: Floats,
    runs: Whole,
    at: int,
    origin: int,
    known: bool,
    rules: Rules,
    critical: Floats,
    work: tuple[Floats, ...],
    answer: Floats,
) -> None:
    """As `by_points`, without removals and where all offsets are 1; two more rows of `grids` are the replies of the first step
    and the deviances at the start, 0 where unknown. `work` are data (8, L) with the numbers of the points, the
    same again, levels (4, L), sums (8, L), table (longest run + 1, 4), odd (columns, 3), two totals (3,) and told (6,).
    """
    data, _, levels, _, _, odd, total, _, told = work
    answer[YEARS] = known_years(grids[1], runs, rules[0])
    if answer[YEARS] == 0:
        return
    counted(grids, runs, origin, data, total)
    missing = 0 if known else _missing(grids, runs, origin, data, odd)
    time, raw, mean = float(at - origin), np.nan, np.nan
    trended = rules[3] and answer[YEARS] >= LEAST_YEARS_FOR_TREND
    if trended:
        raw = _fitted_sums(grids, runs, origin, missing, True, rules[4], work)
        mean = np.exp(levels[LEVEL, 0] + told[SLOPE] * time)
        freedom = degrees_of_freedom(levels, told, True)
        trended = kept(raw, mean, _seen(grids, runs, data, mean), told, freedom, rules, critical)
    if not trended:
        raw = _fitted_sums(grids, runs, origin, missing, False, rules[4], work)
        mean = np.exp(levels[LEVEL, 0])
    tell(answer, levels, told, raw, mean, time, trended)
    answer[TOTAL] = 0.0
    for k in range(data.shape[1]):
        answer[TOTAL] += data[COUNT, k]

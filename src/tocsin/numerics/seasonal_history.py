"""What a season's levels and a slope foresee for one period: the fit to its reference periods, and whether its slope is kept."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.outlier_weights import bound_outliers
from tocsin.numerics.seasonal_poisson import (
    DISPERSION,
    INFORMATION,
    LEVEL,
    POINTS,
    SLOPE,
    degrees_of_freedom,
    dispersion,
    fit,
    standard_error,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Rules = tuple[int, int, int, bool, float, float, bool]
MEAN, PHI, ERROR, TREND, TRENDED, NUMBER, TOTAL, YEARS, WORKING = range(9)  # places in an answer
LEAST_YEARS_FOR_TREND, REMOVALS, FLAT, SMALLEST = 3, 3, 1e-20, 2.0**-52


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _gather(grids: Floats, low: int, high: int, points: Floats) -> None:
    for g in range(9):
        points[g] = grids[g, low:high]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _leave_out_between(runs: Whole, points: Floats) -> None:
    """Points that lie in no run get no weight."""
    end = 0
    for r in range(len(runs)):
        points[1, end : runs[r, 0]] = 0.0
        points[2, end : runs[r, 0]] = 0.0
        end = runs[r, 0] + runs[r, 1]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _largest(points: Floats) -> float:
    largest = 0.0
    for j in range(points.shape[1]):
        if points[1, j] > 0:
            largest = max(largest, points[0, j] if points[7, j] == 1 else points[0, j] / points[7, j])
    return largest


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _counted(points: Floats) -> float:
    total = 0.0
    for j in range(points.shape[1]):
        total += points[0, j] if points[1, j] > 0 else 0.0
    return total


@numba.njit(nogil=True, cache=True, error_model="numpy")
def known_years(weights: Floats, runs: Whole, half: int) -> int:
    """Years in which the season of the judged period is known; none where it is known for too few periods in all."""
    years, number = 0, 0
    for r in range(len(runs)):
        if runs[r, 2] == 0:
            year = 0
            for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
                year += weights[j] > 0
            years += year > 0
            number += year
    return years if number > half else 0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _removed(points: Floats, runs: Whole, levels: Floats, told: Floats, work: Floats, phi: float, far: float) -> int:
    """Leave out the points whose residual is above `far`; how many there were."""
    before = points[1:3].copy()
    bound_outliers(points, runs, levels, told, work, phi, far)
    usual, number = points[1].max(), 0
    for j in range(points.shape[1]):
        outlier = 0 < points[1, j] < usual * (1 - 1e-9)
        points[1, j] = 0.0 if outlier else before[0, j]
        points[2, j] = 0.0 if outlier else before[1, j]
        number += outlier
    return number


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _fitted(
    points: Floats,
    runs: Whole,
    trend: bool,
    limits: tuple[float, float],
    levels: Floats,
    told: Floats,
    work: Floats,
    sums: Floats,
) -> float:
    """Fit, bound what is far out, fit again; the dispersion, NaN where nothing can be fitted."""
    limit, far = limits
    settled = fit(points, runs, trend, levels, told, work, sums)
    if trend and not settled:
        return np.nan
    phi = max(dispersion(points, runs, levels, told, work, trend), 1.0)
    for _ in range(REMOVALS if far < np.inf else 0):
        if _removed(points, runs, levels, told, work, phi, far) == 0:
            break
        settled = fit(points, runs, trend, levels, told, work, sums)
        if trend and not settled:
            return np.nan
        phi = max(dispersion(points, runs, levels, told, work, trend), 1.0)
    if limit < np.inf:
        bound_outliers(points, runs, levels, told, work, phi, limit)
        settled = fit(points, runs, trend, levels, told, work, sums)
        if trend and not settled:
            return np.nan
        phi = dispersion(points, runs, levels, told, work, trend)
    return phi


@numba.njit(nogil=True, cache=True, error_model="numpy")
def kept(raw: float, mean: float, largest: float, told: Floats, freedom: int, rules: Rules, critical: Floats) -> bool:
    """Whether the slope is kept: the mean is not above all that was seen, and the slope steep enough."""
    scatter = told[DISPERSION] if rules[6] else raw
    steep = abs(told[SLOPE]) * np.sqrt(told[INFORMATION] / max(scatter, FLAT))
    if scatter <= FLAT:
        steep = np.inf if rules[6] and rules[1] == 1 else -np.inf
    return (
        raw >= 0 and mean <= largest * (1 + 1e-12) and freedom > 0 and steep > critical[min(freedom, len(critical) - 1)]
    )


@numba.njit(nogil=True, cache=True, error_model="numpy")
def tell(answer: Floats, levels: Floats, told: Floats, raw: float, mean: float, time: float, trended: bool) -> None:
    """Fill in an answer from a fit."""
    phi = max(raw, 1.0)
    answer[MEAN], answer[PHI] = max(mean, SMALLEST), phi
    answer[ERROR] = standard_error(levels, told, 0, time) * np.sqrt(phi)
    answer[TREND], answer[TRENDED] = (told[SLOPE], 1.0) if trended else (0.0, 0.0)
    answer[NUMBER], answer[WORKING] = told[POINTS], told[DISPERSION]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def by_points(grids: Floats, runs: Whole, at: int, rules: Rules, critical: Floats, answer: Floats) -> None:
    """The answer for column `at` from its `runs`; `grids` are the rows of `points` in `fit`, of all columns."""
    low, high = runs[0, 0], runs[len(runs) - 1, 0] + runs[len(runs) - 1, 1]
    length, number = high - low, rules[1]
    points = np.empty((9, length))
    own = runs.copy()
    own[:, 0] -= low
    _gather(grids, low, high, points)
    _leave_out_between(own, points)
    answer[YEARS] = known_years(points[1], own, rules[0])
    if answer[YEARS] == 0:
        return
    levels, told = np.zeros((4, number)), np.zeros(6)
    work, sums = np.empty((3, length)), np.empty((7, number))
    time, limits = float(at - low - length // 2), (rules[4], rules[5])
    raw, mean = np.nan, np.nan
    trended = rules[3] and answer[YEARS] >= LEAST_YEARS_FOR_TREND
    if trended:
        raw = _fitted(points, own, True, limits, levels, told, work, sums)
        mean = np.exp(levels[LEVEL, 0] + told[SLOPE] * time)
        freedom = degrees_of_freedom(levels, told, True)
        trended = kept(raw, mean, _largest(points), told, freedom, rules, critical)
        if not trended:
            _gather(grids, low, high, points)
            _leave_out_between(own, points)
    if not trended:
        told[:] = 0.0
        raw = _fitted(points, own, False, limits, levels, told, work, sums)
        mean = np.exp(levels[LEVEL, 0])
    tell(answer, levels, told, raw, mean, time, trended)
    answer[TOTAL] = _counted(points)

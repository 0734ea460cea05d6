"""The mean that a season's levels and a slope foresee for a period, from the periods of the years before; many series."""

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
    START,
    degrees_of_freedom,
    dispersion,
    fit,
    standard_error,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MEAN, PHI, ERROR, TREND, TRENDED, NUMBER, TOTAL, YEARS, WORKING = range(9)  # places in an answer
LEAST_YEARS_FOR_TREND, REMOVALS, FLAT, SMALLEST, TABLE = 3, 3, 1e-20, 2.0**-52, 256


@numba.njit(nogil=True, cache=True, error_model="numpy")
def season_runs(centres: Whole, half: int, levels: int, left_out: int, first: int) -> Whole:
    """Runs (start, length, level) of the reference columns of one period; oldest first.

    `centres` (years + 1,) are the columns of the same season, the judged one first. Level 0 lies within `half` of a centre;
    the columns between two such are dealt to the other levels in order, the first getting what is left over. Columns
    before `first`, and the newest `left_out` with the judged one, are left out.
    """
    runs, number = np.empty(((levels + 1) * len(centres), 3), np.int64), 0
    end = centres[0] - left_out
    for year in range(len(centres) - 1, -1, -1):
        start = centres[year] - half
        gap = centres[year - 1] - half - (centres[year] + half + 1) if year > 0 else 0
        for level in range(levels if year > 0 else 1):
            length = 2 * half + 1 if level == 0 else gap // (levels - 1) + (level - 1 < gap % (levels - 1))
            low, high = max(start, first), min(start + length, end, centres[0])
            if high > low:
                runs[number, 0], runs[number, 1], runs[number, 2] = low, high - low, level
                number += 1
            start += length
    return runs[:number]


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
def _known_years(points: Floats, runs: Whole, half: int) -> int:
    """Years in which the season of the judged period is known; none where it is known for too few periods in all."""
    years, number = 0, 0
    for r in range(len(runs)):
        if runs[r, 2] == 0:
            year = (points[1, runs[r, 0] : runs[r, 0] + runs[r, 1]] > 0).sum()
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
def _foreseen(
    grids: Floats,
    runs: Whole,
    at: int,
    rules: tuple[int, int, int, bool, float, float, bool],
    critical: Floats,
    answer: Floats,
) -> None:
    low, high = runs[0, 0], runs[len(runs) - 1, 0] + runs[len(runs) - 1, 1]
    length, number = high - low, rules[1]
    points = np.empty((9, length))
    own = runs.copy()
    own[:, 0] -= low
    _gather(grids, low, high, points)
    _leave_out_between(own, points)
    answer[YEARS] = _known_years(points, own, rules[0])
    if answer[YEARS] == 0:
        return
    levels, told = np.zeros((4, number)), np.zeros(6)
    work, sums = np.empty((3, length)), np.empty((7, number))
    time, limits = float(at - low - length // 2), (rules[4], rules[5])
    mean, phi = np.nan, np.nan
    wanted = rules[3] and answer[YEARS] >= LEAST_YEARS_FOR_TREND
    if wanted:
        raw = _fitted(points, own, True, limits, levels, told, work, sums)
        mean = np.exp(levels[LEVEL, 0] + told[SLOPE] * time)
        phi = max(raw, 1.0)
        scatter = told[DISPERSION] if rules[6] else raw
        steep = abs(told[SLOPE]) * np.sqrt(told[INFORMATION] / max(scatter, FLAT))
        if scatter <= FLAT:
            steep = np.inf if rules[6] and number == 1 else -np.inf
        freedom = degrees_of_freedom(levels, told, True)
        wanted = (
            raw >= 0
            and mean <= _largest(points) * (1 + 1e-12)
            and freedom > 0
            and steep > critical[min(freedom, len(critical) - 1)]
        )
        if not wanted:
            _gather(grids, low, high, points)
            _leave_out_between(own, points)
    if not wanted:
        told[:] = 0.0
        raw = _fitted(points, own, False, limits, levels, told, work, sums)
        mean = np.exp(levels[LEVEL, 0])
        phi = max(raw, 1.0)
    answer[MEAN], answer[PHI] = max(mean, SMALLEST), phi
    answer[ERROR] = standard_error(levels, told, 0, time) * np.sqrt(phi)
    answer[TREND], answer[TRENDED] = (told[SLOPE], 1.0) if wanted else (0.0, 0.0)
    answer[NUMBER], answer[WORKING] = told[POINTS], told[DISPERSION]
    answer[TOTAL] = _counted(points)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def seasonal_baselines(
    counts: Floats,
    offsets: Floats,
    begins: Whole,
    at: Whole,
    centres: Whole,
    rules: tuple[int, int, int, bool, float, float, bool],
    critical: Floats,
) -> Floats:
    """Mean per unit of offset, dispersion, standard error of the log mean, slope, whether it was kept, number and total of
    the reference periods, and years reached; (9, N, M), the mean NaN where the same season of no year is known.

    `counts` (N, T) NaN where no baseline, `offsets` (N, T) above 0, `begins` (N, T) the first column that may be read,
    `at` (M,), `centres` (M, years + 1). `rules`: half width, levels, newest left out, trend, the residual from which points
    weigh less, that from which they are left out (both may be infinite),
    whether the slope is tested against the dispersion of the working residuals. `critical` by degrees of freedom: a slope is kept
    where its t statistic is above, and the mean not above all that was seen, and three years are known.
    """
    rows, columns = counts.shape
    answers = np.full((9, rows, len(at)), np.nan)
    grids, answer = np.empty((9, columns)), np.empty(9)
    first, last = max(0, centres.min() - rules[0]), at.max() if len(at) else 0
    small = np.empty((TABLE, 4))
    for y in range(TABLE):
        _forms(float(y), small[y])
    for i in range(rows):
        _prepare(counts[i], offsets[i], first, last, small, grids)
        for m in range(len(at)):
            runs = season_runs(centres[m], rules[0], rules[1], rules[2], begins[i, at[m]])
            answer[:] = np.nan
            answer[NUMBER:] = 0.0
            if len(runs) > 0:
                _foreseen(grids, runs, at[m], rules, critical, answer)
            answers[:, i, m] = answer
    return answers


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _forms(y: float, forms: Floats) -> None:
    """What a fit asks of a count: log(y + 0.1), y log y, half its deviance against y + 0.1, y to the power 2/3."""
    forms[0], forms[2], forms[3] = np.log(y + START), START, y ** (2 / 3)
    forms[1] = y * np.log(y) if y > 0 else 0.0
    if y > 0:
        forms[2] += y * np.log(y / (y + START))


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _prepare(counts: Floats, offsets: Floats, first: int, last: int, small: Floats, grids: Floats) -> None:
    """Rows of `points` for one series, in its columns from `first` to before `last`; `small` holds the forms of 0, 1, ... and
    a row for work.
    """
    for t in range(first, last):
        known = counts[t] >= 0 and offsets[t] > 0
        y = counts[t] if known else 0.0
        log_offset = np.log(offsets[t]) if known and offsets[t] != 1 else 0.0
        row = int(y) if y < len(small) - 1 and y == np.floor(y) else len(small) - 1
        if row == len(small) - 1:
            _forms(y, small[row])
        grids[0, t] = y
        grids[1, t] = 1.0 if known else 0.0
        grids[2, t] = offsets[t] if known else 0.0
        grids[3, t] = small[row, 0] - log_offset
        grids[4, t] = small[row, 1] - y * log_offset
        grids[5, t] = small[row, 2]
        grids[6, t] = small[row, 3]
        grids[7, t] = offsets[t] if known else 1.0
        grids[8, t] = 1.0 if grids[7, t] == 1 else grids[7, t] ** (1 / 6)

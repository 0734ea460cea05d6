"""Log-linear Poisson means with a seasonal factor and a slope, by iteratively reweighted least squares in closed sums.

The mean of point j is offset_j * exp(level_of_its_run + slope * time_j). Points lie at consecutive times in runs of one
level, so that the means follow by multiplication and the normal equations are an arrow: one diagonal and one slope.
The iteration starts at the counts plus 0.1 and stops as generalised linear models in R are documented to: when the deviance
changes by less than 1e-8 of itself plus 0.1, or after 25 steps. Leverages, standard errors and the dispersion belong to the
weights of the last step, the means to its end, as they do there.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
STEPS, TOLERANCE, START = 25, 1e-8, 0.1
SLOPE, SLOPE_BEFORE, INFORMATION, POINTS, CONVERGED, DISPERSION = range(6)  # places in `told`
LEVEL, BEFORE, S0, S1 = range(4)  # rows of `levels`
ROUGH, ROUNDING = 1e-10, 1e-15  # deviances less certain than this part are added up point by point


@numba.njit(nogil=True, cache=True, error_model="numpy")
def powers(slope: float, runs: Whole, out: Floats) -> None:
    """exp(slope * time) at the points of the runs, by multiplication; time 0 is the middle of `out`."""
    half = len(out) // 2
    if runs[:, 1].sum() == len(out):
        for j in range(min(8, len(out))):
            out[j] = np.exp(slope * (j - half))
        step = np.exp(8 * slope)
        for j in range(8, len(out)):
            out[j] = out[j - 8] * step
        return
    step = np.exp(slope)
    for r in range(len(runs)):
        out[runs[r, 0]] = np.exp(slope * (runs[r, 0] - half))
        for j in range(runs[r, 0] + 1, runs[r, 0] + runs[r, 1]):
            out[j] = out[j - 1] * step


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _even(points: Floats, runs: Whole) -> Floats:
    """The weight times offset of each run, where it is one for all its points, else NaN."""
    even = np.empty(len(runs))
    for r in range(len(runs)):
        even[r] = points[2, runs[r, 0]]
        for j in range(runs[r, 0] + 1, runs[r, 0] + runs[r, 1]):
            if points[2, j] != points[2, runs[r, 0]]:
                even[r] = np.nan
                break
    return even


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _arrow(sums: Floats, levels: Floats, trend: bool, told: Floats) -> tuple[float, bool]:
    """Solve the arrow for the rows 3 (levels) and the last entry (slope) of `sums`; steps are left in row 3."""
    count = sums.shape[1]
    information, score = 0.0, 0.0
    for k in range(count):
        levels[S0, k], levels[S1, k] = sums[0, k], sums[1, k]
        if sums[0, k] > 0:
            information += sums[2, k] - sums[1, k] * sums[1, k] / sums[0, k]
            score += sums[4, k] - sums[1, k] / sums[0, k] * sums[3, k]
    total = sums[2].sum()
    fine = trend and information > 1e-9 * total
    moved = score / information if fine else 0.0
    told[INFORMATION] = information if fine else 0.0
    for k in range(count):
        sums[3, k] = (sums[3, k] - sums[1, k] * moved) / sums[0, k] if sums[0, k] > 0 else 0.0
    return moved, fine or not trend


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _first_sums(points: Floats, runs: Whole, sums: Floats) -> None:
    """Sums of the first step: weights are the counts plus 0.1."""
    half = points.shape[1] // 2
    sums[:] = 0.0
    for r in range(len(runs)):
        a, b, c, d, f = 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            mass = points[1, j] * (points[0, j] + START)
            time = float(j - half)
            reply = mass * points[3, j] - START * points[1, j]
            a += mass
            b += mass * time
            c += mass * time * time
            d += reply
            f += reply * time
        k = runs[r, 2]
        sums[0, k] += a
        sums[1, k] += b
        sums[2, k] += c
        sums[3, k] += d
        sums[4, k] += f


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _geometric(slope: float, series: Floats) -> None:
    """For lengths 0, 1, ...: sums of r^u, u r^u, u^2 r^u over u below the length, and r to the length; r = exp(slope)."""
    ratio, power = np.exp(slope), 1.0
    series[:3, 0] = 0.0
    for u in range(series.shape[1]):
        series[3, u] = power
        if u + 1 < series.shape[1]:
            series[0, u + 1] = series[0, u] + power
            series[1, u + 1] = series[1, u] + u * power
            series[2, u + 1] = series[2, u] + u * u * power
        power *= ratio


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _next_sums(
    points: Floats,
    runs: Whole,
    even: Floats,
    levels: Floats,
    slope: float,
    series: Floats,
    counted: Floats,
    sums: Floats,
) -> None:
    """Sums of a later step; `counted` are the weighted counts of each level, and those times time."""
    half, end, power = points.shape[1] // 2, -1, 1.0
    _geometric(slope, series)
    sums[:] = 0.0
    for r in range(len(runs)):
        start, length, k = runs[r, 0], runs[r, 1], runs[r, 2]
        if start != end:
            power = np.exp(slope * (start - half))
        if even[r] == even[r]:
            mass, time = even[r] * power, float(start - half)
            sums[0, k] += mass * series[0, length]
            sums[1, k] += mass * (time * series[0, length] + series[1, length])
            sums[2, k] += mass * (time * (time * series[0, length] + 2 * series[1, length]) + series[2, length])
        else:
            for u in range(length):
                mass, time = points[2, start + u] * power * series[3, u], float(start + u - half)
                sums[0, k] += mass
                sums[1, k] += mass * time
                sums[2, k] += mass * time * time
        power *= series[3, length]
        end = start + length
    for k in range(sums.shape[1]):
        height = np.exp(levels[LEVEL, k])
        for s in range(3):
            sums[s, k] *= height
        sums[3, k] = counted[0, k] - sums[0, k]
        sums[4, k] = counted[1, k] - sums[1, k]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _deviance_by_points(points: Floats, runs: Whole, levels: Floats, powers: Floats) -> float:
    total = 0.0
    for r in range(len(runs)):
        height = np.exp(levels[LEVEL, runs[r, 2]])
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            weight, y = points[1, j], points[0, j]
            if weight > 0:
                mean = points[2, j] / weight * height * powers[j]
                total += weight * ((y * np.log(y / mean) if y > 0 else 0.0) - (y - mean))
    return 2 * total


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _totals(points: Floats, runs: Whole, counted: Floats, told: Floats) -> tuple[float, float]:
    """Weighted counts by level; sum of y log y (offset taken off), and the deviance at the start."""
    half = points.shape[1] // 2
    counted[:] = 0.0
    entropy, start, number = 0.0, 0.0, 0
    for r in range(len(runs)):
        a, b = 0.0, 0.0
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            weight = points[1, j]
            mass = weight * points[0, j]
            a += mass
            b += mass * (j - half)
            entropy += weight * points[4, j]
            start += weight * points[5, j]
            number += weight > 0
        counted[0, runs[r, 2]] += a
        counted[1, runs[r, 2]] += b
    told[POINTS] = number
    return entropy, 2 * start


@numba.njit(nogil=True, cache=True, error_model="numpy")
def fit(points: Floats, runs: Whole, trend: bool, levels: Floats, told: Floats, work: Floats, sums: Floats) -> bool:
    """Fit the levels and the slope; false where the iteration did not settle or a slope asked for cannot be told.

    `points` (9, n): counts, prior weights (0 leaves a point out), weight times offset, log(count + 0.1) - log offset,
    count * (log count - log offset), half the deviance of a count against itself plus 0.1,
    and what `bound_outliers` reads. `runs` (R, 3): start, length, level.
    Answers: `levels` (4, L), `told` (6,), and in `work` (3, n) the powers of the slope now and before the last step.
    `sums` (7, L) is for work.
    """
    counted, even, series = sums[5:7], _even(points, runs), np.empty((4, runs[:, 1].max() + 1))
    entropy, old = _totals(points, runs, counted, told)
    _first_sums(points, runs, sums[:5])
    slope, fine = _arrow(sums[:5], levels, trend, told)
    if not fine:
        return False
    told[SLOPE], told[SLOPE_BEFORE] = slope, np.nan
    levels[LEVEL] = sums[3]
    told[CONVERGED] = 0.0
    for step in range(STEPS):
        if step > 0:
            moved, fine = _arrow(sums[:5], levels, trend, told)
            if not fine:
                return False
            told[SLOPE_BEFORE] = told[SLOPE]
            told[SLOPE] += moved
            for k in range(levels.shape[1]):
                levels[BEFORE, k] = levels[LEVEL, k]
                levels[LEVEL, k] += sums[3, k]
        _next_sums(points, runs, even, levels, told[SLOPE], series, counted, sums[:5])
        deviance, size = 2 * entropy - 2 * told[SLOPE] * counted[1].sum(), abs(entropy)
        for k in range(levels.shape[1]):
            deviance -= 2 * (levels[LEVEL, k] * counted[0, k] + sums[3, k])
        if size * ROUNDING > ROUGH * (abs(deviance) + 0.1):
            powers(told[SLOPE], runs, work[0])
            deviance = _deviance_by_points(points, runs, levels, work[0])
        if not np.isfinite(deviance):
            return False
        if abs(deviance - old) / (abs(deviance) + 0.1) < TOLERANCE:
            told[CONVERGED] = 1.0
            break
        old = deviance
    powers(told[SLOPE], runs, work[0])
    if told[SLOPE_BEFORE] == told[SLOPE_BEFORE]:
        powers(told[SLOPE_BEFORE], runs, work[1])
    return told[CONVERGED] > 0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def degrees_of_freedom(levels: Floats, told: Floats, trend: bool) -> int:
    """Points less the levels that have any, less the slope."""
    return int(told[POINTS]) - (levels[S0] > 0).sum() - trend


@numba.njit(nogil=True, cache=True, error_model="numpy")
def dispersion(points: Floats, runs: Whole, levels: Floats, told: Floats, work: Floats, trend: bool) -> float:
    """Pearson dispersion, NaN without degrees of freedom; in `told` that of the working residuals."""
    freedom = degrees_of_freedom(levels, told, trend)
    total, working = 0.0, 0.0
    started = np.isnan(told[SLOPE_BEFORE])
    for r in range(len(runs)):
        k = runs[r, 2]
        height, before = np.exp(levels[LEVEL, k]), np.exp(levels[BEFORE, k])
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            weight = points[1, j]
            if weight > 0:
                part = points[0, j] / (points[7, j] * height * work[0, j]) - 1
                mass = weight * (points[0, j] + START) if started else points[2, j] * before * work[1, j]
                total += mass * part * part
                working += weight * part * part
    told[DISPERSION] = working / freedom if freedom > 0 else np.nan
    return total / freedom if freedom > 0 else np.nan


@numba.njit(nogil=True, cache=True, error_model="numpy")
def standard_error(levels: Floats, told: Floats, level: int, time: float) -> float:
    """Standard error of the log mean at one level and time, for a dispersion of 1."""
    if levels[S0, level] <= 0:
        return np.nan
    distance = time - levels[S1, level] / levels[S0, level]
    slope = distance * distance / told[INFORMATION] if told[INFORMATION] > 0 else 0.0
    return np.sqrt(1 / levels[S0, level] + slope)

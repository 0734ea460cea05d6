"""The fit of `seasonal_poisson` where all offsets are 1: each step in closed sums over runs, without a loop over points.

Points that are missing or weigh less than the others are taken off the sums one by one. Times are columns less `origin`.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_poisson import (
    BEFORE,
    CONVERGED,
    INFORMATION,
    LEVEL,
    ROUGH,
    ROUNDING,
    S0,
    S1,
    SLOPE,
    SLOPE_BEFORE,
    START,
    STEPS,
    TOLERANCE,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
COUNT, COUNT_T, COUNT_TT, REPLY, REPLY_T, NUMBER, NUMBER_T, NUMBER_TT = range(8)  # rows of `data`
ENTROPY, DISTANCE, WEIGHT = range(3)  # places in `total`; WEIGHT is that of a point with a share of 1
TIME, LESS, OF = range(3)  # of an odd point: its time, what it weighs less than 1, its level
SUMS = 8  # rows of `sums`: five of a step, the heights of the levels, those before, and one for work


@numba.njit(nogil=True, cache=True, error_model="numpy")
def numbers(runs: Whole, origin: int, data: Floats) -> None:
    """Numbers of points of each level, and sums of their times and squared times."""
    data[NUMBER:] = 0.0
    for r in range(len(runs)):
        time, length, k = float(runs[r, 0] - origin), float(runs[r, 1]), runs[r, 2]
        along, square = length * (length - 1) / 2, length * (length - 1) * (2 * length - 1) / 6
        data[NUMBER, k] += length
        data[NUMBER_T, k] += length * time + along
        data[NUMBER_TT, k] += time * (length * time + 2 * along) + square


@numba.njit(nogil=True, cache=True, error_model="numpy")
def counted(grids: Floats, runs: Whole, origin: int, data: Floats, total: Floats) -> None:
    """Sums of the counts and of the replies of the first step; `grids` are as in `by_sums`."""
    for row in range(NUMBER):
        for k in range(data.shape[1]):
            data[row, k] = 0.0
    entropy, distance = 0.0, 0.0
    for r in range(len(runs)):
        first, k = runs[r, 0], runs[r, 2]
        a, b, c, d, f = 0.0, 0.0, 0.0, 0.0, 0.0
        for j in range(first, first + runs[r, 1]):
            y, reply, time = grids[0, j], grids[9, j], float(j - origin)
            a += y
            b += y * time
            c += y * time * time
            d += reply
            f += reply * time
            entropy += grids[4, j]
            distance += grids[10, j]
        data[COUNT, k] += a
        data[COUNT_T, k] += b
        data[COUNT_TT, k] += c
        data[REPLY, k] += d
        data[REPLY_T, k] += f
    total[ENTROPY], total[DISTANCE], total[WEIGHT] = entropy, distance, 1.0


@numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _run_masses(runs: Whole, origin: int, slope: float, table: Floats, sums: Floats) -> None:
    """Sums of exp(slope time) of each level, and those times time and squared time; `table` (longest + 1, 4) is for work."""
    ratio, power = np.exp(slope), 1.0
    table[0, 0], table[0, 1], table[0, 2], table[0, 3] = 0.0, 0.0, 0.0, 1.0
    for u in range(len(table) - 1):
        table[u + 1, 0] = table[u, 0] + power
        table[u + 1, 1] = table[u, 1] + u * power
        table[u + 1, 2] = table[u, 2] + u * u * power
        power *= ratio
        table[u + 1, 3] = power
    end, power = -1, 1.0
    for r in range(len(runs)):
        start, length, k = runs[r, 0], runs[r, 1], runs[r, 2]
        if start != end:
            power = np.exp(slope * (start - origin))
        time, a, b = float(start - origin), power * table[length, 0], power * table[length, 1]
        sums[0, k] += a
        sums[1, k] += time * a + b
        sums[2, k] += time * (time * a + 2 * b) + power * table[length, 2]
        power *= table[length, 3]
        end = start + length


@numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _masses(
    runs: Whole,
    origin: int,
    slope: float,
    odd: Floats,
    odds: int,
    data: Floats,
    weight: float,
    table: Floats,
    sums: Floats,
) -> None:
    """The first three rows of `sums` for a later step: weighted means of each level, by time and squared time."""
    count = sums.shape[1]
    if slope == 0:
        for k in range(count):
            height = sums[5, k]
            sums[0, k], sums[1, k], sums[2, k] = (
                data[NUMBER, k] * height,
                data[NUMBER_T, k] * height,
                data[NUMBER_TT, k] * height,
            )
        return
    for k in range(count):
        sums[0, k], sums[1, k], sums[2, k] = 0.0, 0.0, 0.0
    _run_masses(runs, origin, slope, table, sums)
    for j in range(odds):
        time, k = odd[j, TIME], int(odd[j, OF])
        mass = odd[j, LESS] * np.exp(slope * time)
        sums[0, k] -= mass
        sums[1, k] -= mass * time
        sums[2, k] -= mass * time * time
    for k in range(count):
        height = sums[5, k] * weight if data[NUMBER, k] > 0 else 0.0
        sums[0, k] *= height
        sums[1, k] *= height
        sums[2, k] *= height


@numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _solved(sums: Floats, levels: Floats, trend: bool, told: Floats) -> tuple[float, bool]:
    """Solve a step's arrow; the moves of the levels are left in row 3 of `sums`."""
    information, score, whole = 0.0, 0.0, 0.0
    for k in range(sums.shape[1]):
        mass, moment = sums[0, k], sums[1, k]
        levels[S0, k], levels[S1, k] = mass, moment
        inverse = 1 / mass if mass > 0 else 0.0
        centre = moment * inverse
        information += sums[2, k] - moment * centre if mass > 0 else 0.0
        score += sums[4, k] - centre * sums[3, k] if mass > 0 else 0.0
        whole += sums[2, k]
        sums[3, k] *= inverse
        sums[4, k] = centre
    fine = trend and information > 1e-9 * whole
    moved = score / information if fine else 0.0
    told[INFORMATION] = information if fine else 0.0
    for k in range(sums.shape[1]):
        sums[3, k] -= sums[4, k] * moved
    return moved, fine or not trend


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _deviance(grids: Floats, runs: Whole, origin: int, levels: Floats, slope: float, weight: float) -> float:
    """The deviance point by point, for where that by sums is too rough."""
    total = 0.0
    for r in range(len(runs)):
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            y, log_mean = grids[0, j], levels[LEVEL, runs[r, 2]] + slope * (j - origin)
            if grids[1, j] > 0:
                mean = np.exp(log_mean)
                total += grids[1, j] * weight * ((y * np.log(y / mean) if y > 0 else 0.0) - (y - mean))
    return 2 * total


@numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _step(sums: Floats, data: Floats, levels: Floats, slope: float) -> float:
    """Scores of the next step; the part of the deviance that the means make up."""
    part, moment = 0.0, 0.0
    for k in range(sums.shape[1]):
        sums[3, k] = data[COUNT, k] - sums[0, k]
        sums[4, k] = data[COUNT_T, k] - sums[1, k]
        part += levels[LEVEL, k] * data[COUNT, k] + sums[3, k]
        moment += data[COUNT_T, k]
    return part + slope * moment


@numba.njit(nogil=True, cache=True, error_model="numpy")
def exponentials(powers: Floats, out: Floats) -> None:
    """Exponentials of powers within 1.4 of 0: a series for the quarter, taken to the fourth."""
    for k in range(len(powers)):
        x = powers[k] * 0.25
        y = 1 + x * (1 / 12)
        y = 1 + x * y * (1 / 11)
        y = 1 + x * y * (1 / 10)
        y = 1 + x * y * (1 / 9)
        y = 1 + x * y * (1 / 8)
        y = 1 + x * y * (1 / 7)
        y = 1 + x * y * (1 / 6)
        y = 1 + x * y * (1 / 5)
        y = 1 + x * y * (1 / 4)
        y = 1 + x * y * (1 / 3)
        y = 1 + x * y * (1 / 2)
        y = 1 + x * y
        y = y * y
        out[k] = y * y


@numba.njit(nogil=True, cache=True, error_model="numpy", inline="always")
def _moved(levels: Floats, sums: Floats, first: bool) -> None:
    """Move the levels by row 3 of `sums`; their heights are in row 5, those before the move in row 6."""
    furthest = 2.0 if first else 0.0
    for k in range(sums.shape[1]):
        levels[BEFORE, k], sums[6, k] = levels[LEVEL, k], sums[5, k]
        levels[LEVEL, k] += sums[3, k]
        furthest = max(furthest, abs(sums[3, k]))
    if furthest < 1.4:
        exponentials(sums[3], sums[7])
        for k in range(sums.shape[1]):
            sums[5, k] = sums[6, k] * sums[7, k]
    else:
        for k in range(sums.shape[1]):
            sums[5, k] = np.exp(levels[LEVEL, k])


@numba.njit(nogil=True, cache=True, error_model="numpy")
def fit_sums(
    grids: Floats,
    runs: Whole,
    origin: int,
    data: Floats,
    total: Floats,
    odd: Floats,
    odds: int,
    trend: bool,
    levels: Floats,
    told: Floats,
    table: Floats,
    sums: Floats,
) -> bool:
    """As `seasonal_poisson.fit`, from `data` (8, L) and `total` (4,) in their weights, and what the first `odds` of the `odd` points lack.

    `grids` and their weights are read only where a deviance must be added up point by point.
    """
    weight = total[WEIGHT]
    for k in range(sums.shape[1]):
        sums[0, k] = data[COUNT, k] + START * data[NUMBER, k]
        sums[1, k] = data[COUNT_T, k] + START * data[NUMBER_T, k]
        sums[2, k] = data[COUNT_TT, k] + START * data[NUMBER_TT, k]
        sums[3, k], sums[4, k] = data[REPLY, k], data[REPLY_T, k]
        levels[LEVEL, k] = 0.0
    told[SLOPE], told[SLOPE_BEFORE], told[CONVERGED], old = 0.0, np.nan, 0.0, 2 * total[DISTANCE]
    for step in range(STEPS):
        moved, fine = _solved(sums, levels, trend, told)
        if not fine:
            return False
        told[SLOPE_BEFORE] = told[SLOPE] if step > 0 else np.nan
        told[SLOPE] += moved
        _moved(levels, sums, step == 0)
        _masses(runs, origin, told[SLOPE], odd, odds, data, weight, table, sums)
        deviance = 2 * (total[ENTROPY] - _step(sums, data, levels, told[SLOPE]))
        if abs(total[ENTROPY]) * ROUNDING > ROUGH * (abs(deviance) + 0.1):
            deviance = _deviance(grids, runs, origin, levels, told[SLOPE], weight)
        if not np.isfinite(deviance):
            return False
        if abs(deviance - old) / (abs(deviance) + 0.1) < TOLERANCE:
            told[CONVERGED] = 1.0
            return True
        old = deviance
    return False

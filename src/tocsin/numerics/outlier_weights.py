"""Weights that keep what is far out from ruling a fit of `seasonal_poisson`."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_poisson import (
    BEFORE,
    INFORMATION,
    LEVEL,
    POINTS,
    S0,
    S1,
    SLOPE,
    SLOPE_BEFORE,
    START,
    powers,
)
from tocsin.numerics.seasonal_sums import LESS, OF, TIME, exponentials

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ALONE = 1e-9  # a point with no more than this to differ from its own fit is no outlier


@numba.njit(nogil=True, cache=True, error_model="numpy")
def bound_outliers(
    points: Floats, runs: Whole, levels: Floats, told: Floats, work: Floats, phi: float, limit: float
) -> None:
    """New prior weights, in place: residuals above `limit` count by the inverse of their square; their mean is 1.

    Residuals are those of Anscombe, over their standard error. Rows 1 and 2 of `points` change; rows 6 to 8
    hold the counts to the power 2/3, the offsets, and these to the power 1/6.
    """
    half = points.shape[1] // 2
    started = np.isnan(told[SLOPE_BEFORE])
    powers(told[SLOPE] / 6, runs, work[2])
    total, number = 0.0, 0
    for r in range(len(runs)):
        k = runs[r, 2]
        sixth, before = np.exp(levels[LEVEL, k] / 6), np.exp(levels[BEFORE, k])
        own, centre = (1 / levels[S0, k], levels[S1, k] / levels[S0, k]) if levels[S0, k] > 0 else (0.0, 0.0)
        turn = 1 / told[INFORMATION] if told[INFORMATION] > 0 else 0.0
        for j in range(runs[r, 0], runs[r, 0] + runs[r, 1]):
            weight = points[1, j]
            if weight <= 0:
                continue
            root = sixth * work[2, j] * points[8, j]
            far = 1.5 * (points[6, j] - root * root * root * root)
            share = 1.0
            if far > 0:
                mass = weight * (points[0, j] + START) if started else points[2, j] * before * work[1, j]
                away = j - half - centre
                alone = 1 - mass * (own + away * away * turn)
                spread = root * root * phi * alone
                if alone > ALONE and far * far > limit * limit * spread:
                    share = spread / (far * far)
            points[1, j] = share
            points[2, j] = share * points[7, j]
            total += share
            number += 1
    scale = number / total if total > 0 else 1.0
    points[1] *= scale
    points[2] *= scale


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _least_residuals(
    runs: Whole, origin: int, levels: Floats, told: Floats, phi: float, limit: float, sums: Floats
) -> None:
    """For each level, in row 7 of `sums`, what a residual over the sixth root of its mean is at least if it is above `limit`;
    in row 3 the sixth root of its mean at time 0. Row 6 holds the heights before the last step.
    """
    first, last = float(runs[0, 0] - origin), float(runs[len(runs) - 1, 0] + runs[len(runs) - 1, 1] - origin)
    turn = 1 / told[INFORMATION] if told[INFORMATION] > 0 else 0.0
    growth = np.exp(max(told[SLOPE_BEFORE] * first, told[SLOPE_BEFORE] * last))
    furthest = 0.0
    for k in range(sums.shape[1]):
        sums[4, k] = levels[LEVEL, k] / 6
        furthest = max(furthest, abs(sums[4, k]))
    if furthest < 1.4:
        exponentials(sums[4], sums[3])
    else:
        sums[3] = np.exp(sums[4])
    for k in range(sums.shape[1]):
        mass = levels[S0, k]
        centre = levels[S1, k] / mass if mass > 0 else 0.0
        away = max(last - centre, centre - first)
        lever = sums[6, k] * growth * ((1 / mass if mass > 0 else 0.0) + away * away * turn)
        sums[7, k] = limit * np.sqrt(phi * (1 - lever)) * (2 / 3 * (1 - 1e-9)) if lever < 1 else 0.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _share(
    y: float, forms: float, time: float, k: int, levels: Floats, told: Floats, phi: float, limit: float
) -> float:
    """The weight of one point: 1, or less if its residual is above `limit`."""
    root = np.exp((levels[LEVEL, k] + told[SLOPE] * time) / 6)
    far = 1.5 * (forms - root * root * root * root)
    if far <= 0:
        return 1.0
    started = np.isnan(told[SLOPE_BEFORE])
    mass = y + START if started else np.exp(levels[BEFORE, k] + told[SLOPE_BEFORE] * time)
    away = time - (levels[S1, k] / levels[S0, k] if levels[S0, k] > 0 else 0.0)
    turn = 1 / told[INFORMATION] if told[INFORMATION] > 0 else 0.0
    lever = mass * ((1 / levels[S0, k] if levels[S0, k] > 0 else 0.0) + away * away * turn)
    spread = root * root * phi * (1 - lever)
    return spread / (far * far) if 1 - lever > ALONE and far * far > limit * limit * spread else 1.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def odd_points(
    grids: Floats,
    runs: Whole,
    origin: int,
    levels: Floats,
    told: Floats,
    spread: tuple[float, float],
    odd: Floats,
    number: int,
    table: Floats,
    sums: Floats,
) -> tuple[int, float]:
    """As `bound_outliers` with `spread` = (phi, limit), for `fit_sums`: shares into row 1 of `grids`, and outliers into `odd`
    after the `number` that are there; how many it then holds, and the weight of a share of 1.
    """
    phi, limit = spread
    slope, end, power, lost = told[SLOPE] / 6, -1, 1.0, 0.0
    _least_residuals(runs, origin, levels, told, phi, limit, sums)
    table[0, 0], ratio = 1.0, np.exp(slope)
    for u in range(1, len(table)):
        table[u, 0] = table[u - 1, 0] * ratio
    for r in range(len(runs)):
        start, length, k = runs[r, 0], runs[r, 1], runs[r, 2]
        if start != end:
            power = np.exp(slope * (start - origin))
        root = sums[3, k] * min(power, power * table[length, 0])
        usual = root * root * root * root
        least = usual + (sums[7, k] * root if sums[7, k] > 0 else 0.0)
        least -= 1e-9 * least
        for j in range(start, start + length):
            if grids[6, j] > least and grids[1, j] > 0:
                share = _share(grids[0, j], grids[6, j], float(j - origin), k, levels, told, phi, limit)
                if share < 1:
                    odd[number, TIME], odd[number, LESS], odd[number, OF] = float(j - origin), 1 - share, k
                    grids[1, j] = share
                    lost += 1 - share
                    number += 1
        power *= table[length, 0]
        end = start + length
    return number, told[POINTS] / (told[POINTS] - lost)

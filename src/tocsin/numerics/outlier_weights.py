"""Weights that keep what is far out from ruling a fit of `seasonal_poisson`."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_poisson import (
    BEFORE,
    INFORMATION,
    LEVEL,
    S0,
    S1,
    SLOPE,
    SLOPE_BEFORE,
    START,
    powers,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


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
                spread = root * root * phi * (1 - mass * (own + away * away * turn))
                if far * far > limit * limit * spread:
                    share = spread / (far * far)
            points[1, j] = share
            points[2, j] = share * points[7, j]
            total += share
            number += 1
    scale = number / total if total > 0 else 1.0
    points[1] *= scale
    points[2] *= scale

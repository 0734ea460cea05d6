"""The dispersion about a fit of `seasonal_sums`, run by run."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_poisson import DISPERSION, SLOPE, SLOPE_BEFORE, START, degrees_of_freedom

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def dispersion_of_runs(
    grids: Floats,
    runs: Whole,
    origin: int,
    trend: bool,
    levels: Floats,
    told: Floats,
    weight: float,
    table: Floats,
    sums: Floats,
) -> float:
    """As `seasonal_poisson.dispersion`; row 1 of `grids` holds the shares of the weight."""
    freedom, started = degrees_of_freedom(levels, told, trend), np.isnan(told[SLOPE_BEFORE])
    slope, before = told[SLOPE], 0.0 if started else told[SLOPE_BEFORE]
    table[0, 0], table[0, 1], ratio, past = 1.0, 1.0, np.exp(-slope), np.exp(before)
    for u in range(1, len(table)):
        table[u, 0], table[u, 1] = table[u - 1, 0] * ratio, table[u - 1, 1] * past
    for k in range(sums.shape[1]):
        sums[7, k] = 1 / sums[5, k]
    total, working, end, power, past = 0.0, 0.0, -1, 1.0, 1.0
    for r in range(len(runs)):
        start, length, k = runs[r, 0], runs[r, 1], runs[r, 2]
        if start != end:
            power, past = np.exp(-slope * (start - origin)), np.exp(before * (start - origin))
        inverse, mass, a, b = power * sums[7, k], past * sums[6, k], 0.0, 0.0
        for u in range(length):
            y, share = grids[0, start + u], grids[1, start + u]
            part = y * (inverse * table[u, 0]) - 1
            square = share * part * part
            a += square * ((y + START) if started else table[u, 1])
            b += square
        total += a if started else a * mass
        working += b
        power, past, end = power * table[length, 0], past * table[length, 1], start + length
    told[DISPERSION] = working * weight / freedom if freedom > 0 else np.nan
    return total * weight / freedom if freedom > 0 else np.nan

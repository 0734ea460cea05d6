"""Moving means and standard deviations over many rows at once, in compiled loops that release the GIL."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@numba.njit(nogil=True, cache=True)
def moving_mean_sd(values: Floats, width: int, gap: int) -> tuple[Floats, Floats]:
    """Mean and sample standard deviation of the `width` columns that end `gap` columns before each one.

    `values` is (N, T); both answers are (N, T), NaN where the window starts before the first column or
    holds a NaN. `gap=0` means the window ends at the column just before.
    """
    rows, columns = values.shape
    mean = np.full((rows, columns), np.nan)
    deviation = np.full((rows, columns), np.nan)
    for i in range(rows):
        for t in range(width + gap, columns):
            total = 0.0
            for k in range(t - gap - width, t - gap):
                total += values[i, k]
            centre = total / width
            squares = 0.0
            for k in range(t - gap - width, t - gap):
                squares += (values[i, k] - centre) ** 2
            mean[i, t] = centre
            deviation[i, t] = np.sqrt(squares / (width - 1))
    return mean, deviation

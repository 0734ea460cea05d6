"""Centre and scatter of positive values over sliding windows, by medians of their logarithms."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NORMAL_MAD = 1.4826  # the median absolute deviation of a normal law, inverted


@numba.njit(nogil=True, cache=True, error_model="numpy")
def sliding_levels(
    values: Floats, usable: NDArray[np.bool_], columns: Whole, width: int
) -> tuple[Floats, Floats, Whole]:
    """Median and robust standard deviation of the log values in the `width` usable columns before each of `columns`.

    `values` and `usable` are (N, T), values at least 0; zeros count as half of the smallest positive value in the
    window. Answers are (N, M): median and deviation on the log scale (NaN with fewer than two values, or where more than
    half are zeros) and the number of values used. The deviation is 1.4826 times the median absolute deviation.
    """
    rows, asked = len(values), len(columns)
    centre = np.full((rows, asked), np.nan)
    scatter = np.full((rows, asked), np.nan)
    number = np.zeros((rows, asked), np.int64)
    window = np.empty(width)
    for i in range(rows):
        for m in range(asked):
            n, zeros, smallest = 0, 0, np.inf
            for t in range(columns[m] - 1, -1, -1):
                if n == width:
                    break
                if usable[i, t]:
                    window[n] = values[i, t]
                    zeros += values[i, t] == 0
                    if 0 < values[i, t] < smallest:
                        smallest = values[i, t]
                    n += 1
            number[i, m] = n
            if n < 2 or 2 * zeros > n:
                continue
            logs = np.log(np.maximum(window[:n], smallest / 2))
            centre[i, m] = np.median(logs)
            scatter[i, m] = NORMAL_MAD * np.median(np.abs(logs - centre[i, m]))
    return centre, scatter, number

"""Means and scatter of the newest values before each column, in compiled loops that release the GIL."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def recent_mean_sd(values: Floats, begins: Whole, width: int, gap: int, reach: int) -> tuple[Floats, Floats]:
    """Mean and sample standard deviation of the `width` newest known values that end `gap` columns before each one.

    `values` is (N, T), NaN where a value is not to be used; `begins` (N, T) is the first column that may be read for each.
    An unknown value is passed over and the window reaches further back, by at most `reach` columns in all. Both answers
    are (N, T), NaN where fewer than `width` values are found.
    """
    rows, columns = values.shape
    mean = np.full((rows, columns), np.nan)
    deviation = np.full((rows, columns), np.nan)
    window = np.empty(width)
    for i in range(rows):
        for t in range(width + gap, columns):
            number, total = 0, 0.0
            first = max(begins[i, t], t - gap - reach)
            for k in range(t - gap - 1, first - 1, -1):
                if not np.isnan(values[i, k]):
                    window[number] = values[i, k]
                    total += values[i, k]
                    number += 1
                    if number == width:
                        break
            if number == width:
                mean[i, t] = total / width
                squares = 0.0
                for k in range(width):
                    squares += (window[k] - mean[i, t]) ** 2
                deviation[i, t] = np.sqrt(squares / (width - 1))
    return mean, deviation


@numba.njit(nogil=True, cache=True, error_model="numpy")
def run_begins(groups: NDArray[np.int16]) -> Whole:
    """The first column of the run of equal `groups` (N, T) that each column lies in; (N, T)."""
    rows, columns = groups.shape
    begins = np.zeros((rows, columns), np.int64)
    for i in range(rows):
        for t in range(1, columns):
            begins[i, t] = begins[i, t - 1] if groups[i, t] == groups[i, t - 1] else t
    return begins


@numba.njit(nogil=True, cache=True, error_model="numpy")
def first_known(known: Bools, begins: Whole) -> Whole:
    """The first known column of the run that each column lies in, by what is known up to that column; (N, T).

    `begins` is from `run_begins`. Where nothing is known yet it is the column after.
    """
    rows, columns = known.shape
    first = np.zeros((rows, columns), np.int64)
    for i in range(rows):
        found = -1
        for t in range(columns):
            if begins[i, t] == t:
                found = -1
            if found < 0 and known[i, t]:
                found = t
            first[i, t] = found if found >= 0 else t + 1
    return first

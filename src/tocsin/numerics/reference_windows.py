"""Sums and scatter over the same weeks of earlier years, in compiled loops that release the GIL."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def reference_moments(
    values: Floats, weights: Floats, begins: Whole, at: Whole, layout: tuple[int, int, int, bool]
) -> tuple[Floats, Floats, Floats, Whole]:
    """Totals over the reference columns of each column in `at`, and mean and scatter of their rates.

    `values` (N, T) are NaN where not to be used, `weights` (N, T) what they are per, `begins` (N, T) the first column that
    may be read. `layout` is (columns a year, years back, half width, whether the half width just before counts too): the
    reference is the `half width` columns before, and in each year back those from `half width` before to after the same
    column. Returns (N, M) each: total of values, total of weights, sample variance of the rates, number of columns used.
    """
    year, back, half, recent = layout
    rows, asked = len(values), len(at)
    total, weight = np.zeros((rows, asked)), np.zeros((rows, asked))
    variance, number = np.full((rows, asked), np.nan), np.zeros((rows, asked), np.int64)
    rates = np.empty(half + back * (2 * half + 1))
    for i in range(rows):
        for m in range(asked):
            t, n, level = at[m], 0, 0.0
            first = begins[i, t]
            for j in range(0 if recent else 1, back + 1):
                centre = t - j * year
                last = min(centre + half, t - 1) if j > 0 else t - 1
                for k in range(max(first, centre - half), last + 1):
                    if not np.isnan(values[i, k]):
                        total[i, m] += values[i, k]
                        weight[i, m] += weights[i, k]
                        rates[n] = values[i, k] / weights[i, k]
                        level += rates[n]
                        n += 1
            number[i, m] = n
            if n >= 2:
                squares = 0.0
                for k in range(n):
                    squares += (rates[k] - level / n) ** 2
                variance[i, m] = squares / (n - 1)
    return total, weight, variance, number


@numba.njit(nogil=True, cache=True, error_model="numpy")
def block_moments(
    values: Floats, weights: Floats, begins: Whole, at: Whole, layout: tuple[int, int, int, int]
) -> tuple[Floats, Floats, Whole]:
    """Mean and sample standard deviation of block rates around the same column of earlier years.

    `layout` is (columns a year, years back, blocks to each side, columns in a block). A block's rate is its total of values
    over its total of weights; unknown columns (NaN in `values`) are in neither. Blocks with nothing known are left out.
    Returns (N, M) each: mean, standard deviation (NaN with fewer than two blocks), number of blocks.
    """
    year, back, sides, length = layout
    rows, asked = len(values), len(at)
    mean, deviation = np.full((rows, asked), np.nan), np.full((rows, asked), np.nan)
    number = np.zeros((rows, asked), np.int64)
    rates = np.empty(back * (2 * sides + 1))
    for i in range(rows):
        for m in range(asked):
            n, level = 0, 0.0
            for j in range(1, back + 1):
                for side in range(-sides, sides + 1):
                    last = at[m] - j * year + side * length
                    total, weight = 0.0, 0.0
                    for k in range(max(begins[i, at[m]], last - length + 1), min(last, at[m] - length) + 1):
                        if not np.isnan(values[i, k]):
                            total += values[i, k]
                            weight += weights[i, k]
                    if weight > 0:
                        rates[n] = total / weight
                        level += rates[n]
                        n += 1
            number[i, m] = n
            if n >= 2:
                mean[i, m] = level / n
                squares = 0.0
                for k in range(n):
                    squares += (rates[k] - mean[i, m]) ** 2
                deviation[i, m] = np.sqrt(squares / (n - 1))
    return mean, deviation, number

"""Increasing means against a constant mean: the likelihood ratio of Poisson counts, period by period."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _term(total: float, weight: float, scale: float) -> float:
    return total * np.log(total / (weight * scale)) if total > 0 else 0.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def increasing_against_constant(values: Floats, weights: Floats, usable: Bools, begins: Whole) -> tuple[Floats, Floats]:
    """Log likelihood ratio of a never falling mean against a constant one, for all columns of the run up to each; (N, T).

    `values` are counts (NaN: unknown, passed over), `weights` what they are per; those not `usable` are judged and not
    carried on; a run starts where `begins` (N, T) says. The increasing mean is found by pooling adjacent violators, whose
    blocks are kept from column to column; logarithms are taken relative to the first positive rate, which loses no digits of
    large counts. Returns the ratio (NaN where unknown) and the constant mean of the columns
    before (NaN where there are none).
    """
    rows, columns = values.shape
    ratio = np.full((rows, columns), np.nan)
    mean = np.full((rows, columns), np.nan)
    total, weight, part = np.empty(columns), np.empty(columns), np.empty(columns)
    for i in range(rows):
        run, blocks, sum_x, sum_w, told, scale = -1, 0, 0.0, 0.0, 0.0, 0.0
        for t in range(columns):
            if begins[i, t] != run:
                run, blocks, sum_x, sum_w, told, scale = begins[i, t], 0, 0.0, 0.0, 0.0, 0.0
            x, w = values[i, t], weights[i, t]
            if np.isnan(w):
                continue
            if sum_w > 0:
                mean[i, t] = sum_x / sum_w * w
            if np.isnan(x):
                continue
            if scale == 0 and x > 0:
                scale = x / w
            kept, block_x, block_w = blocks, x, w
            new = told
            while kept > 0 and total[kept - 1] * block_w >= block_x * weight[kept - 1]:
                kept -= 1
                new -= part[kept]
                block_x += total[kept]
                block_w += weight[kept]
            new += _term(block_x, block_w, scale)
            ratio[i, t] = max(0.0, new - _term(sum_x + x, sum_w + w, scale))
            if usable[i, t]:
                total[kept], weight[kept], part[kept] = block_x, block_w, _term(block_x, block_w, scale)
                blocks, told = kept + 1, new
                sum_x += x
                sum_w += w
    return ratio, mean

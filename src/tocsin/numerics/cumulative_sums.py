"""Cumulative sums of transformed counts against the rate of a first phase, for many rows at once."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def cumulative_sums(
    values: Floats,
    weights: Floats,
    usable: Bools,
    begins: Whole,
    ends: Whole,
    rule: tuple[float, float, bool, bool, int],
) -> tuple[Floats, Floats, Floats]:
    """One-sided sums max(0, S + z - k) from the end of the first phase on; (N, T) each.

    `values` are counts (NaN: unknown, and passed over), `weights` what they are per, `usable` which of them count for the
    first phase and are carried on; the phase of column t runs from `begins[i, t]` to before `ends[i, t]`, and the sum
    starts anew where `begins` changes. `rule` is (reference value k, decision limit h, whether z is Rossi's, whether the
    sum starts anew after it reached h, fewest usable values of the first phase). z is (x - m) / sqrt(m), Rossi's is
    (x - 3m + 2 sqrt(x m)) / (2 sqrt(m)). A first phase without an event has the rate of half an event.
    Returns the expected m, the sum before the column, and the sum with it (NaN where unknown).
    """
    reference, limit, rossi, anew, fewest = rule
    rows, columns = values.shape
    mean = np.full((rows, columns), np.nan)
    before = np.full((rows, columns), np.nan)
    after = np.full((rows, columns), np.nan)
    for i in range(rows):
        run, total, weight, number, level = -1, 0.0, 0.0, 0, 0.0
        for t in range(columns):
            if begins[i, t] != run:
                run, total, weight, number, level = begins[i, t], 0.0, 0.0, 0, 0.0
            if t < ends[i, t]:
                if usable[i, t]:
                    total += values[i, t]
                    weight += weights[i, t]
                    number += 1
                continue
            if number < fewest or np.isnan(weights[i, t]):
                continue
            m = (total if total > 0 else 0.5) / weight * weights[i, t]
            mean[i, t] = m
            before[i, t] = level
            x = values[i, t]
            if np.isnan(x):
                continue
            root = np.sqrt(m)
            z = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * root) if rossi else (x - m) / root
            now = max(0.0, level + z - reference)
            after[i, t] = now
            if usable[i, t]:
                level = 0.0 if anew and now >= limit else now
    return mean, before, after

"""Cumulative sums of transformed counts against the rate of a first phase, for many rows at once."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
Grids = tuple[Floats, Floats, Floats, Bools, Bools, NDArray[np.int16]]
Rule = tuple[float, float, bool, bool, int, int]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def cumulative_sums(grids: Grids, ends: Whole, first: int, last: int, rule: Rule) -> tuple[Floats, Floats, Floats]:
    """One-sided sums max(0, S + z - k) from the end of the first phase on, for the columns `first` to `last`; (N, M) each.

    `grids` (N, T) are counts (NaN: unknown, and passed over), what they are per, the share of them that is known by now,
    which are lower bounds, which are left out, and numbers of runs: a sum starts anew where the run changes. Only whole,
    known and closed counts make a first phase and are carried on. The phase ends before column `ends` (N,) or, where that is
    negative, `training` columns after the first such count of the run. `rule` is (reference value k, decision limit h,
    whether z is Rossi's, whether the sum starts anew after it reached h, fewest counts of a first phase, training). z is
    (x - m) / sqrt(m), Rossi's is (x - 3m + 2 sqrt(x m)) / (2 sqrt(m)). A first phase without an event has the rate of half
    an event. Returns the expected m, the count from which h is reached, and the sum (NaN where unknown).
    """
    values, exposure, completeness, bound, excluded, runs = grids
    reference, limit, rossi, anew, fewest, training = rule
    shape = (len(values), last - first + 1)
    mean, reaching, sums = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    for i in range(len(values)):
        end, total, weight, number, level = ends[i], 0.0, 0.0, 0, 0.0
        for t in range(last + 1):
            if t > 0 and runs[i, t] != runs[i, t - 1]:
                end, total, weight, number, level = ends[i], 0.0, 0.0, 0, 0.0
            x, per = values[i, t], exposure[i, t] * completeness[i, t]
            whole = x >= 0 and per > 0 and completeness[i, t] >= 1 and not bound[i, t] and not excluded[i, t]
            if end < 0 and whole:
                end = t + training
            if end < 0 or t < end:
                if whole:
                    total, weight, number = total + x, weight + per, number + 1
                continue
            if number < fewest or not per > 0:
                continue
            m = (total if total > 0 else 0.5) / weight * per
            root = np.sqrt(m)
            if t >= first:
                mean[i, t - first] = m
                reaching[i, t - first] = _reaching(m, root, limit + reference - level, rossi)
            if np.isnan(x):
                continue
            z = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * root) if rossi else (x - m) / root
            now = max(0.0, level + z - reference)
            if t >= first:
                sums[i, t - first] = now
            if whole:
                level = 0.0 if anew and now >= limit else now
    return mean, reaching, sums


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _reaching(m: float, root: float, missing: float, rossi: bool) -> float:
    """The count whose z is `missing`: the smallest whole one, or Rossi's root, which near 0 is its mirror."""
    if not rossi:
        return np.ceil(max(m + root * missing, 0.0))
    inner = 4 * m + 2 * root * missing
    return 0.0 if inner < 0 else (np.sqrt(inner) - root) ** 2

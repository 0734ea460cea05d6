"""Least absolute deviations: linear fits that follow the middle of what is seen, with coefficients tied to neighbours."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS, NEAR, STILL = (
    60,
    0.05,
    1e-7,
)  # most rounds of reweighting; misses below this part of a typical target count alike


def least_deviations(
    parts: Floats, target: Floats, weight: Floats, tied: float = 0.0, anchored: bool = False
) -> Floats:
    """Coefficients (L,) that make the weighted sum of |target - parts @ coefficients| small.

    `parts` (R, L), `target` and `weight` (R,), all finite. `tied` pulls each coefficient to its neighbour, as a part of the
    mean weight of a column; `anchored` pulls the last one to 0 in the same way, so that coefficients nobody has data on fall
    to 0 in a straight line instead of keeping the last known value. Zeros where there are no rows.
    When not to use: for means of skewed targets. Source: Schlossmacher 1973, doi:10.1080/01621459.1973.10481447
    (iterated weights).
    """
    width = parts.shape[1]
    used = (weight > 0) & (parts != 0).any(1)
    parts, target, weight = np.ascontiguousarray(parts[used]), target[used], weight[used]
    answer = np.zeros(width)
    if not len(parts):
        return answer
    typical = np.median(np.abs(target[target != 0])) if (target != 0).any() else 1.0
    pull = _ties(width, anchored)
    for _ in range(STEPS):
        square, right = reweighted(parts, target, weight, answer, NEAR * float(typical))
        strength = np.trace(square) / width
        square += tied * strength * pull + 1e-9 * strength * np.eye(width)
        before, answer = answer, np.linalg.solve(square, right)
        if np.abs(answer - before).max() <= STILL * np.abs(answer).max():
            break
    return answer


@numba.njit(nogil=True, cache=True, error_model="numpy")
def reweighted(parts: Floats, target: Floats, weight: Floats, now: Floats, near: float) -> tuple[Floats, Floats]:
    """The normal equations of one round: rows weigh their `weight` over how far they miss with coefficients `now` (L,).

    Misses below `near` count as `near`. Returns the matrix (L, L) and the right side (L,).
    """
    rows, width = parts.shape
    square, right = np.zeros((width, width)), np.zeros(width)
    for r in range(rows):
        miss = target[r]
        for k in range(width):
            miss -= parts[r, k] * now[k]
        heavy = weight[r] / max(abs(miss), near)
        for k in range(width):
            part = parts[r, k] * heavy
            if part != 0.0:
                right[k] += part * target[r]
                for m in range(k + 1):
                    square[k, m] += part * parts[r, m]
    for k in range(width):
        for m in range(k):
            square[m, k] = square[k, m]
    return square, right


def _ties(width: int, anchored: bool) -> Floats:
    """The squares of differences between neighbouring coefficients, as a matrix (L, L)."""
    steps = np.diff(np.eye(width), axis=0)
    ties = steps.T @ steps
    ties[-1, -1] += anchored
    return ties

"""Sums of chances that are kept as logs."""

from __future__ import annotations

from math import exp, log

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TINY = 1e-60  # a chance below it is none


@numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def logs_before(logs: Floats, move: Floats) -> Floats:
    """Log likelihoods (P, K) before a step, from those after it: log of the sum over b of move[a, b] x exp(logs[p, b]).

    `move` (K, K) are chances to go from one state to another. What is less than 1e-60 of the likeliest counts as nothing,
    and no answer lies further below the likeliest than that.
    """
    rows, states = logs.shape
    back = np.ascontiguousarray(move.T)
    told, some = np.empty((rows, states)), np.empty(states)
    for p in range(rows):
        top = logs[p, 0]
        for b in range(1, states):
            top = max(top, logs[p, b])
        some[:] = TINY
        for b in range(states):
            if logs[p, b] - top < -138.0:
                continue
            chance = exp(logs[p, b] - top)
            for a in range(states):
                some[a] += chance * back[b, a]
        for a in range(states):
            told[p, a] = log(some[a]) + top
    return told

"""Quantiles of counts whose Poisson rate takes a few values: a mixture, counted out from nothing upwards."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST = 100_000


@numba.njit(nogil=True, cache=True)
def mixed_poisson_quantiles(rate: Floats, weight: Floats, level: Floats, rare: float = 1.0) -> Floats:
    """Where the mid-distribution of M counts reaches each level (Q,), rising: (M, Q).

    `rate` (M, J) are the rates of each law, taken with chances `weight` (J,). The mid-distribution at a count is the chance of
    fewer and half that of just so many, in straight lines between; 0 below that of none. An interval of such quantiles holds
    a count as often as its levels say on average over laws, where one of whole numbers holds it too often. Where the chance
    of none is `rare` or more, quantiles are the smallest counts not exceeded with so much chance.
    Rates above 700 are held to be 700. Source: Parzen 2004, doi:10.1214/088342304000000387 (mid-distributions).
    """
    laws, parts = rate.shape
    told, term = np.zeros((laws, len(level))), np.zeros(parts)
    for i in range(laws):
        chance = 0.0
        for j in range(parts):
            term[j] = weight[j] * np.exp(-min(rate[i, j], 700.0))
            chance += term[j]
        between = chance < rare
        below, middle, before, count, q = chance, chance / 2, 0.0, 0, 0
        while q < len(level):
            if (middle if between else below) >= level[q] or count >= MOST:
                rise = middle - before
                told[i, q] = count - (middle - level[q]) / rise if between and count > 0 and rise > 0 else float(count)
                q += 1
                continue
            count += 1
            before, chance = middle, 0.0
            for j in range(parts):
                term[j] *= min(rate[i, j], 700.0) / count
                chance += term[j]
            middle = below + chance / 2
            below += chance
    return told

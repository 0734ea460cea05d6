"""Quantiles and tails of negative binomial laws, many at once: added up where that is short, else by scipy."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
SMALL, FAR = 60.0, 300.0  # up to such a mean and such a count the law is added up from 0 on


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _added_up(level: float, count: Floats, size: Floats, probability: Floats) -> tuple[Floats, Floats]:
    quantile, tail = np.full(len(size), np.nan), np.full(len(size), np.nan)
    for i in range(len(size)):
        n, p, x = size[i], probability[i], count[i]
        if not (0 < p < 1 and n * (1 - p) <= SMALL * p):
            continue
        wanted = x if 0 <= x <= FAR and x == np.floor(x) else -1.0
        k, term, below, beyond = 0.0, np.exp(n * np.log(p)), 0.0, 0.0
        if term < 1e-200:
            continue
        while k < 100 * SMALL:
            below += term
            if below >= level and np.isnan(quantile[i]):
                quantile[i] = k
            if k >= wanted >= 0:
                beyond += term
            if not np.isnan(quantile[i]) and (wanted < 0 or (k > wanted and term <= 1e-17 * beyond)):
                break
            term *= (n + k) * (1 - p) / (k + 1)
            k += 1
        if beyond > 0:
            tail[i] = min(beyond, 1.0)
    return quantile, tail


def negative_binomial_limits(level: float, count: Floats, size: Floats, probability: Floats) -> tuple[Floats, Floats]:
    """Smallest counts with a distribution function of at least `level`, and the chances of `count` or more.

    Grids of one shape. A law has `size` n > 0 and success `probability` p: mean n (1 - p) / p. NaN where either is NaN, and
    a NaN chance where the count is.
    """
    n, p, x = size.ravel(), probability.ravel(), count.ravel()
    quantile, tail = _added_up(level, x, n, p)
    known = np.isfinite(n) & np.isfinite(p)
    if (left := np.isnan(quantile) & known).any():
        pairs, places = np.unique(np.stack([n[left], p[left]]), axis=1, return_inverse=True)
        quantile[left] = stats.nbinom.ppf(level, *pairs)[places.ravel()]
    if (left := np.isnan(tail) & known & np.isfinite(x)).any():
        tail[left] = np.where(x[left] > 0, special.betainc(np.maximum(x[left], 1e-9), n[left], 1 - p[left]), 1.0)
    return quantile.reshape(size.shape), tail.reshape(size.shape)

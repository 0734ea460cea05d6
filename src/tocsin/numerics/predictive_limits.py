"""Tails and limits of a count foretold: negative binomial, with the tail widened for a dispersion known from few."""

from __future__ import annotations

from math import lgamma

import numba
import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
POISSON = 1e-6  # a dispersion closer to 1 than this is one
STEPS = 100_000


def tempered(z: Floats, freedom: Floats) -> Floats:
    """The normal score of a t score with so many degrees of freedom (Wallace's approximation); signs are kept."""
    inner = freedom * np.log1p(z * z / freedom)
    return np.sign(z) * (8 * freedom + 1) / (8 * freedom + 3) * np.sqrt(inner)


def hardened(z: float, freedom: Floats) -> Floats:
    """The t score of a normal score: the inverse of `tempered`."""
    scaled = z * (8 * freedom + 3) / (8 * freedom + 1)
    return np.sign(z) * np.sqrt(freedom * np.expm1(scaled * scaled / freedom))


def tails(count: Floats, mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Chances of `count` or more, and of `count` or fewer; the variance is `dispersion` x `mean`. NaN where unknown."""
    excess = np.maximum(dispersion - 1, POISSON)
    size, success = mean / excess, 1 / (1 + excess)
    more = np.where(count > 0, special.betainc(np.maximum(count, 1e-9), size, 1 - success), 1.0)
    fewer = special.betainc(size, count + 1, success)
    return np.where(np.isnan(count), np.nan, more), np.where(np.isnan(count), np.nan, fewer)


@numba.njit(nogil=True, cache=True)
def _walked(start: Floats, beyond: Floats, mean: Floats, dispersion: Floats, level: Floats) -> Floats:
    """From a first guess to the smallest count that is passed with a chance of at most `level`."""
    limit = np.full(len(start), np.nan)
    for i in range(len(start)):
        if not (np.isfinite(mean[i]) and np.isfinite(level[i]) and np.isfinite(beyond[i])):
            continue
        excess = max(dispersion[i] - 1, POISSON)
        n, q = mean[i] / excess, excess / (1 + excess)
        k, over = start[i], beyond[i]  # over: the chance of more than k
        term = np.exp(lgamma(n + k) - lgamma(n) - lgamma(k + 1) - n * np.log1p(excess) + k * np.log(q))
        steps = 0
        while over > level[i] and steps < STEPS:
            term *= (n + k) / (k + 1) * q
            k += 1
            over -= term
            steps += 1
        while k > 0 and over + term <= level[i] and steps < STEPS:
            over += term
            term *= k / ((n + k - 1) * q)
            k -= 1
            steps += 1
        limit[i] = k
    return limit


def limits(level: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The smallest count k with P(more than k) <= `level`, for a variance of `dispersion` x `mean`; any shape."""
    mu, phi, chance = (
        np.ascontiguousarray(grid, float).ravel() for grid in np.broadcast_arrays(mean, dispersion, level)
    )
    with np.errstate(invalid="ignore"):
        z, excess = -special.ndtri(chance), np.maximum(phi - 1, POISSON)
        start = np.maximum(np.floor(mu + z * np.sqrt(mu * phi) + (z * z - 1) / 6 * (1 + 2 * excess)), 0.0)
        beyond = special.betainc(start + 1, mu / excess, excess / (1 + excess))
    return _walked(start, beyond, mu, phi, chance).reshape(np.broadcast_shapes(np.shape(mean), np.shape(level)))

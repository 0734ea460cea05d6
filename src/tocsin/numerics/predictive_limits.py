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


def hardened(z: Floats, freedom: Floats) -> Floats:
    """The t score of a normal score: the inverse of `tempered`."""
    scaled = z * (8 * freedom + 3) / (8 * freedom + 1)
    return np.sign(z) * np.sqrt(freedom * np.expm1(scaled * scaled / freedom))


def tails(count: Floats, mean: Floats, dispersion: Floats, tie: float = 1.0) -> tuple[Floats, Floats]:
    """Chances of more than `count` and of fewer, each with a part `tie` of the chance of just so many; NaN where unknown.

    1 gives the chances of so many or more and of so few or fewer, one half the mid-p. The variance is `dispersion` x `mean`.
    """
    excess = np.maximum(dispersion - 1, POISSON)
    size, success = mean / excess, 1 / (1 + excess)
    some, safe = count > 0, np.maximum(count, 1e-9)
    as_many = np.where(some, special.betainc(safe, size, 1 - success), 1.0)
    as_few = special.betainc(size, count + 1, success)
    more = tie * as_many + (1 - tie) * special.betainc(count + 1, size, 1 - success)
    fewer = tie * as_few + (1 - tie) * np.where(some, special.betainc(size, safe, success), 0.0)
    return more, fewer


@numba.njit(nogil=True, cache=True)
def _walked(start: Floats, beyond: Floats, mean: Floats, dispersion: Floats, level: Floats, tie: float) -> Floats:
    """From a first guess, which is passed with a chance of `beyond`, to the smallest count of a tail of at most `level`."""
    limit = np.full(len(start), np.nan)
    for i in range(len(start)):
        if not (np.isfinite(mean[i]) and np.isfinite(level[i]) and np.isfinite(beyond[i])):
            continue
        excess = max(dispersion[i] - 1, POISSON)
        n, q = mean[i] / excess, excess / (1 + excess)
        k, over = start[i], beyond[i]  # over: the chance of more than k
        term = np.exp(lgamma(n + k) - lgamma(n) - lgamma(k + 1) - n * np.log1p(excess) + k * np.log(q))
        steps = 0
        while over + tie * term > level[i] and steps < STEPS:
            term *= (n + k) / (k + 1) * q
            k += 1
            over -= term
            steps += 1
        while k > 0 and steps < STEPS:
            fewer = term * k / ((n + k - 1) * q)
            if over + term + tie * fewer > level[i]:
                break
            over += term
            term = fewer
            k -= 1
            steps += 1
        limit[i] = k
    return limit


def limits(level: Floats, mean: Floats, dispersion: Floats, tie: float = 1.0) -> Floats:
    """The smallest count whose upper tail (see `tails`) is `level` or less, for a variance of `dispersion` x `mean`; any shape."""
    mu, phi, chance = (
        np.ascontiguousarray(grid, float).ravel() for grid in np.broadcast_arrays(mean, dispersion, level)
    )
    with np.errstate(invalid="ignore"):
        z, excess = -special.ndtri(chance), np.maximum(phi - 1, POISSON)
        start = np.maximum(np.floor(mu + z * np.sqrt(mu * phi) + (z * z - 1) / 6 * (1 + 2 * excess)), 0.0)
        beyond = special.betainc(start + 1, mu / excess, excess / (1 + excess))
    return _walked(start, beyond, mu, phi, chance, tie).reshape(np.broadcast_shapes(np.shape(mean), np.shape(level)))

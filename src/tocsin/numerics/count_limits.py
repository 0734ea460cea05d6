"""Quantiles and upper tails of counts whose variance is a multiple of their mean: Poisson, or negative binomial above 1."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
NEAR = 0.9  # up to so much below, a tail is what is left of 1: no small difference, and no far tail to add up
SMALL, FAR, LONGEST = 300.0, 900.0, 4_000  # means and counts up to which the law is added up from 0 on, and how far


@numba.njit(nogil=True, cache=True)
def _added_up(level: float, counts: Floats, means: Floats, phis: Floats, quantiles: Floats, tails: Floats) -> None:
    inverse = 1 / np.arange(1.0, LONGEST + 1)
    for i in range(len(means)):
        mean, more = means[i], phis[i] - 1
        if not (0 <= mean <= SMALL):
            continue
        wanted = np.ceil(counts[i]) if 0 <= counts[i] <= FAR else -1.0
        term = np.exp(-mean * (np.log1p(more) / more if more > 0 else 1.0))
        below, beyond, quantile = 0.0, 0.0, -1.0
        first, ratio = mean / (1 + more), more / (1 + more)
        for k in range(LONGEST):
            if k == wanted and below < NEAR:
                tails[i], wanted = 1 - below, -1.0
            below += term
            if quantile < 0 and below >= level:
                quantile = float(k)
            if k >= wanted >= 0:
                beyond += term
            if quantile >= 0 and (wanted < 0 or (k >= wanted and term <= 1e-17 * beyond)):
                break
            term *= (first + k * ratio) * inverse[k]
        if quantile >= 0:
            quantiles[i] = quantile
        if wanted > 0 and term <= 1e-9 * beyond + 1e-300:
            tails[i] = min(beyond, 1.0)


def up_to(count: Floats, mean: Floats, phi: Floats) -> Floats:
    """The chance of `count` or fewer; arrays of one shape, counts from 0 on, variance `phi` >= 1 times the mean."""
    size = mean / np.maximum(phi - 1, 1e-12)
    return np.where(phi > 1, special.betainc(size, count + 1, 1 / phi), special.gammaincc(count + 1, mean))


def at_least(count: Floats, mean: Floats, phi: Floats) -> Floats:
    """The chance of `count` or more, as in `up_to`; counts above 0."""
    size = mean / np.maximum(phi - 1, 1e-12)
    return np.where(phi > 1, special.betainc(count, size, 1 - 1 / phi), special.gammainc(count, mean))


def _stepped(level: float, mean: Floats, phi: Floats) -> Floats:
    """Quantiles of large means: from Cornish and Fisher's, up or down by what is missing."""
    z, spread = special.ndtri(level), np.sqrt(mean * phi)
    guess = np.maximum(np.floor(mean + spread * (z + (2 * phi - 1) / spread * (z * z - 1) / 6)), 0.0)
    step = np.maximum(np.floor(spread / 4), 1.0)
    low = np.maximum(guess - step, -1.0)
    while (wrong := (low >= 0) & (up_to(np.maximum(low, 0.0), mean, phi) >= level)).any():
        low[wrong] = np.maximum(low[wrong] - step[wrong], -1.0)
        step[wrong] *= 2
    high, step = guess, np.maximum(np.floor(spread / 4), 1.0)
    while (wrong := up_to(high, mean, phi) < level).any():
        high[wrong] += step[wrong]
        step[wrong] *= 2
    while ((high - low) > 1).any():
        middle = np.floor((low + high) / 2)
        enough = up_to(np.maximum(middle, 0.0), mean, phi) >= level
        inner = (high - low) > 1
        high, low = np.where(enough & inner, middle, high), np.where(~enough & inner, middle, low)
    return high


def count_limits(level: float, count: Floats, mean: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """Smallest counts whose distribution function reaches `level`, and the chances of `count` or more.

    Grids of one shape; `mean` from 0 on, the variance is `phi` >= 1 times the mean. NaN where either is NaN; a chance is
    NaN where its count is. A count that is no whole number is taken as the next above.
    """
    x, m, f = (np.ascontiguousarray(grid, float).ravel() for grid in np.broadcast_arrays(count, mean, phi))
    quantile, tail = np.full(m.shape, np.nan), np.full(m.shape, np.nan)
    _added_up(level, x, m, f, quantile, tail)
    known = np.isfinite(m) & np.isfinite(f)
    if (left := np.isnan(quantile) & known).any():
        quantile[left] = _stepped(level, m[left], f[left])
    if (left := np.isnan(tail) & known & np.isfinite(x)).any():
        tail[left] = np.where(x[left] > 0, at_least(np.maximum(np.ceil(x[left]), 1.0), m[left], f[left]), 1.0)
    return quantile.reshape(np.shape(mean)), tail.reshape(np.shape(mean))

"""Tails, limits and evidence of a count foretold out of so many trials: beta-binomial."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINOMIAL = 1e-4  # a dispersion closer to 1 than this is one
MOST_ALIKE = 0.95  # two trials of one period are no more alike than this
TINY = 1e-17


@numba.njit(nogil=True, cache=True)
def _beta(n: float, mean: float, dispersion: float) -> tuple[float, float]:
    """The two shapes of the beta law of the share; zeros where it is one share, that is, where the law is binomial."""
    if n < 2 or dispersion - 1 < BINOMIAL:
        return 0.0, 0.0
    alike = min((dispersion - 1) / (n - 1), MOST_ALIKE)
    return mean / n * (1 / alike - 1), (1 - mean / n) * (1 / alike - 1)


@numba.njit(nogil=True, cache=True)
def _chance(k: float, n: float, p: float, a: float, b: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    if a == 0:
        return exp(ways + k * log(p) + (n - k) * log1p(-p))
    return exp(ways + lgamma(k + a) + lgamma(n - k + b) + lgamma(a + b) - lgamma(n + a + b) - lgamma(a) - lgamma(b))


@numba.njit(nogil=True, cache=True)
def _next(k: float, n: float, p: float, a: float, b: float) -> float:
    """How many times the chance of k that of k + 1 is."""
    return (n - k) / (k + 1) * (p / (1 - p) if a == 0 else (a + k) / (b + n - k - 1))


@numba.njit(nogil=True, cache=True)
def _more(k: float, n: float, p: float, a: float, b: float, chance: float) -> float:
    """The chance of more than k, whose own chance is given."""
    total, term = 0.0, chance
    while k < n:
        term *= _next(k, n, p, a, b)
        total += term
        k += 1
        if term < TINY * total:
            break
    return total


@numba.njit(nogil=True, cache=True)
def _tails(count: Floats, mean: Floats, trials: Floats, dispersion: Floats, tie: float) -> tuple[Floats, Floats]:
    more, fewer = np.full(len(count), np.nan), np.full(len(count), np.nan)
    for i in range(len(count)):
        if not (count[i] >= 0 and mean[i] > 0 and trials[i] > mean[i] and dispersion[i] >= 1):
            continue
        k, n = np.rint(count[i]), max(np.rint(trials[i]), np.rint(count[i]))
        p = mean[i] / trials[i]
        a, b = _beta(n, p * n, dispersion[i])
        same = _chance(k, n, p, a, b)
        if k > mean[i]:
            over = _more(k, n, p, a, b, same)
            under = max(1 - over - same, 0.0)
        else:
            under = _more(n - k, n, 1 - p, b, a, same)
            over = max(1 - under - same, 0.0)
        more[i], fewer[i] = over + tie * same, under + tie * same
    return more, fewer


@numba.njit(nogil=True, cache=True)
def _limits(level: Floats, mean: Floats, trials: Floats, dispersion: Floats, tie: float) -> Floats:
    limit = np.full(len(level), np.nan)
    for i in range(len(level)):
        if not (np.isfinite(level[i]) and mean[i] > 0 and trials[i] > mean[i] and dispersion[i] >= 1):
            continue
        n, p = max(np.rint(trials[i]), 1.0), mean[i] / trials[i]
        a, b = _beta(n, p * n, dispersion[i])
        k = min(np.ceil(mean[i]), n)
        term = _chance(k, n, p, a, b)
        over = _more(k, n, p, a, b, term)
        while k <= n and over + tie * term > level[i]:
            term = term * _next(k, n, p, a, b) if k < n else 0.0
            k += 1
            over = max(over - term, 0.0)
        while k > 0 and k <= n:
            fewer = term / _next(k - 1, n, p, a, b)
            if over + term + tie * fewer > level[i]:
                break
            over += term
            term = fewer
            k -= 1
        limit[i] = k
    return limit


@numba.njit(nogil=True, cache=True)
def _evidence(count: Floats, mean: Floats, trials: Floats, dispersion: Floats, rises: Floats) -> Floats:
    told = np.full(len(count), np.nan)
    for i in range(len(count)):
        if not (count[i] >= 0 and mean[i] > 0 and trials[i] > mean[i] and dispersion[i] >= 1):
            continue
        k, n = np.rint(count[i]), max(np.rint(trials[i]), np.rint(count[i]))
        p, total = mean[i] / trials[i], 0.0
        a, b = _beta(n, p * n, dispersion[i])
        for rise in rises:
            q = rise * p / (1 - p + rise * p)
            c, d = _beta(n, q * n, dispersion[i])
            if a == 0:
                power = k * log(q / p) + (n - k) * log((1 - q) / (1 - p))
            else:
                power = lgamma(k + c) + lgamma(n - k + d) - lgamma(c) - lgamma(d)
                power -= lgamma(k + a) + lgamma(n - k + b) - lgamma(a) - lgamma(b)
            total += exp(min(power, 690.0))
        told[i] = total / len(rises)
    return told


def _flat(
    first: Floats, mean: Floats, trials: Floats, dispersion: Floats
) -> tuple[tuple[Floats, Floats, Floats, Floats], tuple[int, ...]]:
    a, b, c, d = np.broadcast_arrays(first, mean, trials, dispersion)
    flat = [np.ascontiguousarray(grid, float).ravel() for grid in (a, b, c, d)]
    return (flat[0], flat[1], flat[2], flat[3]), a.shape


def share_tails(
    count: Floats, mean: Floats, trials: Floats, dispersion: Floats, tie: float = 1.0
) -> tuple[Floats, Floats]:
    """Chances of more than `count` of `trials` and of fewer, each with a part `tie` of the chance of just so many.

    The variance is `dispersion` x `mean` x (1 - `mean` / `trials`). Any shape; NaN where unknown.
    """
    flat, shape = _flat(count, mean, trials, dispersion)
    more, fewer = _tails(*flat, tie)
    return more.reshape(shape), fewer.reshape(shape)


def share_limits(level: Floats, mean: Floats, trials: Floats, dispersion: Floats, tie: float = 1.0) -> Floats:
    """The smallest count whose upper tail (see `share_tails`) is `level` or less: `trials` + 1 where no count has it."""
    flat, shape = _flat(level, mean, trials, dispersion)
    return _limits(*flat, tie).reshape(shape)


def share_evidence(count: Floats, mean: Floats, trials: Floats, dispersion: Floats, rises: tuple[float, ...]) -> Floats:
    """The mean likelihood ratio of a rise of the odds to so many times; its mean is 1 where the law of `mean` holds."""
    flat, shape = _flat(count, mean, trials, dispersion)
    return _evidence(*flat, np.array(rises)).reshape(shape)

"""Mixtures of negative binomial counts: chances and quantiles, exact where counts are small."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EXACT_SIZE = 60.0  # below it the chances are added up one by one
LONGEST = 20_000  # counts added up at most
FINE = 5e-4  # of a large count: nearer than that a quantile need not be
LIGHT = 1e-7  # a part that weighs less is passed over


@numba.njit(nogil=True, cache=True)
def _normal(z: float) -> float:
    """The standard normal distribution function, to 1e-7 (Abramowitz and Stegun 26.2.17)."""
    t = 1 / (1 + 0.2316419 * abs(z))
    tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail *= exp(-z * z / 2) / 2.5066282746310002
    return 1 - tail if z > 0 else tail


@numba.njit(nogil=True, cache=True)
def _bend(x: float) -> float:
    """What Peizer and Pratt call g."""
    if abs(1 - x) < 1e-6:
        return (1 - x) / 3
    if x <= 0:
        return 1.0
    return (1 - x * x + 2 * x * log(x)) / ((1 - x) * (1 - x))


@numba.njit(nogil=True, cache=True)
def _up_to(count: float, size: float, chance: float) -> float:
    """P(count or fewer), size at least `EXACT_SIZE`: the normal approximation of Peizer and Pratt."""
    if count < 0:
        return 0.0
    p, q = 1 - chance, chance
    if p < 1e-12:
        return 1.0
    low, high = size - 0.5, count + 0.5  # failures up to `count` before `size` successes: a binomial tail
    n = low + high
    shift = high + 1 / 6 - (n + 1 / 3) * p + 0.02 * (p / (count + 1) - q / size + (p - 0.5) / (size + count + 1))
    z = shift * sqrt((1 + q * _bend(high / (n * p)) + p * _bend(low / (n * q))) / ((n + 1 / 6) * p * q))
    return _normal(z)


@numba.njit(nogil=True, cache=True)
def _part_up_to(count: float, size: float, chance: float) -> float:
    """P(count or fewer) of one part, any size."""
    if size >= EXACT_SIZE:
        return _up_to(count, size, chance)
    term = exp(size * log(chance))
    total = term
    for u in range(int(min(count, LONGEST))):
        term *= (size + u) / (u + 1) * (1 - chance)
        total += term
    return min(total, 1.0) if count >= 0 else 0.0


@numba.njit(nogil=True, cache=True)
def mixture_chances(count: Floats, weight: Floats, size: Floats, chance: Floats) -> Floats:
    """P(`count` or fewer), (M,), of mixtures: part k of row i has weight `weight[i, k]`, size `size[i]`, `chance[i, k]`.

    The mean of a part is size x (1 - chance) / chance. Weights of a row add to 1. A size of 0 is a certain 0. Exact below
    a size of 60 (up to 20,000), else by the approximation of Peizer and Pratt (1968, doi:10.1080/01621459.1968.11009335).
    """
    told = np.zeros(len(count))
    for i in range(len(count)):
        if size[i] <= 0:
            told[i] = 1.0 if count[i] >= 0 else 0.0
            continue
        for k in range(weight.shape[1]):
            if weight[i, k] > LIGHT and count[i] >= 0:
                told[i] += weight[i, k] * _part_up_to(np.floor(count[i]), size[i], chance[i, k])
    return np.minimum(told, 1.0)


@numba.njit(nogil=True, cache=True)
def _small(levels: Floats, weight: Floats, size: float, chance: Floats, found: Floats) -> None:
    """Quantiles by adding up: all parts side by side."""
    parts = len(weight)
    term, grow = np.zeros(parts), np.zeros(parts)
    total, used = 0.0, 0
    for k in range(parts):
        if weight[k] > LIGHT:
            term[used], grow[used] = weight[k] * exp(size * log(chance[k])), 1 - chance[k]
            total += term[used]
            used += 1
    at = 0
    for u in range(LONGEST):
        while at < len(levels) and total >= levels[at]:
            found[at] = u
            at += 1
        if at == len(levels):
            return
        ratio = (size + u) / (u + 1)
        for k in range(used):
            term[k] *= ratio * grow[k]
            total += term[k]
    for j in range(at, len(levels)):
        found[j] = LONGEST


@numba.njit(nogil=True, cache=True)
def _large_up_to(count: float, weight: Floats, size: float, chance: Floats, reach: Floats) -> float:
    """P(`count` or fewer); parts whose counts surely end before, or begin after, are not looked at (`reach`, (2, K))."""
    total = 0.0
    for k in range(len(weight)):
        if weight[k] <= LIGHT or count < reach[0, k]:
            continue
        total += weight[k] * (1.0 if count > reach[1, k] else _up_to(count, size, chance[k]))
    return total


@numba.njit(nogil=True, cache=True)
def _large(levels: Floats, weight: Floats, size: float, chance: Floats, found: Floats) -> None:
    """Quantiles by halving between the one before and a count that is above; steps as long as the one before."""
    top, reach = 10.0, np.zeros((2, len(weight)))
    for k in range(len(weight)):
        if weight[k] > LIGHT:
            mean = size * (1 - chance[k]) / chance[k]
            wide = 6 * sqrt(mean / chance[k]) + 10
            reach[0, k], reach[1, k] = mean - wide, np.ceil(mean + wide)
            top = max(top, reach[1, k])
    low, gap = -1.0, 1.0
    for j in range(len(levels)):
        step, start = gap, low
        high = low + step
        while high < top and _large_up_to(high, weight, size, chance, reach) < levels[j]:
            low, step = high, 2 * step
            high = low + step
        high = min(high, top)
        while high - low > max(1.0, FINE * high):
            middle = np.floor((low + high) / 2)
            if _large_up_to(middle, weight, size, chance, reach) < levels[j]:
                low = middle
            else:
                high = middle
        found[j] = high
        low = low if high - low > 1 else max(high - 1, -1.0)
        gap = max(1.0, np.floor(low - start))


@numba.njit(nogil=True, cache=True)
def mixture_quantiles(levels: Floats, weight: Floats, size: Floats, chance: Floats) -> Floats:
    """The smallest whole numbers whose `mixture_chances` reach `levels` (M, Q), rising along each row; (M, Q).

    Exact below a size of 60; above it no more than a two-thousandth too large.
    """
    found = np.zeros(levels.shape)
    for i in range(len(size)):
        if size[i] <= 0:
            continue
        if size[i] < EXACT_SIZE:
            _small(levels[i], weight[i], size[i], chance[i], found[i])
        else:
            _large(levels[i], weight[i], size[i], chance[i], found[i])
    return found


@numba.njit(nogil=True, cache=True)
def log_chances(count: Floats, size: float, mean: Floats) -> Floats:
    """Log P(`count`) of negative binomial counts of `mean` and variance mean + mean^2 / `size`; of one shape."""
    told = np.zeros(count.shape)
    flat, x, m = told.ravel(), count.ravel(), mean.ravel()
    for i in range(len(flat)):
        if m[i] <= 0:
            flat[i] = 0.0 if x[i] == 0 else -700.0
            continue
        flat[i] = lgamma(x[i] + size) - lgamma(size) - lgamma(x[i] + 1)
        flat[i] += -size * log1p(m[i] / size) + x[i] * log(m[i] / (size + m[i]))
    return told

"""A level with a shrunken season: what counts are held against, and how they scatter about it; compiled loops."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FLOOR = 0.02  # the least standard deviation allowed a seasonal coefficient
SPIKE = 5.0  # standard deviations above the median of five neighbours at which a single value is cut, to one


@numba.njit(nogil=True, cache=True, error_model="numpy")
def gathered(
    value: Floats, due: Floats, season: Floats, first: int, last: int, some: int, enough: int
) -> tuple[Floats, Floats, Whole, Floats]:
    """Known values of one series from `first` to `last`, oldest first: value, due, age (0: `last`) and design (n, 1 + q).

    Single spikes are cut. The first two seasonal columns stand in the design where `some` periods lie between its ends, all
    of them where `enough` do.
    """
    n = 0
    for k in range(first, last + 1):
        n += not (math.isnan(value[k]) or math.isnan(due[k]))
    y, e, age = np.empty(n), np.empty(n), np.empty(n, np.int64)
    n = 0
    for k in range(first, last + 1):
        if not (math.isnan(value[k]) or math.isnan(due[k])):
            y[n], e[n], age[n] = value[k], due[k], last - k
            n += 1
    reach = min(age[0] + 1, 2 * n) if n > 0 else 0
    columns = season.shape[1] if reach >= enough else min(season.shape[1], 2) if reach >= some else 0
    x = np.ones((n, 1 + columns))
    for k in range(n):
        for c in range(columns):
            x[k, 1 + c] = season[last - age[k], c]
    _cut(y, e, age, enough // 2)
    return y, e, age, x


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _cut(y: Floats, e: Floats, age: Whole, year: int) -> None:
    """Cut values that stand alone, `SPIKE` standard deviations above the median rate of the five around them, to one.

    What was as high a year before does not stand alone. The newest two, which have fewer after them, are held against the
    growth that leads to them where that is more.
    """
    n = len(y)
    if n < 5:
        return
    middle, few = np.empty(n), np.empty(5)
    for k in range(n):
        start = min(max(k - 2, 0), n - 5)
        for j in range(5):
            rate = y[start + j] / e[start + j]
            at = j
            while at > 0 and few[at - 1] > rate:
                few[at] = few[at - 1]
                at -= 1
            few[at] = rate
        middle[k] = max(few[2] * e[k], 0.5)
    phi = 0.0
    for k in range(n):
        phi += min((y[k] - middle[k]) ** 2 / middle[k], 12.0) / n
    for k in range(n):
        if k >= n - 2:
            led = (y[k - 1] + 0.5) ** 2 / (y[k - 2] + 0.5) * (e[k - 2] / e[k - 1]) * (e[k] / e[k - 1])
            middle[k] = max(middle[k], min(led, y[k]))
        deviation = math.sqrt(max(phi, 1.0) * max(middle[k], 1.0))
        if y[k] > middle[k] + SPIKE * deviation:
            middle[k] = max(middle[k], min(_year_away(y, e, age, year, k), y[k]))
            deviation = math.sqrt(max(phi, 1.0) * max(middle[k], 1.0))
            y[k] = middle[k] + deviation if y[k] > middle[k] + SPIKE * deviation else y[k]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _year_away(y: Floats, e: Floats, age: Whole, year: int, k: int) -> float:
    """What value `k` would be at the rate of a year before, or of a year after where nothing is known of then."""
    for away in (year, -year):
        for m in range(len(y)):
            if age[m] == age[k] + away:
                return y[m] / e[m] * e[k]
    return 0.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def seasonal_level(y: Floats, e: Floats, x: Floats) -> tuple[Floats, float, Floats, Floats]:
    """Mean, dispersion, coefficients and ridge of a log-linear level with season, by quasi-likelihood.

    `x` (n, q) has a column of ones first; the seasonal coefficients are shrunk by their own size (empirical Bayes).
    The dispersion is at least 1.
    """
    q = x.shape[1]
    beta, ridge = np.zeros(q), np.zeros(q)
    beta[0] = math.log(y.sum() / e.sum())
    mean = e * math.exp(beta[0])
    phi = _dispersion(y, mean, 1)
    if q == 1:
        return mean, phi, beta, ridge
    ridge[1:] = 4.0
    errors = _climbed(y, e, x, phi, ridge, beta, mean, 3)
    phi = _dispersion(y, mean, q)
    for c in range(1, q, 2):
        pair = min(c + 2, q)
        size = 0.0
        for a in range(c, pair):
            size += (beta[a] ** 2 - errors[a]) / (pair - c)
        ridge[c:pair] = 1 / max(size, FLOOR**2)
    _climbed(y, e, x, phi, ridge, beta, mean, 3)
    return mean, _dispersion(y, mean, q), beta, ridge


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _dispersion(y: Floats, mean: Floats, taken: int) -> float:
    total = 0.0
    for k in range(len(y)):
        total += (y[k] - mean[k]) ** 2 / max(mean[k], 1e-12)
    return max(total / max(len(y) - taken, 1), 1.0)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _climbed(
    y: Floats, e: Floats, x: Floats, phi: float, ridge: Floats, beta: Floats, mean: Floats, steps: int
) -> Floats:
    """Newton steps of the penalised fit, in place; answers the variances of the coefficients."""
    n, q = x.shape
    matrix, slope = np.zeros((q, q)), np.zeros(q)
    for _ in range(steps):
        matrix[:], slope[:] = 0.0, -ridge * beta
        for k in range(n):
            residual = (y[k] - mean[k]) / phi
            for a in range(q):
                slope[a] += x[k, a] * residual
                for b in range(a + 1):
                    matrix[a, b] += x[k, a] * x[k, b] * mean[k] / phi
        for a in range(q):
            matrix[a, a] += ridge[a]
        decomposed(matrix)
        step = solved(matrix, slope.copy())
        for a in range(q):
            beta[a] += min(max(step[a], -1.0), 1.0)
        for k in range(n):
            total = 0.0
            for a in range(q):
                total += x[k, a] * beta[a]
            mean[k] = e[k] * math.exp(total)
    errors = np.zeros(q)
    for a in range(q):
        unit = np.zeros(q)
        unit[a] = 1.0
        errors[a] = solved(matrix, unit)[a]
    return errors


@numba.njit(nogil=True, cache=True, error_model="numpy")
def decomposed(matrix: Floats) -> None:
    """Cholesky's lower factor of a positive matrix (q, q), in place (the lower triangle is read)."""
    q = matrix.shape[0]
    for a in range(q):
        for b in range(a + 1):
            total = matrix[a, b]
            for c in range(b):
                total -= matrix[a, c] * matrix[b, c]
            matrix[a, b] = math.sqrt(max(total, 1e-12)) if a == b else total / matrix[b, b]


@numba.njit(nogil=True, cache=True, error_model="numpy")
def solved(lower: Floats, right: Floats) -> Floats:
    """The solution for one right side (q,), in place, by Cholesky's factor."""
    q = lower.shape[0]
    for a in range(q):
        for c in range(a):
            right[a] -= lower[a, c] * right[c]
        right[a] /= lower[a, a]
    for a in range(q - 1, -1, -1):
        for c in range(a + 1, q):
            right[a] -= lower[c, a] * right[c]
        right[a] /= lower[a, a]
    return right

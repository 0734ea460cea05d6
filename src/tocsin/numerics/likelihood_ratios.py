"""Likelihood ratios for a rise of counts that began in some earlier column, for many rows at once."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
POISSON = 1e-9  # alpha times mean below which a negative binomial count is a Poisson count to rounding


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _poisson_best(x: float, mean: float) -> float:
    """The largest log likelihood ratio of a total, over all rises."""
    return x * np.log(x / mean) - (x - mean) if x > mean else 0.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _one(x: float, mean: float, alpha: float, rise: float) -> float:
    """Log likelihood ratio of one count under a mean that is exp(`rise`) times as large."""
    grown = np.expm1(rise) * mean
    if alpha * mean < POISSON:
        return x * rise - grown
    return x * rise - (x + 1 / alpha) * np.log1p(alpha * grown / (1 + alpha * mean))


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _best(x: Floats, mean: Floats, alpha: float, start: float) -> tuple[float, float]:
    """The largest log likelihood ratio over all rises, and the rise (from 0 on), by safeguarded Newton steps."""
    low, high, rise = 0.0, np.inf, start
    for _ in range(60):
        factor, slope, curve = np.exp(rise), 0.0, 0.0
        for t in range(len(x)):
            raised = mean[t] * factor
            share = 1 / (1 + alpha * raised)
            slope += (x[t] - raised) * share
            curve -= raised * (1 + alpha * x[t]) * share * share
        if slope > 0:
            low = max(low, rise)
        else:
            high = min(high, rise)
        new = rise - slope / curve
        if not low <= new <= high:
            new = (low + high) / 2 if high < np.inf else low + 1
        done = abs(new - rise) < 1e-9
        rise = new
        if done:
            break
    value = 0.0
    for t in range(len(x)):
        value += _one(x[t], mean[t], alpha, rise)
    return value, rise


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _reaching(x: Floats, mean: Floats, alpha: float, limit: float, count: float) -> float:
    """The least last count, if below `count`, with which the largest ratio of these columns reaches `limit`; else `count`.

    The ratio is convex in the last count, so that Newton's method comes down to it from above.
    """
    last, rise, poisson = len(x) - 1, 0.5, alpha * mean[-1] < POISSON
    before, total = x[:last].sum(), mean.sum()
    for _ in range(60):
        x[last] = count
        if poisson:
            value = _poisson_best(before + count, total)
            slope = np.log((before + count) / total) if value > 0 else 0.0
        else:
            value, rise = _best(x, mean, alpha, rise)
            slope = rise - np.log1p(alpha * np.expm1(rise) * mean[last] / (1 + alpha * mean[last]))
        if not value > limit + 1e-9 or slope <= 0:
            return count
        count -= (value - limit) / slope
        if count <= 0:
            return 0.0
    return count


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _far(mean: float, alpha: float, limit: float) -> float:
    """A count that by itself has a ratio above `limit`."""
    count = mean + 2 * limit + 4 * np.sqrt(limit * mean * (1 + alpha * mean))
    one, of = np.empty(1), np.full(1, mean)
    while True:
        one[0] = count
        value = _poisson_best(count, mean) if alpha * mean < POISSON else _best(one, of, alpha, 1.0)[0]
        if value > limit or count > 1e12:
            return count if value > limit else np.inf
        count *= 2


@numba.njit(nogil=True, cache=True, error_model="numpy")
def generalised_ratios(
    values: Floats, mean: Floats, alpha: Floats, usable: Bools, begins: Whole, limit: float
) -> tuple[Floats, Floats]:
    """Largest log likelihood ratio over all rises and all starting columns since the last signal, and the count for `limit`.

    Two grids (N, T): the ratio, and the least count with which it would have reached `limit` (infinite where none would).

    `values` are counts (NaN: unknown, passed over), with `mean` and `alpha` (N, T) in control (NaN: not watched); columns not
    `usable` are judged and not carried on. After a ratio of at least `limit` all starts anew, as where `begins` changes.
    A start is dropped for good once the score of the columns from it to a later start is not above zero: its likelihood,
    concave in the rise, can then never overtake that of the later one.
    """
    rows, columns = values.shape
    ratio, ringing = np.full((rows, columns), np.nan), np.full((rows, columns), np.nan)
    x, mu, rises = np.empty(columns + 1), np.empty(columns + 1), np.empty(columns + 1)
    sums, means, score = np.empty(columns + 1), np.empty(columns + 1), np.empty(columns + 1)
    starts = np.empty(columns + 1, np.int64)
    for i in range(rows):
        run, n, number = -1, 0, 0
        sums[0], means[0], score[0] = 0.0, 0.0, 0.0
        for t in range(columns):
            if begins[i, t] != run:
                run, n, number = begins[i, t], 0, 0
            if np.isnan(mean[i, t]):
                continue
            a = alpha[i, t]
            kept = number
            while kept > 0 and score[n] <= score[starts[kept - 1]]:
                kept -= 1
            rises[kept] = 0.1 if kept == 0 else rises[kept - 1]
            starts[kept] = n
            number = kept + 1
            mu[n] = mean[i, t]
            count = _far(mu[n], a, limit)
            for c in range(number - 1, -1, -1):
                count = _reaching(x[starts[c] : n + 1], mu[starts[c] : n + 1], a, limit, count)
            ringing[i, t] = count
            x[n] = values[i, t]
            if np.isnan(x[n]):
                continue
            sums[n + 1], means[n + 1] = sums[n] + x[n], means[n] + mu[n]
            score[n + 1] = score[n] + (x[n] - mu[n]) / (1 + a * mu[n])
            best = 0.0
            for c in range(number):
                k = starts[c]
                if score[n + 1] <= score[k]:
                    continue
                if a * mu[n] < POISSON:
                    value = _poisson_best(sums[n + 1] - sums[k], means[n + 1] - means[k])
                else:
                    value, rises[c] = _best(x[k : n + 1], mu[k : n + 1], a, rises[c])
                best = max(best, value)
            ratio[i, t] = best
            if not usable[i, t]:
                continue
            n += 1
            if best >= limit:
                n, number = 0, 0
    return ratio, ringing


@numba.njit(nogil=True, cache=True, error_model="numpy")
def fixed_ratios(
    values: Floats, mean: Floats, alpha: Floats, usable: Bools, begins: Whole, rule: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Cumulative log likelihood ratio of one given rise, never below 0, before and with each column; (N, T) each.

    As `generalised_ratios`, but for one rise: `rule` is (its logarithm, the limit after which the sum starts anew).
    """
    rise, limit = rule
    rows, columns = values.shape
    before, after = np.full((rows, columns), np.nan), np.full((rows, columns), np.nan)
    for i in range(rows):
        run, level = -1, 0.0
        for t in range(columns):
            if begins[i, t] != run:
                run, level = begins[i, t], 0.0
            if np.isnan(mean[i, t]):
                continue
            before[i, t] = level
            if np.isnan(values[i, t]):
                continue
            now = max(0.0, level + _one(values[i, t], mean[i, t], alpha[i, t], rise))
            after[i, t] = now
            if usable[i, t]:
                level = 0.0 if now >= limit else now
    return before, after

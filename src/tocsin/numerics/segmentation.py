"""Segmentation: stretches of one level, and the moments at which the level changed; compiled loops that release the GIL."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.seasonal_level import gathered, seasonal_level

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST = 8
COVER = 0.9
ALONG, AGAINST, SURE = 8, 5, 4.0
PRESENT = 4.0  # what a change must gain, for history to begin anew


@numba.njit(nogil=True, cache=True, error_model="numpy")
def level_changes(
    value: Floats, due: Floats, begins: Whole, season: Floats, last: int, year: int, least: int, limit: float
) -> tuple[Whole, Floats]:
    """Columns at which the level of each series changed, up to column `last`, and the levels between.

    `value` (N, T) is NaN where it is not to be used, `due` what a rate is multiplied by, `begins` (N, T) the first column
    that may be read, `season` (T, Q) the seasonal columns, used from two years on. A change lies between two stretches of
    `least` values or more, and raises the likelihood (counts of variance `phi` times the mean) by more than `limit` says.
    Answers columns (N, MOST, 3), the first of the new level with a 90 % interval, -1 for none; and levels (N, MOST + 1),
    rates per `due`, NaN for none. Binary segmentation with each date sought again between its neighbours.
    """
    rows = value.shape[0]
    changes = np.full((rows, MOST, 3), -1)
    levels = np.full((rows, MOST + 1), np.nan)
    for i in range(rows):
        y, e, age, x = gathered(value[i], due[i], season, begins[i, last], last, 2 * year, 2 * year)
        if len(y) < 2 * least or y.sum() <= 0:
            continue
        cuts, factor, phi = _seasoned(y, e, x, least, limit)
        sums, weights = _running(y), _running(factor)
        for j in range(len(cuts) - 2):
            low, middle, high = _dated(sums, weights, cuts[j], cuts[j + 1], cuts[j + 2], least, phi)
            changes[i, j] = last - age[low], last - age[middle], last - age[high]
        for j in range(len(cuts) - 1):
            levels[i, j] = (sums[cuts[j + 1]] - sums[cuts[j]]) / (weights[cuts[j + 1]] - weights[cuts[j]])
    return changes, levels


@numba.njit(nogil=True, cache=True, error_model="numpy")
def present_begins(y: Floats, e: Floats, age: Whole, x: Floats, year: int) -> int:
    """Index at which the history that compares with the present begins: the newest change of level long enough ago.

    That is `ALONG` periods (a year and a half, if more), or `AGAINST` where what came after it surely went the other way than
    the change: a wave that has gone does not belong to the rise that came after it, nor a rise to the fall after it.
    """
    cuts, factor, phi = _seasoned(y, e, x, max(2, round(0.75 * math.sqrt(year))), PRESENT)
    along = max(ALONG, 3 * year // 2)
    for j in range(len(cuts) - 2, 0, -1):
        cut, half = cuts[j], (cuts[j] + len(y)) // 2
        if age[cut] + 1 >= along:
            return cut
        if half == cut:
            continue
        before = _rate(y[cuts[j - 1] : cut], factor[cuts[j - 1] : cut])
        early, late = _rate(y[cut:half], factor[cut:half]), _rate(y[half:], factor[half:])
        chance = phi * _rate(y[cut:], factor[cut:])
        chance *= 1 / max(factor[cut:half].sum(), 1e-300) + 1 / max(factor[half:].sum(), 1e-300)
        turned = (early - before) * (late - early) < 0 and (late - early) ** 2 > SURE * chance
        if turned and age[cut] + 1 >= AGAINST:
            return cut
    return 0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _rate(y: Floats, factor: Floats) -> float:
    return y.sum() / max(factor.sum(), 1e-300)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _seasoned(y: Floats, e: Floats, x: Floats, least: int, limit: float) -> tuple[Whole, Floats, float]:
    """Cuts, due with its season, and dispersion: season and cuts are fitted in turn, each with what the other found."""
    factor, phi = e.copy(), 1.0
    cuts = np.array([0, len(y)])
    for turn in range(2 if x.shape[1] == 1 else 3):
        levelled = e * _stairs(y, factor, cuts)
        mean, scatter, beta, _ = seasonal_level(y, levelled, x)
        for k in range(len(y)):
            factor[k] = e[k] * mean[k] / levelled[k] / math.exp(beta[0])
        phi = max(_neighbours(y, factor), scatter if turn > 0 else 1.0)
        cuts = _cuts(_running(y), _running(factor), least, limit, phi)
    return cuts, factor, phi


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _stairs(y: Floats, factor: Floats, cuts: Whole) -> Floats:
    """The level of each value's stretch, as a rate; never nothing."""
    steps = np.empty(len(y))
    for j in range(len(cuts) - 1):
        stretch = slice(cuts[j], cuts[j + 1])
        steps[stretch] = max(y[stretch].sum(), 0.5) / factor[stretch].sum()
    return steps


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _neighbours(y: Floats, factor: Floats) -> float:
    """Dispersion by the differences of neighbouring values, to which a step adds one; at least 1."""
    over, under = 0.0, 0.0
    for k in range(1, len(y)):
        both = (y[k] + y[k - 1]) / (factor[k] + factor[k - 1])
        over += (y[k] / factor[k] - y[k - 1] / factor[k - 1]) ** 2
        under += both * (1 / factor[k] + 1 / factor[k - 1])
    return max(over / max(under, 1e-300), 1.0)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _running(values: Floats) -> Floats:
    sums = np.zeros(len(values) + 1)
    for k in range(len(values)):
        sums[k + 1] = sums[k] + values[k]
    return sums


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _fit(sums: Floats, weights: Floats, a: int, b: int) -> float:
    count = sums[b] - sums[a]
    return count * math.log(count / (weights[b] - weights[a])) if count > 0 else 0.0


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _best(sums: Floats, weights: Floats, a: int, b: int, least: int, phi: float) -> tuple[int, float]:
    """Where to cut the stretch from `a` to `b`, and twice the gain in log-likelihood over `phi`."""
    whole, cut, gain = _fit(sums, weights, a, b), -1, 0.0
    for k in range(a + least, b - least + 1):
        told = 2 * (_fit(sums, weights, a, k) + _fit(sums, weights, k, b) - whole) / phi
        if told > gain:
            cut, gain = k, told
    return cut, gain


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _enough(n: int, gain: float, limit: float) -> bool:
    """Whether a gain is more than the search over `n` places brings by chance; `phi` is estimated from as many."""
    z = (8 * n + 1) / (8 * n + 3)
    return z * z * n * math.log1p(gain / n) > limit + 2 * math.log(math.log(max(n, 8)))


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _cuts(sums: Floats, weights: Floats, least: int, limit: float, phi: float) -> Whole:
    cuts = np.array([0, len(sums) - 1])
    for _ in range(MOST):
        most, place = 0.0, -1
        for j in range(len(cuts) - 1):
            k, gain = _best(sums, weights, cuts[j], cuts[j + 1], least, phi)
            if k > 0 and gain > most and _enough(len(sums) - 1, gain, limit):
                most, place = gain, k
        if place < 0:
            break
        cuts = np.sort(np.append(cuts, place))
    return _sought_again(sums, weights, cuts, least, limit, phi)


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _sought_again(sums: Floats, weights: Floats, cuts: Whole, least: int, limit: float, phi: float) -> Whole:
    """Each cut at its best place between its neighbours; those that no longer tell are dropped."""
    j = 1
    while j < len(cuts) - 1:
        k, gain = _best(sums, weights, cuts[j - 1], cuts[j + 1], least, phi)
        if k > 0 and _enough(len(sums) - 1, gain, limit):
            cuts[j] = k
            j += 1
        else:
            cuts = np.concatenate((cuts[:j], cuts[j + 1 :]))
    return cuts


@numba.njit(nogil=True, cache=True, error_model="numpy")
def _dated(sums: Floats, weights: Floats, a: int, cut: int, b: int, least: int, phi: float) -> tuple[int, int, int]:
    """The date of a change with its interval: where the likelihoods of the places, added up, reach 5 and 95 %."""
    top = _fit(sums, weights, a, cut) + _fit(sums, weights, cut, b)
    mass = np.zeros(b - a + 1)
    for k in range(a + 1, b):
        mass[k - a] = math.exp(min((_fit(sums, weights, a, k) + _fit(sums, weights, k, b) - top) / phi, 0.0))
    reached, total, low, high = 0.0, mass.sum(), cut, cut
    for k in range(a + 1, b):
        if reached < (1 - COVER) / 2 * total:
            low = k
        if reached < (1 + COVER) / 2 * total:
            high = k
        reached += mass[k - a]
    return min(low, cut), cut, max(high, cut)

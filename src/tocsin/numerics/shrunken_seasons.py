"""Level, slope and season of many count series at each of many moments: robust, and shrunken towards a prior."""

from __future__ import annotations

from math import erfc, exp, pi, sqrt

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Law = tuple[float, float, float, float, float]
RATE, VARIANCE, DISPERSION, PERIODS, EVENTS, FREEDOM, SLOPE, SPAN = range(8)
OUTBREAK = 1.75  # counts so many times beyond the limit say nothing of the scatter
PASSES, CLOSE, CLOSEST = 15, 0.02, 1e-3  # a fit is done when a step is so small a part of a standard error


@numba.njit(nogil=True, cache=True)
def _first_rate(y: Floats, due: Floats, usable: Bools, start: int, stop: int, prior: Floats) -> float:
    """A rate per unit of `due` that no single period can carry away."""
    roots, share = 0.0, 0.0
    for s in range(start, stop):
        if usable[s]:
            roots += np.sqrt(y[s] * due[s])
            share += due[s]
    rate = (roots / share) ** 2 if share > 0 else 0.0
    for _ in range(2):
        events = prior[0]
        for s in range(start, stop):
            if usable[s]:
                events += min(y[s], 10 * (rate * due[s] + 1))
        rate = events / (share + prior[1]) if share + prior[1] > 0 else 0.0
    return rate


@numba.njit(nogil=True, cache=True)
def _kept(cut: float) -> float:
    """The share of a normal variance that is left when scores are clipped at `cut`."""
    density = exp(-cut * cut / 2) / sqrt(2 * pi)
    return 1 - 2 * cut * density + (cut * cut - 1) * erfc(cut / sqrt(2))


@numba.njit(nogil=True, cache=True)
def _factor(a: Floats, size: int) -> None:
    """The Cholesky factor of a symmetric matrix, in its place."""
    for i in range(size):
        for j in range(i + 1):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            a[i, j] = np.sqrt(max(total, 1e-12)) if i == j else total / a[j, j]


@numba.njit(nogil=True, cache=True)
def _solved(a: Floats, b: Floats, size: int) -> None:
    """Solve with a Cholesky factor; the answer replaces `b`."""
    for i in range(size):
        for k in range(i):
            b[i] -= a[i, k] * b[k]
        b[i] /= a[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            b[i] -= a[k, i] * b[k]
        b[i] /= a[i, i]


@numba.njit(nogil=True, cache=True)
def _gathered(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    theta: Floats, a: Floats, g: Floats, phi: float, cut: float,
) -> tuple[float, float]:  # fmt: skip
    """Sums of one pass: information into `a`, score into `g`; the scatter about the fit, and what it is worth."""
    start, stop, now = span
    size = len(theta)
    row = np.empty(size)
    a[:] = 0.0
    g[:] = 0.0
    scatter, worth, rare = 0.0, 0.0, phi / 4
    skew = (cut * cut - 1) / 6 * (2 * phi - 1)
    for s in range(start, stop):
        if not usable[s]:
            continue
        row[0] = 1.0
        row[1] = years[s] - years[now]
        eta = theta[0] + theta[1] * row[1]
        for k in range(2, size):
            row[k] = waves[s, k - 2]
            eta += theta[k] * row[k]
        mean = due[s] * np.exp(min(max(eta, -40.0), 40.0))
        away = y[s] - mean
        most = cut * np.sqrt(phi * mean) + skew + phi / (2 + 2 * mean)
        w = 1.0
        if away > most:
            w = (most / away) ** 2
            if away > OUTBREAK * most:
                worth -= mean / (mean + rare)
            else:
                scatter += most * most / (mean + rare)
        elif away < -most:
            w = -most / away
            scatter += most * most / (mean + rare)
        else:
            scatter += away * away / (mean + rare)
        worth += mean / (mean + rare)
        info, push = w * mean, w * away
        for i in range(size):
            part = info * row[i]
            g[i] += push * row[i]
            for j in range(i + 1):
                a[i, j] += part * row[j]
    return scatter, worth


@numba.njit(nogil=True, cache=True)
def _held_back(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    theta: Floats, phi: float, cut: float, furthest: float,
) -> float:  # fmt: skip
    """The level of now, but no further from that of the newest year of reference than `furthest` and its own error."""
    start, stop, _ = span
    events, foreseen = 0.0, 0.0
    s = stop - 1
    while s >= start and years[stop - 1] - years[s] < 1:
        if usable[s]:
            eta = theta[0]
            for k in range(2, len(theta)):
                eta += theta[k] * waves[s, k - 2]
            mean = due[s] * np.exp(min(max(eta, -40.0), 40.0))
            foreseen += mean
            events += min(y[s], 2 * mean + 2 * cut * np.sqrt(phi * mean) + 2 * phi)
        s -= 1
    if foreseen <= 0:
        return theta[0]
    away = -np.log((events + 0.5) / (foreseen + 0.5))
    allowed = furthest + 2 * np.sqrt(phi / (events + 1))
    return theta[0] - away + min(max(away, -allowed), allowed)


@numba.njit(nogil=True, cache=True)
def _one(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    level: Floats, centre: Floats, spread: Floats, law: Law, told: Floats, season: Floats,
) -> None:  # fmt: skip
    start, stop, now = span
    start_phi, worth, slope_sd, cut, furthest_slope = law
    number, events, first = 0, 0.0, -1
    for s in range(start, stop):
        if usable[s]:
            number += 1
            events += y[s]
            first = s if first < 0 else first
    told[PERIODS], told[EVENTS] = number, events
    rate = _first_rate(y, due, usable, start, stop, level)
    if not rate > 0:
        return
    size, length = 2 + waves.shape[1], years[now] - years[first] if first >= 0 else 0.0
    theta, a, g = np.zeros(size), np.empty((size, size)), np.empty(size)
    theta[0] = np.log(rate)
    theta[2:] = centre
    phi, freedom, kept = start_phi, worth, _kept(cut)
    for _ in range(PASSES):
        scatter, told_by = _gathered(y, due, usable, waves, years, span, theta, a, g, phi, cut)
        spent = 1 + (size - 1) * length / (length + 0.5)
        freedom = worth + told_by * max(1 - spent / max(number, 1), 0.0)
        phi = max(1.0, (worth * start_phi + scatter / kept) / freedom)
        tight = phi if level[1] > 0 else 1.0
        borrowed = tight * level[1] * np.exp(theta[0])
        g[0] += tight * level[0] - borrowed
        a[0, 0] += borrowed + (1e-9 if borrowed + a[0, 0] > 0 else 1.0)
        g[1] -= phi * theta[1] / slope_sd**2
        a[1, 1] += phi / slope_sd**2
        for k in range(2, size):
            tight = phi / spread[k - 2]
            g[k] += tight * (centre[k - 2] - theta[k])
            a[k, k] += tight
        info = a[0, 0]
        _factor(a, size)
        _solved(a, g, size)
        furthest = 0.0
        for k in range(size):
            step = min(max(g[k], -1.5), 1.5)
            theta[k] += step
            furthest = max(furthest, abs(step))
        if furthest < min(CLOSEST, CLOSE * sqrt(phi / info)):
            break
    theta[0] = _held_back(y, due, usable, waves, years, span, theta, phi, cut, furthest_slope)
    g[0], g[1], eta = 1.0, 0.0, theta[0]
    for k in range(2, size):
        g[k] = waves[now, k - 2]
        eta += theta[k] * g[k]
    _solved(a, g, size)
    variance = g[0]
    for k in range(2, size):
        variance += g[k] * waves[now, k - 2]
    told[RATE], told[VARIANCE], told[DISPERSION] = np.exp(min(max(eta, -40.0), 40.0)), phi * variance, phi
    told[FREEDOM], told[SLOPE] = freedom, theta[1]
    told[SPAN] = length
    for k in range(size - 2):
        season[0, k] = theta[2 + k]
    for k in range(size - 2):
        g[:] = 0.0
        g[2 + k] = 1.0
        _solved(a, g, size)
        season[1, k] = phi * g[2 + k]


@numba.njit(nogil=True, cache=True)
def shrunken_seasons(
    y: Floats, due: Floats, usable: Bools, begins: Whole, waves: Floats, years: Floats, columns: Whole, wanted: Bools,
    level: Floats, centre: Floats, spread: Floats, law: Law, reach: tuple[float, int],
) -> tuple[Floats, Floats]:  # fmt: skip
    """Fit log mean = log `due` + level + slope x years + season before each of `columns`, and foretell that column.

    `y`, `due`, `usable`, `begins` (N, T); `waves` (T, K) carry the season, `years` (T,) the time; `wanted` (N, M) says
    where to fit. Priors: `level` (N, M, 2 or more), so many events in so much `due`; `centre` and `spread` (N, M, K), mean and
    variance of the season's coefficients; `law`: dispersion at first, the degrees of freedom it is worth, the standard
    deviation of the slope a year, the score beyond which a count loses weight, and how far (in logarithms) the slope may
    carry the level from that of the newest year. `reach`: the years looked back, and the
    most newest periods that are left out (one in twenty is). Quasi-Poisson: variance = dispersion x mean.

    Returns `told` (N, M, 8): rate, variance of its logarithm, dispersion, reference periods, their events, degrees of
    freedom, slope, span in years; and `season` (N, M, 2, K): coefficients and their variances. NaN where not wanted.
    """
    rows, cols, waveform = len(y), len(columns), waves.shape[1]
    told, season = np.full((rows, cols, 8), np.nan), np.full((rows, cols, 2, waveform), np.nan)
    for i in range(rows):
        for m in range(cols):
            if not wanted[i, m]:
                continue
            now = columns[m]
            start = begins[i, now]
            while start < now and (not usable[i, start] or years[now] - years[start] > reach[0]):
                start += 1
            stop = now - min((now - start) // 20, reach[1])
            _one(
                y[i], due[i], usable[i], waves, years, (start, stop, now),
                level[i, m], centre[i, m], spread[i, m], law, told[i, m], season[i, m],
            )  # fmt: skip
    return told, season

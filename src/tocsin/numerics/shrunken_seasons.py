"""Level, slope and season of many count series at each of many moments: robust, and shrunken towards a prior."""

from __future__ import annotations

from math import erfc, exp, pi, sqrt

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.newest_years import changed, held_back, rate_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Law = tuple[float, float, float, float, float]
RATE, VARIANCE, DISPERSION, PERIODS, EVENTS, FREEDOM, SLOPE, BEFORE = range(8)
OUTBREAK = 1.75  # counts so many times beyond the limit say nothing of the scatter
LONG = 2.0  # the fewest years of which the newest are a part
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
    theta: Floats, a: Floats, g: Floats, phi: float, cut: float, share: bool,
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
        rate = rate_of(eta, share)
        away, mean = y[s] - due[s] * rate, due[s] * (rate * (1 - rate) if share else rate)  # as far as it scatters
        most = cut * np.sqrt(phi * mean) + (skew * (1 - 2 * rate) if share else skew) + phi / (2 + 2 * mean)
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
def _drawn(theta: float, level: Floats, share: bool) -> tuple[float, float]:
    """Score and information of what is believed of the level: log-normal above what is lent, and gamma below.

    A level may lie far above the others' at little cost, and at 0 at hardly more. Where nothing is lent, half an event.
    """
    if level[1] > 0:
        rate = level[0] / level[1]
        rate = min(rate, 0.95) if share else rate
        away = theta - (np.log(rate / (1 - rate)) if share else np.log(rate))
        if away > 0:
            return -level[0] * away, level[0]
        return level[0] * (1 - np.exp(away)), level[0] * np.exp(away)
    rate = 2 * level[0] * rate_of(theta, share) if share else 0.0
    return level[0] - rate, rate * (1 - rate / (2 * level[0])) if share else 0.0


@numba.njit(nogil=True, cache=True)
def _settled(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    level: Floats, centre: Floats, spread: Floats, law: Law, share: bool, theta: Floats, a: Floats, g: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Fit `theta` from where it starts, and leave the Cholesky factor of the information in `a`; dispersion and freedom."""
    start, stop, now = span
    start_phi, worth, slope_sd, cut, _ = law
    number, first, size = 0, now, len(theta)
    for s in range(stop - 1, start - 1, -1):
        if usable[s]:
            number += 1
            first = s
    length = years[now] - years[first]
    phi, freedom, kept = start_phi, worth, _kept(cut)
    for _ in range(PASSES):
        scatter, told_by = _gathered(y, due, usable, waves, years, span, theta, a, g, phi, cut, share)
        spent = 1 + (size - 1) * length / (length + 0.5)
        freedom = worth + told_by * max(1 - spent / max(number, 1), 0.0)
        phi = max(1.0, (worth * start_phi + scatter / kept) / freedom)
        pull, hold = _drawn(theta[0], level, share)
        tight = phi if level[1] > 0 else 1.0
        g[0] += tight * pull
        a[0, 0] += tight * hold + (1e-9 if hold + a[0, 0] > 0 else 1.0)
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
    return phi, freedom


@numba.njit(nogil=True, cache=True)
def _one(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    level: Floats, centre: Floats, spread: Floats, law: Law, share: bool, told: Floats, season: Floats,
) -> None:  # fmt: skip
    start, stop, now = span
    cut, furthest_slope = law[3], law[4]
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
    rate = min(rate, 0.95) if share else rate
    size, length = 2 + waves.shape[1], years[now] - years[first] if first >= 0 else 0.0
    theta, a, g = np.zeros(size), np.empty((size, size)), np.empty(size)
    theta[0] = np.log(rate / (1 - rate)) if share else np.log(rate)
    theta[2:] = centre
    phi, freedom = _settled(y, due, usable, waves, years, span, level, centre, spread, law, share, theta, a, g)
    if length > LONG and changed(y, due, usable, waves, years, span, theta, phi, cut, share):
        while years[stop - 1] - years[start] >= 1:
            start += 1
        span = start, stop, now
        theta[1] = 0.0
        phi, freedom = _settled(
            y, due, usable, waves, years, span, level, theta[2:].copy(), spread / 4, law, share, theta, a, g
        )
    theta[0] = held_back(y, due, usable, waves, years, span, theta, phi, cut, share, furthest_slope)
    g[0], g[1], eta = 1.0, 0.0, theta[0]
    for k in range(2, size):
        g[k] = waves[now, k - 2]
        eta += theta[k] * g[k]
    _solved(a, g, size)
    variance = g[0]
    for k in range(2, size):
        variance += g[k] * waves[now, k - 2]
    told[RATE], told[VARIANCE], told[DISPERSION] = rate_of(eta, share), phi * variance, phi
    told[FREEDOM], told[SLOPE] = freedom, theta[1]
    if stop < now:
        eta = theta[0] + theta[1] * (years[now - 1] - years[now])
        for k in range(2, size):
            eta += theta[k] * waves[now - 1, k - 2]
        told[BEFORE] = rate_of(eta, share)
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
    level: Floats, centre: Floats, spread: Floats, law: Law, reach: tuple[float, int], share: bool,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Fit log mean = log `due` + level + slope x years + season before each of `columns`, and foretell that column.

    `y`, `due`, `usable`, `begins` (N, T); `waves` (T, K) carry the season, `years` (T,) the time; `wanted` (N, M) says
    where to fit. Priors: `level` (N, M, 2 or more), so many events in so much `due`; `centre` and `spread` (N, M, K), mean and
    variance of the season's coefficients; `law`: dispersion at first, the degrees of freedom it is worth, the standard
    deviation of the slope a year, the score beyond which a count loses weight, and how far (in logarithms) the slope may
    carry the level from that of the newest year. `reach`: the years looked back, and the
    most newest periods that are left out (one in twenty is). Quasi-Poisson: variance = dispersion x mean. With `share` counts are
    out of `due`: logarithms are those of odds, and the variance is dispersion x mean x (1 - share).

    Returns `told` (N, M, 8): rate, variance of its logarithm, dispersion, reference periods, their events, degrees of
    freedom, slope, the rate of the period before (NaN where the fit has read it); and `season` (N, M, 2, K): coefficients and their variances. NaN where not wanted.
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
                level[i, m], centre[i, m], spread[i, m], law, share, told[i, m], season[i, m],
            )  # fmt: skip
    return told, season

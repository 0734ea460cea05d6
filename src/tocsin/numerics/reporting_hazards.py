"""Discrete hazards of reporting: how much each further step adds to what is reported, forgetting old reports."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LEAST = 1e-4  # hazards nearer to none are held to be so small
ALIKE = 0.05  # the scatter between series (squared, relative) at which a series with many events counts no more
FAR = 5.0  # standard deviations: a step so far off is none of delays
SKIPPED = 20.0  # events due, of which none came: a step without reports
FALL = 0.05  # a revision never takes more than 95 % of what was reported in one step


@numba.njit(nogil=True, cache=True)
def _learn(total, growth, t, d, before, season, heard, num, den, quick, times):
    """Book the change of one period from its last known total (delay `before`) to delay `d`, split as hazards expect."""
    base, change = total[t, before], total[t, d] - total[t, before]
    whole = growth[d, season] / growth[before, season] - 1
    change = heard * change + (1 - heard) * base * whole
    for e in range(before + 1, d + 1):
        reached = growth[e - 1, season] / growth[before, season] - 1
        rise = growth[e, season] / growth[before, season] - 1 - reached
        even = 1.0 / (d - before)
        part = rise / whole if abs(whole) > 1e-9 else even
        done = reached / whole if abs(whole) > 1e-9 else even * (e - 1 - before)
        if d - before > 1 and not (0.0 <= part <= 1.0 and 0.0 <= done <= 1.0):
            part, done = even, even * (e - 1 - before)
        if d - before == 1:
            part, done = 1.0, 0.0
        exposure = base + change * done
        num[e, season] += change * part
        den[e, season] += exposure
        times[e] += 1
        expected = exposure * (growth[e, season] / growth[e - 1, season] - 1)
        if den[e, season] > 0.01 * num[e, season]:  # no pace where such a day never has anything to grow from
            way = 1.0 if expected >= 0 else -1.0
            quick[0, e] += way * change * part
            quick[1, e] += way * expected


@numba.njit(nogil=True, cache=True)
def book(total, step, start, seasons, keep, heard, delay, latest, growth, num, den, quick, fall, times):
    """Read the reports of one step: forget a little, book each change; `quick` (2, D) newest changes, `fall` (2, D) falls; `heard` is the part believed."""
    for d in range(min(step + 1, total.shape[1])):
        t = step - d
        w = (start + t) % seasons
        num[d, w] *= keep[0]
        den[d, w] *= keep[0]
        for k in range(2):
            quick[k, d] *= keep[1]
            fall[k, d] *= keep[2]
        if not np.isfinite(total[t, d]):
            continue
        if delay[t] >= 0:
            _learn(total, growth, t, d, delay[t], w, heard, num, den, quick, times)
            fall[0, d] += max(latest[t] - total[t, d], 0.0)
            fall[1, d] += max(latest[t], 0.0)
        delay[t], latest[t] = d, total[t, d]


@numba.njit(nogil=True, cache=True)
def heard(members, total, step, start, seasons, delay, latest, growth, state):
    """How far the reports of one step are believed as news of delays: 1, less where a one-off moved many delays at once.

    All changes at delays from two on, of all members, are held against what was foreseen. More than five times the usual
    scatter away is an event of the office, not of delays, unless the step before was the same way off too. -1 for a step on
    which nothing changed though much was due: nobody reported. `state`: the
    usual squared scatter, and the way the step before was off.
    """
    came, due, size, moved = 0.0, 0.0, 0.0, False
    for n in members:
        for d in range(2, min(step + 1, total.shape[2])):
            t = step - d
            if delay[n, t] < 0 or not np.isfinite(total[n, t, d]):
                continue
            w = (start + t) % seasons
            expected = latest[n, t] * (growth[n, d, w] / growth[n, delay[n, t], w] - 1)
            came += total[n, t, d] - latest[n, t]
            moved = moved or total[n, t, d] != latest[n, t]
            due += expected
            size += abs(expected)
    if step < total.shape[2] or size <= 0:
        return 1.0
    if not moved and due >= SKIPPED:
        return -1.0
    off = (came - due) / np.sqrt(max(size, 1.0) + state[0] * size * size)
    square = ((came - due) / size) ** 2 - 1 / size
    state[0] = max(0.95 * state[0] + 0.05 * min(max(square, 0.0), 4 * state[0]), 0.01)
    way = np.sign(off) if abs(off) > FAR else 0.0
    again, state[1] = way == state[1], way
    return 1.0 if way == 0.0 or again else 2.0 / abs(off)


@numba.njit(nogil=True, cache=True)
def _strength(num, den, members, pooled_num, pooled_den, kappa):
    """How alike the members of a pool are at each delay: the events a pool's hazard counts for (Gamma-Poisson, by moments)."""
    depth = len(kappa)
    over, square = np.zeros(depth), np.zeros(depth)
    for d in range(1, depth):
        x, b = pooled_num[d].sum(), pooled_den[d].sum()
        if b <= 0 or x <= 0:
            continue
        for n in members:
            expected = den[n, d].sum() * x / b
            weight = 1.0 / (1.0 + ALIKE * expected) ** 2 if expected > 0 else 0.0
            over[d] += weight * ((num[n, d].sum() - expected) ** 2 - expected)
            square[d] += weight * expected**2
    for d in range(depth):
        low, high = max(1, d - d // 3 - 1), min(d + d // 3 + 1, depth - 1)
        scatter, all_ = over[low : high + 1].sum(), square[low : high + 1].sum()
        kappa[d] = min(max((all_ + 1e-9) / max(scatter, 1e-9), 1.0), 1e4) if len(members) > 1 else 20.0


@numba.njit(nogil=True, cache=True)
def _report_days(pooled_num, pooled_den, effect):
    """How much more than usual the reports of each weekday bring, over all delays from one day on."""
    depth, seasons = pooled_num.shape
    seen, due = np.full(seasons, 7.0), np.full(seasons, 7.0)
    for d in range(1, depth):
        x, b = pooled_num[d].sum(), pooled_den[d].sum()
        if b <= 0 or x <= 0:
            continue
        for w in range(seasons):
            seen[(w + d) % seasons] += pooled_num[d, w]
            due[(w + d) % seasons] += pooled_den[d, w] * x / b
    for w in range(seasons):
        effect[w] = max(seen[w] / due[w], 0.0)


@numba.njit(nogil=True, cache=True)
def _shrunk(x, b, prior, strength):
    """A hazard of `x` events over an exposure `b`, drawn to `prior` as if that had been seen in `strength` events."""
    size = max(abs(prior), LEAST)
    return (x + strength * prior / size) / (b + strength / size)


@numba.njit(nogil=True, cache=True)
def _pool_levels(pooled_num, pooled_den, effect, strength, hazard):
    """Hazards of a pool by delay, and relative to them by season."""
    depth, seasons = pooled_num.shape
    for d in range(1, depth):
        level = pooled_num[d].sum() / (pooled_den[d].sum() + 1.0)
        hazard[d, seasons] = level
        for w in range(seasons):
            prior = level * (effect[(w + d) % seasons] if seasons > 1 else 1.0)
            hazard[d, w] = _shrunk(pooled_num[d, w], pooled_den[d, w], prior, strength)


@numba.njit(nogil=True, cache=True)
def _own_growth(num, den, fast_num, fast_den, pool_fast, pooled, kappa, strength, quick, steady, growth):
    """Cumulative growth of reported totals by delay and season, own evidence drawn to that of the pool."""
    depth, seasons = num.shape
    growth[0, :], steady[0, :] = 1.0, 1.0
    for d in range(1, depth):
        level = _shrunk(num[d].sum(), den[d].sum(), pooled[d, seasons], kappa[d])
        low, high = d - d // 3, min(d + d // 3, depth - 1)
        seen, due, pool_seen, pool_due = 0.0, 0.0, quick, quick
        for e in range(low, high + 1):
            seen += fast_num[e]
            due += fast_den[e]
            pool_seen += pool_fast[0, e]
            pool_due += pool_fast[1, e]
        shift = max(pool_seen, 0.0) / max(pool_due, quick) if quick > 0 else 1.0
        if quick > 0:
            shift = min(max((seen + quick * shift) / max(due + quick, quick), 0.5), 2.0)
        for w in range(seasons):
            base = pooled[d, seasons]
            relative = pooled[d, w] / base if abs(base) > LEAST / 10 else 1.0
            hazard = _shrunk(num[d, w], den[d, w], level * relative, strength) if seasons > 1 else level
            steady[d, w] = steady[d - 1, w] * max(1.0 + hazard, FALL)
            growth[d, w] = growth[d - 1, w] * max(1.0 + hazard * shift, FALL)


@numba.njit(nogil=True, cache=True)
def pool_hazards(members, num, den, quick, rules, steady, growth):
    """Hazards of one pool and of its members, from all that is booked."""
    depth, seasons = num.shape[1], num.shape[2]
    pooled_num, pooled_den = np.zeros((depth, seasons)), np.zeros((depth, seasons))
    pool_quick = np.zeros((2, depth))
    for n in members:
        pooled_num += num[n]
        pooled_den += den[n]
        pool_quick += quick[n]
    kappa = np.zeros(depth)
    _strength(num, den, members, pooled_num, pooled_den, kappa)
    effect, pooled = np.ones(seasons), np.zeros((depth, seasons + 1))
    if seasons > 1:
        _report_days(pooled_num, pooled_den, effect)
    _pool_levels(pooled_num, pooled_den, effect, rules[5], pooled)
    for n in members:
        _own_growth(
            num[n],
            den[n],
            quick[n, 0],
            quick[n, 1],
            pool_quick,
            pooled,
            kappa,
            rules[5],
            rules[6],
            steady[n],
            growth[n],
        )


@numba.njit(nogil=True, cache=True)
def falls(fall, down):
    """The expected part of a total that later reports take back, by delay, cumulative."""
    for d in range(1, len(down)):
        down[d] = down[d - 1] + fall[0, d] / (fall[1, d] + 1.0)

"""The chain ladder over time: at every step, what was still to come of each period, from the reports up to that step."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.reporting_hazards import book, falls, heard, pool_hazards

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True)
def _levels(latest, delay, growth, hint, settled, start, step, rules, level, size):
    """The level to expect of each period from those before it, and how firmly (a Gamma prior's mean and shape)."""
    memory, seasons, width = rules[0], int(rules[1]), level.shape[0]
    first = max(0, step - width + 1)
    profile_num, profile_den = np.full(seasons, 1e-6), np.full(seasons, 1e-6)
    over, square = 0.0, 0.0
    for turn in range(2):
        reports, due, over, square = 0.5, 0.5, 0.0, 0.0
        for t in range(first, step + 1):
            w = (start + t) % seasons
            profile = hint[t] * (profile_num[w] / profile_den[w] if turn == 1 else 1.0)
            mean = profile * reports / due
            level[t - first] = mean
            d = delay[t]
            if d < 0:
                continue
            share = growth[d, w] / growth[settled, w]
            share = min(max(share, 1e-6), 1.0)
            profile_num[w] += latest[t]
            profile_den[w] += share * hint[t] * reports / due
            over += share * ((latest[t] / share - mean) ** 2 - mean / share)
            square += share * mean * mean
            reports, due = memory * (reports + latest[t]), memory * (due + share * profile)
            reports, due = max(reports, 1e-3), max(due, 1e-3)
    size[0] = min(max(square / max(over, 1e-9), 0.3), 50.0) if square > 0 else 0.5


@numba.njit(nogil=True, cache=True)
def _known_by(total, delay, last):
    """The newest known total of a period up to the delay `last`, and its delay; -1 where none is known."""
    d = min(delay, last)
    while d >= 0 and not np.isfinite(total[d]):
        d -= 1
    return d


@numba.njit(nogil=True, cache=True)
def _window_sum(total, delay, growth, down, level, places, rules, shape):
    """One window sum as `ladder` tells it; `places`: its newest period, the first with a level, the first season."""
    newest, first, start = places
    settled, window, seasons, depth = int(rules[2]), int(rules[3]), int(rules[1]), growth.shape[0]
    mean, known, back, due, seen = 0.0, 0.0, 0.0, 0.0, False
    for k in range(window):
        u, last = newest - k, min(settled + k, depth - 1)
        w, expected = (start + u) % seasons, level[u - first]
        d = _known_by(total[u], delay[u], last)
        if d < 0:
            mean += expected
            continue
        seen, count = True, total[u, d]
        share = growth[d, w] / growth[last, w]
        known += count
        back += max(count, 0.0) * (down[last] - down[d])
        level_now = (shape + count) / (shape / max(expected, 1e-9) + share)
        whole = count + (1.0 - share) * level_now if share < 1.0 else count / share
        mean += whole
        due += share * max(whole, 1e-9)
    return mean, known if seen else np.nan, back, due / max(mean, window * 1e-9)


@numba.njit(nogil=True, cache=True)
def _foresee(total, delay, growth, down, level, start, step, rules, shape, out):
    """Window sums of the newest `len(out)` periods at one step; `out` (H, 4), see `ladder`."""
    first, window = max(0, step - len(level) + 1), int(rules[3])
    for h in range(len(out)):
        if step - h - window + 1 < first:
            break
        places = (step - h, first, start)
        out[h, 0], out[h, 1], out[h, 2], out[h, 3] = _window_sum(
            total, delay, growth, down, level, places, rules, shape
        )


@numba.njit(nogil=True, cache=True)
def ladder(total, start, hint, pool, pools, rules, forgetting):
    """Nowcasts of all past steps at once, and the growth of totals as known at the last.

    `total` (N, T, D) are cumulative reports (NaN: unknown; steps without reports are made so here), `hint` (N, T) what a faster stream says of levels (1: nothing),
    `pool` (N,) the number of each series' pool of `pools`, `start` the season (weekday) of the first period. `rules`: memory
    of levels, seasons (7 or 1), the delay by which a period is settled, window, trust in the level before, events that stand
    for a pool's season, events that stand for a shift. `forgetting`: what one step keeps of hazards, and of their newest shift.

    Returns what window sums come to: mean, reported, what may yet be taken back of it, share reported. First for each past
    step and horizon (N, T, D, 4), then for each period at the last step (N, T, 4). Then growth of totals by delay and season
    (N, D, S), and behind each delay the events and the number of changes seen (N, D) each.
    """
    rows, steps, depth = total.shape
    seasons = int(rules[1])
    keep = (forgetting[0] ** seasons, forgetting[1], forgetting[0])
    num, den = np.zeros((rows, depth, seasons)), np.zeros((rows, depth, seasons))
    quick, fall, times = np.zeros((rows, 2, depth)), np.zeros((rows, 2, depth)), np.zeros((rows, depth))
    growth, steady = np.ones((rows, depth, seasons)), np.ones((rows, depth, seasons))
    believed, usual = np.ones(pools), np.zeros((pools, 2))
    usual[:, 0] = 0.04
    delay, latest = np.full((rows, steps), -1), np.zeros((rows, steps))
    past, present = np.full((rows, steps, depth, 4), np.nan), np.full((rows, steps, 4), np.nan)
    short, whole, size, down = np.zeros(depth + int(rules[3])), np.zeros(steps), np.zeros(1), np.zeros(depth)
    for step in range(steps):
        for g in range(pools):
            members = np.flatnonzero(pool == g)
            believed[g] = heard(members, total, step, start, seasons, delay, latest, growth, usual[g])
        for n in range(rows):
            if believed[pool[n]] < 0:
                for d in range(1, min(step + 1, depth)):
                    total[n, step - d, d] = np.nan  # what stood before is no news of that day
            own = (delay[n], latest[n], steady[n], num[n], den[n], quick[n], fall[n], times[n])
            book(total[n], step, start, seasons, keep, max(believed[pool[n]], 0.0), *own)
        for g in range(pools):
            pool_hazards(np.flatnonzero(pool == g), num, den, quick, rules, steady, growth)
        level = whole if step == steps - 1 else short
        for n in range(rows):
            falls(fall[n], down)
            _levels(latest[n], delay[n], growth[n], hint[n], int(rules[2]), start, step, rules, level, size)
            shape = size[0] * rules[4]
            if step == steps - 1:
                _foresee(total[n], delay[n], growth[n], down, level, start, step, rules, shape, present[n])
                past[n, step] = np.nan
                known = min(depth, steps)
                past[n, step, :known] = present[n, :known]
            else:
                _foresee(total[n], delay[n], growth[n], down, level, start, step, rules, shape, past[n, step])
    return past, present[:, ::-1].copy(), growth, num.sum(2), times

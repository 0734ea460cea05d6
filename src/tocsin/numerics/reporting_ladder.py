"""The chain ladder over time: at every step, what was still to come of each period, from the reports up to that step."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.reporting_hazards import book, falls, heard, pool_hazards
from tocsin.numerics.reporting_levels import levels

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@numba.njit(nogil=True, cache=True)
def _known_by(total, delay, last):
    """The newest known total of a period up to the delay `last`, and its delay; -1 where none is known."""
    d = min(delay, last)
    while d >= 0 and not np.isfinite(total[d]):
        d -= 1
    return d


@numba.njit(nogil=True, cache=True)
def _window_sum(total, delay, growth, down, level, places, rules, shape, out):
    """One window sum as `ladder` tells it; `places`: its newest period, the first with a level, the first season."""
    newest, first, start = places
    settled, window, seasons, depth = int(rules[2]), int(rules[3]), int(rules[1]), growth.shape[0]
    out[:] = 0.0
    seen = False
    for k in range(window):
        u, last = newest - k, min(settled + k, depth - 1)
        w, expected = (start + u) % seasons, level[u - first]
        d = _known_by(total[u], delay[u], last)
        if d < 0:
            out[0] += expected
            out[4] += expected
            continue
        seen, count = True, total[u, d]
        share = growth[d, w] / growth[last, w]
        out[1] += count
        out[2] += max(count, 0.0) * (down[last] - down[d])
        for way, trust in ((0, rules[4]), (4, rules[7])):
            firm = shape * trust
            level_now = (firm + count) / (firm / max(expected, 1e-9) + share)
            whole = count + (1.0 - share) * level_now if share < 1.0 else count / share
            out[way] += whole
            out[3] += 0.5 * share * max(whole, 1e-9)
    out[1] = out[1] if seen else np.nan
    out[3] /= max(0.5 * (out[0] + out[4]), window * 1e-9)


@numba.njit(nogil=True, cache=True)
def _foresee(total, delay, growth, down, level, start, step, rules, shape, out):
    """Window sums of the newest `len(out)` periods at one step; `out` (H, 5), see `ladder`."""
    first, window = max(0, step - len(level) + 1), int(rules[3])
    for h in range(len(out)):
        if step - h - window + 1 < first:
            break
        places = (step - h, first, start)
        _window_sum(total, delay, growth, down, level, places, rules, shape, out[h])


@numba.njit(nogil=True, cache=True)
def ladder(total, start, hint, pool, pools, rules, forgetting):
    """Nowcasts of all past steps at once, and the growth of totals as known at the last.

    `total` (N, T, D) are cumulative reports (NaN: unknown; steps without reports are made so here), `hint` (N, T) what a faster stream says of levels (1: nothing),
    `pool` (N,) the number of each series' pool of `pools`, `start` the season (weekday) of the first period. `rules`: memory
    of levels, seasons (7 or 1), the delay by which a period is settled, window, least trust in the level before, events that
    stand for a pool's season, events that stand for a shift, most trust, part of a trend that goes on. `forgetting`: what one step keeps of hazards, and of their newest shift.

    Returns what window sums come to: mean with least trust, reported, what may yet be taken back of it, share reported, mean
    with most trust. First for each past step and horizon (N, T, D, 5), then for each period at the last step (N, T, 5). Then growth of totals by delay and season
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
    past, present = np.full((rows, steps, depth, 5), np.nan), np.full((rows, steps, 5), np.nan)
    short, whole, down = np.zeros(depth + int(rules[3])), np.zeros(steps), np.zeros(depth)
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
            shape = levels(latest[n], delay[n], growth[n], hint[n], (step, start), rules, level)
            if step == steps - 1:
                _foresee(total[n], delay[n], growth[n], down, level, start, step, rules, shape, present[n])
                past[n, step] = np.nan
                known = min(depth, steps)
                past[n, step, :known] = present[n, :known]
            else:
                _foresee(total[n], delay[n], growth[n], down, level, start, step, rules, shape, past[n, step])
    return past, present[:, ::-1].copy(), growth, num.sum(2), times

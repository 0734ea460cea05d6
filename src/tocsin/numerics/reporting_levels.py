"""Levels of series that are reported late: what to expect of each period from those before it, and from where they turn."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LASTING = 0.9  # what a step keeps of the slow level, from which the newest trend is told
FIRM = 20.0  # events at which a trend is believed half
STEEP, FARTHEST = 0.15, 0.7  # on the log scale: the trend of one step, and all that a trend adds
BEGUN = 0.5  # events and exposure before anything is known
ODD = 4.0  # usual squared deviations, as which one period counts at most


@numba.njit(nogil=True, cache=True)
def _rate(part):
    """Events per exposure, half an event more on either side of a ratio."""
    return (part[0] + BEGUN) / (part[1] * (1.0 + BEGUN / max(part[0], 1e-9)))


@numba.njit(nogil=True, cache=True)
def _further(part, keep, came, base, t):
    """Take one more period into a level: events, exposure, and exposure by time."""
    part[0] = max(keep * (part[0] + came), 1e-3)
    part[1] = max(keep * (part[1] + base), 1e-3)
    part[2] = keep * (part[2] + base * t)


@numba.njit(nogil=True, cache=True)
def _slope(fast, slow, trend):
    """The trend per step: how far the fast level has moved from the slow one, over the time between them."""
    apart = max(fast[2] / fast[1] - slow[2] / slow[1], 1.0)
    turned = np.log(_rate(fast) / _rate(slow)) / apart
    return trend * fast[0] / (fast[0] + FIRM) * min(max(turned, -STEEP), STEEP)


@numba.njit(nogil=True, cache=True)
def levels(latest, delay, growth, hint, places, rules, level):
    """The level to expect of each period from those before it, into `level`; returns how firm it is (a Gamma prior's shape).

    The mean of what was reported over the share it is held to be forgets fast; where it has left a slow mean, the trend
    between the two goes on. `places`: the newest step, the season of the first period. `rules`: see `ladder`. The shape
    is by moments; one odd period counts as two usual deviations.
    """
    step, start, seasons, settled = places[0], places[1], int(rules[1]), int(rules[2])
    first, size = max(0, step - len(level) + 1), 0.5
    profile_num, profile_den = np.full(seasons, 1e-6), np.full(seasons, 1e-6)
    for turn in range(2):
        over, square, slope = 0.0, 0.0, 0.0
        fast, slow = np.array([BEGUN, BEGUN, BEGUN * first]), np.array([BEGUN, BEGUN, BEGUN * first])
        for t in range(first, step + 1):
            w = (start + t) % seasons
            profile = hint[t] * (profile_num[w] / profile_den[w] if turn == 1 else 1.0)
            ahead = min(max(slope * (t - fast[2] / fast[1]), -FARTHEST), FARTHEST)
            mean = profile * fast[0] / fast[1] * np.exp(ahead)
            level[t - first] = mean
            if delay[t] < 0:
                continue
            share = min(max(growth[delay[t], w] / growth[settled, w], 1e-6), 1.0)
            profile_num[w] += latest[t]
            profile_den[w] += share * hint[t] * fast[0] / fast[1]
            off = (latest[t] / share - mean) ** 2
            off = min(off, ODD * (mean / share + mean * mean / size)) if turn == 1 else off
            over += share * (off - mean / share)
            square += share * mean * mean
            _further(fast, rules[0], latest[t], share * profile, t)
            _further(slow, LASTING, latest[t], share * profile, t)
            slope = _slope(fast, slow, rules[8])
        size = min(max(square / max(over, 1e-9), 0.3), 50.0) if square > 0 else 0.5
    return size

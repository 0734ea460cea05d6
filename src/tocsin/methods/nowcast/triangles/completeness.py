"""Completeness: which share of its final figure each period shows now, and what that is known from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.hazards import Hazards, known_totals
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.nowcast import Stand

Floats = NDArray[np.float64]
OWN_EVENTS = 20.0  # reported late, from which on a series knows its delays by itself


def completeness(hazards: Hazards) -> Floats:
    """The expected share of the final window sum that is reported now, (N, P); above 1 where figures are revised down.

    P counts the steps from the first period to now. NaN where a window began before the first period; 0 where nothing is
    reported yet. It is learned from delays, so that it says something where no event was reported too.
    """
    return np.where(np.isfinite(hazards.present[..., 0]), hazards.present[..., 3], np.nan)


def told_to(triangle: Triangle, hazards: Hazards) -> NDArray[np.int64]:
    """To which delay each window sum is known, (N, P): by its least known period; -1 where nothing of it was ever told.

    A period that is told later than it ends counts from its end, as the sum does; `hazards.settled` is all.
    """
    known = np.isfinite(known_totals(triangle))
    depth, steps = known.shape[2], known.shape[1]
    last = np.where(known.any(axis=2), depth - 1 - np.argmax(known[:, :, ::-1], axis=2), -1)
    told, some = np.full(last.shape, depth), last >= 0
    for k in range(min(hazards.window, steps)):
        told[:, k:] = np.minimum(told[:, k:], np.maximum(last[:, : steps - k] - min(k, depth - 1 - hazards.settled), 0))
        some[:, k:] |= last[:, : steps - k] >= 0
    return np.where(some, np.minimum(told, hazards.settled), -1)


def standing(triangle: Triangle, hazards: Hazards) -> NDArray[np.int8]:
    """What the nowcast of each period stands on (`records.nowcast.Stand`), (N, P).

    CLOSED: all of the window is known to the delay at which it is settled. REFUSED: a step of delay that is still to come was
    never seen, in the series or its pool; or nothing was ever told of a period that is old. OWN: from 20 events on that the series itself reported late; else POOLED.
    """
    steps = hazards.present.shape[1]
    age = steps - 1 - np.arange(steps)
    kinds, pool = np.unique(triangle.pool, return_inverse=True)
    looks = np.zeros((len(kinds), hazards.changes.shape[1]))
    np.add.at(looks, pool.reshape(-1), hazards.changes)
    seen = looks[pool.reshape(-1)] > 0
    seen |= (np.cumsum(seen, axis=1) == 0) & seen.any(axis=1, keepdims=True)  # nobody looks so early
    alone = np.bincount(pool.reshape(-1), minlength=len(kinds))[pool.reshape(-1)] < 2
    told = told_to(triangle, hazards)
    at = np.maximum(told, 0)
    unseen = np.cumsum(~seen[:, : hazards.settled + 1], axis=1)
    late = np.cumsum(np.maximum(hazards.events[:, : hazards.settled + 1], 0.0), axis=1)
    left = unseen[:, -1:] - np.take_along_axis(unseen, at, axis=1)
    behind = late[:, -1:] - np.take_along_axis(late, at, axis=1)
    basis = np.where((behind >= OWN_EVENTS) | alone[:, None], Stand.OWN, Stand.POOLED)
    basis = np.where(told >= hazards.settled, Stand.CLOSED, basis)
    basis = np.where((left > 0) & (basis != Stand.CLOSED), Stand.REFUSED, basis)
    basis = np.where((told < 0) & (age[None] >= hazards.settled), Stand.REFUSED, basis)
    return np.where(np.isfinite(hazards.present[..., 0]), basis, Stand.REFUSED).astype(np.int8)

"""Past errors: how far nowcasts that could have been made earlier were from what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_BACK = 0.1  # events: fewer expected to be taken back are none


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of P past nowcasts of N series at H horizons, on the log scale of what was still to come; all (N, P, H).

    `error`: log of what came over what was foreseen; `noise`: the variance that counts alone give it; `weight`: how much it
    tells of today (old and still open ones tell less), 0 where unknown.
    """

    error: Floats
    noise: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Scatter:
    """How past errors are weighed: what a step keeps of them, how much of a sum must have come, how far horizons lend.

    `guess` is the scatter (log scale) taken for granted in as many past nowcasts as `guessed`; `lent` is the weight, in
    nowcasts, of the pool's scatter beside a series' own; `biased` the weight of no bias, `correct` the part of it corrected.
    """

    keep: float = 0.95
    least: float = 0.3
    reach: float = 1.5
    guess: float = 0.15
    guessed: float = 2.0
    lent: float = 3.0
    biased: float = 10.0
    correct: float = 0.25


def offset(back: Floats) -> Floats:
    """How far below the reported figure the final one may lie, from what is expected to be taken back."""
    return np.where(back > LEAST_BACK, np.ceil(2 * back), 0.0)


def held_against(past: Floats, present: Floats, scatter: Scatter) -> Errors:
    """Hold past nowcasts (N, P, H, 3 and more) against what is known of their periods now (N, P, 2 and more).

    Each tells mean and reported, the past also what may yet be taken back; what is still open now counts by its share.
    """
    steps, depth = past.shape[1:3]
    age, horizons = np.arange(steps)[::-1], np.arange(depth)
    period = np.arange(steps)[:, None] - horizons[None, :]
    mean, reported, back = np.moveaxis(past[..., :3], -1, 0)
    now = present[:, np.maximum(period, 0)]
    foreseen, came, left = mean - reported, now[..., 0] - reported, now[..., 0] - now[..., 1]
    known = np.isfinite(foreseen) & np.isfinite(came) & np.isfinite(left) & (period >= 0)[None]
    foreseen, came, left = (np.where(known, grid, 0.0) for grid in (foreseen, came, left))
    scale = np.maximum(np.maximum(np.abs(foreseen), np.abs(came)), np.maximum(np.abs(left), 1e-9))
    settled = np.where(known, 1 - np.abs(left) / scale, 0.0)
    shift = offset(np.where(known, back, 0.0)) + 1.0
    error = np.log(np.maximum(came + shift, 0.3)) - np.log(np.maximum(foreseen + shift, 0.3))
    begun = np.arange(steps) >= min(depth, (steps + 1) // 2)
    error = error / np.sqrt(np.maximum(settled, scatter.least))  # what is still open there may go wrong as well
    weight = np.where(settled > scatter.least, settled, 0.0) * (begun * scatter.keep**age)[None, :, None]
    return Errors(error, 1 / np.maximum(foreseen + shift, 1.0), weight)

"""Dispersion of nowcasts: how far the past nowcasts of each horizon were from what came, at the same sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.hazards import Hazards

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
class Spread:
    """The log of what comes over what is foreseen, N series by H horizons: mean `bias`, and `variance` beyond that of counts."""

    bias: Floats
    variance: Floats


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


def past_errors(hazards: Hazards, scatter: Scatter | None = None) -> Errors:
    """Hold each past nowcast against what is known of its period now; what is still open there counts by its share."""
    scatter, (steps, depth) = scatter or Scatter(), hazards.past.shape[1:3]
    age, horizons = np.arange(steps)[::-1], np.arange(depth)
    period = np.arange(steps)[:, None] - horizons[None, :]
    mean, reported, back = np.moveaxis(hazards.past[..., :3], -1, 0)
    now = hazards.present[:, np.maximum(period, 0)]
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


def spread(errors: Errors, pool: NDArray[np.int64], scatter: Scatter | None = None) -> Spread:
    """Bias and variance of each series at each horizon, lent between near horizons and within a pool.

    An error says the less of it, the more of it the counts alone explain. Few errors: nearer to the pool's, and to a guess.
    """
    scatter, horizons = scatter or Scatter(), np.arange(errors.error.shape[2])
    near = np.exp(-0.5 * ((horizons[:, None] - horizons[None, :]) / scatter.reach) ** 2)
    usual = scatter.guess**2
    weight = errors.weight * usual / (errors.noise + usual)
    span, behind = near.sum(0)[None], weight.sum(1) @ near
    bias = (weight * errors.error).sum(1) @ near / (behind + scatter.biased * span) * scatter.correct
    beyond = (errors.error - bias[:, None]) ** 2 - errors.noise
    square = np.maximum((weight * beyond).sum(1) @ near, 0.0)
    variance = np.empty_like(square)
    for kind in np.unique(pool):
        rows = pool == kind
        guessed = scatter.guessed * span
        lent = (square[rows].mean(0) + usual * guessed) / (behind[rows].mean(0) + guessed)
        variance[rows] = (square[rows] + scatter.lent * span * lent) / (behind[rows] + scatter.lent * span)
    return Spread(bias, variance)

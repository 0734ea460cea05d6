"""Dispersion of nowcasts: how far the past nowcasts of each horizon were from what came, at the same sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.hazards import Hazards
from tocsin.methods.nowcast.triangles.past_errors import Errors, Scatter, held_against

Floats = NDArray[np.float64]
MIDDLE = 0.455  # half of all squared errors of variance 1 are below
MONSTROUS, LEAST = 16.0, 0.1  # usual squared errors, as which one counts at most; the usual one is so much at least


@dataclass(frozen=True, slots=True)
class Spread:
    """The log of what comes over what is foreseen, N series by H horizons: mean `bias`, and `variance` beyond that of counts."""

    bias: Floats
    variance: Floats


def past_errors(hazards: Hazards, scatter: Scatter | None = None) -> Errors:
    """Hold each past nowcast against what is known of its period now; what is still open there counts by its share."""
    return held_against(hazards.past, hazards.present, scatter or Scatter())


def spread(errors: Errors, pool: NDArray[np.int64], scatter: Scatter | None = None) -> Spread:
    """Bias and variance of each series at each horizon, lent between near horizons and within a pool.

    An error says the less of it, the more of it the counts alone explain; one beyond four usual ones counts as four. Few
    errors: nearer to the pool's, and to a guess.
    """
    scatter, horizons = scatter or Scatter(), np.arange(errors.error.shape[2])
    near = np.exp(-0.5 * ((horizons[:, None] - horizons[None, :]) / scatter.reach) ** 2)
    usual = scatter.guess**2
    weight = errors.weight * usual / (errors.noise + usual)
    span, behind = near.sum(0)[None], weight.sum(1) @ near
    bias = (weight * errors.error).sum(1) @ near / (behind + scatter.biased * span) * scatter.correct
    off = (errors.error - bias[:, None]) ** 2
    beyond = np.minimum(off, _most(off / (errors.noise + usual), weight, pool) * (errors.noise + usual)) - errors.noise
    square = np.maximum((weight * beyond).sum(1) @ near, 0.0)
    variance = np.empty_like(square)
    for kind in np.unique(pool):
        rows = pool == kind
        guessed = scatter.guessed * span
        lent = (square[rows].mean(0) + usual * guessed) / (behind[rows].mean(0) + guessed)
        variance[rows] = (square[rows] + scatter.lent * span * lent) / (behind[rows] + scatter.lent * span)
    return Spread(bias, variance)


def _most(off: Floats, weight: Floats, pool: NDArray[np.int64]) -> Floats:
    """What one squared error, over the usual one, counts at most, (N, 1, 1): a monstrous day is not the scale of all days."""
    told = np.empty((len(pool), 1, 1))
    for kind in np.unique(pool):
        rows = pool == kind
        some = off[rows][weight[rows] > 0]
        told[rows] = MONSTROUS * max(float(np.median(some)), MIDDLE * LEAST) / MIDDLE if some.size else np.inf
    return told

"""Recalibration: where past figures fell in their predictive laws, and levels mended by it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.dispersion import Spread
from tocsin.methods.nowcast.triangles.past_errors import Errors

Floats = NDArray[np.float64]
FREEDOM = 9.0  # a law with heavier tails than the normal one, until the past says otherwise


def expected_scores(levels: Floats) -> Floats:
    """The scores of a law of variance about one with heavy tails (Student, 9 degrees of freedom) at `levels`."""
    from scipy import special

    return special.stdtrit(FREEDOM, levels)


def recalibrated(errors: Errors, spread: Spread, pool: NDArray[np.int64], levels: Floats, firm: float = 30.0) -> Floats:
    """Scores at `levels` (N, Q) for which past figures would have fallen below as often as the levels say.

    Errors of one period at many horizons say the same thing many times over: what counts is the number of past steps. With
    fewer than some `firm` of them the scores stay near those of the heavy-tailed law. Symmetric: a bias is not a shape.
    Source: Dawid 1984, doi:10.2307/2981683 (probability integral transform).
    """
    scale = np.sqrt(spread.variance[:, None] + errors.noise)
    score = np.abs(errors.error - spread.bias[:, None]) / scale
    weight = errors.weight * spread.variance[:, None] / scale**2
    law, told = expected_scores(levels), np.empty((len(pool), len(levels)))
    for kind in np.unique(pool):
        rows = pool == kind
        steps = weight[rows].mean(2).mean(0).sum()
        seen = _below(score[rows].ravel(), weight[rows].ravel(), np.abs(2 * levels - 1))
        told[rows] = np.sign(levels - 0.5) * (steps * seen + firm * np.abs(law)) / (steps + firm)
    return told


def _below(score: Floats, weight: Floats, share: Floats) -> Floats:
    """The weighted quantiles of scores at `share`; 0 where nothing weighs."""
    kept = weight > 0
    if not kept.any():
        return np.zeros(len(share))
    order = np.argsort(score[kept])
    mass = np.cumsum(weight[kept][order])
    return np.interp(share, mass / mass[-1], score[kept][order])

"""The predictive law of what is still to come: negative binomial where it is little, heavy-tailed on the log scale where much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.recalibration import expected_scores

Floats = NDArray[np.float64]
FEW = 40.0  # expected events up to which the law is counted out
RARE = 0.55  # the chance of none from which on quantiles are whole numbers
EDGES = np.array([0.0, 0.005, 0.02, 0.05, *np.arange(0.1, 0.95, 0.1), 0.95, 0.98, 0.995, 1.0])


def unreported(
    mean: Floats, bias: Floats, variance: Floats, shift: Floats, levels: Floats, scores: Floats | None = None
) -> Floats:
    """Quantiles at `levels` of what is still to come of M sums, (M, Q); M expectations `mean`, each of the rest (M,).

    `bias` and `variance` are those of the log of the rate, `shift` how far below nothing the change may go (a revision down:
    whole numbers, 0 if none). `scores` (M, Q): where the levels lie in units of the scatter; a heavy-tailed law unless said.
    Counts come on top of the scatter of their rate: Poisson, so that the whole is a mixture as the negative binomial is one.
    """
    scores = np.broadcast_to(expected_scores(levels), (len(mean), len(levels))) if scores is None else scores
    raised = np.maximum(mean + shift, 0.0)
    told = _many(raised, bias, variance, scores)
    few = raised <= FEW
    if few.any():
        told[few] = _few(raised[few], bias[few], variance[few], levels)
    return told - shift[:, None]


def _many(mean: Floats, bias: Floats, variance: Floats, scores: Floats) -> Floats:
    """Log-scale quantiles about the mean, the noise of counts added to the scatter of the rate."""
    scatter = np.sqrt(variance + 1 / np.maximum(mean, 1.0))
    middle = bias - scatter**2 / 2
    return mean[:, None] * np.exp(middle[:, None] + scatter[:, None] * scores)


def _few(mean: Floats, bias: Floats, variance: Floats, levels: Floats) -> Floats:
    """Counted out: the smallest count that is not exceeded with each chance, for a rate that takes a few values."""
    from tocsin.numerics.mixed_poisson import mixed_poisson_quantiles

    nodes, weights = expected_scores((EDGES[1:] + EDGES[:-1]) / 2), np.diff(EDGES)
    factor = np.exp(np.clip(bias[:, None] + np.sqrt(variance)[:, None] * nodes[None, :], -6, 6))
    rate = mean[:, None] * factor / (factor @ weights)[:, None]
    return mixed_poisson_quantiles(np.minimum(rate, 50 * FEW), weights, levels, RARE)

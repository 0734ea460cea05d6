"""The weighted interval score: how far predictive quantiles lie from what happened, in the unit of the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.replay.scores.levels import checked, pairs, place_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wis:
    """Scores (...): the smaller the better; `wis` is the sum of the three others. NaN where the truth or a quantile is.

    `dispersion` is what the width of the intervals costs, `overprediction` what truths below them cost,
    `underprediction` what truths above them cost.
    """

    wis: Floats
    dispersion: Floats
    overprediction: Floats
    underprediction: Floats


def wis(quantiles: Floats, levels: Floats, truth: Floats, *, crossed: bool = False) -> Wis:
    """The weighted interval score of quantiles (..., Q) at central levels (Q,) against the truth (...).

    With the median and K central intervals: (|y - m| / 2 + sum of alpha_k / 2 IS_k) / (K + 1/2). Without the median its
    term falls away and K divides. Both are twice the mean pinball loss over the levels. Scores over different levels do
    not compare. Raises `BadValue` for levels without a partner and for quantiles that cross.
    Source: Bracher et al. 2021, doi:10.1371/journal.pcbi.1008618, eq. 3 and its decomposition.
    """
    values, steps, known = checked(quantiles, levels, truth, crossed)
    width, over, under = (np.zeros(known.shape) for _ in range(3))
    for low, high, alpha in pairs(steps):
        lower, upper = values[..., low], values[..., high]
        width += alpha / 2 * (upper - lower)
        over += np.maximum(lower - known, 0.0)
        under += np.maximum(known - upper, 0.0)
    if len(steps) % 2:
        middle = values[..., place_of(steps, 0.5)]
        over += np.maximum(middle - known, 0.0) / 2
        under += np.maximum(known - middle, 0.0) / 2
    parts = [one / (len(steps) / 2) for one in (width, over, under)]
    return Wis(parts[0] + parts[1] + parts[2], *parts)


def pinball(quantiles: Floats, levels: Floats, truth: Floats) -> Floats:
    """The pinball loss of each quantile, (..., Q), of any set of levels: level (y - q) above, (1 - level)(q - y) below."""
    values, steps, known = checked(quantiles, levels, truth)
    over = values - known[..., None]
    return np.where(over >= 0, (1 - steps) * over, -steps * over)

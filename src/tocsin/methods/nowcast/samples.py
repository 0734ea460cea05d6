"""Samples: whole paths that a nowcast holds possible, for what no single quantile answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.records.nowcast import Nowcast

Floats = NDArray[np.float64]
SHARED, KEPT = 0.5, 0.8  # of the scatter: common to all open periods; of the rest, what one period hands to the next


def samples(nowcast: Nowcast, number: int, seed: int) -> Floats:
    """`number` paths of final figures (N, T, number) whose every period has the nowcast's quantiles; NaN where refused.

    Neighbouring periods go wrong together: half of the scatter is one shock of the delay to the whole path, the rest
    fades by a fifth a period (ranks, a Gaussian copula). Series are independent. Between levels figures lie on straight lines
    in the normal score, beyond the outermost too, never below nothing where the quantiles are not; whole where all quantiles
    are whole. The same seed gives the same paths. When not to use: for sums over series, whose delays may share a shock.
    """
    from scipy import special

    rng = np.random.default_rng(seed)
    rows, width = nowcast.mean.shape
    common = rng.standard_normal((rows, 1, number)) * np.sqrt(SHARED)
    own, fresh = np.empty((rows, width, number)), rng.standard_normal((rows, width, number))
    for t in range(width):  # steps of one recursion, all series at once
        own[:, t] = fresh[:, t] if t == 0 else KEPT * own[:, t - 1] + np.sqrt(1 - KEPT**2) * fresh[:, t]
    scores = common + own * np.sqrt(1 - SHARED)
    return _at(nowcast, special.ndtri(nowcast.levels), scores)


def _at(nowcast: Nowcast, knots: Floats, scores: Floats) -> Floats:
    """The figures at normal scores (N, T, number), by straight lines through the quantiles at `knots`."""
    right = np.clip(np.searchsorted(knots, scores), 1, len(knots) - 1)
    part = (scores - knots[right - 1]) / (knots[right] - knots[right - 1])
    low = np.take_along_axis(nowcast.quantiles, right - 1, axis=2)
    high = np.take_along_axis(nowcast.quantiles, right, axis=2)
    figure = low + part * (high - low)
    figure = np.where(nowcast.quantiles[..., :1] >= 0, np.maximum(figure, 0.0), figure)
    whole = (nowcast.quantiles == np.round(nowcast.quantiles)).all(axis=2)[..., None]
    return np.where(whole, np.ceil(figure - 1e-9), figure)

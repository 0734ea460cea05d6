"""Coverage: how often central intervals hold what happened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.replay.scores.levels import checked, pairs, place_of

Floats = NDArray[np.float64]


def covered(quantiles: Floats, levels: Floats, truth: Floats, share: float) -> Floats:
    """1 where the central interval of `share` (0.5, 0.95) holds the truth, its ends included, else 0; NaN not known (...).

    Raises `BadValue` where the two levels of that interval are not among `levels` (Q,).
    """
    values, steps, known = checked(quantiles, levels, truth)
    low, high = (values[..., place_of(steps, level)] for level in ((1 - share) / 2, (1 + share) / 2))
    inside = ((low <= known) & (known <= high)).astype(np.float64)
    return np.where(np.isnan(low) | np.isnan(high) | np.isnan(known), np.nan, inside)


def shares(levels: Floats) -> tuple[float, ...]:
    """The shares of the central intervals that levels make, the narrowest first: 0.5, 0.8, 0.95."""
    return tuple(sorted(round(1 - alpha, 6) for _, _, alpha in pairs(levels)))

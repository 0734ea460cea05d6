"""Slow places: how much more, or less, of what was expected came to the sums of each place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LASTS = 0.5  # of a place's slowness, what is expected to be there the next time
ALIKE = 3.0  # rows of one place and lag that tell the same: a death by several drugs stands in several
MOST = 3.0


def slowness(moved: Floats, expected: Floats, weight: Floats, place: Whole, lags: float, places: int) -> Floats:
    """The factor on what is expected for each place, (P,); 1 for a place of which nothing was seen.

    `moved`, `expected`, `weight` and `place` are (R,); `lags` is how many sums of one series were seen at once, which share
    months and are one witness. By empirical Bayes: the slope of what came on what was expected, drawn to 1 as far as slopes
    scatter no more than their errors, and half of what is left is taken to last. When not to use: to rank places.
    Source: Efron and Morris 1975, doi:10.1080/01621459.1975.10479864.
    """
    square = np.bincount(place, weight * expected**2, places).astype(np.float64)
    seen = square > 1e-12
    if seen.sum() < 3:
        return np.ones(places)
    slope = np.zeros(places)
    slope[seen] = np.bincount(place, weight * expected * (moved - expected), places)[seen] / square[seen]
    left = moved - expected * (1 + slope[place])
    noise = float((weight * left**2).sum() / weight.sum()) * max(lags, 1.0) * ALIKE
    error = np.full(places, np.inf)
    error[seen] = noise / square[seen]
    between = max(_variance(slope[seen], square[seen]) - float(np.average(error[seen], weights=square[seen])), 0.0)
    return np.clip(1 + LASTS * between / (between + error) * slope, 1 / MOST, MOST)


def _variance(values: Floats, weight: Floats) -> float:
    middle = np.average(values, weights=weight)
    return float(np.average((values - middle) ** 2, weights=weight))

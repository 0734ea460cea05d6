"""Doubling and halving times, with intervals, or why none is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST = 4


class Refused(IntEnum):
    """Why no doubling time is told."""

    TOLD = 0
    TOO_FEW = 1  # fewer than four complete periods
    MAY_REST = 2  # the interval of the growth holds zero


@dataclass(frozen=True, slots=True)
class Doubling:
    """Periods until a count has doubled (of growth) or halved (of a fall), arrays (N,), NaN where refused.

    `low` to `high` is the interval that the growth's own gives; `refused` holds codes of `Refused`.
    """

    low: Floats
    middle: Floats
    high: Floats
    refused: NDArray[np.int8]


def doubling_times(growth: Floats, low: Floats, high: Floats, periods: Floats) -> Doubling:
    """Doubling times of `growth` (logarithm per period) with its interval, from `periods` complete ones; all (N,).

    Own rule: none is told from fewer than four complete periods, or where the interval of the growth holds zero, because
    such growth may be none and its doubling time endless.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        few = ~(periods >= FEWEST) | ~np.isfinite(growth)
        rests = ~few & ~(low * high > 0)
        times = np.log(2) / np.abs(np.stack([low, growth, high]))
    refused = np.select([few, rests], [Refused.TOO_FEW, Refused.MAY_REST], Refused.TOLD).astype(np.int8)
    times = np.where(refused == Refused.TOLD, times, np.nan)
    return Doubling(np.minimum(times[0], times[2]), times[1], np.maximum(times[0], times[2]), refused)

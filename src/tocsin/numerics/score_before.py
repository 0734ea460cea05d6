"""A normal score in the light of the one before it: their law together, where the earlier one counts for a part."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
MOST = 3.0  # an earlier score counts for no more
FAR, TOO_FAR = (
    4.0,
    6.0,
)  # and for less from here on, for nothing from there: if that was no error, the next rings by itself
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)


def counted(before: Floats) -> Floats:
    """What an earlier score counts for, before it is taken in part: itself, but from 0 to `MOST`, and 0 again far beyond."""
    return np.clip(before, 0.0, MOST) * np.clip((TOO_FAR - before) / (TOO_FAR - FAR), 0.0, 1.0)


def beyond(total: Floats, part: float) -> Floats:
    """The chance that Z + `part` x B passes `total`, of independent normal Z and B, where B is cut off at 0 and `MOST`.

    By Gauss-Legendre quadrature over B, within 1e-9; of `counted`(B) the chance is no more.
    """
    chance = special.ndtr(-total) / 2 + special.ndtr(-MOST) * special.ndtr(part * MOST - total)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        b = MOST / 2 * (1 + node)
        density = np.exp(-b * b / 2) / np.sqrt(2 * np.pi)
        chance += MOST / 2 * weight * density * special.ndtr(part * b - total)
    return chance


@lru_cache(maxsize=64)
def total_needed(chance: float, part: float) -> float:
    """The sum that is passed with a chance of `chance`, by halving: the inverse of `beyond`."""
    low, high = -40.0, 40.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(np.array(middle), part) > chance else (low, middle)
    return (low + high) / 2

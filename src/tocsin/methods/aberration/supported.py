"""What a history can support: no chance is smaller than that, whatever a law may say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.numerics.predictive_limits import tempered

Floats = NDArray[np.float64]
SHAPE = 10.0  # so many events show one more power of the number of periods


def least_supported(periods: Floats, events: Floats) -> Floats:
    """The smallest chance that `events` in `periods` reference periods can support: (periods + 1)^-max(1, events / 10).

    Ranks alone support 1 in periods + 1: that the newest is the highest of all. What is rarer is read off the shape of a
    law, and each further power of that figure needs ten events that show the shape. 1 where there are no periods.
    Own rule.
    """
    return (periods + 1.0) ** -np.maximum(1.0, events / SHAPE)


def softened(chance: Floats, freedom: Floats) -> Floats:
    """A small chance of a law whose dispersion is known with so many degrees of freedom: a t's tail in place of a normal's.

    Chances of one half and more are kept.
    """
    score = -special.ndtri(np.clip(chance, 1e-300, 1.0))
    beyond = np.where(np.isfinite(score), np.maximum(score, 0.0), 0.0)
    return np.where(score > 0, special.ndtr(-tempered(beyond, freedom)), chance)

"""What a history can support: no chance is smaller than that, whatever a law may say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.numerics.predictive_limits import hardened, tempered
from tocsin.numerics.score_before import beyond, total_needed

Floats = NDArray[np.float64]
SHAPE = 10.0  # so many events show one more power of the number of periods


def least_supported(periods: Floats, events: Floats) -> Floats:
    """The smallest chance that `events` in `periods` reference periods can support: (periods + 1)^-max(1, events / 10).

    Ranks alone support 1 in periods + 1: that the newest is the highest of all. What is rarer is read off the shape of a
    law, and each further power of that figure needs ten events that show the shape. 1 where there are no periods.
    Own rule.
    """
    return (periods + 1.0) ** -np.maximum(1.0, events / SHAPE)


def score_of(chance: Floats, freedom: Floats) -> Floats:
    """The normal score of a chance of a law whose dispersion is known with so many degrees of freedom; high where it is small.

    A t's tail in place of a normal's; chances of one half and more are kept.
    """
    score = -special.ndtri(np.clip(chance, 1e-300, 1.0))
    large = np.where(np.isfinite(score), np.maximum(score, 0.0), 0.0)
    return np.where(score > 0, tempered(large, freedom), score)


def chance_of(score: Floats, freedom: Floats) -> Floats:
    """The chance that has such a score: the inverse of `score_of`."""
    large = np.maximum(score, 0.0)
    return special.ndtr(-np.where(score > 0, hardened(large, freedom), score))


def in_the_light(score: Floats, added: Floats, part: float) -> Floats:
    """The chance of a score with what the one before it has `added`; of the score alone where that is NaN."""
    alone = special.ndtr(-score)
    return np.where(np.isnan(added), alone, beyond(score + added, part)) if part else alone


def needed(chance: float, added: Floats, part: float) -> Floats:
    """The score that has such a chance with what the one before it has `added`: the inverse of `in_the_light`."""
    return np.where(np.isnan(added), -special.ndtri(chance), total_needed(chance, part) - added)

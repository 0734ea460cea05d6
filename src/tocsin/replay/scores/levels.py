"""Levels: what predictive quantiles have to be before anything is scored on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SAME = 1e-9  # levels this near are one; quantiles may fall by so much of their size from rounding


def checked(quantiles: Floats, levels: Floats, truth: Floats, crossed: bool = False) -> tuple[Floats, Floats, Floats]:
    """Quantiles (..., Q) at rising levels (Q,) and the truth (...) as float64; NaN is allowed in the first and the last.

    Raises `BadValue` where shapes differ, where levels do not rise within 0 and 1, and, unless `crossed` lets them, where
    quantiles cross.
    """
    values, steps, known = (np.asarray(one, np.float64) for one in (quantiles, levels, truth))
    if steps.ndim != 1 or not len(steps) or values.shape != (*known.shape, len(steps)):
        wanted = f"{(*known.shape, len(steps))}"
        raise BadValue("quantiles have the wrong shape", wanted=wanted, got=str(values.shape))
    if not ((steps > 0) & (steps < 1)).all() or (np.diff(steps) <= SAME).any():
        raise BadValue("levels do not rise from 0 to 1", wanted="0.025, 0.5, 0.975", got=_listed(steps))
    if not crossed and (bad := crossing(values)).any():
        row = tuple(np.argwhere(bad)[0].tolist())
        raise BadValue(
            "quantiles cross",
            wanted="a higher level has no lower quantile",
            got=f"{_listed(values[row])} at place {row}",
            next_step="sort out why they cross; this is not repaired in silence",
        )
    return values, steps, known


def crossing(quantiles: Floats) -> Bools:
    """Where the quantiles (..., Q), in the order of their levels, fall (...). NaN crosses nothing."""
    fall = quantiles[..., :-1] - quantiles[..., 1:]
    return np.asarray((fall > SAME * np.maximum(1.0, np.abs(quantiles[..., 1:]))).any(axis=-1), np.bool_)


def place_of(levels: Floats, level: float) -> int:
    """The place of one level. Raises `BadValue` where it is not there."""
    near = np.flatnonzero(np.abs(levels - level) <= SAME)
    if not len(near):
        raise BadValue("a level is missing", wanted=f"{level:g}", got=_listed(levels))
    return int(near[0])


def pairs(levels: Floats) -> tuple[tuple[int, int, float], ...]:
    """The central intervals: places of lower and upper level, and the share alpha outside, the widest first.

    Raises `BadValue` where a level has no partner: such a set has quantile scores, but no interval score.
    """
    lower = levels[levels < 0.5 - SAME]
    alone = [level for level in levels.tolist() if not (np.abs(levels - (1 - level)) <= SAME).any()]
    if alone:
        raise BadValue(
            "levels do not make central intervals",
            wanted="0.975 beside 0.025",
            got=_listed(np.array(alone)),
            next_step="leave these levels out, or ask for the pinball loss",
        )
    return tuple((place_of(levels, low), place_of(levels, 1 - low), 2 * low) for low in lower.tolist())


def central(levels: Floats) -> Floats:
    """The levels that have a partner on the other side of the median, and the median itself, rising."""
    has = [(np.abs(levels - (1 - level)) <= SAME).any() for level in levels.tolist()]
    return levels[np.array(has, bool)]


def _listed(figures: Floats) -> str:
    return ", ".join(f"{one:g}" for one in figures.tolist())

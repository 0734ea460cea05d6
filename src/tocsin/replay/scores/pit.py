"""PIT: where in its predictive distribution each truth fell. Over many it is uniform, if the distributions were right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.replay.scores.levels import checked

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PitCells:
    """How many truths fell between neighbouring levels. `edges` (C + 1,) from 0 to 1; `seen` and `foreseen` (C,) sum to 1.

    `farthest` is the largest distance between the two cumulative shares at an edge: 0 is perfect.
    """

    edges: Floats
    seen: Floats
    foreseen: Floats
    farthest: float


def pit_between(quantiles: Floats, levels: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """The nearest levels that surely hold the chance of less than the truth, and of no more than it: low, high (...).

    Low is the highest level whose quantile lies below the truth (0: none), high the lowest one above it (1: none). A
    count that equals quantiles stretches over all of them, as its probability does. NaN where anything is not known.
    """
    values, steps, known = checked(quantiles, levels, truth)
    missing = np.isnan(known) | np.isnan(values).any(axis=-1)
    below = (values < known[..., None]).sum(axis=-1)
    above = (values <= known[..., None]).sum(axis=-1)
    edges = np.concatenate([[0.0], steps, [1.0]])
    return np.where(missing, np.nan, edges[below]), np.where(missing, np.nan, edges[above + 1])


def pit(quantiles: Floats, levels: Floats, truth: Floats, rng: np.random.Generator) -> Floats:
    """The randomised PIT (...): a draw between the two levels that hold the truth. NaN where it is not known.

    As fine as the levels are: with few levels use `pit_cells`, which draws nothing.
    Source: Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x.
    """
    low, high = pit_between(quantiles, levels, truth)
    return low + (high - low) * rng.random(low.shape)


def pit_cells(quantiles: Floats, levels: Floats, truth: Floats) -> PitCells:
    """Shares of the truths between neighbouring levels; a truth over several cells counts in each by its width.

    The non-randomised PIT of Czado, Gneiting & Held 2009, with the levels as its edges. Unknown truths are left out; NaN
    where none is known.
    """
    low, high = (one[np.isfinite(one)] for one in pit_between(quantiles, levels, truth))
    edges = np.concatenate([[0.0], np.asarray(levels, np.float64), [1.0]])
    if not len(low):
        nothing = np.full(len(edges) - 1, np.nan)
        return PitCells(edges, nothing, np.diff(edges), float("nan"))
    reached = np.clip((edges - low[:, None]) / (high - low)[:, None], 0, 1).mean(axis=0)
    return PitCells(edges, np.diff(reached), np.diff(edges), float(np.abs(reached - edges).max()))

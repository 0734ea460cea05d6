"""One figure against one truth: absolute error and bias."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.replay.scores.levels import checked, place_of

Floats = NDArray[np.float64]


def absolute_error(foretold: Floats, truth: Floats) -> Floats:
    """The distance between a figure and the truth (...), in their unit. NaN where either is not known."""
    return np.abs(np.asarray(foretold, np.float64) - np.asarray(truth, np.float64))


def bias(quantiles: Floats, levels: Floats, truth: Floats) -> Floats:
    """From -1 (all of the distribution lies below the truth) over 0 to 1 (all of it lies above), (...).

    Above the truth: 1 - 2 x the highest level whose quantile is no larger than it; below: 1 - 2 x the lowest level whose
    quantile is no smaller. Wants the median among `levels` (Q,), else raises `BadValue`. NaN where not known.
    Source: Bosse et al. 2022, doi:10.48550/arXiv.2205.07090, after Funk et al. 2019, doi:10.1371/journal.pcbi.1006785.
    """
    values, steps, known = checked(quantiles, levels, truth)
    middle = values[..., place_of(steps, 0.5)]
    edges = np.concatenate([[0.0], steps, [1.0]])
    no_larger = edges[(values <= known[..., None]).sum(axis=-1)]
    no_smaller = edges[(values < known[..., None]).sum(axis=-1) + 1]
    told = np.where(known < middle, 1 - 2 * no_larger, np.where(known > middle, 1 - 2 * no_smaller, 0.0))
    return np.where(np.isnan(known) | np.isnan(values).any(axis=-1), np.nan, told)

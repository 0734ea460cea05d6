"""Waves: the season of a calendar as a few sines, and how many years a series can look back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.loans import reference
from tocsin.methods.aberration.own_past import epoch_begins
from tocsin.methods.counts import Counts
from tocsin.records.period import Cadence, periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LENGTH = {Cadence.DAY: 365.2425, Cadence.WEEK: 52.1775, Cadence.MMWR_WEEK: 52.1775}  # periods in a mean year
HARMONICS = 2


def season_waves(counts: Counts) -> tuple[Floats, Floats]:
    """Cosines and sines of the year (of the week, too, for days), (T, K), and the time of each period in years, (T,).

    No wave is faster than the calendar shows: half-years have one, years none, all others two. Week 53 needs no rule: a
    year is 52.18 weeks long.
    """
    year = periods_a_year(counts.cadence)
    years = counts.periods / LENGTH.get(counts.cadence, float(year))
    turns = [
        k * years for k in range(1, 1 + min(HARMONICS, year // 2)) if counts.cadence is not Cadence.ROLLING_12_MONTHS
    ]
    if counts.cadence is Cadence.DAY:
        turns += [k * counts.periods / 7 for k in (1, 2, 3)]
    waves = [wave(2 * np.pi * turn) for turn in turns for wave in (np.cos, np.sin)]
    return (np.stack(waves, 1) if waves else np.zeros((len(years), 0))), years


def own_span(counts: Counts, at: Whole) -> Floats:
    """Years from the first fit period of the epoch to each of the periods `at`; (N, M), 0 where there is none."""
    known, begins, years = reference(counts), epoch_begins(counts), season_waves(counts)[1]
    where = np.where(known, np.arange(known.shape[1]), known.shape[1])
    following = np.minimum.accumulate(where[:, ::-1], 1)[:, ::-1]
    first = np.take_along_axis(following, begins[:, at], 1)
    return np.maximum(years[at] - years[np.minimum(first, len(years) - 1)], 0.0)


def never(counts: Counts, at: Whole) -> Whole:
    """How many fit periods of its epoch a series was empty before each of the periods `at`; 0 if not in all. (N, M)."""
    known, begins = reference(counts), epoch_begins(counts)[:, at]
    grids = known, known & (counts.value > 0)
    total = [np.concatenate([np.zeros((len(grid), 1), np.int64), np.cumsum(grid, 1)], 1) for grid in grids]
    periods, events = (sums[:, at] for sums in total)
    before, old = (np.take_along_axis(sums, begins, 1) for sums in total)
    return np.where(events > old, 0, periods - before)

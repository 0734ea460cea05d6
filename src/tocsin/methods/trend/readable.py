"""What a trend reads of counts: values that compare, what they are per, and the season's columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts
from tocsin.numerics.broken_line import WHOLE
from tocsin.numerics.moving import run_begins
from tocsin.records.period import Cadence, first_day, periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SEASONS = {12: 4, 52: 4, 365: 4, 4: 3, 2: 1}  # columns by periods a year: two harmonics, as far as they differ
SPANS = (10 / 52, 14 / 52, 20 / 52, 28 / 52, 40 / 52, 1.0)  # lengths of growth tried, in years
FEW = (3, 4, 6, 9, WHOLE)  # the same in periods, where a year has fewer than twelve


OF_POISSON = 0.25  # a share whose variance is more than this part of the count's own tells only that there are so many


@dataclass(frozen=True, slots=True)
class Readable:
    """Grids (N, T): `value` is NaN where it is not to be used, `due` what a rate is multiplied by, `bound` lower bounds.

    `begins` is the first column of each epoch; `season` (T, Q) the seasonal columns; `year` how many periods it has.
    `waves` (N,) is from how many periods on one harmonic of the season is read.
    """

    value: Floats
    due: Floats
    bound: NDArray[np.bool_]
    begins: Whole
    season: Floats
    year: int
    waves: Whole


def readable(counts: Counts) -> Readable:
    """Known outbreaks are passed over; a count whose completeness is not sure is a lower bound; sums over twelve months, which share months, are not read at all."""
    bound = counts.open | (counts.unsure > OF_POISSON / np.maximum(counts.value, 1.0))
    due = counts.exposure * np.where(bound, 1.0, counts.completeness)
    year = periods_a_year(counts.cadence)
    hidden = counts.excluded | (counts.cadence is Cadence.ROLLING_12_MONTHS)
    return Readable(
        np.ascontiguousarray(np.where(hidden, np.nan, counts.value)),
        np.ascontiguousarray(np.where(due > 0, due, np.nan)),
        np.array(bound, order="C"),
        run_begins(np.array(counts.epoch, np.int16, order="C")),
        season_columns(counts.periods, counts.cadence),
        year,
        np.full(len(counts), year if year >= 12 else 2 * year),
    )


def season_columns(periods: Whole, cadence: Cadence) -> Floats:
    """Cosines and sines of the time of year at which each period begins; (T, Q)."""
    begins = first_day(periods, cadence).astype("datetime64[D]")
    day = (begins - begins.astype("datetime64[Y]").astype("datetime64[D]")).astype(float)
    turn = 2 * np.pi * day / 365.25
    columns = np.stack([np.cos(turn), np.sin(turn), np.cos(2 * turn), np.sin(2 * turn)], axis=1)
    return np.ascontiguousarray(columns[:, : SEASONS.get(periods_a_year(cadence), 0)])


def spans(year: int) -> Whole:
    """Lengths of growth that are tried, in periods."""
    return np.array(FEW) if year < 12 else np.unique([max(round(year * part), 3) for part in SPANS])

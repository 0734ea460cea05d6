"""Change points: when a level became another, and how sure that date is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts
from tocsin.methods.trend.readable import readable
from tocsin.numerics.segmentation import level_changes
from tocsin.records.period import Cadence, first_day

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LIMIT = 7.0


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of level, oldest first: `column` (N, 8) is the first period of the new level, -1 for none.

    `low` to `high` (N, 8) hold the date in nine cases of ten. `level` (N, 9) is the rate between changes, per exposure,
    without season; NaN for none. `number` (N,) counts the changes.
    """

    column: Whole
    low: Whole
    high: Whole
    level: Floats
    periods: Whole
    cadence: Cadence

    @property
    def number(self) -> Whole:
        """How many changes each series has; (N,)."""
        return (self.column >= 0).sum(1)

    @property
    def newest(self) -> Whole:
        """The column of each series' newest change, -1 for none; (N,)."""
        return self.column.max(1)

    def dates(self) -> NDArray[np.datetime64]:
        """First days of `low`, `column` and `high`; (N, 8, 3), NaT for none."""
        columns = np.stack([self.low, self.column, self.high], axis=2)
        days = first_day(self.periods[np.maximum(columns, 0)], self.cadence)
        return np.where(columns >= 0, days, np.datetime64("NaT"))


def change_points(counts: Counts, column: int | None = None, limit: float = LIMIT) -> Changes:
    """Changes of level of each series in its newest epoch, from what was there by `column` (the newest, if left out).

    Counts of variance `phi` times the mean, with a season that is fitted along from two years on; the dispersion is taken
    from neighbours or from the stretches, whichever is larger, so that a wandering level is not cut to pieces. Open and
    incomplete periods, missing ones and known outbreaks are passed over, and single spikes cut. At most eight are told; a
    steady growth shows as a stair. When not to use: to ring in time (a change needs periods after it).
    False alarms: 1 to 3 in 100 flat series of 52 to 400 weeks (mean 0.3 to 200, variance 1 to 5 times the mean) have a
    change, and 2 in 100 seasonal ones; intervals hold the date of a step in 92 to 99 of 100 (promised: 90). Measured in
    bench/trend.
    Source: Scott and Knott 1974, doi:10.2307/2529204 (binary segmentation); Killick et al. 2012,
    doi:10.1080/01621459.2012.737745 (the cost of a cut).
    """
    read = readable(counts)
    last = counts.value.shape[1] - 1 if column is None else column
    closed = np.where(read.bound | (counts.completeness < 1), np.nan, read.value)
    least = max(2, round(0.75 * np.sqrt(read.year)))
    dates, level = level_changes(closed, read.due, read.begins, read.season, last, read.year, least, limit)
    return Changes(dates[:, :, 1], dates[:, :, 0], dates[:, :, 2], level, counts.periods, counts.cadence)

"""Year on year: the newest year of a series against the year before it, with the error of that growth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts
from tocsin.numerics.dispersion import behind_year_sums
from tocsin.numerics.moving import run_begins
from tocsin.records.period import Cadence, first_day, last_day, periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]
LEAST = 20.0  # events a year: fewer have no such error


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The growths of N series at each of T periods, each the last of its year; grids (N, T) unless said.

    `growth` is the logarithm of a year's figure over that of the year before, `error` its standard error on `freedom`
    (N,) degrees, `sums` the counts of the year. NaN where a period of either year is unknown or incomplete, where the two
    years are of different epochs or where one holds fewer than 20 events. `gain` is the logarithm by which a year's sum
    may still grow. `first` and `last` (T,) are the days on which
    the two years begin and end; `column` (N,) is the newest period with a growth, -1 where there is none.
    """

    growth: Floats
    error: Floats
    freedom: Floats
    sums: Floats
    gain: Floats
    first: Days
    last: Days
    column: Whole
    year: int


@dataclass(frozen=True, slots=True)
class Grown:
    """Growths chosen for comparison: all arrays (K,)."""

    newest: Floats
    newest_error: Floats
    freedom: Floats
    first: Days
    last: Days

    @classmethod
    def at(cls, told: YearOnYear, rows: Whole, columns: Whole, *, gained: bool = False) -> Grown:
        """The growths of `rows` at `columns`: as reported, or with all that may still come."""
        return cls(
            told.growth[rows, columns] + (told.gain[rows, columns] if gained else 0.0),
            told.error[rows, columns],
            told.freedom[rows],
            told.first[columns],
            told.last[columns],
        )


def year_on_year(counts: Counts, gain: Floats | None = None) -> YearOnYear:
    """How each series grew from one year to the next, at every period; any cadence, sums over twelve months included.

    The scatter of the periods is read from second differences of the yearly sums, in which level, trend and season
    cancel. `gain` (N, T) is the factor by which each count may still grow (1 if left out); what it
    does to the newest year is handed on.
    When not to use: to find when a change began, and series with fewer than four such differences (no answer).
    Source: McCullagh and Nelder 1989, Generalized Linear Models, ch. 4 (quasi-likelihood dispersion).
    """
    year = periods_a_year(counts.cadence)
    whole = np.where(counts.open | counts.excluded, np.nan, counts.value)
    due = counts.exposure * counts.completeness
    rolling = counts.cadence is Cadence.ROLLING_12_MONTHS
    sums, per = (whole, due) if rolling else (_summed(whole, year), _summed(due, year))
    dispersion, freedom = behind_year_sums(sums, year)
    then, per_then = _before(sums, year), _before(per, year)
    back = year if rolling else 2 * year - 1
    alike = run_begins(np.array(counts.epoch, np.int16, order="C")) <= np.arange(sums.shape[1]) - back
    usable = (np.minimum(sums, then) >= LEAST) & alike
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(usable, np.log(sums / per) - np.log(then / per_then), np.nan)
        error = np.sqrt(dispersion[:, None] * (1 / sums + 1 / then))
    known = np.isfinite(growth) & np.isfinite(error)
    last = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    return YearOnYear(
        np.where(known, growth, np.nan),
        np.where(known, error, np.nan),
        freedom,
        sums,
        np.zeros(sums.shape) if gain is None else _gain(whole * gain, sums, 1 if rolling else year),
        first_day(counts.periods - back, counts.cadence),
        last_day(counts.periods, counts.cadence),
        np.where(known.any(1), last, -1),
        year,
    )


def _gain(most: Floats, sums: Floats, periods: int) -> Floats:
    """The logarithm by which the sums of `periods` grow where each count becomes the `most` it may; 0 where unknown."""
    grown = _summed(most, periods)
    known = (sums > 0) & (grown > 0)
    return np.log(np.divide(grown, sums, out=np.ones(sums.shape), where=known))


def _summed(grid: Floats, year: int) -> Floats:
    """Sums of the newest `year` periods at each column; NaN where one of them is."""
    if grid.shape[1] < year:
        return np.full(grid.shape, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(grid, year, axis=1).sum(-1)
    return np.concatenate([np.full((len(grid), year - 1), np.nan), windows], axis=1)


def _before(grid: Floats, lag: int) -> Floats:
    """The same grid `lag` columns earlier."""
    moved = np.full(grid.shape, np.nan)
    if grid.shape[1] > lag:
        moved[:, lag:] = grid[:, :-lag]
    return moved

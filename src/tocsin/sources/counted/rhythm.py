"""Rhythm: how often a series of days ticks, told by the days themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import FileRefused
from tocsin.records.period import ISO_MONDAY, Cadence

Days = NDArray[np.datetime64]
Whole = NDArray[np.int64]
STEPS = ((3, Cadence.DAY), (10, Cadence.WEEK), (45, Cadence.MONTH), (100, Cadence.QUARTER), (200, Cadence.HALF_YEAR))
MONTHS = ((12, Cadence.YEAR), (6, Cadence.HALF_YEAR), (3, Cadence.QUARTER))
ENDS_A_WEEK = (5, 6)  # Saturday ends and Sunday begins a week of Sundays; Monday is 0
BY_FREQUENCY = {
    365: Cadence.DAY,
    52: Cadence.WEEK,
    12: Cadence.MONTH,
    4: Cadence.QUARTER,
    2: Cadence.HALF_YEAR,
    1: Cadence.YEAR,
}


def rhythm(series: Whole, days: Days) -> Cadence:
    """The cadence of rows with these series numbers and days (R,).

    First or last days of months are months, quarters, half-years or years; one weekday is weeks, of Sundays where it is
    Saturday or Sunday, else of Mondays; otherwise the usual distance within a series tells. A single day is taken for a
    week. Raises `FileRefused` where the days have no rhythm.
    """
    unique = np.unique(days)
    if len(unique) > 1 and (_ends(unique, 0) or _ends(unique, 1)):
        return _of_months(unique)
    return _by_distance(_steps(series, days), unique)


def _ends(days: Days, ahead: int) -> bool:
    """Whether all days, or those after them, are first days of a month."""
    later = days + ahead
    return bool((later.astype("datetime64[M]").astype("datetime64[D]") == later).all())


def _of_months(days: Days) -> Cadence:
    months = np.unique(days.astype("datetime64[M]").astype(np.int64))
    return next((cadence for size, cadence in MONTHS if len(np.unique(months % size)) == 1), Cadence.MONTH)


def _steps(series: Whole, days: Days) -> Whole:
    """Distances in days between neighbours of one series, twins left out."""
    order = np.lexsort((days, series))
    step = np.diff(days[order]).astype("timedelta64[D]").astype(np.int64)
    return step[(np.diff(series[order]) == 0) & (step > 0)]


def _by_distance(steps: Whole, days: Days) -> Cadence:
    usual = float(np.median(steps)) if len(steps) else 7.0
    weekdays = weekday(days)
    if len(steps) and (steps % 7 == 0).all() and usual < 21:
        usual = 7.0
    if usual > 366:
        raise FileRefused(
            "these dates have no rhythm",
            wanted="days, weeks, months, quarters, half-years or years",
            got=f"{usual:.0f} days between neighbours",
            next_step="give one row for each period",
        )
    cadence = next((cadence for most, cadence in STEPS if usual <= most), Cadence.YEAR)
    if cadence is Cadence.WEEK and int(np.bincount(weekdays, minlength=7).argmax()) in ENDS_A_WEEK:
        return Cadence.MMWR_WEEK
    return cadence


def weekday(days: Days) -> Whole:
    """Monday is 0."""
    return (days.astype("datetime64[D]").astype(np.int64) + ISO_MONDAY) % 7


def of_frequency(frequency: int) -> Cadence:
    """The cadence of an index that has so many periods a year. Raises `FileRefused` for none of ours."""
    if frequency not in BY_FREQUENCY:
        raise FileRefused(
            "no periods come so often in a year",
            wanted=", ".join(map(str, BY_FREQUENCY)),
            got=str(frequency),
            next_step="set frequency to one of them",
        )
    return BY_FREQUENCY[frequency]

"""Periods: cadences, and whole numbers that count them so that arrays can be indexed by time."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue

Days = NDArray[np.datetime64]
Numbers = NDArray[np.int64]
MONTHS_IN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ISO_MONDAY = 3  # 1970-01-01 was a Thursday: days + 3 is a multiple of 7 on Mondays


class Cadence(StrEnum):
    """How often a series ticks. `week` is the ISO week (Monday); `mmwr_week` starts on Sunday."""

    DAY = "day"
    WEEK = "week"
    MMWR_WEEK = "mmwr_week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ROLLING_12_MONTHS = "rolling_12_months"


def number_of(days: Days, cadence: Cadence) -> Numbers:
    """The running number of the period that holds each day (shape kept). Inverse: `first_day`."""
    whole = days.astype("datetime64[D]").astype(np.int64)
    if cadence is Cadence.DAY:
        return whole
    if cadence in (Cadence.WEEK, Cadence.MMWR_WEEK):
        return (whole + ISO_MONDAY + (cadence is Cadence.MMWR_WEEK)) // 7
    months = days.astype("datetime64[M]").astype(np.int64)
    return months // MONTHS_IN.get(cadence.value, 1)


def first_day(numbers: Numbers, cadence: Cadence) -> Days:
    """The first day of each numbered period."""
    if cadence is Cadence.DAY:
        return numbers.astype("datetime64[D]")
    if cadence in (Cadence.WEEK, Cadence.MMWR_WEEK):
        shift = ISO_MONDAY + (cadence is Cadence.MMWR_WEEK)
        return (numbers * 7 - shift).astype("datetime64[D]")
    if cadence is Cadence.ROLLING_12_MONTHS:
        return (numbers - 11).astype("datetime64[M]").astype("datetime64[D]")
    return (numbers * MONTHS_IN[cadence.value]).astype("datetime64[M]").astype("datetime64[D]")


def last_day(numbers: Numbers, cadence: Cadence) -> Days:
    """The last day (inclusive) of each numbered period."""
    if cadence is Cadence.ROLLING_12_MONTHS:
        return (numbers + 1).astype("datetime64[M]").astype("datetime64[D]") - 1
    return first_day(numbers + 1, cadence) - 1


def cadence_of(start: date, end: date) -> Cadence:
    """The cadence of one published period. Raises `BadValue` when it is none of ours."""
    for cadence in Cadence:
        number = number_of(np.array([end], "datetime64[D]"), cadence)
        if first_day(number, cadence)[0] == np.datetime64(start) and last_day(number, cadence)[0] == np.datetime64(end):
            return cadence
    raise BadValue(
        "this period is none that a panel can hold",
        wanted=", ".join(Cadence),
        got=f"{start.isoformat()} to {end.isoformat()}",
        next_step="give the first and the last day of one such period",
    )


def periods_a_year(cadence: Cadence) -> int:
    """How many periods make a year, for comparisons with the same season: 12, 4, 2, 1, 52 or 365."""
    return {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "rolling_12_months": 12, "day": 365}.get(
        cadence.value, 52
    )


SPAN = ".."


def span(first: date, last: date, cadence: Cadence) -> str:
    """The name of the periods from the one that holds `first` to the one that holds `last`: 2025-11..2026-01, or one."""
    numbers = number_of(np.array([first, last], "datetime64[D]"), cadence)
    days = zip(first_day(numbers, cadence).tolist(), last_day(numbers, cadence).tolist(), strict=True)
    names = dict.fromkeys(label(start, end, cadence) for start, end in days)
    return SPAN.join(names)


def label(first: date, last: date, cadence: Cadence) -> str:
    """A short neutral name for a period: 2025-H1, 2025-03, 2025-W07, 2025 or 2025-03-01."""
    match cadence:
        case Cadence.YEAR:
            return f"{first.year}"
        case Cadence.HALF_YEAR:
            return f"{first.year}-H{(first.month + 5) // 6}"
        case Cadence.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Cadence.MONTH | Cadence.ROLLING_12_MONTHS:
            return f"{last.year}-{last.month:02d}"
        case Cadence.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        case Cadence.MMWR_WEEK:
            year, week, _ = (first + timedelta(days=1)).isocalendar()
            return f"{year}-M{week:02d}"
        case _:
            return first.isoformat()

"""Which earlier periods a judged period is compared with: the same season of the years before, by date or by number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts
from tocsin.records.period import Cadence, first_day, number_of, periods_a_year

Whole = NDArray[np.int64]
WEEKLY = (Cadence.WEEK, Cadence.MMWR_WEEK)


def same_season(counts: Counts, at: Whole, years: int, by_date: bool = True) -> Whole:
    """Columns of the same season `years` back, (M, years + 1), the judged ones first; negative where before the first.

    By date, weeks compare with the week whose day (see `Counts.day`) lies nearest to the same date of the earlier year,
    so that week 53
    and leap days shift nothing by more than half a week. By number, a year is 52 weeks. Months and longer periods are the
    same by either.
    """
    back = np.arange(years + 1)
    if not (by_date and counts.cadence in WEEKLY) or len(at) == 0:
        return at[:, None] - periods_a_year(counts.cadence) * back
    days = first_day(counts.periods[at], counts.cadence) + np.timedelta64(counts.day, "D")
    months = days.astype("datetime64[M]")
    into = days - months.astype("datetime64[D]")
    dates = (months[:, None] - 12 * back).astype("datetime64[D]") + into[:, None]
    return number_of(dates + np.timedelta64(3 - counts.day, "D"), counts.cadence) - counts.periods[0]


def season_width(cadence: Cadence, half: int | None, levels: int, left_out: int | None) -> tuple[int, int, int]:
    """Half width of a season, number of seasons and newest periods left out, where a setting is for all cadences.

    Left to choose: 3 weeks (of months 1, of longer periods none) and the newest half year. There are never more levels
    than periods.
    """
    year = periods_a_year(cadence)
    width = {52: 3, 12: 1, 365: 21}.get(year, 0) if half is None else half
    newest = year // 2 if left_out is None else left_out
    return width, max(1, min(levels, year - 2 * width)), newest

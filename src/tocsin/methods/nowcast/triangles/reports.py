"""Triangles from what people have: a long table of reports, counts by delay, or one release after another."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.period import Cadence, number_of
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Times = NDArray[np.datetime64] | Whole
Time = date | np.datetime64 | int


def triangle_of_reports(
    series: Whole,
    event: Times,
    reported: Times,
    count: Floats,
    *,
    cadence: Cadence,
    delays: int,
    now: Time | None = None,
    since: Time | None = None,
    skipped: Times | None = None,
    rows: int | None = None,
    pool: Whole | None = None,
    folded: bool = True,
) -> Triangle:
    """The triangle of a long table with one row for each series number, time of event and time of report.

    Times are days, or running numbers at `cadence`. `count` is what that report added; it may be negative (a revision),
    and rows of the same three add up. Periods go from the first event to `now`, series from 0 to `rows` - 1.

    `now`: reports of later steps are not read. A day counts the steps that are over at its end; a number says that step
    itself; None the step of the newest report. `since`: the step from which on all reports are on record (None: that of
    the oldest); totals before it are unknown. Reports of older events must then be in the table as of `since`; an event
    whose early reports were never written down has no total and does not belong here. `skipped`: steps whose report
    failed; what it would have told came later. A step without rows is a step with nothing to report.

    `delays` is D. Reports that come after step D - 1 count in that last step, which then reads as "or later". So that
    a triangle cut by `until` holds no report of its own future, build each cut with its own `now`, or say
    `folded=False`: they are then left out, and the last step means that step.

    Raises `BadValue` where columns differ in length, a number is missing, a report is older than its event, or `now` is
    before every event.
    """
    place, at = _times(event, cadence), _times(reported, cadence)
    _check_rows(series, place, at, count, delays, rows)
    end = int(at.max()) if now is None else _over(now, cadence)
    kept = at <= end
    if not kept.any():
        raise BadValue("nothing was reported by then", wanted=f"a time from {_first(reported)} on", got=str(now))
    began = int(at.min()) if since is None else _number(since, cadence)
    kept &= folded | (at - place < delays)
    start, number = int(place[at <= end].min()), int(series.max()) + 1 if rows is None else rows
    periods = np.arange(start, end + 1)
    shape = (number, len(periods), delays)
    spot = np.ravel_multi_index(
        (series[kept], place[kept] - start, np.minimum(at[kept] - place[kept], delays - 1)), shape
    )
    total = np.bincount(spot, weights=count[kept], minlength=int(np.prod(shape))).reshape(shape).cumsum(axis=2)
    known = _known(periods, delays, end, began, None if skipped is None else _times(skipped, cadence), folded)
    return _triangle(np.where(known, total, np.nan), periods, cadence, end, pool)


def triangle_of_increments(
    added: Floats, periods: Whole, *, cadence: Cadence, now: int, pool: Whole | None = None, carried: bool = False
) -> Triangle:
    """The triangle of `added` (N, T, D): what each step added to the total of period t, as published tables have it.

    NaN: not known. From there on the total of that period is not known either, unless the report was only skipped, so
    that the next one told its counts as well (`carried`): then only the total of the step itself is missing. What lies
    after `now` is not read. Raises `BadValue` where periods do not follow one another or `now` is before all of them.
    """
    added = np.asarray(added, np.float64)
    if added.ndim != 3 or (np.diff(periods) != 1).any():
        raise BadValue(
            "these are no counts by series, period and delay",
            wanted="three axes, and periods that follow one another",
            got=f"shape {added.shape}, periods {periods[:5]}..",
        )
    if now < periods[0]:
        raise BadValue("nothing had happened by then", wanted=f"a step from {periods[0]} on", got=str(now))
    kept = periods <= now
    added, periods = added[:, kept], periods[kept]
    known = _known(periods, added.shape[2], now, int(periods[0]), None, False)
    total = np.where(np.isnan(added), np.nan, np.nancumsum(added, axis=2)) if carried else np.cumsum(added, axis=2)
    return _triangle(np.where(known, total, np.nan), periods, cadence, now, pool)


def triangle_of_vintages(
    vintages: Vintages, *, delays: int | None = None, pool: Whole | None = None, folded: bool = True
) -> Triangle:
    """The triangle of releases that come at the rhythm of their periods: a step is a period, whatever the day in it.

    A step without a release is not known; of several releases in one step the newest that has a figure counts. `delays`
    is D (None: from the period itself to the newest release of the oldest period). Releases after step D - 1 count in
    that last step, the newest of them; build each cut with its own `Vintages.until`, or say `folded=False` and they are
    left out. Not for releases at irregular lags, such as yearly files of half-years: for those see `lag_shares`.

    Raises `BadValue` without releases, or where a release has a figure of a period that had not begun.
    """
    steps = number_of(vintages.known.astype("datetime64[D]"), vintages.cadence)
    lag = steps[:, None] - vintages.periods[None, :]
    early = (lag < 0) & np.isfinite(vintages.value).any(axis=1)
    if not len(steps) or early.any():
        raise BadValue(
            "a triangle cannot be made of these releases",
            wanted="at least one release, and no figure of a period that had not begun",
            got=f"{len(steps)} releases, {int(early.sum())} figures before their period",
        )
    deep = max(int(lag.max()) + 1, 1) if delays is None else delays
    kept = vintages.periods <= steps[-1]
    columns = np.flatnonzero(kept)
    total = np.full((len(vintages), len(columns), deep), np.nan)
    for release in range(len(steps)):
        delay = lag[release, columns]
        here = np.flatnonzero((delay >= 0) & (folded | (delay < deep)))
        value, step = vintages.value[release][:, columns[here]], np.minimum(delay[here], deep - 1)
        total[:, here, step] = np.where(np.isfinite(value), value, total[:, here, step])
    return _triangle(total, vintages.periods[kept], vintages.cadence, int(steps[-1]), pool)


def _triangle(total: Floats, periods: Whole, cadence: Cadence, now: int, pool: Whole | None) -> Triangle:
    """The triangle; without a word on pools all series may lend to each other."""
    return Triangle(total, periods, cadence, now, np.zeros(len(total), np.int64) if pool is None else pool)


def _known(periods: Whole, delays: int, now: int, since: int, skipped: Whole | None, folded: bool) -> Bools:
    """(T, D): which totals can be known. A last step that reads "or later" is known by any later report."""
    steps = periods[:, None] + np.arange(delays)[None, :]
    known = (steps <= now) & (steps >= since)
    if skipped is not None:
        known &= ~np.isin(steps, skipped)
    if folded:
        known[:, -1] |= steps[:, -1] < now
    return known


def _times(times: Times, cadence: Cadence) -> Whole:
    """Running numbers of days, or the numbers themselves."""
    kind = times.dtype.kind
    if kind == "M" and not np.isnat(times).any():
        return number_of(times.astype("datetime64[D]"), cadence)
    if kind in "iu":
        return times.astype(np.int64)
    missing = "a missing day" if kind == "M" else f"values of type {times.dtype}"
    raise BadValue("these are no times", wanted="days or running numbers of periods", got=missing)


def _number(time: Time, cadence: Cadence) -> int:
    """The running number of one time."""
    if isinstance(time, (int, np.integer)):
        return int(time)
    return int(number_of(np.array([time]).astype("datetime64[D]"), cadence)[0])


def _over(now: Time, cadence: Cadence) -> int:
    """The newest step that is over at the end of a day, or the step that was named."""
    if isinstance(now, (int, np.integer)):
        return int(now)
    return int(number_of(np.array([now]).astype("datetime64[D]") + 1, cadence)[0]) - 1


def _first(times: Times) -> str:
    return str(times.min()) if len(times) else "?"


def _check_rows(series: Whole, event: Whole, at: Whole, count: Floats, delays: int, rows: int | None) -> None:
    """Raise what is wrong with the columns of a long table."""
    lengths = [len(series), len(event), len(at), len(count)]
    if len(set(lengths)) > 1 or not lengths[0] or delays < 1:
        wanted = "four columns of one length with at least one row, and one delay or more"
        raise BadValue("the table of reports has the wrong shape", wanted=wanted, got=f"{lengths}, {delays} delays")
    if series.dtype.kind not in "iu" or series.min() < 0 or (rows is not None and series.max() >= rows):
        got = f"{series.min()} to {series.max()}"
        raise BadValue("series are not numbered", wanted=f"0 to {'N' if rows is None else rows} - 1", got=got)
    for wrong, what, wanted in (
        (~np.isfinite(count), "a count is missing", "a number in every row"),
        (at < event, "a report is older than its event", "report on or after event in every row"),
    ):
        if wrong.any():
            got = f"{int(wrong.sum())} rows, the first is row {int(np.argmax(wrong))}"
            raise BadValue(what, wanted=wanted, got=got, next_step="mend these rows or set them aside")

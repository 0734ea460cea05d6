"""Long tables of reports: a row for each pair of dates, with a count, or of one event each."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tocsin.clock import now
from tocsin.errors import FileRefused
from tocsin.records.period import Cadence, last_day, number_of
from tocsin.sources.counted.aside import Sieve
from tocsin.sources.counted.figures import numbers, trimmed
from tocsin.sources.counted.report_headings import ReportHeadings
from tocsin.sources.counted.report_kind import ADDED, TOTALS, told_kind
from tocsin.sources.counted.reports import Made, cadence_for, dated, near
from tocsin.sources.counted.rows import Rows

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]
Bools = NDArray[np.bool_]
DAY = "datetime64[D]"


def long_table(rows: Rows, heads: ReportHeadings, sieve: Sieve, own: Whole, asked: str, counts: str) -> Made:
    """The rows of a long table: period, step and day of the report, and what it added.

    Set aside: what is no date or no count, a report on a day that has not come or before its event, a row that is there
    twice, a total below zero. Raises `FileRefused` where most reports are older than their events (the columns may be
    swapped), where a date is far from all others, and where totals share their dates and have no series.
    """
    event, kind = dated(rows, heads.event, sieve, heads.report)
    report, report_kind = dated(rows, heads.report, sieve, heads.event)
    count = _counts(rows, heads, sieve)
    sieve.take_out(report > _tomorrow(), heads.report, "after_today", rows.cells[heads.report])
    _same_rows(rows, heads, sieve)
    good = sieve.good.copy()
    if not good.any():
        return Made(own, own, count, Cadence.DAY, ADDED, report)
    cadence = cadence_for(event[good], kind, report_kind, asked)
    place, at = number_of(event, cadence), number_of(report, cadence)
    _refuse_swapped((at < place) & good, good, heads)
    sieve.take_out((at < place) & good, heads.report, "before_event", rows.cells[heads.report])
    near(np.concatenate([place[sieve.good], at[sieve.good]]), cadence)
    said = counts or _kind(own, event, report, count, sieve)
    if said == TOTALS:
        sieve.take_out(count < 0, heads.count or heads.event, "negative", rows.cells[heads.count or heads.event])
    added_up = _shared(own, event, report, sieve)
    if said == TOTALS:
        _refuse_shared(added_up, rows, heads)
        count = _differences(own, event, report, count, sieve)
    on = last_day(at, cadence).astype(DAY) if report_kind else report
    return Made(place, at, count, cadence, said, on, 0 if not heads.count else added_up)


def _tomorrow() -> np.datetime64:
    """The newest day that it is anywhere on earth."""
    return np.datetime64((now() + timedelta(hours=14)).date())


def _counts(rows: Rows, heads: ReportHeadings, sieve: Sieve) -> Floats:
    if not heads.count:
        return np.ones(len(rows.number))
    cells = rows.cells[heads.count]
    count, bad = numbers(cells, heads.count, rows.delimiter)
    sieve.take_out(bad, heads.count, "not_a_number", cells)
    sieve.take_out(np.isnan(count), heads.count, "no_count", cells)
    return count


def _same_rows(rows: Rows, heads: ReportHeadings, sieve: Sieve) -> None:
    """A row that is the same in every column is there by mistake, where it has a count; others add up."""
    if not heads.count or not len(rows.number):
        return
    group = np.zeros(len(rows.number), np.int64)
    for name in rows.cells.column_names:
        codes = trimmed(rows.cells[name]).dictionary_encode().indices.to_numpy()
        group = np.unique(group * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    first = np.unique(group, return_index=True)[1]
    again = np.ones(len(group), bool)
    again[first] = False
    sieve.take_out(again, heads.report, "twice", rows.cells[heads.report])


def _refuse_swapped(early: Bools, good: Bools, heads: ReportHeadings) -> None:
    if 2 * int(early.sum()) <= int(good.sum()):
        return
    raise FileRefused(
        "most of these reports are older than their events",
        wanted="report on or after event in every row",
        got=f"rows with {heads.report} before {heads.event}: {int(early.sum()):,} of {int(good.sum()):,}",
        next_step=f"look whether the columns {heads.event} and {heads.report} are swapped",
    )


def _in_order(own: Whole, event: Days, report: Days, sieve: Sieve) -> tuple[Whole, Bools, Bools]:
    """Accepted rows by series, event and report; whether each next one is of the same event, and of the same report."""
    rows = np.flatnonzero(sieve.good)
    order = rows[np.lexsort((report[rows], event[rows], own[rows]))]
    same = (own[order[1:]] == own[order[:-1]]) & (event[order[1:]] == event[order[:-1]])
    return order, same, same & (report[order[1:]] == report[order[:-1]])


def _shared(own: Whole, event: Days, report: Days, sieve: Sieve) -> int:
    return int(_in_order(own, event, report, sieve)[2].sum())


def _refuse_shared(shared: int, rows: Rows, heads: ReportHeadings) -> None:
    """Totals of several rows with the same dates are of several series: one cannot be taken from the other."""
    if not shared:
        return
    taken = {heads.event, heads.report, heads.count, *heads.series}
    others = [name for name in rows.cells.column_names if name not in taken]
    raise FileRefused(
        "several totals have the same dates",
        wanted="one total for each series, event and report",
        got=f"rows that share all three with another: {shared:,}",
        next_step=f"say --series {','.join(others)}" if others else "keep one row for each",
    )


def _kind(own: Whole, event: Days, report: Days, count: Floats, sieve: Sieve) -> str:
    """What the figures are, told by their steps from one report of an event to the next; rows of one report add up."""
    order, same, again = _in_order(own, event, report, sieve)
    if not len(order):
        return ADDED
    starts = np.concatenate([[0], np.flatnonzero(~again) + 1])
    summed = np.add.reduceat(count[order], starts)
    return told_kind(np.diff(summed)[same[starts[1:] - 1]], float(count[order].min()))


def _differences(own: Whole, event: Days, report: Days, count: Floats, sieve: Sieve) -> Floats:
    """What each report added to the total before it."""
    order, same, _ = _in_order(own, event, report, sieve)
    added = count.copy()
    later = order[1:][same]
    added[later] = count[later] - count[order[:-1][same]]
    return added

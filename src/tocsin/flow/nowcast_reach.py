"""How far a table of reports reaches: up to which step, over how many delays, and what of it was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence, first_day, last_day, number_of

if TYPE_CHECKING:
    from tocsin.sources.counted.reports import ReportTable

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
DAY = "datetime64[D]"
FEWEST = 5  # periods that were followed to their last delay, to learn from
USUAL = 0.995  # of the counts came within the last delay that is followed
FEW_STEPS = 3  # with reports: fewer do not tell how long a silence is usual


def _steps(days: NDArray[np.datetime64], cadence: Cadence) -> Whole:
    return number_of(days.astype(DAY), cadence)


def newest_step(come: NDArray[np.datetime64], day: np.datetime64, cadence: Cadence) -> int:
    """The newest step that is known whole: it is over on that day, or its one day of reports has come.

    `come` are the days with reports until then. As a weekly bulletin has one day in each week, so a step whose day has
    come need not be over.
    """
    steps = _steps(come, cadence)
    step = int(_steps(np.array([day]), cadence)[0])
    over = last_day(np.array([step]), cadence).astype(DAY)[0] <= day
    has_come = int(steps[-1]) == step and (np.diff(steps) > 0).all()
    return step if over or has_come else step - 1


def heard(table: ReportTable, now: int, come: NDArray[np.datetime64]) -> int:
    """The newest step that reports speak of: after a silence longer than any before, nothing is known to be nothing.

    Of a triangle nothing is known after its newest figure.
    """
    steps = np.unique(_steps(come, table.cadence))
    read = steps[steps <= now]
    if not len(read):
        return now
    longest = 1 if len(read) < FEW_STEPS else int(np.diff(read).max())
    usual = 0 if table.reported is None else longest
    return int(read[-1]) if now - int(read[-1]) > usual else now


def _delays(table: ReportTable, now: int) -> tuple[Whole, Floats]:
    """How late each count came that is known by `now`, and how large it is."""
    if table.reported is not None:
        kept = table.reported <= now
        return (table.reported - table.event)[kept], np.abs(table.count[kept])
    row, step = np.nonzero(np.isfinite(table.count) & (table.count != 0))
    kept = table.event[row] + step <= now
    return step[kept], np.abs(table.count[row, step])[kept]


def depth(table: ReportTable, now: int, asked: int | None) -> int:
    """How many steps are followed: all columns of a triangle with enough periods, else what nearly all counts took."""
    delay, size = _delays(table, now)
    _refuse_no_delay(delay[size > 0], now, table)
    if asked is not None:
        return asked + 1
    longest = int(delay[size > 0].max()) + 1
    if table.reported is None and longest <= now - int(table.event.min()) + 1 - FEWEST:
        return max(2, longest)
    order = np.argsort(delay, kind="stable")
    most = int(delay[order][np.searchsorted(np.cumsum(size[order]), USUAL * size.sum())]) + 1
    return max(2, most)


def _refuse_no_delay(delay: Whole, now: int, table: ReportTable) -> None:
    """Without a count, or without one that came late, there is nothing to learn: no figure would be an honest one."""
    period = table.cadence.value.replace("_", " ")
    if not len(delay):
        raise FileRefused(
            "all counts are 0 by then: a delay cannot be learned from them",
            wanted="reports of something that happened",
            got=f"no count above 0 up to {first_day(np.array([now]), table.cadence)[0]}",
            next_step="give older reports too, or a table of more series",
        )
    if not delay.any() and now - int(table.event.min()) >= FEWEST:
        raise FileRefused(
            "no count came later than in its own period: there is no delay to learn",
            wanted="reports of later periods too",
            got=f"every count in the {period} in which it happened",
            next_step="give what was added afterwards too, or say a shorter --cadence",
        )


def unread(read: ReportTable, day: np.datetime64) -> int:
    """How many rows (of a triangle: cells) were reported after the day."""
    if read.on is not None:
        return int((read.on > day).sum())
    row, step = np.nonzero(np.isfinite(read.count))
    return int((last_day(read.event[row] + step, read.cadence).astype(DAY) > day).sum())


def unfinished(table: ReportTable, now: int) -> int:
    """How many rows of what was known are of a step that was not over."""
    return 0 if table.reported is None else int((table.reported > now).sum())


def beyond(table: ReportTable, now: int, deep: int) -> float:
    """How many counts came after the last delay that is followed."""
    delay, size = _delays(table, now)
    return float(size[delay >= deep].sum())

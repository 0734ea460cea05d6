"""What a person should know of a table of reports: silences, figures taken back, days without reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.records.period import Cadence, first_day, last_day

if TYPE_CHECKING:
    from tocsin.flow.nowcast_file import NowcastFile
    from tocsin.methods.nowcast.triangles.triangle import Triangle

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Notes:
    """`silent` periods (start, end) have no report at all, though they are old enough to have one; oldest first.

    `taken_back` totals fell from one step to the next, by `most` at most. `closed_days` are weekdays (Monday is 0) on
    which no reports come, on evidence.
    """

    silent: tuple[tuple[date, date], ...]
    taken_back: int
    most: float
    closed_days: tuple[int, ...]


def notes_of(made: NowcastFile) -> Notes:
    """The notes of one table."""
    fell = _falls(made.triangle)
    silent = _silent(made)
    cadence = made.triangle.cadence
    starts, ends = first_day(silent, cadence).tolist(), last_day(silent, cadence).tolist()
    spans = tuple(zip(starts, ends, strict=True))
    return Notes(spans, len(fell), float(fell.max(initial=0.0)), _closed_days(made.triangle))


def _falls(triangle: Triangle) -> NDArray[np.float64]:
    """By how much totals fell, each against the newest total known before it."""
    total = triangle.total
    known = np.isfinite(total)
    place = np.maximum.accumulate(np.where(known, np.arange(total.shape[2]), -1), axis=2)
    before = np.concatenate([np.full((*total.shape[:2], 1), -1), place[..., :-1]], axis=2)
    last = np.where(before >= 0, np.take_along_axis(total, np.maximum(before, 0), axis=2), np.nan)
    step = last - total
    return step[np.isfinite(step) & (step > 0)]


def _silent(made: NowcastFile) -> Whole:
    """Periods in which no series has anything, where by then at least half of other periods' counts are in."""
    told = made.nowcast
    anything = (np.nan_to_num(made.triangle.total[:, : len(told.periods)]) != 0).any(axis=(0, 2))
    done = np.where(np.isfinite(told.completeness), told.completeness, 1.0).max(axis=0, initial=0.0)
    usual = np.median(np.nansum(told.reported, axis=0)[anything]) if anything.any() else 0.0
    return told.periods[~anything & (done >= 0.5) & (usual >= 1)]


def _closed_days(triangle: Triangle) -> tuple[int, ...]:
    if triangle.cadence is not Cadence.DAY:
        return ()
    from tocsin.methods.nowcast.triangles.report_days import report_days

    closed = report_days(triangle).closed
    return tuple(np.flatnonzero(closed.all(axis=0)).tolist())

"""Triangles: a row for each period and a column for each delay, as surveillance offices keep them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence, number_of
from tocsin.sources.counted.aside import Sieve
from tocsin.sources.counted.figures import DASHES, numbers, trimmed
from tocsin.sources.counted.report_headings import ReportHeadings
from tocsin.sources.counted.report_kind import ADDED, TOTALS, told_kind
from tocsin.sources.counted.reports import Made, cadence_for, dated, near
from tocsin.sources.counted.rows import Rows

pc: Any = compute  # its functions are made when it is loaded, and have no types
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WEEKLY = (Cadence.WEEK, Cadence.MMWR_WEEK)
DEEPEST = 1000


def triangle_of(rows: Rows, heads: ReportHeadings, sieve: Sieve, own: Whole, asked: str, counts: str) -> Made:
    """The rows of a triangle: what each step added, NaN where a cell is empty, for steps 0 to the last column.

    A step without a column is empty. Where every cell after the newest period is 0, the table was filled up with zeros:
    they are read as empty. Raises `FileRefused` where periods stand there twice, or delays are not in steps of them.
    """
    days, kind = dated(rows, heads.event, sieve)
    cells = _cells(rows, heads, sieve)
    good = sieve.good
    if not good.any():
        return Made(own, None, cells, Cadence.DAY, ADDED)
    cadence = cadence_for(days[good], kind, "", asked)
    place = number_of(days, cadence)
    near(place[good], cadence)
    _refuse_twins(own[good], place[good], heads, rows)
    values = _by_step(cells, heads, cadence)
    said = counts or told_kind(np.diff(values[good], axis=1).ravel(), float(np.nanmin(values[good], initial=0)))
    if said == TOTALS:
        sieve.take_out(
            np.asarray((values < 0).any(axis=1)), heads.delays[0][0], "negative", rows.cells[heads.delays[0][0]]
        )
        values = _differences(values)
    filled = _filled(values, place, sieve.good)
    if filled:
        at = place[:, None] + np.arange(values.shape[1])[None, :]
        values = np.where(at > place[sieve.good].max(), np.nan, values)
    return Made(place, None, values, cadence, said, filled=filled)


def _cells(rows: Rows, heads: ReportHeadings, sieve: Sieve) -> Floats:
    """The cells of the columns of delays (R, C); a row with one that is no number is set aside whole."""
    found: list[Floats] = []
    for name, _ in heads.delays:
        value, bad = numbers(_without_dashes(rows.cells[name]), name, rows.delimiter)
        sieve.take_out(bad, name, "not_a_number", rows.cells[name])
        found.append(value)
    values = np.column_stack(found)
    sieve.take_out(
        np.asarray(np.isnan(values).all(axis=1)), heads.delays[0][0], "no_count", rows.cells[heads.delays[0][0]]
    )
    return values


def _without_dashes(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A dash alone in a cell is how many write that it is empty."""
    text = trimmed(cells)
    return pa.chunked_array([pc.if_else(pc.is_in(text, value_set=DASHES), "", text)])


def _by_step(cells: Floats, heads: ReportHeadings, cadence: Cadence) -> Floats:
    """Cells by step from 0; delays in days are weeks where all are whole ones, and the periods are weeks."""
    steps = np.array([step for _, step in heads.delays])
    if cadence in WEEKLY and len(steps) > 1 and (np.diff(steps) >= 7).all() and (steps % 7 == steps[0] % 7).all():
        steps = steps // 7
    if steps.max() >= DEEPEST or (np.diff(steps) != 1).any():
        raise FileRefused(
            "delays do not follow one another",
            wanted=f"0, 1, 2.. in steps of one {cadence.value.replace('_', ' ')}",
            got=", ".join(name for name, _ in heads.delays)[:200],
            next_step="give a column for each delay, or a long table",
        )
    values = np.full((len(cells), int(steps.max()) + 1), np.nan)
    values[:, steps] = cells
    return values


def _differences(totals: Floats) -> Floats:
    """What each step added to the newest total known before it."""
    known = np.isfinite(totals)
    place = np.maximum.accumulate(np.where(known, np.arange(totals.shape[1]), -1), axis=1)
    before = np.concatenate([np.full((len(totals), 1), -1), place[:, :-1]], axis=1)
    last = np.where(before >= 0, np.take_along_axis(totals, np.maximum(before, 0), axis=1), 0.0)
    return totals - last


def _filled(values: Floats, place: Whole, good: NDArray[np.bool_]) -> bool:
    """Whether everything after the newest period is 0 and nothing is empty: a program filled the cells."""
    after = (place[:, None] + np.arange(values.shape[1])[None, :]) > place[good].max()
    late = values[after & good[:, None]]
    return bool(len(late)) and bool((late == 0).all())


def _refuse_twins(own: Whole, place: Whole, heads: ReportHeadings, rows: Rows) -> None:
    keys = np.stack([own, place])
    if np.unique(keys, axis=1).shape[1] == keys.shape[1]:
        return
    taken = {heads.event, *heads.series, *(name for name, _ in heads.delays)}
    others = [name for name in rows.cells.column_names if name not in taken]
    raise FileRefused(
        "several rows of this triangle are of one period",
        wanted="one row for each period of a series",
        got=f"{keys.shape[1]:,} rows, {np.unique(keys, axis=1).shape[1]:,} periods",
        next_step=f"say --series {','.join(others)}" if others else "keep one row for each period",
    )

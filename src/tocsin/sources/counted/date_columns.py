"""Date columns: a table with a column for each day of a report, unfolded into rows of event, report and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.records.period import Cadence
from tocsin.sources.counted import days as reading
from tocsin.sources.counted.figures import DASHES, trimmed
from tocsin.sources.counted.headings import bare
from tocsin.sources.counted.report_headings import REPORT, event_heading
from tocsin.sources.counted.rows import Rows

pc: Any = compute  # its functions are made when it is loaded, and have no types
FEWEST = 2
REPORTED, COUNT = "report", "count"
ZERO = pa.array(["0", "0.0", "0,0"])


def by_report(rows: Rows, series: Sequence[str]) -> Rows:
    """A row for each filled cell below a heading that is a date; a table without two such headings as it is.

    A cell of 0 in a report before its event is one that nobody filled: it is no row.
    """
    names = rows.cells.column_names
    others = [name for name in names if not _may_be_date(name)]
    event = event_heading([name for name in others if bare(name) not in {bare(one) for one in series}])
    if not event or any(bare(name) in REPORT or bare(name) == COUNT for name in others):
        return rows
    texts = trimmed(rows.cells[event])
    headings = [name for name in names if name not in others]
    told = reading.told(headings, beside=texts.unique().to_pylist())
    dates = [name for name, one in zip(headings, told, strict=True) if one and one[1] != Cadence.YEAR.value]
    if len(dates) < FEWEST or len(dates) < len(headings):
        return rows
    return _unfolded(rows, others, dates, _early(texts, [one[0] for one in told if one]))


def _may_be_date(name: str) -> bool:
    return sum(sign.isdigit() for sign in name) >= len("2026")


def _early(texts: pa.Array, reports: Sequence[Any]) -> NDArray[np.bool_]:
    """Whether each report (C,) is older than each event (R,), as C x R; unknown events are not."""
    known = texts.unique().to_pylist()
    told = dict(zip(known, reading.told(known, beside=[str(one) for one in reports]), strict=True))
    events = np.array([one[0] if (one := told[text]) else None for text in texts.to_pylist()], "datetime64[D]")
    return np.array(reports, "datetime64[D]")[:, None] < events[None, :]


def _unfolded(rows: Rows, others: Sequence[str], dates: Sequence[str], early: NDArray[np.bool_]) -> Rows:
    size, many = len(rows.number), len(dates)
    counts = pa.concat_arrays([trimmed(rows.cells[name]) for name in dates])
    empty = pc.is_in(counts, value_set=pa.concat_arrays([pa.array([""]), DASHES]))
    unfilled = pc.and_(pc.is_in(counts, value_set=ZERO), pa.array(early.ravel()))
    kept = pc.invert(pc.or_(empty, unfilled))
    which = np.repeat(np.arange(many), size)
    cells = {name: pa.concat_arrays([trimmed(rows.cells[name])] * many) for name in others}
    cells |= {REPORTED: pa.array(list(dates)).take(pa.array(which)), COUNT: counts}
    filled = kept.to_numpy(zero_copy_only=False)
    column = np.array(dates, object)[which]
    number = np.tile(rows.number, many)
    return replace(rows, cells=pa.table(cells).filter(kept), number=number[filled], column=column[filled])

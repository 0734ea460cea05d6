"""Wide: a table with a column for each series, unfolded into rows of series, period and count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from tocsin.errors import FileRefused
from tocsin.sources.counted.figures import trimmed
from tocsin.sources.counted.headings import key_headings
from tocsin.sources.counted.rows import Rows

pc: Any = compute  # its functions are made when it is loaded, and have no types
SERIES, OBSERVED = "series", "observed"


def unfolded(rows: Rows) -> Rows:
    """A row for each cell that is neither a date nor `t` nor a year; the heading of its column is its series.

    A column without any digit is none of counts: it is not used, and told. Raises `FileRefused` where no column is left.
    """
    names = rows.cells.column_names
    keys = list(key_headings(names).values())
    others = [name for name in names if name not in keys]
    counts = [name for name in others if _has_digits(rows.cells[name])]
    if not counts or not keys:
        raise FileRefused(
            "no column of this table is a series",
            wanted="a column of dates (or `t`), and a column of counts for each series",
            got=", ".join(names)[:200],
            next_step="name the column of dates `date`",
        )
    size, many = len(rows.number), len(counts)
    which = np.repeat(np.array(counts, object), size)
    unfolded = {key: pa.concat_arrays([trimmed(rows.cells[key])] * many) for key in keys}
    unfolded[SERIES] = pa.array(counts).take(pa.array(np.repeat(np.arange(many), size)))
    unfolded[OBSERVED] = pa.concat_arrays([trimmed(rows.cells[name]) for name in counts])
    unused = tuple(name for name in others if name not in counts)
    return replace(rows, cells=pa.table(unfolded), number=np.tile(rows.number, many), column=which, unused=unused)


def _has_digits(cells: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring_regex(trimmed(cells), "[0-9]"), min_count=0).as_py())

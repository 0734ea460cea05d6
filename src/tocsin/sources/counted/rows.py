"""Rows: a table of one's own as columns of text, with the rows that cannot be read beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import FileRefused
from tocsin.sources.loading import ROW, column_names, load
from tocsin.sources.parquet import is_parquet, parquet_names, rows_of_parquet
from tocsin.sources.plain import PlainText, plain_text

COMMA = ","


@dataclass(frozen=True, slots=True)
class Rows:
    """`cells` are the readable rows as text (null: empty), `number` (R,) counts the rows of the file from 1.

    `unreadable` holds the number and the text of each row that is none; `delimiter` stood between the cells. Of a table
    that was unfolded, `column` (R,) is the column that each row came from, and `unused` are those that gave none.
    """

    cells: pa.Table
    number: NDArray[np.int64]
    unreadable: tuple[tuple[int, str], ...]
    delimiter: str
    column: NDArray[np.object_] | None = None
    unused: tuple[str, ...] = ()


def rows_of(path: Path) -> Rows:
    """The rows of a CSV, a sheet of a workbook, a packed file or Parquet. Raises `FileRefused` for what is no table."""
    with TemporaryDirectory(prefix="tocsin-") as folder, duckdb.connect(":memory:") as connection:
        if is_parquet(path):
            names, delimiter = parquet_names(path), COMMA
            rows_of_parquet(connection, path, names)
        else:
            text = _text(path, Path(folder))
            names, delimiter = column_names(text.header), text.delimiter
            load(connection, text)
        table = connection.execute(f"SELECT * FROM raw ORDER BY {ROW}").to_arrow_table()
        bad = connection.execute(f"SELECT {ROW}, found FROM unreadable ORDER BY {ROW}").fetchall()
    cells = table.select([name for name in names if name in table.column_names]).combine_chunks()
    return Rows(cells, table[ROW].to_numpy().astype(np.int64), tuple(bad), delimiter)


def _text(path: Path, folder: Path) -> PlainText:
    try:
        return plain_text(path, folder)
    except FileRefused as refused:
        if "column" not in refused.what:
            raise
        step = "delete lines above the header and empty columns, and name each column once"
        raise FileRefused(refused.what, wanted=refused.wanted, got=refused.got, next_step=step) from None

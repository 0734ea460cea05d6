"""As text: any table that can be opened, every cell as it is written, every row in its order."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from tocsin.errors import FileRefused
from tocsin.sources.loading import ROW, column_names, load
from tocsin.sources.parquet import is_parquet, parquet_names, rows_of_parquet
from tocsin.sources.plain import plain_text


def as_text(path: Path) -> pa.Table:
    """The rows of a CSV, spreadsheet, packed file or Parquet as columns of text; an empty cell is null.

    Raises `FileRefused` for what cannot be opened, and for a row that cannot be read: none is left out.
    """
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        if is_parquet(path):
            names = parquet_names(path)
            rows_of_parquet(connection, path, names)
        else:
            text = plain_text(path, Path(folder))
            names = column_names(text.header)
            load(connection, text)
            _refuse_unreadable(connection)
        columns = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)
        return connection.execute(f"SELECT {columns} FROM raw ORDER BY {ROW}").to_arrow_table()


def _refuse_unreadable(connection: duckdb.DuckDBPyConnection) -> None:
    first = connection.execute(f"SELECT {ROW}, found FROM unreadable ORDER BY {ROW} LIMIT 1").fetchone()
    if first:
        raise FileRefused(
            "a row of this table cannot be read",
            wanted="as many cells as the header has",
            got=f"row {first[0]}: {first[1]}",
            next_step="mend the row, and say it again",
        )

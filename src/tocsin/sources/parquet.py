"""Parquet files of any publisher: their columns as text, a row each, as a CSV file would hold them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.errors import FileRefused
from tocsin.sources.checks import quoted
from tocsin.sources.loading import ROW

PARQUET = b"PAR1"
UNREADABLE = (OSError, ValueError, NotImplementedError, pa.ArrowException)  # what a broken schema makes pyarrow raise


def is_parquet(path: Path) -> bool:
    """Whether a file is a Parquet table, by its first bytes or its name."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return path.suffix == ".parquet" or file.read(4) == PARQUET


def parquet_names(path: Path) -> tuple[str, ...]:
    """The columns of a Parquet file, as written. Raises `FileRefused` when it is none."""
    try:
        return tuple(str(name) for name in pq.read_schema(path).names)
    except UNREADABLE as error:
        raise FileRefused(
            "this Parquet file cannot be read", got=str(error)[:200], next_step="fetch it again, or export it as CSV"
        ) from error


def rows_of_parquet(connection: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str]) -> None:
    """Fill `raw` with the file's columns as text, under `names`, and leave `unreadable` empty."""
    columns = ", ".join(
        f"{_as_text(own)} AS {quoted(name)}" for own, name in zip(parquet_names(path), names, strict=True)
    )
    literal = str(path).replace("'", "''")
    with whole(path):
        connection.execute(
            f"CREATE TABLE raw AS SELECT file_row_number + 1 AS {ROW}, {columns} "
            f"FROM read_parquet('{literal}', file_row_number = true)"
        )
    connection.execute(f"CREATE TABLE unreadable ({ROW} BIGINT, found VARCHAR)")


@contextmanager
def whole(path: Path) -> Generator[None]:
    """Whatever a broken Parquet file makes its reader raise is told as such."""
    try:
        yield
    except duckdb.Error as error:
        raise FileRefused(
            "this Parquet file is broken", got=str(error).splitlines()[0][:200], next_step="fetch it again"
        ) from error


def _as_text(column: str) -> str:
    """SQL: a cell as a CSV file would hold it; a whole number has no \".0\"."""
    return f"regexp_replace(CAST({quoted(column)} AS VARCHAR), '^(-?[0-9]+)[.]0$', '\\1')"

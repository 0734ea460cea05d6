"""Writing: the one writer of exported tables. It escapes what a spreadsheet would run, in text columns only."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tocsin.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("csv", "parquet", "json")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")  # no formula, whatever it begins with
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write(table: pa.Table, format: str, target: Path | None = None) -> None:
    """Write a table as CSV, Parquet or JSON lines to `target`, or to standard output. Formulas in text are escaped in CSV.

    Raises `UsageError` for another format.
    """
    writers: dict[str, Callable[[pa.Table, Any], None]] = {"csv": _csv, "parquet": _parquet, "json": _json}
    if format not in writers:
        raise UsageError(
            "this format is not written", wanted=", ".join(FORMATS), got=format, next_step="choose one of them"
        )
    if target is None:
        writers[format](table, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with target.open("wb") as file:
            writers[format](table, file)


def _flat(table: pa.Table) -> pa.Table:
    """Lists and maps as JSON text; text that a spreadsheet would run is quoted."""
    columns = []
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_nested(field.type):
            column = pa.array(
                [
                    None if v is None else json.dumps(dict(v) if pa.types.is_map(field.type) else v, ensure_ascii=False)
                    for v in column.to_pylist()
                ],
                pa.string(),
            )
        elif pa.types.is_string(field.type):
            column = pa.array([escaped(v) for v in column.to_pylist()], pa.string())
        columns.append(column)
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def escaped(text: str | None) -> str | None:
    """Text with a quote before it where a spreadsheet would run it."""
    runs = text is not None and text.startswith(DANGEROUS) and not NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def _csv(table: pa.Table, file: Any) -> None:
    from pyarrow import csv

    csv.write_csv(_flat(table), file)


def _parquet(table: pa.Table, file: Any) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, file, compression="zstd")


def _json(table: pa.Table, file: Any) -> None:
    for row in table.to_pylist():
        file.write((json.dumps(row, ensure_ascii=False, default=str) + "\n").encode())

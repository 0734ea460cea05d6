"""CSV with quotes only where a cell needs them, floats in full; made for tables of millions of rows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import compute

from tocsin.flow.writing import escaped

pc: Any = compute  # its functions are made when it is loaded, and have no types
CHUNK = 100_000


def write_plain(table: pa.Table, target: Path | None = None) -> None:
    """Write to a file, or to standard output. An unknown cell is empty; text that a spreadsheet would run is escaped."""
    if target is None:
        _lines(table, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with target.open("wb") as file:
        _lines(table, file)


def _lines(table: pa.Table, file: BinaryIO) -> None:
    file.write((",".join(table.column_names) + "\n").encode())
    for batch in table.to_batches(CHUNK):
        cells = [_text(column) for column in batch.columns]
        lines = pc.binary_join_element_wise(*cells, pa.scalar(","), null_handling="replace", null_replacement="")
        file.write(("\n".join(lines.to_pylist()) + "\n").encode())


def _text(column: pa.Array) -> pa.Array:
    """A column as cells; each different text is looked at once."""
    if not pa.types.is_string(column.type):
        return column.cast(pa.string())
    encoded = column.dictionary_encode()
    return pa.array([_quoted(escaped(text) or "") for text in encoded.dictionary.to_pylist()], pa.string()).take(
        encoded.indices
    )


def _quoted(text: str) -> str:
    if not any(sign in text for sign in ',"\n\r'):
        return text
    return '"' + text.replace('"', '""') + '"'

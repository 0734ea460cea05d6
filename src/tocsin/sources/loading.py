"""Loading: the lines of a plain text into the tables `raw` (what can be read) and `unreadable` (what cannot)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from tocsin.sources.plain import PlainText

ROW = "file_row"  # 1 = the first row after the header; blank lines are not counted
CHUNK = 50_000
LONGEST = 1_000_000
BLANK = " \t\n\r\x0b\x0c"  # as bytes know it: a line of any other sign, seen or not, is a row


def load(connection: duckdb.DuckDBPyConnection, text: PlainText) -> int:
    """Fill `raw` (`file_row` and the columns as text; an empty cell is NULL) and `unreadable` (`file_row`, `found`).

    Every line that is not blank ends in exactly one of them: their number is the answer. DuckDB reads the file in
    bulk; where it
    misses a line or complains, each line is read on its own instead, so that one open quote never swallows the rows
    after it.
    """
    names = column_names(text.header)
    connection.execute(f"CREATE TABLE unreadable ({ROW} BIGINT, found VARCHAR)")
    if not _in_bulk(connection, text, names):
        connection.execute("DROP TABLE IF EXISTS raw")
        _line_by_line(connection, text, names)
    found = connection.execute("SELECT (SELECT count(*) FROM raw) + (SELECT count(*) FROM unreadable)").fetchone()
    return int((found or (0,))[0])


def column_names(header: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of `raw`: the header's own names, but for one that would hide ours."""
    return tuple(f"{name} (published)" if name.casefold() == ROW else name for name in header)


def _in_bulk(connection: duckdb.DuckDBPyConnection, text: PlainText, names: tuple[str, ...]) -> bool:
    columns = "{" + ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in names) + "}"
    try:
        connection.execute(
            f"CREATE TABLE raw AS SELECT row_number() OVER () AS {ROW}, * FROM read_csv({_literal(str(text.path))}, "
            f"columns = {columns}, "
            f"auto_detect = false, header = true, delim = {_literal(text.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
            f"store_rejects = true, max_line_size = {LONGEST})"
        )
    except duckdb.Error:
        return False
    answer = connection.execute("SELECT (SELECT count(*) FROM reject_errors), (SELECT count(*) FROM raw)").fetchone()
    return text.lines > 0 and answer == (0, text.records or text.lines)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _line_by_line(connection: duckdb.DuckDBPyConnection, text: PlainText, names: tuple[str, ...]) -> None:
    schema = pa.schema([(ROW, pa.int64()), *((name, pa.string()) for name in names)])
    connection.register("none_yet", schema.empty_table())
    connection.execute("CREATE TABLE raw AS SELECT * FROM none_yet")
    numbered = enumerate(_rows(text), 1)
    while chunk := list(islice(numbered, CHUNK)):
        good = [(row, *cells) for row, line in chunk if (cells := _cells(line, len(names), text.delimiter))]
        bad = [(row, line[:200]) for row, line in chunk if not _cells(line, len(names), text.delimiter)]
        _insert(connection, "raw", schema, good)
        _insert(connection, "unreadable", pa.schema([(ROW, pa.int64()), ("found", pa.string())]), bad)


def _rows(text: PlainText) -> Iterator[str]:
    with text.path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        lines = (line for line in file if line.strip(BLANK))
        next(lines, None)
        yield from lines


def _cells(line: str, width: int, delimiter: str) -> list[str | None] | None:
    """The cells of one line; None when it is not good CSV, not UTF-8, or has not `width` cells."""
    try:
        line.encode()
        cells = next(csv.reader([line], strict=True, delimiter=delimiter))
    except (csv.Error, UnicodeEncodeError, StopIteration):
        return None
    return [cell or None for cell in cells] if len(cells) == width and len(line) <= LONGEST else None


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        columns = [
            pa.array([_written(cell) for cell in column], field.type)
            for column, field in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        connection.register("incoming", pa.table(columns, schema=schema))
        connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
        connection.unregister("incoming")


def _written(cell: object) -> object:
    """Bytes that are no text are shown as the replacement sign."""
    return cell.encode("utf-8", errors="replace").decode() if isinstance(cell, str) and not cell.isascii() else cell

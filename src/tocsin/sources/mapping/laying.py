"""Laying a mapped file out: titles, header rows and footnotes aside, its rows as the table `raw`, all text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from tocsin.errors import FileRefused
from tocsin.records.mapping import Mapping, Shape
from tocsin.sources.checks import empty, quoted
from tocsin.sources.containers import PIECE, copied, unpacked
from tocsin.sources.loading import load
from tocsin.sources.mapping.headings import Headings, headings
from tocsin.sources.mapping.remarks import is_footnote
from tocsin.sources.mapping.sniffing.persons import refuse_persons
from tocsin.sources.opening import refuse_people
from tocsin.sources.parquet import is_parquet, parquet_names, rows_of_parquet
from tocsin.sources.plain import PlainText, refuse_endless_lines, surveyed

LOOKED_AT = 1_000  # rows in which people are looked for
TAIL = 1 << 16  # bytes at the end of a file in which footnotes are looked for
MOST_FOOTNOTES = 60


def lay_mapped(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, mapping: Mapping) -> Headings:
    """Fill `raw` and `unreadable` with the rows between header and footnotes; the headings of their columns.

    A row whose cells are all empty is a blank line and no row. Raises `FileRefused` when the file cannot be opened, or
    its columns speak of people.
    """
    named = _of_parquet(connection, path) if is_parquet(path) else _of_text(connection, path, folder, mapping)
    refuse_persons(_some_cells(connection, named.names))
    return named


def _some_cells(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, list[str]]:
    """Distinct cells of each column, from rows everywhere in the table."""
    listed = ", ".join(f"list(DISTINCT trim({quoted(name)}))" for name in names)
    step = f"(SELECT greatest(1, count(*) // {LOOKED_AT}) FROM raw)"
    query = f"SELECT {listed} FROM raw WHERE file_row % {step} = 0"
    held: tuple[list[str] | None, ...] = connection.execute(query).fetchone() or ()
    return {name: [cell for cell in cells or () if cell] for name, cells in zip(names, held, strict=False)}


def _of_text(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, mapping: Mapping) -> Headings:
    source = unpacked(path, folder, mapping.shape.sheet)
    text = source if mapping.shape.encoding in ("utf-8", "utf-8-sig") else _decoded(source, folder, mapping.shape)
    refuse_endless_lines(text)
    upper, body = header_rows(text, mapping.shape)
    named = headings(upper, max((len(row) for row in upper), default=0))
    refuse_people(named.names)
    trimmed = folder / "table.csv"
    _trim(text, trimmed, named.names, body, mapping.shape)
    survey = surveyed(trimmed)
    load(
        connection,
        PlainText(trimmed, named.names, survey.lines - 1, max(survey.records - 1, 0), mapping.shape.delimiter),
    )
    blank = " AND ".join(empty(name) for name in named.names)
    connection.execute(f"DELETE FROM raw WHERE {blank}")
    return named


def _of_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Headings:
    names = parquet_names(path)
    named = headings([list(names)], len(names))
    refuse_people(named.names)
    rows_of_parquet(connection, path, named.names)
    return named


def _decoded(path: Path, folder: Path, shape: Shape) -> Path:
    return copied(path, folder / "decoded.csv", shape.encoding)


def header_rows(path: Path, shape: Shape) -> tuple[list[list[str]], int]:
    """The header rows of a UTF-8 text, and how many lines of the file lie above the first row of figures."""
    upper: list[list[str]] = []
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        reader = csv.reader(file, delimiter=shape.delimiter)
        try:
            filled = (row for row in reader if any(cell.strip() for cell in row))
            for number, row in enumerate(filled, 1):
                if number > shape.skip:
                    upper.append(row)
                if number >= shape.skip + max(shape.header, 1):
                    break
        except csv.Error as error:
            raise _no_header(str(error)) from error
        lines = reader.line_num
    if not upper:
        raise _no_header("fewer rows than the mapping skips")
    if shape.header == 0:
        return [[""] * len(upper[0])], lines - 1
    return upper, lines


def _no_header(got: str) -> FileRefused:
    return FileRefused(
        "the header of this table cannot be read",
        wanted="the header rows that the mapping tells of",
        got=got,
        next_step="run `tocsin map` on the file again",
    )


def _trim(path: Path, target: Path, names: Sequence[str], above: int, shape: Shape) -> None:
    """Write one header line and the rows of figures; bytes are copied as they are."""
    end = _end_of_figures(path, len(names), shape)
    with path.open("rb") as file, target.open("wb") as out:
        ending = b"\r\n" if file.readline().endswith(b"\r\n") else b"\n"  # bulk loading wants one kind
        file.seek(0)
        for _ in range(above):
            file.readline()
        quoted = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)
        out.write(shape.delimiter.join(quoted).encode() + ending)
        while (left := end - file.tell()) > 0 and (piece := file.read(min(PIECE, left))):
            out.write(piece)


def _end_of_figures(path: Path, width: int, shape: Shape) -> int:
    """Where the footnotes begin; the end of the file where there are none."""
    size = path.stat().st_size
    if not shape.footnotes:
        return size
    end = size
    for line in _lines_from_the_end(path, size):
        if not is_footnote(_cells(line, shape.delimiter), width):
            return end
        end -= len(line)
    return end


def _cells(line: bytes, delimiter: str) -> list[str]:
    """The cells of one line; one that is no CSV is the figure's, and is set aside when it is read."""
    try:
        return next(csv.reader([line.decode("utf-8", errors="replace")], delimiter=delimiter), [])
    except csv.Error:
        return ["?", "?"]


def _lines_from_the_end(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        lines = file.read().splitlines(keepends=True)
    whole = lines if size <= TAIL else lines[1:]
    yield from reversed(whole[-MOST_FOOTNOTES:])


def remarks_below(path: Path, width: int, shape: Shape) -> int:
    """How many bytes of a UTF-8 text are footnotes."""
    return path.stat().st_size - _end_of_figures(path, width, shape)

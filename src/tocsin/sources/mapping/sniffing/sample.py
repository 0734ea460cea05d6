"""A sample: the first rows of a file and its last, as text, and how its bytes and cells are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tocsin.errors import FileRefused
from tocsin.sources.containers import GZIP, OLE, ZIP, copied, unpacked
from tocsin.sources.mapping.sniffing.delimiter import delimiter_of, parsed
from tocsin.sources.mapping.sniffing.encoding import encoding_of
from tocsin.sources.opening import MOST_COLUMNS
from tocsin.sources.parquet import is_parquet, parquet_names, rows_of_parquet

MOST_ROWS = 2_000
FIRST_BYTES = 4 << 20
TAIL = 1 << 16
PLACES, LINES, PIECE = 100, 20, 1 << 14
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """`rows` are the first of a file, and of a long one some from everywhere behind; `last` are its last, else empty.

    `typed`: cells of a spreadsheet or a Parquet file have types, so that a number has no sign for thousands.
    """

    file: str
    rows: tuple[Row, ...]
    last: tuple[Row, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""
    typed: bool = False


def sample_of(path: Path, folder: Path, sheet: str = "") -> Sample:
    """The sample of any file. Raises `FileRefused` when it is absent, empty, too wide or cannot be opened."""
    if not path.is_file():
        raise FileRefused("there is no such file", got=str(path), next_step="check the path")
    if is_parquet(path):
        return _of_parquet(path)
    with path.open("rb") as file:
        start = file.read(4)
    text = unpacked(path, folder, sheet)
    encoding = encoding_of(text)
    bare = text if encoding == "utf-8" else copied(text, folder / "sampled.csv", encoding)
    rows, last, delimiter = _rows(bare)
    typed = start == OLE or (start == ZIP and text.name == "sheet.csv")
    if start[:2] == GZIP or not rows:
        typed = False
    if not rows:
        raise FileRefused(
            "this file is empty", wanted="a header and rows", got="no filled cell", next_step="fetch it again"
        )
    return Sample(path.name, rows, last, encoding, delimiter, sheet, typed)


def _rows(path: Path) -> tuple[tuple[Row, ...], tuple[Row, ...], str]:
    """The first rows and some from everywhere behind them, the last rows where those are not among them, the sign."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(FIRST_BYTES)
        file.seek(max(0, size - TAIL))
        end = file.read()
    text = start.decode("utf-8-sig", errors="replace")
    delimiter = delimiter_of(text)
    lines = text.split("\n") if size <= FIRST_BYTES else text.split("\n")[:-1]
    rows = tuple(filled(lines, delimiter))
    if len(rows) <= MOST_ROWS and size <= FIRST_BYTES:
        return rows, (), delimiter
    tail = tuple(filled(end.decode("utf-8", errors="replace").split("\n")[1:], delimiter))
    first, behind = rows[:MOST_ROWS], rows[MOST_ROWS:]
    return (*first, *_alike(_some(behind), first), *_alike(_further(path, delimiter), first)), tail, delimiter


def _some(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows from everywhere among many, but for the last, which may be remarks."""
    return rows[: -LINES * 3 : max(1, len(rows) // MOST_ROWS)]


def _further(path: Path, delimiter: str) -> Iterator[Row]:
    """Rows at places spread over what lies behind the first bytes: files are sorted, and their ends differ."""
    size = path.stat().st_size - TAIL
    with path.open("rb") as file:
        for place in range(FIRST_BYTES, size, max((size - FIRST_BYTES) // PLACES, PIECE)):
            file.seek(place)
            lines = file.read(PIECE).decode("utf-8", errors="replace").split("\n")[1:-1]
            yield from filled(lines[:LINES], delimiter)


def _alike(rows: Iterable[Row], first: Sequence[Row]) -> Iterator[Row]:
    """Those as wide as the rows before them: a place in the middle of a cell gives others."""
    width = len(first[-1]) if first else 0
    return (row for row in rows if len(row) == width)


def filled(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """The rows of some lines that hold anything. Raises `FileRefused` for more columns than a table has."""
    for row in parsed(lines, delimiter):
        if len(row) > MOST_COLUMNS:
            raise FileRefused(
                "this file has too many columns",
                wanted=f"at most {MOST_COLUMNS:,}",
                got=f"{len(row):,}",
                next_step="keep the columns that matter",
            )
        if any(cell.strip() for cell in row):
            yield tuple(cell.strip() for cell in row)


def _of_parquet(path: Path) -> Sample:
    names = parquet_names(path)
    with duckdb.connect() as connection:
        numbered = tuple(f"c{number}" for number in range(len(names)))
        rows_of_parquet(connection, path, numbered)
        step = "(SELECT greatest(1, max(file_row) // $most) FROM raw)"
        found = connection.execute(
            f"SELECT {', '.join(numbered)} FROM raw WHERE file_row <= $most OR file_row % {step} = 0 ORDER BY file_row",
            {"most": MOST_ROWS},
        ).fetchall()
    rows = tuple(tuple("" if cell is None else str(cell).strip() for cell in row) for row in found)
    return Sample(path.name, (names, *rows), typed=True)

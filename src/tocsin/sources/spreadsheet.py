"""Spreadsheets: one sheet as CSV, read in a process of its own under a limit of memory.

    python -m tocsin.sources.spreadsheet FILE OUT.csv [SHEET]

Merged cells give their value to every cell they cover; dates become ISO dates, whole numbers lose their ".0". Formulas
are never run: a cell holds the value that was stored with it.
"""

from __future__ import annotations

import csv
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, load_workbook

MOST_MEMORY = 4 << 30
MOST_WRITTEN = 4 << 30
Cell = Any
Span = tuple[int, int, int, int]  # first row, first column, last row, last column
Merged = dict[int, list[Span]]


def written(path: str, target: str, sheet: str = "") -> None:
    """Write a sheet as CSV: the one called `sheet`, or that with the most cells. Raises `ValueError` when it is not there."""
    book = load_workbook(path)
    if sheet and sheet not in book.sheet_names:
        raise ValueError(f"there is no sheet {sheet!r}; there are {', '.join(book.sheet_names)}")
    chosen = sheet or largest(book)
    page = book.get_sheet_by_name(chosen)
    left = page.start[1] if page.start else 0  # columns before the first that holds anything are not given
    with open(target, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123 - the name is a word of a command
        csv.writer(out).writerows(filled(page.iter_rows(), merged(page, left)))


def largest(book: CalamineWorkbook) -> str:
    """The name of the sheet with the most cells."""
    if not book.sheet_names:
        raise ValueError("there is no sheet in this file")
    if len(book.sheet_names) == 1:
        return book.sheet_names[0]
    sizes = {name: (page.height * page.width) for name in book.sheet_names if (page := book.get_sheet_by_name(name))}
    return max(sizes, key=lambda name: sizes[name])


def merged(page: Any, left: int) -> Merged:
    """The merged ranges of a sheet by their first row, columns counted from `left`; none where the format has none."""
    ranges: Merged = {}
    for (row, column), (last_row, last_column) in page.merged_cell_ranges or ():
        ranges.setdefault(row, []).append((row, column - left, last_row, last_column - left))
    return ranges


def filled(rows: Iterator[list[Cell]], ranges: Merged) -> Iterator[list[str]]:
    """Rows as text, with the value of each merged range in all of its cells.

    A figure that runs down several rows is one figure: it stays in the first. Words and years are repeated.
    """
    open_ranges: dict[Span, str] = {}
    for number, row in enumerate(rows):
        cells = [text(cell) for cell in row]
        for span in ranges.get(number, ()):
            if 0 <= span[1] < len(cells):
                open_ranges[span] = cells[span[1]]
        for span, value in list(open_ranges.items()):
            if number == span[0] or not _is_figure(value):
                cells[span[1] : span[3] + 1] = [value] * len(cells[span[1] : span[3] + 1])
            if span[2] <= number:
                del open_ranges[span]
        yield cells


def _is_figure(value: str) -> bool:
    """A number that is no year."""
    bare = value.replace(".", "", 1).replace("-", "", 1)
    return bare.isdigit() and not (len(value) == 4 and value.isdigit() and "1900" <= value <= "2100")


def text(cell: Cell) -> str:
    """A cell as a publisher would write it in a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def main() -> int:
    """Zero when the sheet was written; the reason on the error stream when not."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))  # beyond it a write fails as on a full disk
    try:
        written(*sys.argv[1:4])
    except MemoryError:
        sys.stderr.write(f"it needs more than {MOST_MEMORY >> 30} GiB of memory\n")
        return 1
    except Exception as error:
        sys.stderr.write(f"{str(error) or type(error).__name__}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

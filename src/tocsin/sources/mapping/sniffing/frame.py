"""Frame: where the table begins, how many header rows it has, and where its footnotes start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.sources.mapping.remarks import is_footnote, is_remark
from tocsin.sources.mapping.sniffing.kinds import kind_of, majority
from tocsin.sources.mapping.sniffing.marks import is_mark

MOST_HEADERS = 4
LOOKED_AT = 60
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """`titles` are the texts above the table, `body` its rows of figures, padded to `width`."""

    width: int
    skip: int
    header: tuple[tuple[str, ...], ...]
    body: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    footnotes: tuple[str, ...]


def frame_of(rows: Sequence[Row], last: Sequence[Row] = ()) -> Frame:
    """The frame of a sample. `last` are the file's last rows where the sample does not reach them."""
    width = _width(rows)
    skip = 0
    while skip < len(rows) - 1 and is_remark(rows[skip], width):
        skip += 1
    end = len(rows) if last else _end(rows, width)
    table = [tuple((*row, *[""] * (width - len(row)))[:width]) for row in rows[skip:end]]
    count = header_count(table)
    below = last[_end(last, width) :] if last else rows[end:]
    return Frame(
        width,
        skip,
        tuple(table[: max(count, 1)]) if count else (),
        tuple(table[count:]),
        tuple(_text(row) for row in rows[:skip]),
        tuple(_text(row) for row in below),
    )


def _width(rows: Sequence[Row]) -> int:
    """The commonest number of cells, the higher of two that are as common."""
    counted = Counter(len(row) for row in rows[:LOOKED_AT])
    return max(counted, key=lambda width: (counted[width], width)) if counted else 0


def _end(rows: Sequence[Row], width: int) -> int:
    end = len(rows)
    while end > 1 and is_footnote(rows[end - 1], width):
        end -= 1
    return end


def _text(row: Row) -> str:
    return " ".join(dict.fromkeys(cell.strip() for cell in row if cell.strip()))


def header_count(table: Sequence[Row]) -> int:
    """How many rows at the top name columns rather than hold figures: up to four; 0 where figures start at once."""
    if len(table) < 2:
        return min(len(table), 1)
    kinds = [majority(column) for column in zip(*table[1 : 1 + LOOKED_AT], strict=False)]
    if not any(kind in ("number", "year", "period") for kind in kinds):
        return 1
    for number, row in enumerate(table[: MOST_HEADERS + 1]):
        if _holds_figures(row, kinds) or (number > 0 and _comes_again(row, table[number + 1 : LOOKED_AT])):
            return number
    return 1


def _comes_again(row: Row, below: Sequence[Row]) -> bool:
    """Whether a word of the row stands below it in the same column: headings are written once."""
    return any(
        cell.strip() and kind_of(cell) not in ("number", "year", "period") and any(cell == other[at] for other in below)
        for at, cell in enumerate(row)
    )


def _holds_figures(row: Row, kinds: Sequence[str]) -> bool:
    """Whether a cell is a number over numbers or a period over periods, or more cells fit their column than do not.

    A year over a column of numbers is a heading.
    """
    alike = unlike = 0
    for cell, kind in zip(row, kinds, strict=False):
        own = kind_of(cell)
        if own == "empty" or kind not in ("number", "year", "period"):
            continue
        if own == kind and own in ("number", "period"):
            return True
        fits = own == kind or (kind == "number" and own == "word" and is_mark(cell))
        alike, unlike = alike + fits, unlike + (not fits)
    return alike > 0 and alike >= unlike

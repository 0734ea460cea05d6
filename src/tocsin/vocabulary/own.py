"""A node's own rows: read from its folder behind the project's, each held against the promises of its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from tocsin.vocabulary.rows import ADDED, Added, Row, columns, read_with

if TYPE_CHECKING:
    from tocsin.vocabulary.promises import Beside

Stamp = tuple[tuple[str, int, int, int], ...]
_read: list[Stamp] = [()]
_turn = Lock()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row, or a whole file, that is not read, and why. `line` counts from 1 with the header; 0 is the whole file."""

    table: str
    line: int
    what: str
    got: str


@dataclass(frozen=True, slots=True)
class Own:
    """The rows of a folder that keep the promises, by table, what is left out, and what the next row is held against."""

    rows: dict[str, list[Row]]
    left_out: tuple[LeftOut, ...]
    beside: Beside


def add_from(folder: Path | None) -> None:
    """Read the rows that a node keeps in `folder` behind the project's own, from now on; None: the project's alone.

    Said again it costs a look at the files, and what has changed there is read anew. One process works with one
    vocabulary.
    """
    stamp = _stamp(folder)
    if stamp == _read[0]:
        return
    with _turn:
        if stamp != _read[0]:
            read_with(partial(_kept, folder) if folder and stamp else None)
            _read[0] = stamp


def _stamp(folder: Path | None) -> Stamp:
    """Which files a node adds, how long and how new each is: none, and no vocabulary is made for it."""
    found = [(file, file.stat()) for name in ADDED if folder and (file := folder / f"{name}.csv").is_file()]
    return tuple((str(file), stat.st_size, stat.st_mtime_ns, stat.st_ino) for file, stat in found)


def _kept(folder: Path) -> Added:
    return {table: tuple(kept) for table, kept in own(folder).rows.items()}


def own(folder: Path) -> Own:
    """The rows of a folder, held against the promises of their tables beside the project's rows alone.

    Bad rows change nothing and stop nothing: they are left out and told.
    """
    from tocsin.vocabulary.promises import Beside

    beside = Beside()
    taken: dict[str, list[Row]] = {}
    left: list[LeftOut] = []
    for table in ADDED:
        read, broken = _told(table, folder / f"{table}.csv")
        left += broken
        if read or (not broken and (folder / f"{table}.csv").is_file()):
            taken[table] = []
        for line, row in in_need(read) if table == "substances" else read:
            reason = beside.broken(table, row)
            if reason:
                left.append(LeftOut(table, line, reason[0], reason[1][:60]))
            elif beside.take(table, row):
                taken.setdefault(table, []).append(row)
    return Own(taken, tuple(left), beside)


def in_need(found: Sequence[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Rows of substances with those first on whose line others stand."""
    by_id = {row["id"]: (line, row) for line, row in reversed(found)}
    placed: set[int] = set()
    ordered: list[tuple[int, Row]] = []
    for one in found:
        chain: list[tuple[int, Row]] = []
        following: tuple[int, Row] | None = one
        while following and following[0] not in placed:
            placed.add(following[0])
            chain.append(following)
            following = by_id.get(following[1]["group"])
        ordered += reversed(chain)
    return ordered


def _told(table: str, file: Path) -> tuple[list[tuple[int, Row]], list[LeftOut]]:
    """The rows of a file with their lines, and the lines that are no rows."""
    if not file.is_file():
        return [], []
    try:
        lines = cells(table, file.read_bytes())
    except ValueError as error:
        return [], [LeftOut(table, 0, str(error), file.name)]
    wanted = columns(table)
    whole = [(line, dict(zip(wanted, row, strict=True))) for line, row in lines if len(row) == len(wanted)]
    torn = [
        LeftOut(table, line, f"a row has {len(wanted)} cells", f"{len(row)} cells")
        for line, row in lines
        if len(row) != len(wanted)
    ]
    return whole, torn


def cells(table: str, text: bytes) -> list[tuple[int, list[str]]]:
    """The lines of a file of a node, with their numbers, empty ones left out. `ValueError` when it is no such table."""
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True)
        header = next(reader, [])
        found = [(reader.line_num, row) for row in reader if row]
    except UnicodeDecodeError as error:
        raise ValueError("the file is not in UTF-8") from error
    except csv.Error as error:
        raise ValueError(f"the file is no CSV ({error})") from error
    if tuple(header) != columns(table):
        raise ValueError(f"the first line is not {','.join(columns(table))}")
    return found


def as_lines(table: str, some: Iterable[Row]) -> str:
    """Rows as lines of CSV, without the header."""
    text = io.StringIO(newline="")
    csv.DictWriter(text, columns(table), lineterminator="\n", extrasaction="ignore").writerows(some)
    return text.getvalue()

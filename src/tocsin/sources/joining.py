"""Joining: the tables of one archive under one header, though some of them lack a column of it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.sources.opening import delimiter_of

LONGEST = 1 << 20  # characters of a line that are looked at together


def first_line(archive: zipfile.ZipFile, name: str) -> bytes:
    """The header of a member, without a byte order mark and its line's end."""
    with archive.open(name) as member:
        return member.readline(LONGEST).lstrip(b"\xef\xbb\xbf").strip()


def under_the_widest(archive: zipfile.ZipFile, members: Sequence[str], target: Path) -> Path:
    """Write the rows of all members to `target` under the header with the most columns, by the names of columns.

    A column that a member lacks is empty in its rows; a row that has not the cells of its own header stays one that
    cannot be read. Raises `FileRefused` where a member has a column that the widest header has not.
    """
    columns = {name: _columns(first_line(archive, name)) for name in members}
    widest = max(members, key=lambda name: len(columns[name]))
    strange = [name for name in members if not set(columns[name]) <= set(columns[widest])]
    if strange or "" in columns[widest]:
        raise FileRefused(
            "this archive holds different tables",
            wanted="one table, or several of which one has all the columns",
            got=", ".join(members[:12])[:200],
            next_step="unpack it and give one table at a time",
        )
    with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns[widest])
        for name in members:
            writer.writerows(_rows(archive, name, columns[name], columns[widest]))
    return target


def _columns(line: bytes) -> tuple[str, ...]:
    text = line.decode("utf-8", errors="surrogateescape")
    return tuple(cell.strip() for cell in next(csv.reader([text], delimiter=delimiter_of(text)), []))


def _rows(archive: zipfile.ZipFile, name: str, own: tuple[str, ...], wide: tuple[str, ...]) -> Iterator[Sequence[str]]:
    at = [own.index(column) if column in own else None for column in wide]
    sign = delimiter_of(first_line(archive, name).decode("utf-8", errors="surrogateescape"))
    with archive.open(name) as member:
        lines = io.TextIOWrapper(member, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            rows = csv.reader(iter(lambda: lines.readline(LONGEST), ""), delimiter=sign)
            next(rows, None)
            for row in rows:
                if not "".join(row).strip() and len(row) < 2:  # a blank line
                    continue
                whole = len(row) == len(own)
                yield ["" if i is None else row[i] for i in at] if whole else [*row, *("",) * len(wide)]
        except csv.Error as error:
            raise FileRefused(
                "a table of this archive cannot be read", got=f"{name}: {error}", next_step="unpack it and mend it"
            ) from error

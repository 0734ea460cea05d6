"""Additions: the rows that a node adds to the vocabulary, and packs of them for its neighbours.

They stand in a folder of the node as CSV files of the same columns as the project's own, so that a good one can be
offered to everyone as it is. A row is taken only if it keeps the promises of the tables: a name has one owner in one
scope, a substance has its labels in three languages, and nothing that the project says already is said otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tocsin.errors import BadValue, FileRefused
from tocsin.vocabulary.own import add_from, as_lines, cells, in_need, own
from tocsin.vocabulary.replacing import held, replaced
from tocsin.vocabulary.rows import ADDED, Row, columns, fingerprint

PACK = "tocsin-vocabulary-pack"
VERSION = 1
MOST_BYTES = 20_000_000
SHOWN = 100  # signs of a cell of a refused row


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows of a pack: taken in, there already, or refused with the reason. None is lost."""

    taken: int
    known: int
    refused: tuple[tuple[str, Row, str], ...]


def add(folder: Path, table: str, row: Row) -> Row:
    """Write one row behind the node's others, and read with it from now on. `BadValue` when a promise would break."""
    if table not in ADDED:
        raise BadValue("a node adds no rows to this table", wanted=", ".join(ADDED), got=table, next_step="name one")
    if not _is_text(table, row):
        raise BadValue("a cell is text", got=str(_shown(_plain(table, row))), next_step="give every cell as text")
    whole = _plain(table, row)
    with held(folder):
        beside = own(folder).beside
        reason = beside.broken(table, whole)
        if reason:
            raise BadValue(reason[0], got=reason[1], next_step=reason[2])
        if beside.take(table, whole):
            _write(folder, {table: [whole]})
    add_from(folder)
    return whole


def _write(folder: Path, new: Mapping[str, list[Row]]) -> None:
    """Write rows behind those of their files, which stay as they are: every file is looked at before one is touched."""
    texts = {table: _with(folder / f"{table}.csv", table, some) for table, some in new.items() if some}
    for table, text in texts.items():
        replaced(folder / f"{table}.csv", text)


def _with(file: Path, table: str, some: list[Row]) -> bytes:
    before = file.read_bytes() if file.is_file() else b""
    before = before or (",".join(columns(table)) + "\n").encode()
    try:
        cells(table, before)
    except ValueError as error:
        raise BadValue(
            "this file of the node's own rows cannot be read", got=f"{file}: {error}", next_step="mend the file"
        ) from error
    end = b"" if before.endswith(b"\n") else b"\n"
    return before + end + as_lines(table, some).encode()


def own_rows(folder: Path) -> dict[str, list[Row]]:
    """The rows that a node has added, by table: those that keep the promises."""
    return own(folder).rows


def pack(folder: Path, node: str) -> str:
    """The node's own rows as one JSON text, with the node's name and the vocabulary they were made beside."""
    return json.dumps(
        {"kind": PACK, "version": VERSION, "node": node, "beside": fingerprint(), "rows": own_rows(folder)},
        ensure_ascii=False,
        indent=1,
    )


def merge(folder: Path, text: str) -> Merged:
    """Take in the rows of a neighbour's pack, in whatever order they come. `FileRefused` when it is none.

    Rows in = taken + known + refused. A refused row is told with its reason and changes nothing. All is judged before
    anything is written, and each table is written once.
    """
    sent = _rows_of(text)
    refused = [(table, _shown(_plain(table, row)), "a cell is text") for table, row in sent if not _is_text(table, row)]
    new: dict[str, list[Row]] = {table: [] for table in ADDED}
    known = 0
    with held(folder):
        beside = own(folder).beside
        for table, row in _in_order([(table, _plain(table, row)) for table, row in sent if _is_text(table, row)]):
            reason = beside.broken(table, row)
            if reason:
                refused.append((table, _shown(row), reason[0]))
            elif beside.take(table, row):
                new[table].append(row)
            else:
                known += 1
        _write(folder, new)
    add_from(folder)
    return Merged(sum(map(len, new.values())), known, tuple(refused))


def _is_text(table: str, row: Mapping[str, Any]) -> bool:
    return all(isinstance(row.get(column, ""), str) for column in columns(table))


def _plain(table: str, row: Mapping[str, Any]) -> Row:
    """A row of a pack in the columns of its table."""
    return {column: str(row.get(column, "")).strip() for column in columns(table)}


def _shown(row: Row) -> Row:
    """A refused row as it can be shown: whatever was sent, in short text."""
    return {column: cell[:SHOWN].encode("utf-8", "backslashreplace").decode() for column, cell in row.items()}


def _in_order(sent: list[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """Substances first, those first on whose line others stand; then what names them."""
    substances = [row for table, row in sent if table == "substances"]
    first = [("substances", row) for _, row in in_need(list(enumerate(substances)))]
    return first + [(table, row) for table, row in sent if table != "substances"]


def _rows_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    refused = FileRefused(
        "this is no pack of vocabulary rows",
        wanted=f"JSON of kind {PACK}, version {VERSION}",
        next_step="ask for the file again",
    )
    if len(text) > MOST_BYTES:
        raise refused
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(read, dict) or read.get("kind") != PACK or not isinstance(read.get("rows"), dict):
        raise refused
    if read.get("version") != VERSION or isinstance(read["version"], bool):
        raise refused
    found = [(table, read["rows"].get(table, [])) for table in ADDED]
    if not all(isinstance(some, list) and all(isinstance(row, dict) for row in some) for _, some in found):
        raise refused
    return [(table, row) for table, some in found for row in some]

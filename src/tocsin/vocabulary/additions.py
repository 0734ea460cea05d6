"""Additions: the rows that a node adds to the vocabulary, and packs of them for its neighbours.

They stand in a folder of the node as CSV files of the same columns as the project's own, so that a good one can be
offered to everyone as it is. A row is taken only if it keeps the promises of the tables: a name has one owner in one
scope, a substance has its labels in three languages, and nothing that the project says already is said otherwise.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.errors import BadValue, FileRefused
from tocsin.vocabulary.promises import broken
from tocsin.vocabulary.rows import ADDED, Row, add_from, columns, fingerprint, parsed, rows

PACK = "tocsin-vocabulary-pack"
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows of a pack: taken in, there already, or refused with the reason. None is lost."""

    taken: int
    known: int
    refused: tuple[tuple[str, Row, str], ...]


def add(folder: Path, table: str, row: Row) -> Row:
    """Write one row behind the node's others, and read with it from now on. `BadValue` when a promise would break."""
    whole = _in_order(table, row)
    reason = broken(table, whole)
    if reason:
        raise BadValue(reason[0], got=reason[1], next_step=reason[2])
    if whole not in rows(table):
        _write(folder, table, [whole])
    return whole


def _in_order(table: str, row: Row) -> Row:
    if table not in ADDED:
        raise BadValue("a node adds no rows to this table", wanted=", ".join(ADDED), got=table, next_step="name one")
    return {column: str(row.get(column, "")).strip() for column in columns(table)}


def _write(folder: Path, table: str, new: Sequence[Row]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{table}.csv"
    kept = parsed(file.read_text(encoding="utf-8")) if file.is_file() else []
    made = file.with_suffix(".new")
    made.write_text(_csv(table, [*kept, *new]), encoding="utf-8")
    made.replace(file)
    add_from(None)
    add_from(folder)


def _csv(table: str, whole: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns(table), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(whole)
    return text.getvalue()


def own_rows(folder: Path) -> dict[str, list[Row]]:
    """The rows that a node has added, by table."""
    files = ((table, folder / f"{table}.csv") for table in ADDED)
    return {table: parsed(file.read_text(encoding="utf-8")) for table, file in files if file.is_file()}


def pack(folder: Path, node: str) -> str:
    """The node's own rows as one JSON text, with the node's name and the vocabulary they were made beside."""
    return json.dumps(
        {"kind": PACK, "version": 1, "node": node, "beside": fingerprint(), "rows": own_rows(folder)},
        ensure_ascii=False,
        indent=1,
    )


def merge(folder: Path, text: str) -> Merged:
    """Take in the rows of a neighbour's pack: substances first, then what names them. `FileRefused` when it is none.

    Rows in = taken + known + refused. A refused row is told with its reason and changes nothing.
    """
    taken = known = 0
    refused: list[tuple[str, Row, str]] = []
    for table, row in _rows_of(text):
        whole = _in_order(table, row)
        if whole in rows(table):
            known += 1
            continue
        reason = broken(table, whole)
        if reason:
            refused.append((table, whole, reason[0]))
        else:
            _write(folder, table, [whole])
            taken += 1
    return Merged(taken, known, tuple(refused))


def _rows_of(text: str) -> list[tuple[str, Row]]:
    refused = FileRefused(
        "this is no pack of vocabulary rows", wanted=f"JSON of kind {PACK}", next_step="ask for the file again"
    )
    if len(text) > MOST_BYTES:
        raise refused
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(read, dict) or read.get("kind") != PACK or not isinstance(read.get("rows"), dict):
        raise refused
    found = [(table, read["rows"].get(table, [])) for table in ADDED]
    if not all(isinstance(some, list) and all(isinstance(row, dict) for row in some) for _, some in found):
        raise refused
    return [(table, row) for table, some in found for row in some]

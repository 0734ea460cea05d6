"""Reading the vocabulary's CSV files, once: the project's own, and behind them the rows that a node has added."""

from __future__ import annotations

import csv
import hashlib
import io
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeVar

FILES = (
    "substances",
    "identifiers",
    "names",
    "unii_names",
    "words",
    "groups",
    "classes",
    "markers",
    "supply_terms",
    "schedules",
    "places",
    "counties",
    "ct_towns",
    "measures",
    "streams",
    "annotations",
)
ADDED = ("substances", "names", "words", "supply_terms")  # the tables that a node may add to
Row = dict[str, str]


class _Kept(Protocol):
    def cache_clear(self) -> None: ...


Kept = TypeVar("Kept", bound=_Kept)
Stamp = tuple[tuple[str, int, int], ...]
_kept: list[_Kept] = []
_now: list[tuple[Path | None, Stamp]] = [(None, ())]


def told_by_rows(kept: Kept) -> Kept:
    """Mark a cache as made from rows: it is forgotten when other rows are read."""
    _kept.append(kept)
    return kept


def add_from(folder: Path | None) -> None:
    """Read the rows that a node keeps in `folder` behind the project's own, from now on; None: the project's alone.

    Said again for the same folder, what has changed there is read anew. One process works with one vocabulary.
    """
    wanted = (folder, _stamp(folder))
    if wanted != _now[0]:
        _now[0] = wanted
        for kept in _kept:
            kept.cache_clear()


def _stamp(folder: Path | None) -> Stamp:
    """Which tables a node adds to, how long and how new each file is."""
    found = [(name, file.stat()) for name in ADDED if folder and (file := folder / f"{name}.csv").is_file()]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)


@told_by_rows
@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of `data/<name>.csv` as dictionaries of strings, then those of the node; an empty cell is empty."""
    return tuple(row for text in _texts(name) for row in parsed(text))


def parsed(text: str) -> list[Row]:
    """The rows of a CSV text with one header line."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def columns(name: str) -> tuple[str, ...]:
    """The columns of a table, in its own order."""
    return tuple(next(csv.reader(io.StringIO(_texts(name)[0], newline=""))))


def _texts(name: str) -> list[str]:
    own = (files("tocsin.vocabulary") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    folder = _now[0][0]
    added = folder / f"{name}.csv" if folder and name in ADDED else None
    return [own, added.read_text(encoding="utf-8")] if added and added.is_file() else [own]


@told_by_rows
@cache
def fingerprint() -> str:
    """Twelve hex digits over all files, the node's own rows among them."""
    digest = hashlib.sha256()
    for name in FILES:
        for text in _texts(name):
            digest.update(text.encode())
    return digest.hexdigest()[:12]


def label(row: Row, language: str, prefix: str = "label") -> str:
    """The row's words in `language`, English where a language is not ours."""
    return row.get(f"{prefix}_{language}") or row[f"{prefix}_en"]

"""Reading the vocabulary's CSV files, once: the project's own, and behind them the rows that a node has added."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial, wraps
from importlib.resources import files
from typing import Any, Protocol, TypeVar

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


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Added = Mapping[str, tuple[Row, ...]]


class _Kept(Protocol[T_co]):
    @property
    def __wrapped__(self) -> Callable[..., T_co]: ...

    def cache_parameters(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, eq=False)
class _Vocabulary:
    """The project's rows and those that `added` tells when they are first asked for, with all that was made of them."""

    added: Callable[[], Added]
    kept: dict[object, Callable[..., Any]] = field(default_factory=dict)


PROJECT = _Vocabulary(dict)
_now = [PROJECT]
_held: ContextVar[_Vocabulary | None] = ContextVar("_held", default=None)


def told_by_rows(kept: _Kept[T]) -> Callable[..., T]:
    """Mark a cache as made from rows: each vocabulary has its own, so that no answer outlives the rows it is made of."""
    plain, most = kept.__wrapped__, kept.cache_parameters()["maxsize"]

    @wraps(plain)
    def asked(*words: Hashable, **named: Hashable) -> T:
        vocabulary = _held.get() or _now[0]
        found = vocabulary.kept.get(plain)
        if found is None:
            found = vocabulary.kept.setdefault(plain, lru_cache(most)(partial(_with, vocabulary, plain)))
        return found(*words, **named)

    return asked


def _with(vocabulary: _Vocabulary, plain: Callable[..., T], *words: Hashable, **named: Hashable) -> T:
    """What is made from rows is made from those of one vocabulary, whatever another thread reads meanwhile."""
    before = _held.set(vocabulary)
    try:
        return plain(*words, **named)
    finally:
        _held.reset(before)


@contextmanager
def project_alone() -> Iterator[None]:
    """Within this, the vocabulary is the project's: a node's own rows are not read."""
    before = _held.set(PROJECT)
    try:
        yield
    finally:
        _held.reset(before)


def read_with(added: Callable[[], Added] | None) -> None:
    """From now on read what `added` tells behind the project's own rows; None: the project's alone."""
    _now[0] = _Vocabulary(added) if added else PROJECT


@told_by_rows
@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of `data/<name>.csv` as dictionaries of strings, then those of the node; an empty cell is empty."""
    return project_rows(name) + added_rows(name)


@cache
def project_rows(name: str) -> tuple[Row, ...]:
    """The rows of `data/<name>.csv`, which every node has."""
    return tuple(csv.DictReader(io.StringIO(_text(name), newline="")))


def added_rows(name: str) -> tuple[Row, ...]:
    """The rows that the node adds to a table: those that keep its promises."""
    return _added().get(name, ()) if name in ADDED else ()


@told_by_rows
@cache
def _added() -> Added:
    return (_held.get() or _now[0]).added()


@cache
def columns(name: str) -> tuple[str, ...]:
    """The columns of a table, in its own order."""
    return tuple(next(csv.reader(io.StringIO(_text(name), newline=""))))


def _text(name: str) -> str:
    return (files("tocsin.vocabulary") / "data" / f"{name}.csv").read_text(encoding="utf-8")


@told_by_rows
@cache
def fingerprint() -> str:
    """Twelve hex digits over all files, and over the rows that the node adds."""
    digest = hashlib.sha256()
    for name in FILES:
        added = "".join(f"{cell}\0" for row in added_rows(name) for cell in row.values())
        digest.update(f"{name}\0{_text(name)}\0{added}\0".encode())
    return digest.hexdigest()[:12]


def label(row: Row, language: str, prefix: str = "label") -> str:
    """The row's words in `language`, English where a language is not ours."""
    return row.get(f"{prefix}_{language}") or row[f"{prefix}_en"]

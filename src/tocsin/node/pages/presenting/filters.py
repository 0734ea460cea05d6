"""Filters and order of the first page: a plain form, its whole state in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.line import LineRow
from tocsin.records.line import Line
from tocsin.vocabulary.substances import HARMS
from tocsin.wording import say

SORTS = ("rank", "age", "name", "harm")
ORDER: dict[str, Callable[[LineRow], tuple[object, ...]]] = {
    "rank": lambda row: (row.rank,),
    "age": lambda row: (row.age_days, row.rank),
    "name": lambda row: (row.words.title.casefold(),),
    "harm": lambda row: (-HARMS.index(row.harm), row.rank),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """`hidden` keeps the rest of the address (day, map, view) when the form is sent."""

    text: str
    streams: tuple[Choice, ...]
    harms: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    active: bool


def filters(lines: Sequence[Line], asked: Asked) -> Filters:
    """The form: only streams that are there can be chosen."""
    language, state = asked.language, asked.state
    streams = sorted({member.stream for line in lines for member in line.members})
    return Filters(
        state.get("q", ""),
        _choices("stream", [(s, names.stream(s, language)) for s in streams], state),
        _choices("harm", [(h, say(f"harm.{h}", language)) for h in reversed(HARMS)], state),
        _choices("sort", [(s, say(f"sort.{s}", language)) for s in SORTS], state),
        tuple((name, value) for name, value in state.items() if name in ("as_of", "map", "view")),
        any(name in state for name in ("q", "stream", "harm")),
    )


def _choices(name: str, options: list[tuple[str, str]], state: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, words, state.get(name) == value) for value, words in options)


def chosen(rows: Sequence[tuple[Line, LineRow]], state: dict[str, str]) -> list[LineRow]:
    """The rows that the filters leave, in the order asked for."""
    text = state.get("q", "").casefold()
    kept = [
        row
        for line, row in rows
        if _fits(line, row, state)
        and text in f"{row.words.title} {row.drug_class} {row.words.gist} {row.words.rest}".casefold()
    ]
    return sorted(kept, key=ORDER.get(state.get("sort", "rank"), ORDER["rank"]))  # type: ignore[arg-type]


def _fits(line: Line, row: LineRow, state: dict[str, str]) -> bool:
    stream, harm = state.get("stream"), state.get("harm")
    return (not stream or any(member.stream == stream for member in line.members)) and (not harm or row.harm == harm)

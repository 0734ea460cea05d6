"""Names as published, and the ids of the series they feed. An unknown name stays unknown and is watched."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyarrow as pa

from tocsin.vocabulary.reading import Answer, answer
from tocsin.vocabulary.rows import told_by_rows
from tocsin.vocabulary.substances import NOTHING, UNKNOWN


@told_by_rows
@cache
def resolve(name: str, source: str) -> tuple[str, ...]:
    """The ids a published name stands for, as `source` writes.

    A name of several substances gives each of them. Nothing is guessed: what the vocabulary does not have is
    `unknown:<name>`; a term of the supply is `term:<words>`, for it is a name of no one substance; what names no
    substance at all is `not-a-substance:<name>`.
    """
    return entities(answer(name, source), name)


def entities(read: Answer, name: str) -> tuple[str, ...]:
    """The ids of the series that an answer about `name` feeds."""
    if read.kind == "supply_term":
        return read.terms
    if not read.ids:
        return (f"{NOTHING}{name}",) if read.kind == "not_a_substance" else (f"{UNKNOWN}{name}",)
    return (*read.ids, *read.terms, *(f"{UNKNOWN}{part}" for part in read.unknown))


def is_name(text: str) -> bool:
    """Whether a text as a whole is one name that the vocabulary has."""
    read = answer(text)
    return bool(read.ids) and read.how != "grammar" and read.kind != "supply_term"


def is_named(name: str, source: str = "") -> bool:
    """Whether a text is a name that the vocabulary has, or several, and nothing beside."""
    read = answer(name, source)
    return bool(read.ids) and read.kind != "supply_term" and not read.left_over and not read.unknown


def resolution_table(source: str, names: Iterable[str]) -> pa.Table:
    """Columns source, substance_raw, substance: one row per distinct name and id."""
    pairs = [(name, found) for name in dict.fromkeys(names) for found in resolve(name, source)]
    return pa.table(
        {
            "source": pa.array([source] * len(pairs), pa.string()),
            "substance_raw": pa.array([raw for raw, _ in pairs], pa.string()),
            "substance": pa.array([found for _, found in pairs], pa.string()),
        }
    )

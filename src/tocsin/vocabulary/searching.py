"""Searching: the substances that a word, a name or a number of a register points to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.reading import answer
from tocsin.vocabulary.reading.lexicon import TABLES_OF_NAMES
from tocsin.vocabulary.reading.spelling import squeezed
from tocsin.vocabulary.rows import rows, told_by_rows
from tocsin.vocabulary.substances import all_substances

NUMBERS = ("unii", "cas", "pubchem", "inchikey", "connectivity", "formula")
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A substance, and the name or number that it was found by."""

    id: str
    by: str


@told_by_rows
@cache
def _names() -> tuple[tuple[str, str, str], ...]:
    """Every name squeezed, as written, and its owner; labels first."""
    labels = [(name, one.id) for one in all_substances() for name in (one.label_en, one.label_fr, one.label_es, one.id)]
    named = [(row["name"], row["substance"]) for table in TABLES_OF_NAMES for row in rows(table)]
    terms = [(row["term"], one) for row in rows("supply_terms") for one in row["stands_for"].split(";")]
    return tuple((squeezed(name), name, owner) for name, owner in dict.fromkeys([*labels, *named, *terms]))


@told_by_rows
@cache
def _numbers() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("identifiers"):
        for name in NUMBERS:
            if row[name]:
                found.setdefault(row[name].casefold(), []).append((row["substance"], row[name]))
    return found


def search(text: str) -> list[Found]:
    """Substances that a text points to, the surest first: a register's number; what the text names; names that begin
    with it; names that hold it. A text of fewer than two letters or digits finds numbers alone.
    """
    found = [Found(one, by) for one, by in _numbers().get(text.strip().casefold(), [])]
    found += [Found(one, text.strip()) for one in answer(text).ids]
    key = squeezed(text)
    if len(key) >= SHORTEST:
        near = [
            (not spelled.startswith(key), len(spelled), name, owner)
            for spelled, name, owner in _names()
            if key in spelled
        ]
        found += [Found(owner, name) for _, _, name, owner in sorted(near)]
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.id, one)
    return list(first.values())

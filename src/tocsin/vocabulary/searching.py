"""Searching: the substances that a word, a name or a number of a register points to, and words of the supply apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.reading import answer
from tocsin.vocabulary.reading.lexicon import TABLES_OF_NAMES
from tocsin.vocabulary.reading.spelling import squeezed
from tocsin.vocabulary.rows import Row, rows, told_by_rows
from tocsin.vocabulary.substances import all_substances, label, term_id

NUMBERS = ("unii", "cas", "pubchem", "inchikey", "connectivity", "formula")
SHORTEST = 2
BY_TERM = "supply_term"


@dataclass(frozen=True, slots=True)
class Found:
    """A substance, and the name or number that it was found by.

    `how`: number, name, or supply_term. By a `supply_term` means that a word of the supply, `by`, has been found to
    stand for it among others: the word is no name of it. `term` is then the row of that word.
    """

    id: str
    by: str
    how: str = "name"
    term: Row | None = None


@told_by_rows
@cache
def _names() -> tuple[tuple[str, str, str], ...]:
    """Every name squeezed, as written, and its owner; labels first."""
    labels = [(name, one.id) for one in all_substances() for name in (one.label_en, one.label_fr, one.label_es, one.id)]
    named = [(row["name"], row["substance"]) for table in TABLES_OF_NAMES for row in rows(table)]
    return tuple((squeezed(name), name, owner) for name, owner in dict.fromkeys([*labels, *named]))


@told_by_rows
@cache
def _terms() -> tuple[tuple[str, Row], ...]:
    """Every word of the supply squeezed, with its row."""
    return tuple((squeezed(row["term"]), row) for row in rows("supply_terms"))


@told_by_rows
@cache
def _numbers() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("identifiers"):
        for name in NUMBERS:
            if row[name]:
                found.setdefault(row[name].casefold(), []).append((row["substance"], row[name]))
    return {key: sorted(some, key=lambda one: len(label(one[0], "en"))) for key, some in found.items()}


def terms(text: str) -> list[Row]:
    """Words of the supply that a text is or names; for a text that names nothing, those that it is a part of."""
    key = squeezed(text)
    if len(key) < SHORTEST:
        return []
    whole = [row for spelled, row in _terms() if spelled == key]
    read = answer(text)
    whole += [row for _, row in _terms() if term_id(row["term"]) in read.terms and row not in whole]
    return whole if whole or read.ids else [row for _, row in _terms() if _as_word(text, row["term"])]


def search(text: str) -> list[Found]:
    """Substances that a text points to, the surest first: a register's number; what the text names; what a word of the
    supply has been found to stand for; names with the text as a word of theirs; names that begin with it or hold it.

    A text of fewer than two letters or digits finds numbers alone.
    """
    found = [Found(one, by, "number") for one, by in _numbers().get(text.strip().casefold(), [])]
    read = answer(text)
    found += [Found(one, text.strip()) for one in read.ids if read.kind != BY_TERM]
    found += [Found(one, row["term"], BY_TERM, row) for row in terms(text) for one in row["stands_for"].split(";")]
    found += _near(text)
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.id, one)
    return list(first.values())


def _near(text: str) -> list[Found]:
    key = squeezed(text)
    if len(key) < SHORTEST:
        return []
    near = [
        (not _as_word(text, name), not spelled.startswith(key), len(spelled), name, owner)
        for spelled, name, owner in _names()
        if key in spelled
    ]
    return [Found(owner, name) for *_, name, owner in sorted(near)]


def _as_word(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text.strip())}(?!\w)", name, re.IGNORECASE) is not None

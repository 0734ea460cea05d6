"""Words of the supply: what each has been found to stand for, where and when. None is the name of a substance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.vocabulary_law import day_words
from tocsin.vocabulary import substances
from tocsin.vocabulary.rows import Row
from tocsin.vocabulary.substances import term_id
from tocsin.wording import knows, say
from tocsin.wording.languages import locale_of

Link = tuple[str, str]  # words, address


@dataclass(frozen=True, slots=True)
class TermRow:
    """A word of the supply. `anchor`: its place on the page of all; `link`: the address of that place."""

    term: str
    said: str
    language: str
    anchor: str
    link: str
    stands_for: tuple[Link, ...]
    region: str
    since: str
    until: str
    source: str


def term_rows(some: Iterable[Row], asked: Asked) -> tuple[TermRow, ...]:
    """Rows of the table in the reader's language, by word; the first row of a word has its anchor."""
    made: list[TermRow] = []
    anchored: set[str] = set()
    for row in sorted(some, key=lambda row: row["term"].casefold()):
        anchor = term_id(row["term"]).removeprefix("term:")
        made.append(_row(row, "" if anchor in anchored else anchor, asked))
        anchored.add(anchor)
    return tuple(made)


def term_link(term: str, asked: Asked) -> str:
    """The place of a word of the supply on the page of all."""
    return f"{address('vocabulary-terms', carried(asked.state))}#{term_id(term).removeprefix('term:')}"


def _row(row: Row, anchor: str, asked: Asked) -> TermRow:
    language = asked.language
    spoken = f"vocabulary.language.{row['language']}"
    return TermRow(
        row["term"],
        row["language"],
        say(spoken, language) if knows(spoken) else row["language"],
        anchor,
        term_link(row["term"], asked),
        tuple(
            (substances.label(one, language), address("vocabulary-entry", carried(asked.state), one))
            for one in row["stands_for"].split(";")
        ),
        ", ".join(_region(one, language) for one in row["region"].split(";") if one),
        day_words(row["since"], language),
        day_words(row["until"], language),
        row["source"],
    )


def _region(code: str, language: str) -> str:
    """A country or a part of one in words; what is not known by its code as it is."""
    country = locale_of(language).territories.get(code)
    return country or names.place(code, language)

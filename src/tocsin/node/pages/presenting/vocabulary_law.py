"""Lists of the law in words: where, which list, since when; and which lists are held, where none names an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.vocabulary import substances
from tocsin.vocabulary.about import About
from tocsin.vocabulary.rows import Row, rows
from tocsin.wording import day, knows, say

FEWEST = 10  # rows of a source that make it a list, and not one decision about a few substances
KINDS = {"UN": (("1961 ", "UN.1961"), ("1971 ", "UN.1971"), ("1988 Table ", "UN.1988")), "CA": (("Schedule ", "CA"),)}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list. `family`: words and address of the entry that the list names, where it is not this one."""

    where: str
    list: str
    family: tuple[str, str] | None
    since: str
    until: str
    source: str


@dataclass(frozen=True, slots=True)
class Law:
    """What lists say of an entry. `held`: every list held here with its date, for an entry that none names."""

    lines: tuple[Listed, ...]
    by_family: bool
    dated: bool
    ended: bool
    held: tuple[str, ...]


def law(one: About, asked: Asked) -> Law:
    """The lists that name an entry, then those that name a family of it."""
    lines = (*_lines(one.schedules, one.substance.id, asked), *_lines(one.families, one.substance.id, asked))
    return Law(
        lines,
        bool(one.families),
        any(line.since for line in lines),
        any(line.until for line in lines),
        () if lines else _held(asked.language),
    )


def list_words(row: Row, language: str) -> str:
    """A list as the law calls it: `article 234`, `annexe I`."""
    where, written = row["jurisdiction"], row["schedule"]
    for start, kind in KINDS.get(where, ((("", where)),)):
        if written.startswith(start) and knows(f"vocabulary.law.{kind}"):
            article, _, part = written.removeprefix(start).partition("-")
            code = f"vocabulary.law.{kind}.part" if part else f"vocabulary.law.{kind}"
            return say(code, language, list=article, part=part) if part else say(code, language, list=article)
    return written


def day_words(text: str, language: str) -> str:
    """A day in words; what is no whole day (a year) as it is."""
    try:
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text


def _lines(some: Iterable[Row], own: str, asked: Asked) -> tuple[Listed, ...]:
    return tuple(_line(row, own, asked) for row in some)


def _line(row: Row, own: str, asked: Asked) -> Listed:
    language, subject = asked.language, row["substance"]
    link = (substances.label(subject, language), address("vocabulary-entry", carried(asked.state), subject))
    return Listed(
        _where(row["jurisdiction"], language),
        list_words(row, language),
        link if subject != own else None,
        day_words(row["since"], language),
        day_words(row["until"], language),
        row["source"],
    )


def _where(jurisdiction: str, language: str) -> str:
    code = f"vocabulary.jurisdiction.{jurisdiction}"
    return say(code, language) if knows(code) else jurisdiction


def _held(language: str) -> tuple[str, ...]:
    """Every list held here: whose, and its source with the date."""
    counted = Counter((row["jurisdiction"], row["source"]) for row in rows("schedules"))
    return tuple(f"{_where(where, language)}: {source}" for (where, source), n in counted.items() if n >= FEWEST)

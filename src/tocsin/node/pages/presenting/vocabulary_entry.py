"""One entry of the vocabulary: what it is, what it is called, and everything else that is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.vocabulary import Link, class_link
from tocsin.node.pages.presenting.vocabulary_law import Law, law
from tocsin.node.pages.presenting.vocabulary_terms import term_link
from tocsin.vocabulary import substances
from tocsin.vocabulary.about import About
from tocsin.vocabulary.rows import Row
from tocsin.wording import knows, number, say
from tocsin.wording.languages import LANGUAGES, NAMES

NUMBERS = ("unii", "cas", "pubchem", "inchikey", "connectivity", "formula", "mass", "smiles")
MOST_AT_ONCE = 12  # names of one kind and language; the others unfold
KINDS = (
    "INN",
    "published",
    "laboratory",
    "synonym",
    "trade",
    "abbreviation",
    "code",
    "systematic",
    "misspelling",
    "truncation",
)
CODE = re.compile(
    r"[A-Z]\d\d[A-Z]{2}\d\d|[A-Z]{1,5}[- ]?\d[\d./-]+[A-Z]?( [A-Z]{4,})?"
)  # of a register, a maker or a series


@dataclass(frozen=True, slots=True)
class NameList:
    """Names of one kind and one language, or of one source; `more`: those that unfold."""

    title: str
    detail: str
    language: str
    shown: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A group and how its members are related."""

    how: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Everything the template needs. `numbers` and `labels` are pairs of what it is and how it is written."""

    id: str
    title: str
    kind: str
    harm: str
    harm_words: str
    classes: tuple[Link, ...]
    line: Link | None
    source: str
    labels: tuple[tuple[str, str, str], ...]
    numbers: tuple[tuple[str, str], ...]
    numbers_source: str
    names: tuple[NameList, ...]
    local: tuple[NameList, ...]
    misspelled: tuple[NameList, ...]
    groups: tuple[Belonging, ...]
    members: tuple[Belonging, ...]
    joining: tuple[Link, ...]
    markers: tuple[tuple[Link, str, str, str, str], ...]
    law: Law
    terms: tuple[tuple[str, str, str], ...]
    series: str
    series_link: str


def entry_page(one: About, series: pa.Table, asked: Asked) -> EntryPage:
    """One entry in the reader's language; `series` are those of the node that the reader may see."""
    subject, language = one.substance, asked.language
    count = series["substance"].to_pylist().count(subject.id)
    labels = {label.casefold() for label in (subject.label_en, subject.label_fr, subject.label_es)}
    local = tuple(row for row in one.local if row["name"].casefold() not in labels)
    return EntryPage(
        id=subject.id,
        title=names.substance(subject.id, language),
        kind=say(f"vocabulary.kind.{subject.kind}", language),
        harm=subject.harm,
        harm_words=say(f"harm.{subject.harm}", language),
        classes=tuple((substances.class_label(c, language), class_link(c, asked)) for c in reversed(one.classes)),
        line=_link(subject.group, asked) if subject.group != subject.id else None,
        source=one.source,
        labels=tuple((said, NAMES[said], substances.label(subject.id, said)) for said in LANGUAGES),
        numbers=_numbers(one.numbers, language),
        numbers_source=one.numbers.get("source", ""),
        names=_names(one.names, language),
        local=_names(local, language),
        misspelled=_names(one.misspelled, language),
        groups=_belonging(one.groups, "group", asked),
        members=_belonging(one.members, "member", asked),
        joining=tuple(_link(i, asked) for i in one.joining if i not in {row["member"] for row in one.members}),
        markers=tuple(_marker(row, asked) for row in one.markers),
        law=law(one, asked),
        terms=tuple(dict.fromkeys((row["term"], row["language"], term_link(row["term"], asked)) for row in one.terms)),
        series=say("vocabulary.series_count", language, count=count) if count else "",
        series_link=address("substances", carried(asked.state), one=subject.id),
    )


def _link(identity: str, asked: Asked) -> Link:
    return substances.label(identity, asked.language), address("vocabulary-entry", carried(asked.state), identity)


def _numbers(row: Row, language: str) -> tuple[tuple[str, str], ...]:
    written = row | ({"mass": _figure(row["mass"], language)} if row.get("mass") else {})
    return tuple((say(f"vocabulary.number.{name}", language), written[name]) for name in NUMBERS if row.get(name))


def _figure(text: str, language: str) -> str:
    """A figure of a table as the language writes it, with the decimals that it has there."""
    try:
        return number(float(text), language, len(text.partition(".")[2]))
    except ValueError:
        return text


def _names(some: Iterable[Row], language: str) -> tuple[NameList, ...]:
    """By source, kind and language; what everyone writes first."""
    lists: dict[tuple[str, int, str], list[str]] = {}
    for row in some:
        said = "code" if row["kind"] == "abbreviation" and CODE.fullmatch(row["name"]) else row["kind"]
        kind = KINDS.index(said) if said in KINDS else len(KINDS)
        lists.setdefault((row["scope"], kind, row["language"]), []).append(row["name"])
    return tuple(_name_list(*key, lists[key], language) for key in sorted(lists))


def _name_list(scope: str, kind: int, said: str, written: list[str], language: str) -> NameList:
    ordered = tuple(sorted(set(written), key=lambda name: (len(name) > 40, name.casefold())))
    what = say(f"vocabulary.name_kind.{KINDS[kind]}", language) if kind < len(KINDS) else ""
    spoken = say(f"vocabulary.language.{said}", language) if said in LANGUAGES else said
    title, detail = (names.source(scope, language), f"{what}, {spoken}") if scope else (what, spoken)
    return NameList(title, detail, said, ordered[:MOST_AT_ONCE], ordered[MOST_AT_ONCE:])


def _belonging(some: Iterable[Row], column: str, asked: Asked) -> tuple[Belonging, ...]:
    """The others of a group by how they are related, by name."""
    found: dict[str, list[Link]] = {}
    for row in some:
        found.setdefault(row["relation"], []).append(_link(row[column], asked))
    return tuple(
        Belonging(_words(f"vocabulary.relation.{how}", how, asked.language), tuple(sorted(links, key=_first)))
        for how, links in found.items()
    )


def _first(link: Link) -> str:
    return link[0].casefold()


def _marker(row: Row, asked: Asked) -> tuple[Link, str, str, str, str]:
    fraction, low, high = (_figure(row[name], asked.language) for name in ("excreted", "low", "high"))
    span = f" ({low}–{high})" if low and high else ""
    matrix = _words(f"vocabulary.matrix.{row['matrix']}", row["matrix"], asked.language)
    evidence = _words(f"vocabulary.evidence.{row['evidence'].replace(' ', '_')}", row["evidence"], asked.language)
    return _link(row["marker"], asked), matrix, f"{fraction}{span}", evidence, row["source"]


def _words(code: str, otherwise: str, language: str) -> str:
    return say(code, language) if knows(code) else otherwise

"""The vocabulary: a search, its classes, and one entry whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.vocabulary_terms import TermRow, term_rows
from tocsin.vocabulary import substances, version
from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.searching import BY_TERM, Found, search, terms
from tocsin.wording import say

AT_ONCE = 100  # entries on one page
Link = tuple[str, str]  # words, address
DOWNLOADS = ("csv", "json", "skos")


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that was found, and the name or number it was found by; empty where that is its label."""

    name: str
    link: str
    drug_class: str
    class_link: str
    harm: str
    by: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with how many entries it has, those below counted; `below`: the classes within it."""

    name: str
    link: str
    count: int
    below: tuple[ClassRow, ...]


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """`chosen`: whether something is asked. `choices`: each class with its id and whether it is the one asked for.

    `terms`: words of the supply, which are no names. `elsewhere`: how many the words find outside the class.
    """

    text: str
    chosen: bool
    size: int
    version: str
    choices: tuple[tuple[str, str, bool], ...]
    classes: tuple[ClassRow, ...]
    count: int
    terms: tuple[TermRow, ...]
    elsewhere: int
    elsewhere_link: str
    hits: tuple[Hit, ...]
    earlier: str
    later: str
    downloads: tuple[Link, ...]


def vocabulary_page(asked: Asked, skip: int) -> VocabularyPage:
    """What the search words and the class of the address find; all classes where it names neither."""
    text, drug_class, language = asked.state.get("q", ""), asked.state.get("class", ""), asked.language
    chosen = bool(text or drug_class)
    anywhere = _found(text, language) if chosen else []
    found = [one for one in anywhere if not drug_class or drug_class in _classes_of(one.id)]
    return VocabularyPage(
        text=text,
        chosen=chosen,
        size=len(substances.all_substances()),
        version=version(),
        choices=_choices(drug_class, language),
        classes=() if chosen else _classes(asked),
        count=len(found),
        terms=term_rows(terms(text), asked) if text else (),
        elsewhere=len(anywhere) - len(found) if text else 0,
        elsewhere_link=address("vocabulary", carried(asked.state), q=text),
        hits=tuple(_hit(one, asked) for one in found[skip : skip + AT_ONCE]),
        earlier=_at(asked, max(skip - AT_ONCE, 0)) if skip else "",
        later=_at(asked, skip + AT_ONCE) if len(found) > skip + AT_ONCE else "",
        downloads=tuple((say(f"vocabulary.{name}", language), address(f"vocabulary-{name}")) for name in DOWNLOADS),
    )


def _at(asked: Asked, skip: int) -> str:
    return address("vocabulary", asked.state, skip=str(skip) if skip else None)


def _found(text: str, language: str) -> list[Found]:
    """In the order of the search, what only a word of the supply may stand for left out; without words, all by name."""
    if text:
        return [one for one in search(text) if one.how != BY_TERM]
    listed = sorted(substances.all_substances(), key=lambda one: substances.label(one.id, language).casefold())
    return [Found(one.id, "") for one in listed]


def _classes_of(identity: str) -> tuple[str, ...]:
    return substances.class_above(substances.substance(identity).drug_class)


def _hit(one: Found, asked: Asked) -> Hit:
    subject, name = substances.substance(one.id), names.substance(one.id, asked.language)
    known = {name.casefold(), one.id}
    return Hit(
        name,
        address("vocabulary-entry", carried(asked.state), one.id),
        names.sentence_case(substances.class_label(subject.drug_class, asked.language)),
        class_link(subject.drug_class, asked),
        subject.harm,
        "" if one.by.casefold() in known else one.by,
    )


def class_link(drug_class: str, asked: Asked) -> str:
    """The address of everything in a class."""
    return address("vocabulary", carried(asked.state), **{"class": drug_class})


def _choices(chosen: str, language: str) -> tuple[tuple[str, str, bool], ...]:
    listed = [(row["id"], names.sentence_case(substances.class_label(row["id"], language))) for row in _used()]
    return tuple((one, name, one == chosen) for one, name in sorted(listed, key=lambda pair: pair[1].casefold()))


def _used() -> list[dict[str, str]]:
    """The classes that have an entry."""
    counted = _counts()
    return [row for row in rows("classes") if counted[row["id"]]]


def _counts() -> Counter[str]:
    return Counter(drug_class for one in substances.all_substances() for drug_class in _classes_of(one.id))


def _classes(asked: Asked) -> tuple[ClassRow, ...]:
    """The outermost classes, each with those within it, the largest first."""
    within: dict[str, list[str]] = {}
    for row in _used():
        within.setdefault(row["within"], []).append(row["id"])
    return _ordered(within.get("", []), within, _counts(), asked)


def _ordered(
    some: Iterable[str], within: dict[str, list[str]], counted: Counter[str], asked: Asked
) -> tuple[ClassRow, ...]:
    made = [
        ClassRow(
            names.sentence_case(substances.class_label(one, asked.language)),
            class_link(one, asked),
            counted[one],
            _ordered(within.get(one, []), within, counted, asked),
        )
        for one in some
    ]
    return tuple(sorted(made, key=lambda row: (-row.count, row.name.casefold())))

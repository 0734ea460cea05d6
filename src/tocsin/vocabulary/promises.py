"""Promises of the tables that a node may add to: what a new row must keep, with the words for whoever breaks one.

A row is held against the project's rows and those taken before it. Nothing that these say already is said otherwise: a
name has one owner in one scope, and what is a name is neither a mere word nor a term of the supply.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import Row, project_alone, project_rows
from tocsin.vocabulary.substances import HARMS

LANGUAGES = ("en", "fr", "es")
NAME_KINDS = (
    "published",
    "laboratory",
    "INN",
    "systematic",
    "synonym",
    "trade",
    "abbreviation",
    "misspelling",
    "truncation",
)
WORD_KINDS = ("between", "denial", "form", "condition", "circumstance", "sample", "stem")
SUBSTANCE_KINDS = ("substance", "group", "class", "basket", "all", "firearm")
ADDED_KINDS = ("substance", "group")  # of the substances that a node may add
SHOWN = ("name", "term", "label_en", "label_fr", "label_es")  # cells that readers see as names
MOST_SIGNS = 500  # of a cell
DAY = re.compile(r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?")
Reason = tuple[str, str, str]  # what, got, next step


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands already: the project's rows, and those that were taken. It grows with `take`."""

    ids: set[str] = field(default_factory=set)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)  # of a name's spelling in a scope
    scopes: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def broken(self, table: str, row: Row) -> Reason | None:
        """The first promise that a new row would break, or None."""
        checks: dict[str, Callable[[Row, Beside], Reason | None]] = {
            "names": _name,
            "substances": _substance,
            "words": _word,
            "supply_terms": _term,
        }
        if self.has(table, row):
            return None
        with project_alone():
            return _cells(row) or checks[table](row, self)

    def has(self, table: str, row: Row) -> bool:
        """Whether this row is there, word for word."""
        key = (table, *row.values())
        return key in self.seen or key in _project(table)

    def take(self, table: str, row: Row) -> bool:
        """Take a row that breaks no promise; False when it is there already."""
        if self.has(table, row):
            return False
        self.seen.add((table, *row.values()))
        if table == "substances":
            self.ids.add(row["id"])
            for name in _names_of(row):
                self.owners.setdefault(("", squeezed(name)), row["id"])
        elif table == "names":
            self.owners.setdefault((row["scope"], squeezed(row["name"])), row["substance"])
            self.scopes.add(row["scope"])
        elif table == "words":
            self.words[normalised(row["word"])] = row["kind"]
        else:
            self.terms.add(normalised(row["term"]))
        return True

    def is_substance(self, identity: str) -> bool:
        """Whether there is a substance of this id."""
        return identity in self.ids or identity in _ids("substances")

    def owner(self, name: str, *scopes: str) -> str | None:
        """Whose name this is, in one of these scopes."""
        spelled, whole = squeezed(name), normalised(name)
        for scope in scopes:
            names = lexicon.names_in(scope)
            found = names.exact.get(name) or names.loose.get(whole) or names.tight.get(spelled)
            found = found or names.cut.get(spelled) or self.owners.get((scope, spelled))
            if found:
                return found
        return None

    def kind_of_word(self, word: str) -> str | None:
        """What kind of word this is, if it is one that names no substance."""
        whole = normalised(word)
        return _words().get(whole) or self.words.get(whole)

    def is_term(self, word: str) -> bool:
        """Whether this is a term of the supply."""
        return normalised(word) in self.terms or normalised(word) in lexicon.terms()


@cache
def _project(table: str) -> frozenset[tuple[str, ...]]:
    return frozenset((table, *row.values()) for row in project_rows(table))


@cache
def _ids(table: str) -> frozenset[str]:
    return frozenset(row["id"] for row in project_rows(table))


@cache
def _words() -> dict[str, str]:
    return {normalised(row["word"]): row["kind"] for row in project_rows("words")}


@cache
def _scopes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(["", *(row["scope"] for row in project_rows("names"))]))


def _names_of(row: Row) -> tuple[str, ...]:
    """The labels of a substance and its id, which is read as a name too."""
    return tuple(row[cell] for cell in ("label_en", "label_fr", "label_es", "id"))


def _cells(row: Row) -> Reason | None:
    for column, cell in row.items():
        if len(cell) > MOST_SIGNS:
            return f"a cell has {MOST_SIGNS} signs at most", f"{column}: {len(cell):,} signs", "make it shorter"
        if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in cell):
            return "a cell is one line of plain text", ascii(cell), "leave control signs and line breaks out"
    if not any(sign.isalnum() for sign in row["source"]):
        return "a row names its source", row["source"], "say where this is from"
    said = next((row[cell] for cell in SHOWN if lexicon.NEVER.search(row.get(cell, ""))), None)
    if said:
        return "the vocabulary says nothing of making or taking a drug", said, "leave this out"
    if "language" in row and row["language"] not in LANGUAGES:
        return "a name or word is in en, fr or es", row["language"], "name one of these"
    return None


def _no_name(name: str, beside: Beside) -> Reason | None:
    """Why this cannot be a name of any substance."""
    if not squeezed(name):
        return "a name has letters or digits", name, "give the name as it is written"
    if beside.is_term(name):
        return "this is a term of the supply", name, "a term stands for no one substance, and is no name of any"
    if beside.kind_of_word(name) or all(map(beside.kind_of_word, normalised(name).split())):
        return "this is a word that names no substance", name, "give the whole name"
    return None


def _name(row: Row, beside: Beside) -> Reason | None:
    name, owner = row["name"], row["substance"]
    if not squeezed(name):
        return _no_name(name, beside)
    if not beside.is_substance(owner):
        return "there is no such substance", owner, "search for its id: tocsin vocabulary search WORD"
    if row["kind"] not in NAME_KINDS:
        return f"a name is of a kind: {', '.join(NAME_KINDS)}", row["kind"], "name one of these"
    other = beside.owner(name, row["scope"], "")
    if other and other != owner:
        return (
            f"this name is {other} already",
            name,
            "a name has one owner in one scope: give another scope, or leave it",
        )
    return _no_name(name, beside)


def _substance(row: Row, beside: Beside) -> Reason | None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        return "an id is small letters, digits and hyphens", row["id"], "make it from the English label"
    if not all(row[f"label_{language}"] for language in LANGUAGES):
        return "a substance has its label in three languages", row["id"], "give label_en, label_fr and label_es"
    if beside.is_substance(row["id"]):
        return "there is a substance of this id", row["id"], "add a name to it instead"
    if row["kind"] not in ADDED_KINDS or row["harm"] not in HARMS:
        return "a substance has a kind and a harm of the lists", f"{row['kind']}, {row['harm']}", "see the tables"
    if row["drug_class"] not in _ids("classes"):
        return "there is no such class", row["drug_class"], "see the table of classes"
    if row["group"] != row["id"] and not beside.is_substance(row["group"]):
        return "there is no such group", row["group"], "name the substance itself where it joins none"
    for name in _names_of(row):
        taken = beside.owner(name, "")
        if taken:
            return f"this name is {taken} already", name, "add a name to it instead"
    return next((reason for name in _names_of(row) if (reason := _no_name(name, beside))), None)


def _word(row: Row, beside: Beside) -> Reason | None:
    word = row["word"]
    if not squeezed(word):
        return "a word has letters or digits", word, "give the word as it is written"
    if row["kind"] not in WORD_KINDS:
        return f"a word is of a kind: {', '.join(WORD_KINDS)}", row["kind"], "name one of these"
    kind = beside.kind_of_word(word)
    if kind and kind != row["kind"]:
        return f"this word is of the kind {kind} already", word, "leave it as it is"
    if beside.is_term(word):
        return "this is a term of the supply", word, "a term is no mere word"
    owner = beside.owner(word, *_scopes(), *sorted(beside.scopes))
    return (f"this word is {owner}", word, "a name of a substance is no mere word") if owner else None


def _term(row: Row, beside: Beside) -> Reason | None:
    term = row["term"]
    if not squeezed(term):
        return "a term has letters or digits", term, "give the term as it is written"
    unknown = [one for one in row["stands_for"].split(";") if not beside.is_substance(one)]
    if unknown:
        return "a supply term stands for substances of the table", ";".join(unknown), "give their ids, joined by ;"
    if not (DAY.fullmatch(row["since"]) and DAY.fullmatch(row["until"])):
        return "since and until are dates", f"{row['since']}, {row['until']}", "write 2025, 2025-03 or 2025-03-01"
    if beside.is_term(term) or beside.kind_of_word(term):
        return "this is a term or a word already", term, "leave it as it is"
    owner = beside.owner(term, "")
    return (f"this term is a name of {owner} already", term, "a term is never a synonym") if owner else None

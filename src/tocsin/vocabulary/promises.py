"""Promises of the tables that a node may add to: what a new row must keep, with the words for whoever breaks one."""

from __future__ import annotations

import re
from collections.abc import Callable

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import Row, rows
from tocsin.vocabulary.substances import HARMS, all_substances

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
WORD_KINDS = ("between", "denial", "form", "condition", "circumstance", "sample")
SUBSTANCE_KINDS = ("substance", "group", "class", "basket", "all", "firearm")
Reason = tuple[str, str, str]  # what, got, next step


def broken(table: str, row: Row) -> Reason | None:
    """The first promise that a new row would break, or None."""
    if not row["source"]:
        return "a row names its source", str(row), "say where this is from"
    if table != "words" and any(lexicon.NEVER.search(cell) for cell in row.values()):
        return "the vocabulary says nothing of making or taking a drug", str(row), "leave this out"
    checks: dict[str, Callable[[Row], Reason | None]] = {
        "names": _name,
        "substances": _substance,
        "words": _word,
        "supply_terms": _term,
    }
    return checks[table](row)


def _name(row: Row) -> Reason | None:
    name, owner = row["name"], row["substance"]
    if not squeezed(name):
        return "a name has letters or digits", name, "give the name as it is written"
    if owner not in {one.id for one in all_substances()}:
        return "there is no such substance", owner, "search for its id: tocsin vocabulary search WORD"
    if row["language"] not in LANGUAGES:
        return "a name is in en, fr or es", row["language"], "name one of these"
    if row["kind"] not in NAME_KINDS:
        return f"a name is of a kind: {', '.join(NAME_KINDS)}", row["kind"], "name one of these"
    other = _owner(name, row["scope"])
    if other and other != owner:
        return (
            f"this name is {other} already",
            name,
            "a name has one owner in one scope: give another scope, or leave it",
        )
    return None


def _owner(name: str, scope: str) -> str | None:
    for names in (lexicon.names_in(scope), lexicon.names_in("")):
        found = names.loose.get(normalised(name)) or names.tight.get(squeezed(name)) or names.cut.get(squeezed(name))
        if found:
            return found
    return None


def _substance(row: Row) -> Reason | None:
    labels = [row[f"label_{language}"] for language in LANGUAGES]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        return "an id is small letters, digits and hyphens", row["id"], "make it from the English label"
    if not all(labels):
        return "a substance has its label in three languages", row["id"], "give label_en, label_fr and label_es"
    if row["id"] in {one.id for one in all_substances()}:
        return "there is a substance of this id", row["id"], "add a name to it instead"
    if row["kind"] not in SUBSTANCE_KINDS or row["harm"] not in HARMS:
        return "a substance has a kind and a harm of the lists", f"{row['kind']}, {row['harm']}", "see the tables"
    if row["drug_class"] not in {one["id"] for one in rows("classes")}:
        return "there is no such class", row["drug_class"], "see the table of classes"
    if row["group"] != row["id"] and row["group"] not in {one.id for one in all_substances()}:
        return "there is no such group", row["group"], "name the substance itself where it joins none"
    taken = next((found for label in labels if (found := _owner(label, ""))), None)
    return (f"this name is {taken} already", row["label_en"], "add a name to it instead") if taken else None


def _word(row: Row) -> Reason | None:
    if row["kind"] not in WORD_KINDS:
        return f"a word is of a kind: {', '.join(WORD_KINDS)}", row["kind"], "name one of these"
    owner = _owner(row["word"], "")
    return (f"this word is {owner}", row["word"], "a name of a substance is no mere word") if owner else None


def _term(row: Row) -> Reason | None:
    known = {one.id for one in all_substances()}
    unknown = [one for one in row["stands_for"].split(";") if one not in known]
    if unknown:
        return "a supply term stands for substances of the table", ";".join(unknown), "give their ids, joined by ;"
    owner = _owner(row["term"], "")
    return (f"this term is a name of {owner} already", row["term"], "a term is never a synonym") if owner else None

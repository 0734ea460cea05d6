"""The lexicon: the vocabulary's names and words, laid out for reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import rows, told_by_rows
from tocsin.vocabulary.substances import all_substances, class_above, substance, term_id

TRUNCATION = "truncation"
HEADS = 5  # letters of a squeezed name by which a start is told quickly
# The vocabulary recognises substances. It never tells how one is made, taken or measured out: such words stand in none
# of its tables, and where a text has one it is a word that names nothing.
NEVER = re.compile(
    r"synth[eéè]s|s[ií]ntesis|\bdos(e|es|age|is|ificaci[oó]n)\b|inject|inyec|snort|smok|fum[ae]r|inhal|ingest|\boral\b"
    r"|intraven|reflux|reagent|yield",
    re.IGNORECASE,
)
TABLES_OF_NAMES = ("names", "unii_names")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one scope: as written, normalised, squeezed; `cut` are truncations, which count in short cells only."""

    exact: dict[str, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    tight: dict[str, str] = field(default_factory=dict)
    cut: dict[str, str] = field(default_factory=dict)


@told_by_rows
@cache
def _scopes() -> dict[str, Names]:
    owned: dict[str, list[tuple[str, str]]] = {"": []}
    cut: dict[str, list[tuple[str, str]]] = {}
    for table in TABLES_OF_NAMES:
        for row in rows(table):
            kept = cut if row["kind"] == TRUNCATION else owned
            kept.setdefault(row["scope"], []).append((row["name"], row["substance"]))
    for one in all_substances():
        owned[""] += [(name, one.id) for name in (one.label_en, one.label_fr, one.label_es, one.id)]
    return {scope: _names(owned.get(scope, []), cut.get(scope, [])) for scope in {*owned, *cut}}


def _names(owned: list[tuple[str, str]], cut: list[tuple[str, str]]) -> Names:
    exact: dict[str, str] = {}
    for name, owner in owned:
        exact.setdefault(name, owner)
    loose = _told(owned, normalised)
    tight = _told(owned, squeezed)
    return Names(exact, loose, tight, _told(cut, squeezed))


def _told(owned: Iterable[tuple[str, str]], spelled: Callable[[str], str]) -> dict[str, str]:
    """Names by their spelling. A spelling that two substances share tells neither and is left out."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, owner in owned:
        key = spelled(name)
        if found.setdefault(key, owner) != owner:
            shared.add(key)
    return {key: owner for key, owner in found.items() if key and key not in shared}


def names_in(scope: str) -> Names:
    """The names that hold in one source alone; with an empty scope, those that hold everywhere."""
    return _scopes().get(scope) or Names()


@told_by_rows
@cache
def squeezed_names(scope: str, terse: bool) -> dict[str, str]:
    """The squeezed names that may be met in texts of `scope`, its own before everyone's; truncations in terse texts."""
    own, everyone = names_in(scope), names_in("")
    names = everyone.tight | own.tight
    return everyone.cut | own.cut | names if terse else names


@told_by_rows
@cache
def heads(scope: str, terse: bool) -> dict[str, int]:
    """How long a name may be that begins with these letters, so that most places of a text are passed at once."""
    longest: dict[str, int] = {}
    for key in squeezed_names(scope, terse):
        longest[key[:HEADS]] = max(longest.get(key[:HEADS], 0), len(key))
    return longest


@told_by_rows
@cache
def words() -> dict[str, str]:
    """Words of one piece that name no substance, and what kind of word each is."""
    return {normalised(row["word"]): row["kind"] for row in rows("words") if " " not in normalised(row["word"])}


@told_by_rows
@cache
def phrases() -> frozenset[str]:
    """What stands in the place of a name and is none, as a whole: no compounds of interest detected."""
    spelled = ((normalised(row["word"]), row["kind"]) for row in rows("words"))
    return frozenset(word for word, kind in spelled if kind == "sample" or " " in word)


@told_by_rows
@cache
def terms() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Supply terms by their normalised spelling: the id of the term and the substances it has been found to stand for."""
    return {
        normalised(row["term"]): (term_id(row["term"]), tuple(row["stands_for"].split(";")))
        for row in reversed(rows("supply_terms"))
    }


@told_by_rows
@cache
def _pairs() -> dict[frozenset[str], str]:
    members: dict[str, set[str]] = {}
    for row in rows("groups"):
        if row["relation"] == "either_or":
            members.setdefault(row["group"], set()).add(row["member"])
    return {frozenset(found): group for group, found in members.items()}


def either_or(ids: Iterable[str]) -> str | None:
    """The group that stands for exactly these substances when a text leaves open which of them it was."""
    return _pairs().get(frozenset(ids))


def is_class(identity: str) -> bool:
    """Whether an id stands for a category and not for a substance or an isomer group."""
    return substance(identity).kind in ("class", "basket")


@told_by_rows
@cache
def groups() -> frozenset[str]:
    """The ids that stand for one of several substances, whichever it is."""
    return frozenset(row["group"] for row in rows("groups") if row["relation"] != "analogues")


@told_by_rows
@cache
def belongs(identity: str, category: str) -> bool:
    """Whether a substance is of the class that another id stands for: heroin is an opioid."""
    one, whole = substance(identity), substance(category)
    if one.kind != "substance" or whole.kind not in ("class", "basket", "group") or one.drug_class == "unknown":
        return False
    if whole.kind == "group":
        return one.group == category
    return whole.drug_class in class_above(one.drug_class)

"""The lexicon: the vocabulary's names and words, laid out for reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from tocsin.vocabulary.reading.spelling import normalised, squeezed
from tocsin.vocabulary.rows import Row, added_rows, project_rows, rows, told_by_rows
from tocsin.vocabulary.substances import all_substances, class_above, substance, term_id

TRUNCATION = "truncation"
PHRASE = "a phrase that names nothing"
OF_THE_SUPPLY = "a term of the supply"  # gas station heroin is no heroin
HEADS = 5  # letters of a squeezed name by which a start is told quickly
NO_NAMES = (PHRASE, OF_THE_SUPPLY)
# The vocabulary recognises substances. It never tells how one is made, taken or measured out: such words stand in none
# of its tables, and where a text has one it is a word that names nothing.
NEVER = re.compile(
    r"\b(?:synth(?:[eéè]ses?|esi[sz]\w*|[eé]tis\w+)|s[ií]ntesis|dos(?:es?|ed|ages?|is|ing|ificaci[oó]n)|reflux\w*|reagents?|yields?"
    r"|inject(?:s|ed|ing|ions?|ables?|[eé]e?s?|er)?|inyec(?:tar|tad[oa]s?|ci[oó]n|ciones|tables?)|snort(?:s|ed|ing)?"
    r"|smok(?:e|es|ed|ers?|ing|able)|fum(?:er|ar|[eé]e?s?|ad[oa]s?|ando|eurs?|ador(?:es)?)|oral(?:ly|es)?|intraven\w+"
    r"|inhal(?:e|es|ed|ers?|ing|ations?|ants?|aci[oó]n|ad[oa]s?|ar|[eé]e?s?|ateurs?|ador(?:es)?)|ingest(?:s|ed|ing|ions?|i[oó]n|id[oa])?)\b",
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


Told = list[tuple[str, str]]  # names and the ids they are names of
Owned = dict[str, Told]  # by scope


@told_by_rows
@cache
def _scopes() -> dict[str, Names]:
    owned, cut = _owned(project_rows)
    more, more_cut = _owned(added_rows)
    scopes = {*owned, *cut, *more, *more_cut}
    return {
        scope: _names(owned.get(scope, []), more.get(scope, []), cut.get(scope, []), more_cut.get(scope, []))
        for scope in scopes
    }


def _owned(told: Callable[[str], tuple[Row, ...]]) -> tuple[Owned, Owned]:
    """All names with their owners, and the truncations."""
    owned: Owned = {"": []}
    cut: Owned = {}
    for table in TABLES_OF_NAMES:
        for row in told(table):
            kept = cut if row["kind"] == TRUNCATION else owned
            kept.setdefault(row["scope"], []).append((row["name"], row["substance"]))
    for row in told("substances"):
        owned[""] += [(row[cell], row["id"]) for cell in ("label_en", "label_fr", "label_es", "id")]
    return owned, cut


def _names(owned: Told, more: Told, cut: Told, more_cut: Told) -> Names:
    """The project's names, and those of the node (`more`) where the project has none that is spelled so."""
    more = _free(more, owned)
    exact: dict[str, str] = {}
    for name, owner in (*owned, *more):
        exact.setdefault(name, owner)
    return Names(
        exact,
        _told([*owned, *more], normalised),
        _told([*owned, *more], squeezed),
        _told([*cut, *_free(more_cut, cut)], squeezed),
    )


def _free(more: Told, owned: Told) -> Told:
    """The names of `more` that are spelled as none of `owned`."""
    if not more:
        return more
    taken = {spelled(name) for name, _ in owned for spelled in (normalised, squeezed)}
    return [(name, owner) for name, owner in more if not {normalised(name), squeezed(name)} & taken]


def _told(owned: Told, spelled: Callable[[str], str]) -> dict[str, str]:
    """Names by their spelling. A spelling that two substances share tells neither and is left out."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, owner in owned:
        key = spelled(name)
        if found.setdefault(key, owner) != owner:
            shared.add(key)
    return {key: owner for key, owner in found.items() if key and key not in shared and words().get(key) != "between"}


def names_in(scope: str) -> Names:
    """The names that hold in one source alone; with an empty scope, those that hold everywhere."""
    return _scopes().get(scope) or Names()


@told_by_rows
@cache
def squeezed_names(scope: str, terse: bool) -> dict[str, str]:
    """The squeezed names that may be met in texts of `scope`, its own before everyone's; truncations in terse texts."""
    own, everyone = names_in(scope), names_in("")
    names = _phrases_squeezed() | everyone.tight | own.tight
    names.pop("all", None)  # the total of a feed is no name in a text
    return everyone.cut | own.cut | names if terse else names


@told_by_rows
@cache
def _phrases_squeezed() -> dict[str, str]:
    """Several words that name nothing together, whatever one of them may name by itself: serotonin syndrome."""
    told = [row["word"] for row in rows("words") if row["kind"] not in ("sample", "denial")]
    found = {squeezed(row["term"]): OF_THE_SUPPLY for row in rows("supply_terms") if " " in normalised(row["term"])}
    return found | {squeezed(phrase): PHRASE for phrase in told if " " in normalised(phrase)}


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
    """The group that stands for these substances when a text leaves open which of them it was.

    The one that holds exactly these; else, for isomers, the one of their name without its place.
    """
    wanted = frozenset(ids)
    return _pairs().get(wanted) or _isomers().get(wanted)


@told_by_rows
@cache
def _isomers() -> dict[frozenset[str], str]:
    """Pairs of isomers, and the row that stands for their name without its place."""
    members: dict[str, set[str]] = {}
    for row in rows("groups"):
        if row["relation"] == "isomers" and not row["group"].endswith("-group"):
            members.setdefault(row["group"], set()).add(row["member"])
    smallest = sorted(members, key=lambda group: -len(members[group]))
    return {frozenset(pair): group for group in smallest for pair in combinations(sorted(members[group]), 2)}


@told_by_rows
@cache
def members(group: str) -> frozenset[str]:
    """The substances that a group may stand for."""
    return frozenset(row["member"] for row in rows("groups") if row["group"] == group)


@told_by_rows
@cache
def categories() -> frozenset[str]:
    """The ids that may only say what kind of substance stands beside them: classes, baskets and groups."""
    return frozenset(one.id for one in all_substances() if one.kind in ("class", "basket", "group"))


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

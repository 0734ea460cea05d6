"""Substances, groups and classes: who is who, and on whose line a finding stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.rows import label as words
from tocsin.vocabulary.rows import rows, told_by_rows

HARMS = ("none", "low", "moderate", "high", "critical")
UNKNOWN = "unknown:"
TERM = "term:"
NOTHING = "not-a-substance:"
PAIR = "+"  # between two ids: the first, wherever the second stands beside it
BESIDE = {"en": "with", "fr": "avec", "es": "con"}


@dataclass(frozen=True, slots=True)
class Substance:
    """`kind`: substance, group, class (a category's total), basket, all, pair, supply_term, not_a_substance, or unknown.

    `group`: whose line it joins.
    """

    id: str
    label_en: str
    label_fr: str
    label_es: str
    kind: str
    drug_class: str
    group: str
    harm: str


@told_by_rows
@cache
def _by_id() -> dict[str, Substance]:
    names = ("id", "label_en", "label_fr", "label_es", "kind", "drug_class", "group", "harm")
    found: dict[str, Substance] = {}
    for row in rows("substances"):  # the project's own come first: a node's row never takes their place
        found.setdefault(row["id"], Substance(*(row[name] for name in names)))
    return found


@told_by_rows
@cache
def substance(identity: str) -> Substance:
    """The substance of an id. What is not in the table answers with its own words and no harm class.

    That is an `unknown:<raw>` name, a `term:<words>` of the supply, which stands for no one substance, and a
    `not-a-substance:<raw>` such as a sample in which nothing was found. A `pair` is told by its two parts.
    """
    known = _by_id().get(identity)
    if known is not None:
        return known
    if len(both := parts(identity)) == 2:
        return _pair(identity, *map(substance, both))
    kinds = {TERM: "supply_term", NOTHING: "not_a_substance"}
    kind = next((kind for prefix, kind in kinds.items() if identity.startswith(prefix)), "unknown")
    raw = identity.removeprefix(UNKNOWN).removeprefix(NOTHING)
    raw = _terms().get(identity, raw)
    return Substance(identity, raw, raw, raw, kind, "unknown", identity, "none")


def pair(first: str, second: str) -> str:
    """The id of two substances found together: the first of them, with the second beside it."""
    return f"{first}{PAIR}{second}"


def parts(identity: str) -> tuple[str, ...]:
    """The two substances of a pair, the first first; of anything else, itself."""
    first, between, second = identity.partition(PAIR)
    if not between or identity in _by_id() or identity.startswith((UNKNOWN, TERM, NOTHING)):
        return (identity,)
    return first, second


def _pair(identity: str, first: Substance, second: Substance) -> Substance:
    """Two substances together: a line of its own, as harmful as the worse of them."""
    said = {
        language: f"{label(first.id, language)} {word} {label(second.id, language)}"
        for language, word in BESIDE.items()
    }
    harm = max(first.harm, second.harm, key=HARMS.index)
    return Substance(identity, said["en"], said["fr"], said["es"], "pair", second.drug_class, identity, harm)


def term_id(term: str) -> str:
    """The id of a supply term: its words, small, joined by hyphens."""
    return TERM + "-".join(re.findall(r"[\w']+", term.casefold()))


@told_by_rows
@cache
def _terms() -> dict[str, str]:
    return {term_id(row["term"]): row["term"] for row in reversed(rows("supply_terms"))}


@told_by_rows
@cache
def class_above(drug_class: str) -> tuple[str, ...]:
    """A class of drugs and the classes it lies within, the innermost first."""
    within = {row["id"]: row.get("within", "") for row in rows("classes")}
    found = [drug_class]
    while (upper := within.get(found[-1], "")) and upper not in found:
        found.append(upper)
    return tuple(found)


def all_substances() -> tuple[Substance, ...]:
    """Every row of the vocabulary, in its own order."""
    return tuple(_by_id().values())


def is_total(identity: str) -> bool:
    """Whether this counts everything a feed brought (a category, all drugs) rather than one substance."""
    return substance(identity).kind in ("class", "all")


def group_of(identity: str) -> str:
    """The group whose line a finding about `identity` joins; itself when it stands alone."""
    return substance(identity).group


@told_by_rows
@cache
def members_of(group: str) -> tuple[str, ...]:
    """The ids that join this group, the group itself left out."""
    return tuple(s.id for s in _by_id().values() if s.group == group and s.id != group)


def label(identity: str, language: str) -> str:
    """The name a reader sees."""
    found = substance(identity)
    return {"fr": found.label_fr, "es": found.label_es}.get(language, found.label_en)


@told_by_rows
@cache
def class_label(drug_class: str, language: str) -> str:
    """The name of a class of drugs."""
    found = next((row for row in rows("classes") if row["id"] == drug_class), None)
    return words(found, language) if found else drug_class

"""Substances, groups and classes: who is who, and on whose line a finding stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.rows import label as words
from tocsin.vocabulary.rows import rows

HARMS = ("none", "low", "moderate", "high", "critical")
UNKNOWN = "unknown:"


@dataclass(frozen=True, slots=True)
class Substance:
    """`kind`: substance, group, class (a category's total), basket, all, or unknown. `group`: whose line it joins."""

    id: str
    label_en: str
    label_fr: str
    label_es: str
    kind: str
    drug_class: str
    group: str
    harm: str


@cache
def _by_id() -> dict[str, Substance]:
    names = ("id", "label_en", "label_fr", "label_es", "kind", "drug_class", "group", "harm")
    return {row["id"]: Substance(*(row[n] for n in names)) for row in rows("substances")}


@cache
def substance(identity: str) -> Substance:
    """The substance of an id. An `unknown:<raw>` id answers with the raw name and no harm class."""
    known = _by_id().get(identity)
    if known is not None:
        return known
    raw = identity.removeprefix(UNKNOWN)
    return Substance(identity, raw, raw, raw, "unknown", "unknown", identity, "none")


def all_substances() -> tuple[Substance, ...]:
    """Every row of the vocabulary, in its own order."""
    return tuple(_by_id().values())


def is_total(identity: str) -> bool:
    """Whether this counts everything a feed brought (a category, all drugs) rather than one substance."""
    return substance(identity).kind in ("class", "all")


def group_of(identity: str) -> str:
    """The group whose line a finding about `identity` joins; itself when it stands alone."""
    return substance(identity).group


@cache
def members_of(group: str) -> tuple[str, ...]:
    """The ids that join this group, the group itself left out."""
    return tuple(s.id for s in _by_id().values() if s.group == group and s.id != group)


def label(identity: str, language: str) -> str:
    """The name a reader sees."""
    found = substance(identity)
    return {"fr": found.label_fr, "es": found.label_es}.get(language, found.label_en)


@cache
def class_label(drug_class: str, language: str) -> str:
    """The name of a class of drugs."""
    found = next((row for row in rows("classes") if row["id"] == drug_class), None)
    return words(found, language) if found else drug_class

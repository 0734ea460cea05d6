"""About one substance: everything that the tables say of it, gathered in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.reading.lexicon import TABLES_OF_NAMES
from tocsin.vocabulary.rows import Row, rows, told_by_rows
from tocsin.vocabulary.substances import Substance, all_substances, class_above, substance

HIDDEN = ("misspelling", "truncation")  # kinds of names that are found and never shown as good ones


@dataclass(frozen=True, slots=True)
class About:
    """A substance with its rows in the other tables.

    `names`: those that hold everywhere, without its labels and without misspellings. `misspelled` and `local`: the
    misspellings, and the names that hold in one source alone. `members` and `groups`: rows of the table of groups,
    as a group and as a member. `joining`: whoever is told on its line. `families`: rows of lists that name its class or
    a group of it as a family, where the same law does not name it itself. `terms`: words of the supply that may stand
    for it, never names of it.
    """

    substance: Substance
    source: str
    classes: tuple[str, ...]
    numbers: Row
    names: tuple[Row, ...]
    misspelled: tuple[Row, ...]
    local: tuple[Row, ...]
    members: tuple[Row, ...]
    joining: tuple[str, ...]
    groups: tuple[Row, ...]
    markers: tuple[Row, ...]
    schedules: tuple[Row, ...]
    families: tuple[Row, ...]
    terms: tuple[Row, ...]


def about(identity: str) -> About | None:
    """All that is said of a substance; None where the table of substances does not have it."""
    source = _sources().get(identity)
    if source is None:
        return None
    one = substance(identity)
    labels = {one.label_en, one.label_fr, one.label_es}
    named = tuple(name for table in TABLES_OF_NAMES for name in _by(table, "substance").get(identity, ()))
    everywhere = [n for n in named if not n["scope"] and n["kind"] not in HIDDEN and n["name"] not in labels]
    groups, schedules = _by("groups", "member").get(identity, ()), _by("schedules", "substance").get(identity, ())
    return About(
        substance=one,
        source=source,
        classes=class_above(one.drug_class),
        numbers=next(iter(_by("identifiers", "substance").get(identity, ())), {}),
        names=tuple({(n["name"], n["language"]): n for n in reversed(everywhere)}.values())[::-1],
        misspelled=tuple(n for n in named if n["kind"] in HIDDEN),
        local=tuple(n for n in named if n["scope"] and n["kind"] not in HIDDEN),
        members=_by("groups", "group").get(identity, ()),
        joining=_joining().get(identity, ()),
        groups=groups,
        markers=_by("markers", "substance").get(identity, ()),
        schedules=schedules,
        families=_families(one, [row["group"] for row in groups], {row["jurisdiction"] for row in schedules}),
        terms=_terms().get(identity, ()),
    )


@told_by_rows
@cache
def all_about() -> tuple[About, ...]:
    """Every substance with all that is said of it, in the order of the table."""
    return tuple(one for one in map(about, _sources()) if one is not None)


@told_by_rows
@cache
def _sources() -> dict[str, str]:
    return {row["id"]: row["source"] for row in rows("substances")}


def _families(one: Substance, groups: list[str], own: set[str]) -> tuple[Row, ...]:
    """Rows of lists for its class as a whole and for its groups, of laws that do not name it itself."""
    whole = [_of_class().get(drug_class, "") for drug_class in class_above(one.drug_class)]
    above = [family for family in dict.fromkeys([*whole, *groups]) if family != one.id]
    named = [row for family in above for row in _by("schedules", "substance").get(family, ())]
    return tuple(row for row in named if row["jurisdiction"] not in own)


@told_by_rows
@cache
def _of_class() -> dict[str, str]:
    """The entry that stands for all of a class (any benzodiazepine), by class."""
    singular = {f"any {row['one_en']}": row["id"] for row in rows("classes")}
    made = [(singular.get(one.label_en, ""), one) for one in all_substances() if one.kind == "class"]
    return {drug_class: one.id for drug_class, one in made if drug_class == one.drug_class}


@told_by_rows
@cache
def _joining() -> dict[str, tuple[str, ...]]:
    """Who joins the line of another."""
    found: dict[str, list[str]] = {}
    for one in all_substances():
        if one.group != one.id:
            found.setdefault(one.group, []).append(one.id)
    return {group: tuple(members) for group, members in found.items()}


@told_by_rows
@cache
def _by(table: str, column: str) -> dict[str, tuple[Row, ...]]:
    return _grouped(rows(table), lambda row: (row[column],))


@told_by_rows
@cache
def _terms() -> dict[str, tuple[Row, ...]]:
    return _grouped(rows("supply_terms"), lambda row: tuple(row["stands_for"].split(";")))


def _grouped(table: tuple[Row, ...], keys: Callable[[Row], tuple[str, ...]]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in table:
        for key in keys(row):
            found.setdefault(key, []).append(row)
    return {key: tuple(some) for key, some in found.items()}

"""PHES-ODM: the parts of its dictionary that matter here, parts of ours for drugs, and the places of its sites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.places import known
from tocsin.vocabulary.rows import rows


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `kind` is unit, level or spread (two kinds of aggregation), quality, missing or target.

    `stands_for` is the part of today's dictionary that an older name means, the kind of bound that a quality flag
    means, or the substance that a target is. Units have a `measure` of ours, and `factor` and `scale` (linear, log10):
    one of the unit is so many of the measure's own.
    """

    id: str
    kind: str
    label: str
    stands_for: str
    measure: str
    factor: float
    scale: str


@cache
def all_parts() -> tuple[Part, ...]:
    """Every part, in the order of the table."""
    return tuple(
        Part(
            row["id"],
            row["kind"],
            row["label"],
            row["stands_for"],
            row["measure"],
            float(row["factor"] or 1),
            row["scale"],
        )
        for row in rows("odm_parts")
    )


def parts_of(kind: str) -> tuple[Part, ...]:
    """The parts of one kind."""
    return tuple(part for part in all_parts() if part.kind == kind)


@cache
def part_of(substance: str) -> str | None:
    """The target that stands for a substance of the vocabulary; None when the table has none."""
    return next((part.id for part in parts_of("target") if part.stands_for == substance), None)


@cache
def _sites() -> dict[str, str]:
    return {row["site"]: row["place"] for row in rows("odm_sites")}


def place_of(site: str) -> str | None:
    """The place of a site (or of a laboratory that names no site): as listed, or where the site is an id of ours."""
    return _sites().get(site) or (site if known(site) else None)

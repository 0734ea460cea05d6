"""Measures: each has exactly one unit and says what it counts. Different units are never added."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.errors import BadValue
from tocsin.vocabulary.rows import label as words
from tocsin.vocabulary.rows import rows


@dataclass(frozen=True, slots=True)
class Measure:
    """`combine`: how values of one cell go together: sum, mean, last or refuse."""

    id: str
    unit: str
    combine: str
    counts: str


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows("measures")}


def all_measures() -> tuple[Measure, ...]:
    """Every measure, in the vocabulary's order."""
    return tuple(measure(identity) for identity in _rows())


@cache
def measure(identity: str) -> Measure:
    """The measure of an id. Raises `BadValue` when there is none."""
    row = _rows().get(identity)
    if row is None:
        known = ", ".join(_rows())
        raise BadValue("no such measure", wanted=known, got=identity, next_step="see the table of measures")
    return Measure(row["id"], row["unit"], row["combine"], row["counts"])


PERCENT_OF = "percent_of_"
WITH_BOTH = "_with_both"


def is_percent(identity: str) -> bool:
    """Whether the values are shares already."""
    return measure(identity).unit == "%"


def is_count(identity: str) -> bool:
    """Whether a measure counts whole things (seizures, deaths, reports), so that it scatters as counts do."""
    return measure(identity).unit == "1" and measure(identity).counts != "share"


def events_of(identity: str) -> str:
    """What a percentage is a share of (`deaths` of `percent_of_deaths`); any other measure is its own."""
    return identity.removeprefix(PERCENT_OF)


def is_paired(identity: str) -> bool:
    """Whether it counts what two substances have in common (`deaths_with_both`): its series are of pairs."""
    return identity.endswith(WITH_BOTH)


def alone(identity: str) -> str:
    """The measure that counts one substance of a pair by itself (`deaths` of `deaths_with_both`)."""
    return identity.removesuffix(WITH_BOTH)


def label(identity: str, language: str) -> str:
    """What is measured, in words."""
    return words(_rows()[identity], language)


def unit_label(identity: str, language: str, count: float | None = None) -> str:
    """The unit in words, as it stands after `count` (after many when there is no count).

    French says one up to, but not including, two; English and Spanish say it of one alone.
    """
    one = count is not None and (abs(count) < 2 if language == "fr" else abs(count) == 1)
    return words(_rows()[identity], language, "unit_one" if one else "unit")

"""Figures of a line in words: shares, counts, rates, weights, and lists of them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tocsin.records.line import Member
from tocsin.vocabulary import measures, places, substances
from tocsin.wording import number, percent, say

LB_PER_KG = 1 / 0.45359237


def subject(identity: str, language: str) -> str:
    """The name of a substance as the first word of a title."""
    label = substances.label(identity, language)
    return label[:1].upper() + label[1:]


def share(count: float, tested: float | None, language: str) -> str:
    """A count of those tested as a percentage; more figures the smaller it is."""
    if not tested or math.isnan(tested):
        return "–"
    part = count / tested
    return percent(part, language, 0 if part == 0 else 3 if part < 0.001 else 2 if part < 0.1 else 1)


def amount(value: float, measure: str, language: str) -> str:
    """A value with its unit: weights in kilograms with pounds beside, loads and potency with one decimal, counts bare."""
    if measure == "mass_kg":
        return say(
            "mass.kg_lb",
            language,
            kg=number(value, language, 0 if value >= 10 else 1),
            lb=number(value * LB_PER_KG, language),
        )
    if measures.measure(measure).combine == "mean" or measures.measure(measure).counts == "concentration":
        return number(value, language, 1)
    return number(value, language)


def per_100_000(count: float, people: float | None, language: str) -> str:
    """A count for each 100,000 inhabitants."""
    return number(count / people * 1e5, language, 1) if people else "–"


def place_values(pairs: Iterable[list[object]], language: str, most: int = 5) -> str:
    """ "Ohio 345 · Massachusetts 143": the places with most."""
    shown = [
        say(
            "why.place_value",
            language,
            place=places.label(str(place), language),
            value=number(float(str(value)), language),
        )
        for place, value in pairs
    ]
    return " · ".join(shown[:most])


def from_to(lead: Member, language: str) -> tuple[str, str]:
    """The two figures that a line is read by: before and after, in the unit of its basis."""
    match lead.basis:
        case "share":
            return share(lead.baseline, lead.baseline_tested, language), share(
                lead.observed, lead.observed_tested, language
            )
        case _:
            return amount(lead.baseline, lead.measure, language), amount(lead.observed, lead.measure, language)


def change(before: float, after: float, language: str) -> str:
    """A bare change as a signed percentage: what a hasty reader would say."""
    if not before:
        return "–"
    moved = after / before - 1
    sign = "+" if moved >= 0 else "−"
    return sign + percent(abs(moved), language, 0)


def times(before: float, after: float, language: str) -> str:
    """A bare multiple: 2.5."""
    return number(after / before, language, 1 if after / before < 10 else 0) if before else "–"

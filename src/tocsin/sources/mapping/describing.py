"""Describing: the catalogue row of a source of one's own, with cautious defaults that its file lets a person change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Pairs
from collections.abc import Sequence

from tocsin.records.mapping import Mapping
from tocsin.records.mark import Mark, Purpose
from tocsin.records.period import Cadence
from tocsin.records.source import Denominator, Settling, Source
from tocsin.sources.mapping.calendar import plain
from tocsin.sources.mapping.periods import cadence_of
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.sources.mapping.sniffing.figures import STREAMS
from tocsin.sources.people import words_of
from tocsin.vocabulary.measures import measure
from tocsin.vocabulary.places import country_of, find, place

DAYS = {
    Cadence.DAY: 7,
    Cadence.WEEK: 7,
    Cadence.MMWR_WEEK: 7,
    Cadence.MONTH: 31,
    Cadence.QUARTER: 92,
    Cadence.HALF_YEAR: 183,
    Cadence.YEAR: 366,
}
DELAY = 30  # days after its last period that a file without a date is taken to have come
UNSAID = "not stated"
# What one unit can be; a sentence `counted.<code>` says each.
COUNTED = (
    *("report", "item", "sample", "event", "file", "load", "death", "concentration", "overdose"),
    *("flow", "weight", "visit", "stay", "response", "firearm", "money"),
)
FACILITIES = words_of(
    "hospital hospitals clinic clinics shelter shelters hospice prison jail refugio refugios albergue clinica clinicas "
    "hopital hopitaux clinique refuge carcel"
)
LIMITS = ("own.unreviewed", "own.counts_as_given")


def described(
    mapping: Mapping, columns: Sequence[Column], titles: Sequence[str], name: str, answers: Pairs[str, str]
) -> Source:
    """A source with everything that can be told from its table. Not public until a person says so."""
    places = _places(mapping, columns)
    measures = tuple(dict.fromkeys(value.measure for value in mapping.values))
    cadence = cadence_of(mapping.period)
    return Source(
        name=slug(name),
        publisher=UNSAID,
        title=titles[0] if titles else name,
        stream=answers.get("stream") or STREAMS.get(measures[0], "toxicology"),
        country=country_of(places[0]) if places else "",
        licence=UNSAID,
        attribution=titles[0] if titles else name,
        use_statement="",
        purpose=Purpose.HEALTH_ONLY if single_facilities(columns) else Purpose.ANY,
        mark=_mark(columns, answers),
        unit_counted=counted if (counted := measure(measures[0]).counts) in COUNTED else "report",
        measures=measures,
        cadence=cadence,
        rhythm_days=DAYS[cadence],
        delay_days=DELAY,
        settling=tuple(Settling(one, 0) for one in measures),
        year_starts=mapping.period.year_starts,
        level=_level(places),
        roll_up=False,
        absent_means="not_reported",
        denominator=Denominator("tested" if any(value.tested for value in mapping.values) else "none"),
        panels_method=method_of(mapping, cadence),
        small_numbers="own",
        overlaps=(),
        laboratory="",
        history=(),
        limits=LIMITS,
        release_kind="increment",
        mapping=mapping,
    )


def _mark(columns: Sequence[Column], answers: Pairs[str, str]) -> Mark:
    if answers.get("mark") in tuple(Mark):
        return Mark(answers["mark"])
    return Mark.AMBER if single_facilities(columns) else Mark.GREEN


def single_facilities(columns: Sequence[Column]) -> tuple[str, ...]:
    """The columns that name single houses in which people are cared for: their figures are never for the public."""
    return tuple(one.name for one in columns if one.words & FACILITIES)


def slug(name: str) -> str:
    """A name in small letters, digits and hyphens."""
    bare = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:50].strip("-")
    return bare if len(bare) > 1 else f"own-{bare}".strip("-")


def _places(mapping: Mapping, columns: Sequence[Column]) -> list[str]:
    if mapping.place.fixed:
        return [mapping.place.fixed]
    column = next((one for one in columns if one.name == mapping.place.column), None)
    texts = column.filled if column else tuple(part for one in columns for part in one.parts)
    return [found for text in texts[:400] if (found := find(text, mapping.place.scheme))]


def _level(places: Sequence[str]) -> str:
    """The level that most places have."""
    counted = Counter(place(one).level for one in places)
    return counted.most_common(1)[0][0] if counted else "state"


def method_of(mapping: Mapping, cadence: Cadence) -> str:
    """What its series are, and so which methods read them: shares where the tested are given, counts, or levels.

    Percentages (potency, purity) are compared as they stand; means of loads and concentrations are only shown.
    """
    monthly, first = cadence is Cadence.MONTH, measure(mapping.values[0].measure)
    if any(value.tested for value in mapping.values):
        return "shares_by_window" if monthly else "shares"
    if first.unit == "%":
        return "shares"
    if first.combine != "sum":
        return "levels"
    return "counts_by_year" if monthly else "counts"

"""A finding: what one method says of one series in one period. A gap is never calm."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import pyarrow as pa

from tocsin.records.observation import INSTANT, SEPARATOR


class Verdict(StrEnum):
    """`cannot_say` is an answer, and is kept."""

    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"
    CANNOT_SAY = "cannot_say"


class Rung(StrEnum):
    """How much history an answer stands on: the steps of the ladder, from the most to none."""

    OWN = "own"  # the method's own rule, as published
    YEARS = "years"  # five years of the series itself
    SEASON_LENT = "season_lent"  # one to four years; the season is borrowed from sister series
    POOLED = "pooled"  # weeks; the level is borrowed from sister places and related substances
    FIRST = "first"  # none: how surprising a first is
    NONE = "none"  # not even that


class Basis(StrEnum):
    """What the effect compares: shares of tests, rates per inhabitant, loads, levels (potency, purity), or bare counts."""

    SHARE = "share"
    RATE = "rate"
    LOAD = "load"
    LEVEL = "level"
    COUNT = "count"


FINDING_SCHEMA = pa.schema(
    [
        pa.field("finding", pa.string(), nullable=False),  # the key: what was asked of what; see `finding_key`
        pa.field("run", pa.string(), nullable=False),  # the run that found it
        pa.field("as_of", INSTANT, nullable=False),  # as things were known then
        pa.field("method", pa.string(), nullable=False),  # name and settings, e.g. "share_change/1 window=3"
        pa.field("series", pa.string(), nullable=False),  # id of the series in its panel
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("stream", pa.string(), nullable=False),  # kind of source
        pa.field("measure", pa.string(), nullable=False),  # what is measured
        pa.field("substances", pa.list_(pa.string()), nullable=False),  # ids, sorted
        pa.field("places", pa.list_(pa.string()), nullable=False),  # ids, sorted
        pa.field("origin", pa.string()),  # for flows
        pa.field("destination", pa.string()),  # for flows
        pa.field("level", pa.string(), nullable=False),  # level of the place
        pa.field("derived", pa.bool_(), nullable=False),  # of a declared roll-up, not of a published row
        pa.field("cadence", pa.string(), nullable=False),  # day, week, month, quarter, half_year, year
        pa.field("period_start", pa.date32(), nullable=False),  # first day of what was looked at
        pa.field("period_end", pa.date32(), nullable=False),  # last day, inclusive
        pa.field("baseline_start", pa.date32()),  # first day of what it was held against
        pa.field("baseline_end", pa.date32()),  # last day, inclusive
        pa.field("verdict", pa.string(), nullable=False),  # above, below, within or cannot_say
        pa.field("basis", pa.string(), nullable=False),  # share, rate, load, level or count
        pa.field("observed", pa.float64()),  # the figure looked at
        pa.field("observed_tested", pa.float64()),  # its denominator
        pa.field("baseline", pa.float64()),  # the figure it was held against
        pa.field("baseline_tested", pa.float64()),  # its denominator
        pa.field("expected", pa.float64()),  # the figure if nothing had changed
        pa.field("upper", pa.float64()),  # above this the method rings
        pa.field("ratio", pa.float64()),  # observed to baseline, on the basis named
        pa.field("ratio_low", pa.float64()),  # lower end of the 95% interval
        pa.field("ratio_high", pa.float64()),  # upper end
        pa.field("p_value", pa.float64()),  # one-sided, in the direction of the verdict; of two streams two-sided
        pa.field("e_value", pa.float64()),  # evidence that adds up; null where the method gives none
        pa.field("rung", pa.string()),  # how much history it stands on: see `Rung`; null: the method says for itself
        pa.field("trend", pa.string(), nullable=False),  # rising, falling, new, high_unclear, stable, unclear
        pa.field("reasons", pa.list_(pa.string()), nullable=False),  # codes
        pa.field("trace", pa.list_(pa.float64())),  # the newest periods the method saw, oldest first
        pa.field("trace_tested", pa.list_(pa.float64())),  # their denominators
        pa.field("trace_status", pa.list_(pa.int8())),  # their `Status`
        pa.field("trace_end", pa.date32()),  # last day of the newest of them
        pa.field("facts", pa.string(), nullable=False),  # JSON: figures that its sentence needs
        pa.field("mark", pa.string(), nullable=False),  # the strictest of its inputs
        pa.field("purpose", pa.string(), nullable=False),  # the strictest of its inputs
    ]
)
IDENTITY = (
    "method",
    "stream",
    "source",
    "measure",
    "substances",
    "places",
    "origin",
    "destination",
    "period_start",
    "period_end",
)


def finding_key(identity: dict[str, object]) -> str:
    """The key of a finding: what was asked of what, not what was answered."""

    def text(value: object) -> str:
        return (
            ",".join(sorted(map(str, value)))
            if isinstance(value, (list, tuple))
            else ""
            if value is None
            else str(value)
        )

    return hashlib.md5(
        SEPARATOR.join(text(identity[name]) for name in IDENTITY).encode(), usedforsecurity=False
    ).hexdigest()


RUN_SCHEMA = pa.schema(
    [
        pa.field("run", pa.string(), nullable=False),  # the run that found it
        pa.field("as_of", INSTANT, nullable=False),  # as things were known then
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
        pa.field("vocabulary", pa.string(), nullable=False),  # its version
        pa.field("lake_version", pa.int64(), nullable=False),  # the version of the lake that was read
        pa.field("series", pa.int64(), nullable=False),  # series looked at
        pa.field("watched", pa.string(), nullable=False),  # JSON: series looked at and tests made, by source
        pa.field("above", pa.int64(), nullable=False),  # findings with this verdict
        pa.field("below", pa.int64(), nullable=False),  # findings with this verdict
        pa.field("within", pa.int64(), nullable=False),  # findings with this verdict; counted, not kept
        pa.field("cannot_say", pa.int64(), nullable=False),  # findings with this verdict
        pa.field("seconds", pa.float64(), nullable=False),  # how long the run took
    ]
)

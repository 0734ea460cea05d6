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


class Basis(StrEnum):
    """What the effect compares: shares of tests, rates per inhabitant, loads, or bare counts."""

    SHARE = "share"
    RATE = "rate"
    LOAD = "load"
    COUNT = "count"


FINDING_SCHEMA = pa.schema(
    [
        pa.field("finding", pa.string(), nullable=False),
        pa.field("run", pa.string(), nullable=False),
        pa.field("as_of", INSTANT, nullable=False),
        pa.field("method", pa.string(), nullable=False),  # name and settings, e.g. "share_change/1 window=3"
        pa.field("series", pa.string(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("stream", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("substances", pa.list_(pa.string()), nullable=False),
        pa.field("places", pa.list_(pa.string()), nullable=False),
        pa.field("origin", pa.string()),
        pa.field("destination", pa.string()),
        pa.field("level", pa.string(), nullable=False),
        pa.field("derived", pa.bool_(), nullable=False),
        pa.field("cadence", pa.string(), nullable=False),
        pa.field("period_start", pa.date32(), nullable=False),
        pa.field("period_end", pa.date32(), nullable=False),
        pa.field("baseline_start", pa.date32()),
        pa.field("baseline_end", pa.date32()),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
        pa.field("observed", pa.float64()),
        pa.field("observed_tested", pa.float64()),
        pa.field("baseline", pa.float64()),
        pa.field("baseline_tested", pa.float64()),
        pa.field("expected", pa.float64()),
        pa.field("upper", pa.float64()),
        pa.field("ratio", pa.float64()),
        pa.field("ratio_low", pa.float64()),
        pa.field("ratio_high", pa.float64()),
        pa.field("p_value", pa.float64()),
        pa.field("trend", pa.string(), nullable=False),  # rising, falling, new, high_unclear, stable, unclear
        pa.field("reasons", pa.list_(pa.string()), nullable=False),  # codes
        pa.field("trace", pa.list_(pa.float64())),  # the newest periods the method saw, oldest first
        pa.field("trace_tested", pa.list_(pa.float64())),
        pa.field("trace_status", pa.list_(pa.int8())),
        pa.field("trace_end", pa.date32()),
        pa.field("facts", pa.string(), nullable=False),  # JSON: figures that its sentence needs
        pa.field("mark", pa.string(), nullable=False),
        pa.field("purpose", pa.string(), nullable=False),
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
        pa.field("run", pa.string(), nullable=False),
        pa.field("as_of", INSTANT, nullable=False),
        pa.field("recorded_at", INSTANT, nullable=False),
        pa.field("vocabulary", pa.string(), nullable=False),  # its version
        pa.field("lake_version", pa.int64(), nullable=False),
        pa.field("series", pa.int64(), nullable=False),
        pa.field("watched", pa.string(), nullable=False),  # JSON: series looked at and tests made, by source
        pa.field("above", pa.int64(), nullable=False),
        pa.field("below", pa.int64(), nullable=False),
        pa.field("within", pa.int64(), nullable=False),
        pa.field("cannot_say", pa.int64(), nullable=False),
        pa.field("seconds", pa.float64(), nullable=False),
    ]
)

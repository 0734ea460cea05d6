"""An observation: one published fact. Millions of them live in columns, never as objects."""

from __future__ import annotations

import hashlib

import pyarrow as pa

SEPARATOR = "\x1f"
KNOWN_BASES = ("reported", "release", "assumed", "ingest")
BOUND_KINDS = ("below_lod", "below_loq", "above", "suppressed")
STREAMS = (
    "wastewater",
    "drug_checking",
    "toxicology",
    "death",
    "lab_identification",
    "seizure",
    "postal",
    "firearm",
    "money",
    "treatment",
    "emergency",
    "police_file",
)
INSTANT = pa.timestamp("us", tz="UTC")

SCHEMA = pa.schema(
    [
        pa.field("observation", pa.string(), nullable=False),  # md5 hex of source, record, substance_raw, measure
        pa.field("known_at", INSTANT, nullable=False),  # the second clock
        pa.field("known_basis", pa.string(), nullable=False),
        pa.field("recorded_at", INSTANT, nullable=False),
        pa.field("retracted", pa.bool_(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("stream", pa.string(), nullable=False),
        pa.field("release", pa.string(), nullable=False),
        pa.field("record", pa.string(), nullable=False),  # the published natural key
        pa.field("substance_raw", pa.string(), nullable=False),  # the name as published
        pa.field("place", pa.string(), nullable=False),
        pa.field("place_precision", pa.string(), nullable=False),
        pa.field("period_start", pa.date32(), nullable=False),
        pa.field("period_end", pa.date32(), nullable=False),  # inclusive
        pa.field("measure", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("bound", pa.float64()),
        pa.field("bound_kind", pa.string()),
        pa.field("tested", pa.float64()),  # samples able to detect this substance; null = not known
        pa.field("origin", pa.string()),
        pa.field("destination", pa.string()),
        pa.field("mark", pa.string(), nullable=False),
        pa.field("purpose", pa.string(), nullable=False),
        pa.field("attributes", pa.map_(pa.string(), pa.string())),
    ]
)
# What makes a value new: a row that differs in none of these from the last known one is not appended.
CONTENT = (
    "retracted",
    "place",
    "place_precision",
    "period_start",
    "period_end",
    "value",
    "bound",
    "bound_kind",
    "tested",
    "origin",
    "destination",
    "mark",
    "purpose",
    "attributes",
)


def observation_key(source: str, record: str, substance_raw: str, measure: str) -> str:
    """The key of one observation: the same for a correction, whatever the vocabulary says later."""
    text = SEPARATOR.join((source, record, substance_raw, measure))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

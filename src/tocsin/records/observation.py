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
        pa.field("observation", pa.string(), nullable=False),  # md5 of source, record, substance_raw, measure
        pa.field("known_at", INSTANT, nullable=False),  # when the value became known: the second clock
        pa.field("known_basis", pa.string(), nullable=False),  # how that is known: reported, release, assumed or ingest
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
        pa.field("retracted", pa.bool_(), nullable=False),  # a row that takes the value back
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("stream", pa.string(), nullable=False),  # kind of source: wastewater, seizure, death and so on
        pa.field("release", pa.string(), nullable=False),  # the release it came in
        pa.field("record", pa.string(), nullable=False),  # the published natural key; never a line number
        pa.field("substance_raw", pa.string(), nullable=False),  # the name as published; ids are resolved when read
        pa.field("place", pa.string(), nullable=False),  # canonical id
        pa.field("place_precision", pa.string(), nullable=False),  # how finely the source knew the place
        pa.field("period_start", pa.date32(), nullable=False),  # first day, at the precision of the source
        pa.field("period_end", pa.date32(), nullable=False),  # last day, inclusive
        pa.field("measure", pa.string(), nullable=False),  # what is measured; each has one unit
        pa.field("value", pa.float64()),  # empty where only a bound is known
        pa.field("bound", pa.float64()),  # the limit that stands in for a value
        pa.field("bound_kind", pa.string()),  # below_lod, below_loq, above or suppressed
        pa.field("tested", pa.float64()),  # samples able to detect this substance; empty: not known
        pa.field("origin", pa.string()),  # for flows: from where
        pa.field("destination", pa.string()),  # for flows: to where
        pa.field("mark", pa.string(), nullable=False),  # TLP 2.0: how far it may be shared
        pa.field("purpose", pa.string(), nullable=False),  # any or health_only
        pa.field("attributes", pa.map_(pa.string(), pa.string())),  # what the source has beyond this
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

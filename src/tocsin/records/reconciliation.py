"""Reconciliation: totals that a publisher prints, held against the sum of the rows beside them."""

from __future__ import annotations

import pyarrow as pa

from tocsin.records.observation import INSTANT

RECONCILIATION_SCHEMA = pa.schema(
    [
        pa.field("release", pa.string(), nullable=False),  # the release in which it was printed
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
        pa.field("total", pa.string(), nullable=False),  # a code; `release_note.<code>` is its sentence
        pa.field("column", pa.string(), nullable=False),  # where the total is printed
        pa.field("of", pa.string(), nullable=False),  # what it is the total of, as published
        pa.field("printed", pa.float64(), nullable=False),  # what the publisher prints
        pa.field("added", pa.float64(), nullable=False),  # what its rows come to
    ]
)

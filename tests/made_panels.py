"""Made panels for tests of methods."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from tocsin.records.panel import KEY_SCHEMA, Panel, Status
from tocsin.records.period import Cadence, number_of

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
STATES = ("US-OH", "US-MA", "US-CA", "US-TX", "US-NY", "US-FL", "US-WA", "US-AZ")


def made_panel(
    value: np.ndarray,
    *,
    cadence: Cadence = Cadence.MONTH,
    tested: np.ndarray | None = None,
    status: np.ndarray | None = None,
    substances: list[str] | None = None,
    places: list[str] | None = None,
    levels: list[str] | None = None,
    measure: str = "seizures",
    epoch: np.ndarray | None = None,
) -> Panel:
    """A panel of `value` (N, T) whose newest period is the last whole one of 2025; zeros and gaps as they stand."""
    rows, columns = value.shape
    last = int(number_of(np.array(["2025-12-31"], "datetime64[D]"), cadence)[0])
    substances = substances or ["carfentanil"] * rows
    places = places or [STATES[i % len(STATES)] for i in range(rows)]
    levels = levels or ["state"] * rows
    keys = [
        {
            "series": f"s{i}",
            "source": "made",
            "stream": "seizure",
            "substance": substances[i],
            "place": places[i],
            "level": levels[i],
            "measure": measure,
            "derived": False,
            "origin": None,
            "destination": None,
            "mark": "TLP:CLEAR",
            "purpose": "any",
        }
        for i in range(rows)
    ]
    known = np.where(np.isnan(value), Status.NOT_REPORTED, np.where(value == 0, Status.ZERO, Status.OBSERVED)).astype(
        np.int8
    )
    return Panel(
        pa.Table.from_pylist(keys, KEY_SCHEMA),
        cadence,
        np.arange(last - columns + 1, last + 1),
        value.astype(float),
        np.full(value.shape, np.nan) if tested is None else tested.astype(float),
        known if status is None else status.astype(np.int8),
        np.zeros(value.shape, np.int16) if epoch is None else epoch.astype(np.int16),
        AS_OF,
    )

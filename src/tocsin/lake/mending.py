"""Mending: what people said of rows set aside, which rows still stand so, and totals that did not add up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from tocsin.lake.delta import commit_rows, has_seen, writable_table
from tocsin.lake.recovery import writing
from tocsin.records.correction import CORRECTION_SCHEMA, first_reading
from tocsin.records.reconciliation import RECONCILIATION_SCHEMA
from tocsin.records.release import Release


def newest_readings(releases: Iterable[str]) -> list[str]:
    """The ids of the last reading of each release, of all that were taken in."""
    newest: dict[str, str] = {}
    for release in sorted(releases):
        newest[first_reading(release)] = release
    return sorted(newest.values())


def keep_corrections(home: Path, corrections: pa.Table) -> bool:
    """Append the rows (`CORRECTION_SCHEMA`); False, and nothing happens, when these very rows are there already."""
    rows = corrections.select(CORRECTION_SCHEMA.names).cast(CORRECTION_SCHEMA)
    transaction = hashlib.sha256(repr(rows.to_pylist()).encode()).hexdigest()
    return _once(home, "corrections", rows, transaction)


def keep_reconciliation(home: Path, release: Release, lines: pa.Table, recorded_at: datetime) -> bool:
    """Append the totals of `release` that did not add up; False, and nothing happens, when they are there already."""
    given = {"release": release.release, "source": release.source, "recorded_at": recorded_at}
    columns = [
        pa.repeat(pa.scalar(given[field.name], field.type), lines.num_rows)
        if field.name in given
        else lines[field.name].cast(field.type)
        for field in RECONCILIATION_SCHEMA
    ]
    return _once(home, "reconciliation", pa.table(columns, schema=RECONCILIATION_SCHEMA), release.release)


def _once(home: Path, name: str, rows: pa.Table, transaction: str) -> bool:
    with writing(home):
        table = writable_table(home, name)
        if has_seen(table, transaction):
            return False
        commit_rows(table, rows, transaction)
        return True

"""Which releases the lake has seen, as rows and as records."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from tocsin.lake.delta import open_table, read_rows
from tocsin.records.release import RELEASE_SCHEMA, Release


def row_of(release: Release, recorded_at: datetime, observations_new: int) -> pa.Table:
    """The one row of a release, as the table `releases` keeps it."""
    given: dict[str, Any] = {"recorded_at": recorded_at, "observations_new": observations_new}
    given |= {"kind": release.kind.value, "covers": release.covers.to_json(), "notes": list(release.notes)}
    row = {name: given[name] if name in given else getattr(release, name) for name in RELEASE_SCHEMA.names}
    return pa.Table.from_pylist([row], RELEASE_SCHEMA)


def as_row(table: pa.Table) -> dict[str, Any]:
    """The row as JSON can hold it; `from_row` reads it back."""
    row = table.to_pylist()[0]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def from_row(row: dict[str, Any]) -> pa.Table:
    """The row of a release from what a commit noted."""
    instants = {name: datetime.fromisoformat(row[name]) for name in ("known_at", "recorded_at")}
    return pa.Table.from_pylist([row | instants], RELEASE_SCHEMA)


def releases(table: DeltaTable | None, known_at: datetime | None = None) -> pa.Table:
    """All releases known by `known_at`, in the order of (known_at, release)."""
    where = (
        None if known_at is None else pc.field("known_at") <= pa.scalar(known_at, RELEASE_SCHEMA.field("known_at").type)
    )
    return read_rows(table, "releases", where).sort_by([("known_at", "ascending"), ("release", "ascending")])


def known_releases(home: Path, source: str) -> list[Release]:
    """The releases of one source in the order of (known_at, release)."""
    rows = releases(open_table(home, "releases")).to_pylist()
    return [Release.from_row(row) for row in rows if row["source"] == source]


def newest_record(home: Path, source: str) -> datetime | None:
    """When the newest release of the source was stored; None when there is none."""
    rows = read_rows(open_table(home, "releases"), "releases", pc.field("source") == source)
    return pc.max(rows["recorded_at"]).as_py()  # pyright: ignore[reportAttributeAccessIssue] - pyarrow makes its compute functions at run time

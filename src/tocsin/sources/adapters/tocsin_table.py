"""Tocsin's own table: Parquet columns of the schema, with the release written in the file's metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.clock import moment
from tocsin.errors import FileRefused
from tocsin.records.observation import SCHEMA
from tocsin.records.release import QUARANTINE_SCHEMA, Covers, Release, ReleaseKind
from tocsin.records.source import Source
from tocsin.sources.arrival import Arrival
from tocsin.sources.opening import sha256_of
from tocsin.sources.selection import selection_sql, stream

FORMAT = b"tocsin-table"
COLUMNS = ("record", "substance_raw", "place", "place_precision", "period_start", "period_end", "measure", "value", "bound", "bound_kind", "tested",
           "origin", "destination", "attributes")
BAD = "value IS NOT NULL AND NOT isfinite(value) OR record IS NULL OR substance_raw IS NULL OR period_start > period_end OR place IS NULL"


def write_table(path: Path, observations: pa.Table, release: Release, credit: dict[str, str]) -> None:
    """Write one release as a compact table; `credit` names publisher, licence, attribution and use statement."""
    told = {"kind": release.kind.value, "known_at": release.known_at.isoformat(), "known_basis": release.known_basis,
            "covers": release.covers.to_json(), "notes": list(release.notes), "source": release.source, "file_name": release.file_name,
            "file_sha256": release.file_sha256, "file_rows": release.rows_in, "credit": credit}
    table = observations.select(list(COLUMNS)).sort_by([("record", "ascending"), ("measure", "ascending"), ("substance_raw", "ascending")])
    pq.write_table(table.replace_schema_metadata({FORMAT: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}), path, compression="zstd",
                   compression_level=19)


def metadata_of(path: Path) -> dict[str, Any]:
    """What a table says of its release. Raises `FileRefused` when the file is not one of ours."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise FileRefused("this Parquet file cannot be read", got=str(error)[:200], next_step="fetch it again") from error
    told = (schema.metadata or {}).get(FORMAT)
    missing = [name for name in COLUMNS if name not in schema.names]
    if told is None or missing:
        raise FileRefused("this Parquet file is not a Tocsin table", wanted="columns " + ", ".join(COLUMNS),
                          got="columns " + ", ".join(schema.names[:12]), next_step="give the publisher's own file instead")
    return json.loads(told)


def arrivals(path: Path, source: Source, *, known_at: datetime | None, now: datetime) -> Iterator[Arrival]:
    """The one release of a table, streamed. Rows are the table's rows; a broken one is quarantined."""
    told = metadata_of(path)
    if told["source"] != source.name:
        raise FileRefused(f"this is not a table of {source.name}", wanted=source.name, got=told["source"], next_step=f"use --source {told['source']}")
    with duckdb.connect(":memory:") as connection:
        literal = str(path).replace("'", "''")
        connection.execute(f"CREATE VIEW good AS SELECT *, file_row_number + 1 AS row FROM read_parquet('{literal}', file_row_number = true)")
        rows, bad = connection.execute(f"SELECT count(*), count(*) FILTER ({BAD}) FROM good").fetchone() or (0, 0)
        release = _release(told, source, path, known_at, rows, bad)
        sql = selection_sql({name: name for name in COLUMNS}, source, "good", f"NOT ({BAD})")
        yield Arrival(release, stream(connection, sql, release, now), _quarantine(connection, release, now) if bad else QUARANTINE_SCHEMA.empty_table())


def _release(told: dict[str, Any], source: Source, path: Path, known_at: datetime | None, rows: int, bad: int) -> Release:
    known, digest = known_at or moment(told["known_at"]), sha256_of(path)
    name = f"{source.name}@{known.strftime('%Y%m%d')}-{digest[:12]}"
    return Release(name, source.name, ReleaseKind(told["kind"]), known, told["known_basis"], Covers.from_json(told["covers"]), told["file_name"], digest,
                   rows, rows - bad, bad, tuple(told["notes"]))


def _quarantine(connection: duckdb.DuckDBPyConnection, release: Release, now: datetime) -> pa.Table:
    bad = connection.execute(f"SELECT row, to_json(good) FROM good WHERE {BAD}").fetchall()
    rows = [{"release": release.release, "source": release.source, "recorded_at": now, "row": row, "column": "value", "rule": "not_a_number",
             "found": raw[:200], "wanted": "a finite value, a key, a place, and a period that ends after it starts", "raw": raw} for row, raw in bad]
    return pa.Table.from_pylist(rows, QUARANTINE_SCHEMA)


assert set(COLUMNS) <= set(SCHEMA.names)  # the table's columns are the schema's own

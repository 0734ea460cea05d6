"""From SQL expressions to streamed observations in the schema, keys included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.records.observation import SCHEMA

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.release import Release
    from tocsin.records.source import Source

BATCH_ROWS = 100_000
SQL_TYPES = {
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "DOUBLE",
    "bound": "DOUBLE",
    "tested": "DOUBLE",
    "attributes": "MAP(VARCHAR, VARCHAR)",
    "retracted": "BOOLEAN",
}
FILLED_LATER = ("known_at", "known_basis", "recorded_at", "release")
KEY = "md5(concat_ws(chr(31), source, record, substance_raw, measure))"


def selection_sql(expressions: dict[str, str], source: Source, table: str, where: str) -> str:
    """One SELECT that gives the schema's columns (those of the release aside) for the rows `where`."""
    constant = {
        "source": f"'{source.name}'",
        "stream": f"'{source.stream}'",
        "mark": f"'{source.mark.value}'",
        "purpose": f"'{source.purpose.value}'",
        "retracted": "false",
    }
    given = constant | expressions
    names = [f.name for f in SCHEMA if f.name not in (*FILLED_LATER, "observation")]
    columns = ", ".join(f"CAST({given.get(n, 'NULL')} AS {SQL_TYPES.get(n, 'VARCHAR')}) AS {n}" for n in names)
    return f"SELECT {KEY} AS observation, * FROM (SELECT {columns} FROM {table} WHERE {where})"


def stream(
    connection: duckdb.DuckDBPyConnection, sql: str, release: Release, recorded_at: datetime
) -> pa.RecordBatchReader:
    """Run the query and hand its rows over in batches, each completed with what the release knows."""
    reader = connection.execute(sql).to_arrow_reader(BATCH_ROWS)
    return pa.RecordBatchReader.from_batches(SCHEMA, (_completed(b, release, recorded_at) for b in _batches(reader)))


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    for batch in reader:
        if batch.num_rows:
            yield batch


def _completed(batch: pa.RecordBatch, release: Release, recorded_at: datetime) -> pa.RecordBatch:
    constant = {
        "known_at": release.known_at,
        "known_basis": release.known_basis,
        "recorded_at": recorded_at,
        "release": release.release,
    }
    columns = []
    for field in SCHEMA:
        if field.name in constant:
            columns.append(pa.repeat(pa.scalar(constant[field.name], field.type), batch.num_rows))
        else:
            columns.append(batch.column(field.name).cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)

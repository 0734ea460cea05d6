"""Versions: everything that single keys have said, oldest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from tocsin.lake.content import instant, text
from tocsin.lake.workspace import reading_connection
from tocsin.records.observation import CONTENT, SCHEMA


def versions(home: Path, files: list[str], observations: Collection[str], known_at: datetime | None) -> pa.Table:
    """The rows of `observations` (keys) known by `known_at`, one for each content, in the observation schema.

    Ordered by key and `known_at`. Of rows known at one moment the last stored stands; a row that says what the one
    before it said is left out; a retraction is a row. `files` are the source's, or all.
    """
    if not files or not observations:
        return SCHEMA.empty_table()
    listed = ", ".join(map(text, files))
    known = f"WHERE known_at <= {instant(known_at)}" if known_at else ""
    content = ", ".join(f"{name} := {name}" for name in CONTENT)
    with reading_connection(home) as connection:
        connection.register("asked", pa.table({"observation": pa.array(sorted(observations), pa.string())}))
        sql = f"""
            WITH own AS (
                SELECT * FROM read_parquet([{listed}], union_by_name = true, hive_partitioning = true,
                hive_types_autocast = false) SEMI JOIN asked USING (observation) {known}
            ), moments AS (
                SELECT *, struct_pack({content}) AS content FROM own QUALIFY row_number() OVER
                (PARTITION BY observation, known_at ORDER BY recorded_at DESC, release DESC) = 1
            )
            SELECT {", ".join(SCHEMA.names)} FROM moments
            WINDOW key AS (PARTITION BY observation ORDER BY known_at)
            QUALIFY lag(known_at) OVER key IS NULL OR content IS DISTINCT FROM lag(content) OVER key
            ORDER BY observation, known_at"""
        return connection.execute(sql).to_arrow_table().cast(SCHEMA)

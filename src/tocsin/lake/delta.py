"""Delta tables: open one at a version, list its files, commit to it once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.transaction import AddAction

from tocsin.lake.layout import TABLES, folder
from tocsin.records.failpoint import reach

RELEASE_NOTE = "tocsin.release"  # custom metadata of an observation commit: the release, as JSON
# The log of commits is the lake's memory of what was seen: keep it all.
CONFIGURATION: dict[str, str | None] = {"delta.logRetentionDuration": "interval 36500 days"}


def open_table(home: Path, name: str, version: int | None = None) -> DeltaTable | None:
    """The table `name` at `version` (None: the newest); None when nothing was ever written to it."""
    place = folder(home) / name
    if version == -1 or not DeltaTable.is_deltatable(str(place)):
        return None
    return DeltaTable(str(place), version=version)


def writable_table(home: Path, name: str) -> DeltaTable:
    """The newest version of the table `name`, made empty if it is not there."""
    wanted = TABLES[name]
    place = folder(home) / name
    if DeltaTable.is_deltatable(str(place)):
        return DeltaTable(str(place))
    return DeltaTable.create(
        str(place), wanted.schema, mode="ignore", partition_by=wanted.split_by, configuration=dict(CONFIGURATION)
    )


def has_seen(table: DeltaTable | None, transaction: str) -> int:
    """How often `transaction` was committed to the table: 0 when never. `deltalake` itself does not refuse a second."""
    return (table.transaction_version(transaction) or 0) if table is not None else 0


def files(table: DeltaTable | None, source: str | None = None) -> list[str]:
    """The data files of one version of the table, of one source if given."""
    everything = sorted(table.file_uris()) if table is not None else []
    return [file for file in everything if source is None or Path(file).parent.name == f"source={source}"]


def read_rows(table: DeltaTable | None, name: str, where: ds.Expression | None = None) -> pa.Table:
    """The rows of a table that is not split, with the schema of `layout`; empty when there is no table."""
    schema = TABLES[name].schema
    paths = files(table)
    if not paths:
        return schema.empty_table()
    return ds.dataset(paths, schema=schema, format="parquet").to_table(filter=where).cast(schema)


def commit_rows(table: DeltaTable, rows: pa.Table | pa.RecordBatchReader, transaction: str, times: int = 1) -> None:
    """Append `rows` in one commit that records `transaction` for the `times`-th time, even when there is no row.

    A column that the table does not have yet is added to it; it must be nullable, and is null in older rows.
    """
    note = CommitProperties(app_transactions=[Transaction(transaction, times)])
    if isinstance(rows, pa.Table) and rows.num_rows == 0:
        table.create_write_transaction([], "append", table.schema(), commit_properties=note)
        return
    write_deltalake(table, rows, mode="append", schema_mode="merge", commit_properties=note)


def commit_file(
    table: DeltaTable, file: Path, rows: int, source: str, transaction: str, release: dict[str, Any]
) -> None:
    """Move a finished Parquet file into the observations of `source`, in one commit that names its release.

    A file without rows is dropped, yet the commit is made: that the release was seen is a fact of its own.
    """
    actions = [_adopt(table, file, rows, source)] if rows else []
    reach("lake.observations.moved")
    note = CommitProperties(
        custom_metadata={RELEASE_NOTE: json.dumps(release, ensure_ascii=False)},
        app_transactions=[Transaction(transaction, 1)],
    )
    table.create_write_transaction(actions, "append", table.schema(), ["source"], commit_properties=note)  # pyright: ignore[reportArgumentType]


def _adopt(table: DeltaTable, file: Path, rows: int, source: str) -> AddAction:
    inside = f"source={source}/{file.name}"
    target = Path(table.table_uri.removeprefix("file://")) / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(file).replace(target)
    status = target.stat()
    return AddAction(
        inside,
        status.st_size,
        {"source": source},
        status.st_mtime_ns // 1_000_000,
        True,
        json.dumps({"numRecords": rows}),
    )


def noted_releases(table: DeltaTable, limit: int | None = None) -> list[dict[str, Any]]:
    """The releases that the commits of the observations table name, newest first, of the last `limit` commits."""
    return [json.loads(commit[RELEASE_NOTE]) for commit in table.history(limit) if RELEASE_NOTE in commit]

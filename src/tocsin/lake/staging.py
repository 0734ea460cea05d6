"""Lay a stream of observations down as one Parquet file, checked and stamped, in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tocsin.errors import BadValue
from tocsin.lake.layout import STORED
from tocsin.records.release import Release

GROUP = 262_144  # rows of a Parquet row group: bounds the memory of writing and of reading
PLAIN = ("observation", "record")  # nearly every value is another: a dictionary would only cost


@dataclass(frozen=True, slots=True)
class Laid:
    """A finished file: where it is, its rows, and how many of them are retracted."""

    file: Path
    rows: int
    retracted: int


def lay(batches: Iterable[pa.RecordBatch], file: Path) -> Laid:
    """Write batches of the stored columns to `file`. Memory: one row group."""
    rows = retracted = 0
    dictionaries = [name for name in STORED.names if name not in PLAIN]
    with pq.ParquetWriter(file, STORED, use_dictionary=dictionaries, compression="zstd", compression_level=1) as writer:  # pyright: ignore[reportArgumentType]
        for group in _grouped(batches):
            writer.write_table(group, row_group_size=GROUP)
            rows += group.num_rows
            retracted += pc.sum(group["retracted"]).as_py() or 0  # pyright: ignore[reportAttributeAccessIssue] - pyarrow makes its compute functions at run time
    return Laid(file, rows, retracted)


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= GROUP:
            yield pa.Table.from_batches(waiting, STORED)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, STORED)


def stamped(observations: pa.RecordBatchReader, release: Release, recorded_at: datetime) -> Iterable[pa.RecordBatch]:
    """The batches in the stored columns, with both clocks, the basis and the release set from `release`.

    Attributes come out in the order of their names. Raises `BadValue` when a column is missing or holds
    nulls where none may be.
    """
    fixed: dict[str, Any] = {
        "known_at": release.known_at,
        "known_basis": release.known_basis,
        "recorded_at": recorded_at,
        "release": release.release,
        "again": False,
    }
    for batch in observations:
        columns = [
            pa.repeat(pa.scalar(fixed[field.name], field.type), batch.num_rows)
            if field.name in fixed
            else _column(batch, field)
            for field in STORED
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=STORED)


def conformed(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
    """Batches that already hold every stored column, in order and exactly of its type."""
    for batch in batches:
        yield pa.RecordBatch.from_arrays([_column(batch, field) for field in STORED], schema=STORED)


def _column(batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    place = batch.schema.get_field_index(field.name)
    if place < 0:
        raise BadValue("these observations lack a column", wanted=field.name, got=", ".join(batch.schema.names))
    column = batch.column(place)
    if column.null_count and not field.nullable:
        raise BadValue(
            f"the column {field.name} of these observations has nulls",
            wanted="a value in every row",
            got=f"{column.null_count} nulls",
            next_step="quarantine such rows in the adapter",
        )
    column = column if column.type == field.type else column.cast(field.type)
    return _ordered(column) if pa.types.is_map(field.type) else column


def _ordered(attributes: Any) -> pa.Array:
    """The maps with their entries in the order of their names, so that equal maps look equal."""
    keys = attributes.keys
    if len(keys) < 2:
        return attributes
    less = pc.less  # pyright: ignore[reportAttributeAccessIssue] - pyarrow makes its compute functions at run time
    rising = less(keys.slice(0, len(keys) - 1), keys.slice(1)).to_numpy(zero_copy_only=False)
    starts = np.asarray(attributes.offsets)[1:-1] - attributes.offsets[0].as_py()
    starts = starts[(starts > 0) & (starts < len(keys))]
    rising[starts - 1] = True
    if rising.all():
        return attributes
    return pa.array(
        [None if entries is None else sorted(entries) for entries in attributes.to_pylist()], attributes.type
    )

"""Corrections: what a person said of a row that was set aside. They are added, never changed; the file stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyarrow as pa

from tocsin.records.observation import INSTANT

MARK = "~"  # between the id of a release and the number of times its file was read again


class Act(StrEnum):
    """What a person did: gave a cell its right value, vouched for a row as it is, or had the file read again."""

    CORRECT = "correct"
    VOUCH = "vouch"
    READ_AGAIN = "read_again"


@dataclass(frozen=True, slots=True)
class Correction:
    """One act on one file (`file_sha256`). `row` is empty when the whole file is meant, `column` unless a cell is.

    `value` is laid over the cell `found` when the file is read again; an empty text empties the cell.
    """

    file_sha256: str
    source: str
    release: str
    act: Act
    row: int | None
    column: str | None
    found: str | None
    value: str | None
    why: str
    recorded_at: datetime


CORRECTION_SCHEMA = pa.schema(
    [
        pa.field("file_sha256", pa.string(), nullable=False),  # of the bytes in the raw store; they stay as they are
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("release", pa.string(), nullable=False),  # the release whose rows were looked at
        pa.field("act", pa.string(), nullable=False),  # correct, vouch or read_again
        pa.field("row", pa.int64()),  # 1 = the first row after the header; empty: the whole file
        pa.field("column", pa.string()),  # as the file names it; empty: the row as it is
        pa.field("found", pa.string()),  # what the cell holds in the file
        pa.field("value", pa.string()),  # what it is read as
        pa.field("why", pa.string(), nullable=False),  # in the words of whoever corrected it
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
    ]
)


def table_of(corrections: Sequence[Correction]) -> pa.Table:
    """Corrections as rows of `CORRECTION_SCHEMA`."""
    rows = [{name: getattr(one, name) for name in CORRECTION_SCHEMA.names} for one in corrections]
    return pa.Table.from_pylist(rows, CORRECTION_SCHEMA)


def corrections_of(table: pa.Table) -> tuple[Correction, ...]:
    """The rows of `CORRECTION_SCHEMA` as corrections, in their order."""
    return tuple(Correction(**row | {"act": Act(row["act"])}) for row in table.to_pylist())


def read_again(release: str, corrections: Sequence[Correction]) -> str:
    """The id of a release whose file was read again: its own, the number of the reading, and a hash of what was said.

    Later readings sort after earlier ones, and the first after the release itself: of one moment, the last counts.
    """
    if not corrections:
        return release
    told = [(one.act, one.row, one.column, one.value, one.recorded_at.isoformat()) for one in corrections]
    readings = len({one.recorded_at for one in corrections})
    return f"{release}{MARK}{readings:04d}-{hashlib.sha256(repr(told).encode()).hexdigest()[:8]}"


def first_reading(release: str) -> str:
    """The id of a release as its file was read at first."""
    return release.split(MARK, 1)[0]

"""Tracing: which rows of a file an observation came from, found by reading the file again as it was read first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tocsin.errors import FileRefused
from tocsin.records.correction import MARK, Correction, first_reading, read_again
from tocsin.records.provenance import PublisherFile
from tocsin.sources.adapters.tocsin_table import FORMAT, metadata_of
from tocsin.sources.checks import quoted
from tocsin.sources.loading import ROW
from tocsin.sources.selection import KEY
from tocsin.sources.sifted import sifted

if TYPE_CHECKING:
    from tocsin.records.release import Release
    from tocsin.records.source import Source
    from tocsin.sources.arrival import Adapter, Plan

SEVERAL = "file_rows"  # a list: the rows of which an adapter made one
ROWS = pa.schema(
    [
        pa.field("observation", pa.string()),  # its key
        pa.field(ROW, pa.int64()),  # 1 = the first row below the header
        pa.field("reading", pa.string()),  # the SQL that made the value of the cells
        pa.field("cells", pa.string()),  # the row as JSON, column -> as published
    ]
)


def rows_of(
    path: Path,
    source: Source,
    release: Release,
    recorded_at: datetime,
    *,
    corrections: Sequence[Correction] = (),
    observations: Collection[str] = (),
    rows: Collection[int] = (),
) -> pa.Table:
    """The rows of the kept file at `path` that gave `observations`, and what `rows` gave: the columns of `ROWS`.

    The file is laid out and sifted as on the day it was `recorded_at`, with those `corrections` of it that the release
    was read with (see `laid_over`), and cut to the one release asked about. A row that gave several observations
    stands once for each. Empty for single events, whose rows are not kept, and for what an adapter puts together on a
    table that does not know its rows (`file_row`, or a list `file_rows`). Raises `FileRefused` when the bytes can no
    longer be read as `source`.
    """
    if source.events:
        return ROWS.empty_table()
    known_at = release.known_at if release.known_basis == "reported" else None
    with sifted(path, source, known_at, recorded_at, laid_over(release.release, corrections)) as laid:
        plans = laid.adapter.plans(laid.connection, known_at, release.file_name, release.file_sha256)
        plan = _plan_of(plans, release)
        return _found(laid.connection, laid.adapter, source, plan, laid.columns, observations, rows)


def laid_over(release: str, corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """Of all that was said of a file, oldest first, what stood when this release was read from it."""
    if MARK not in release:
        return ()
    moments = sorted({one.recorded_at for one in corrections})
    standing = (tuple(one for one in corrections if one.recorded_at <= moment) for moment in moments)
    return next((some for some in standing if read_again(first_reading(release), some) == release), ())


def _plan_of(plans: list[Plan], release: Release) -> Plan:
    """The plan that made this release: releases of one file are told apart by their labels."""
    named = first_reading(release.release).rpartition("@")[2]
    label = named.partition("-")[2].removeprefix(release.file_sha256[:12])
    found = next((plan for plan in plans if plan.label == label.removeprefix("-")), None)
    if found is None:
        raise FileRefused(
            "this file no longer gives the release",
            wanted=release.release,
            got=", ".join(plan.label or "one release" for plan in plans[:12]) or "no release",
            next_step="read it with the version of Tocsin that took it in",
        )
    return found


def _found(
    connection: duckdb.DuckDBPyConnection,
    adapter: Adapter,
    source: Source,
    plan: Plan,
    columns: tuple[str, ...],
    observations: Collection[str],
    rows: Collection[int],
) -> pa.Table:
    connection.register("asked", pa.table({"observation": pa.array(sorted(observations), pa.string())}))
    numbers = ", ".join(str(int(row)) for row in sorted(rows)) or "NULL"
    selections = [(one, _row_in(connection, one.get("from", "once AS good"))) for one in adapter.selections(source)]
    traced = " UNION ALL ".join(_traced(one, row, source, plan) for one, row in selections if row)
    if not traced:
        return ROWS.empty_table()
    packed = ", ".join(f"{quoted(name)} := {quoted(name)}" for name in columns)
    sql = (
        f"SELECT observation, {ROW}, reading, CAST(to_json(struct_pack({packed})) AS VARCHAR) AS cells "
        f"FROM ({traced}) AS traced JOIN raw USING ({ROW}) "
        f"WHERE observation IN (SELECT observation FROM asked) OR {ROW} IN ({numbers}) ORDER BY observation, {ROW}"
    )
    return connection.execute(sql).to_arrow_table().cast(ROWS)


def _row_in(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SQL: the row, or one after the other the rows, that a row of `table` was made of; empty where it does not know."""
    names = [name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()]
    return ROW if ROW in names else f"unnest({SEVERAL}) AS {ROW}" if SEVERAL in names else ""


def _traced(expressions: dict[str, str], row: str, source: Source, plan: Plan) -> str:
    """One SELECT: the key of the observation that a row gives, made as `selection_sql` makes it."""
    named = ", ".join(
        f"CAST({expressions[name]} AS VARCHAR) AS {name}" for name in ("record", "substance_raw", "measure")
    )
    reading = expressions.get("value", "NULL").replace("'", "''")
    where = f"{plan.where} AND {expressions.get('where', 'true')}"
    return (
        f"SELECT {KEY} AS observation, {ROW}, '{reading}' AS reading FROM (SELECT '{source.name}' AS source, {named}, "
        f"{row} FROM {expressions.get('from', 'once AS good')} WHERE {where})"
    )


def original_of(path: Path) -> PublisherFile | None:
    """The publisher's file behind a table of ours; None where `path` is the publisher's own."""
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            return None
    import pyarrow.parquet as pq

    if FORMAT not in (pq.read_schema(path).metadata or {}):
        return None
    told = metadata_of(path)
    if "file_sha256" not in told:
        return None
    return PublisherFile(str(told["file_name"]), str(told["file_sha256"]), int(told["file_rows"]))

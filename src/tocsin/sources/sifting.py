"""Sifting: good rows from bad. Every bad row is kept with the first rule it broke; none is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.records.observation import INSTANT
from tocsin.records.release import QUARANTINE_SCHEMA
from tocsin.sources.arrival import FollowsHeader
from tocsin.sources.checks import Rule, distinct, quoted, whole_row
from tocsin.sources.loading import ROW

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from tocsin.records.release import Release
    from tocsin.sources.arrival import Adapter

# Of a small catchment and of a single facility nothing is kept: the failing cell alone is shown, as of single events.
WITHOUT_ROW = ("small_catchment", "single_facility")

KEY = "tocsin_identity"  # no publisher names a column so


def sift(connection: duckdb.DuckDBPyConnection, adapter: Adapter, rules: tuple[Rule, ...]) -> int:
    """Part `raw` into `good` (accepted), `once` (the same without word-for-word repeats) and `aside` (the rest).

    Two rows with one key that say different things are both set aside, but for one that a person vouched for. The
    answer is the number of repeats.
    """
    broken = " ".join(f"WHEN {rule.broken} THEN {number}" for number, rule in enumerate(rules))
    connection.execute(
        f"CREATE TABLE aside AS SELECT * FROM (SELECT {ROW}, CASE {broken} END AS rule FROM raw) WHERE rule IS NOT NULL"
    )
    _find_twins(connection, adapter)
    connection.execute(f"INSERT INTO aside SELECT {ROW}, {len(rules)} FROM twins WHERE clash AND NOT chosen")
    connection.execute(f"CREATE VIEW good AS SELECT * FROM raw ANTI JOIN aside USING ({ROW})")
    connection.execute(
        f"CREATE VIEW once AS SELECT * FROM good ANTI JOIN "
        f"(SELECT {ROW} FROM twins WHERE again AND NOT clash) USING ({ROW})"
    )
    connection.execute("CREATE TABLE rules (rule INTEGER, code VARCHAR, columns VARCHAR, wanted VARCHAR)")
    told = [*rules, distinct(adapter.key)]
    connection.executemany(
        "INSERT INTO rules VALUES (?, ?, ?, ?)", [(n, r.code, r.column, r.wanted) for n, r in enumerate(told)]
    )
    count = connection.execute("SELECT count(*) FROM twins WHERE again AND NOT clash").fetchone()
    return int((count or (0,))[0])


def _find_twins(connection: duckdb.DuckDBPyConnection, adapter: Adapter) -> None:
    """Rows that share their key: a cheap hash finds candidates, the key itself decides."""
    connection.execute(
        f"CREATE VIEW sane AS SELECT *, {adapter.identity} AS {KEY} FROM raw ANTI JOIN aside USING ({ROW})"
    )
    connection.execute(
        f"CREATE TABLE candidates AS WITH hashed AS MATERIALIZED (SELECT {ROW}, hash({KEY}) AS h FROM sane) "
        f"SELECT {ROW} FROM hashed WHERE h IN (SELECT h FROM hashed GROUP BY h HAVING count(*) > 1)"
    )
    columns = adapter.compared if isinstance(adapter, FollowsHeader) else adapter.header
    said = ", ".join(f"coalesce(trim(CAST({quoted(column)} AS VARCHAR)), '')" for column in columns)
    connection.execute(
        f"CREATE TABLE twins AS SELECT {ROW}, count(DISTINCT said) OVER key > 1 AS clash, "
        f"row_number() OVER (key ORDER BY {ROW}) > 1 AS again, "
        f"coalesce(turn = max(turn) OVER key, false) AS chosen "
        f"FROM (SELECT {ROW}, {KEY}, concat_ws(chr(31), {said}) AS said "
        f"FROM sane SEMI JOIN candidates USING ({ROW})) LEFT JOIN vouched USING ({ROW}) "
        f"WINDOW key AS (PARTITION BY {KEY}) QUALIFY count(*) OVER key > 1"
    )


def quarantine(
    connection: duckdb.DuckDBPyConnection,
    rules: tuple[Rule, ...],
    adapter: Adapter,
    names: tuple[str, ...],
    release: Release,
    recorded_at: datetime,
    events: bool = False,
) -> pa.Table:
    """All rows set aside, in the file's order and the quarantine's schema; of event sources without the rows."""
    told, lost = [*rules, distinct(adapter.key)], whole_row(len(names))
    cells = " ".join(f"WHEN {n} THEN {_found(rule.column)}" for n, rule in enumerate(told))
    row = ", ".join(f"{quoted(name)} := raw.{quoted(name)}" for name in names)
    torn = "NULL" if events else "left(found, 200)"  # a torn line may hold what a whole one would not show
    packed = f"CAST(to_json(struct_pack({row})) AS VARCHAR)"
    whole = "NULL" if events else f"CASE WHEN told.code NOT IN {WITHOUT_ROW} THEN {packed} END"  # only the failing cell
    sql = (
        f'SELECT raw.{ROW} AS row, told.columns AS "column", told.code AS rule, '
        f"left(CASE aside.rule {cells} END, 200) AS found, told.wanted AS wanted, "
        f"{whole} AS raw "
        f"FROM raw JOIN aside ON aside.{ROW} = raw.{ROW} JOIN rules AS told ON told.rule = aside.rule "
        f"UNION ALL SELECT {ROW}, NULL, '{lost.code}', {torn}, '{lost.wanted}', NULL "
        "FROM unreadable ORDER BY 1"
    )
    table = connection.execute(sql).to_arrow_table()
    fixed = {
        "release": pa.scalar(release.release),
        "source": pa.scalar(release.source),
        "recorded_at": pa.scalar(recorded_at, INSTANT),
    }
    columns = [
        pa.repeat(fixed[f.name], table.num_rows) if f.name in fixed else table.column(f.name).cast(f.type)
        for f in QUARANTINE_SCHEMA
    ]
    return pa.table(columns, schema=QUARANTINE_SCHEMA)


def _found(column: str) -> str:
    return (
        "concat_ws('; ', "
        + ", ".join(f"coalesce(CAST(raw.{quoted(part)} AS VARCHAR), '')" for part in column.split("+"))
        + ")"
    )

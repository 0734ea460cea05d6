"""Reading a file: choose the adapter, part good rows from bad, and stream each release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tocsin.errors import FileRefused
from tocsin.records.release import QUARANTINE_SCHEMA, Release
from tocsin.records.source import Source
from tocsin.sources.adapters.listing import ADAPTERS
from tocsin.sources.adapters.tocsin_table import arrivals as table_arrivals
from tocsin.sources.arrival import Adapter, Arrival, Plan
from tocsin.sources.opening import encoding_of, head_of, header_of, sha256_of
from tocsin.sources.rules import Rule, quoted
from tocsin.sources.selection import selection_sql, stream


def read(path: Path, source: Source, *, known_at: datetime | None, now: datetime) -> Iterator[Arrival]:
    """The releases of one file, oldest first. For each, file rows in = accepted + quarantined.

    `known_at` overrides what the file or its adapter says about publication. Raises `FileRefused` when the file
    as a whole cannot be read as `source`; single bad rows are quarantined and never raise.
    """
    if path.suffix == ".parquet":
        yield from table_arrivals(path, source, known_at=known_at, now=now)
        return
    header = header_of(head_of(path))
    adapter = adapter_for(header, source.name)
    with duckdb.connect(":memory:") as connection:
        rejected = _load(connection, path, header)
        adapter.prepare(connection, now)
        quarantine = _quarantine(connection, adapter, adapter.rules(now)) + rejected
        yield from _arrivals(connection, adapter, source, path, known_at, now, quarantine)


def adapter_for(header: tuple[str, ...], source: str) -> Adapter:
    """The adapter of `source` whose columns are all there. Raises `FileRefused` with what the file looks like."""
    fitting = [adapter for adapter in ADAPTERS if set(adapter.header) <= set(header)]
    for adapter in fitting:
        if adapter.source == source:
            return adapter
    wanted = [adapter for adapter in ADAPTERS if adapter.source == source]
    nearest = max(wanted, key=lambda a: len(set(a.header) & set(header)))
    missing = [column for column in nearest.header if column not in header]
    hint = f"it looks like a file of {fitting[0].source}" if fitting else "compare it with the publisher's own file"
    raise FileRefused(f"this is not a file of {source}", wanted="columns " + ", ".join(nearest.header),
                      got="columns " + ", ".join(header[:12]) + ("; missing " + ", ".join(missing) if missing else ""), next_step=hint)


def _load(connection: duckdb.DuckDBPyConnection, path: Path, header: tuple[str, ...]) -> list[dict[str, Any]]:
    """Fill the table `raw` (text columns and `row`, 1 = first row after the header); answer with unreadable rows."""
    columns = "{" + ", ".join(f"'{_literal(name)}': 'VARCHAR'" for name in header) + "}"
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"CREATE TABLE raw AS SELECT row_number() OVER () AS row, * FROM read_csv('{_literal(str(path))}', columns = {columns}, header = true, "
        f"delim = ',', quote = '\"', escape = '\"', encoding = '{encoding_of(path)}', store_rejects = true, strict_mode = false, "
        "max_line_size = 1000000, parallel = false)"
    )
    rejects = connection.execute("SELECT line, any_value(column_name), any_value(error_message) FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    return [
        {"row": int(line) - 1, "column": column, "rule": "unreadable_row", "found": str(message)[:200], "wanted": f"{len(header)} columns", "raw": None}
        for line, column, message in rejects
    ]


def _literal(text: str) -> str:
    return text.replace("'", "''")


def _quarantine(connection: duckdb.DuckDBPyConnection, adapter: Adapter, rules: tuple[Rule, ...]) -> list[dict[str, Any]]:
    """Move bad rows out: the tables `good` and `bad` part `raw`; the answer names the first rule each row broke."""
    broken = " ".join(f"WHEN {rule.broken} THEN {number}" for number, rule in enumerate(rules))
    key = ", ".join(quoted(column) for column in adapter.key)
    connection.execute(f"CREATE TABLE judged AS SELECT *, CASE {broken} END AS broken FROM raw")
    values = ", ".join(quoted(c) for c in adapter.header)
    connection.execute(
        f"CREATE TABLE clash AS SELECT j.row FROM judged j JOIN (SELECT {key} FROM (SELECT DISTINCT {values} FROM judged WHERE broken IS NULL) "
        f"GROUP BY {key} HAVING count(*) > 1) k USING ({key}) WHERE j.broken IS NULL"
    )
    connection.execute("CREATE TABLE good AS SELECT * EXCLUDE (broken) FROM judged WHERE broken IS NULL AND row NOT IN (SELECT row FROM clash)")
    bad = connection.execute("SELECT * FROM judged WHERE broken IS NOT NULL ORDER BY row").to_arrow_table().to_pylist()
    clashing = connection.execute("SELECT *, NULL AS broken FROM raw WHERE row IN (SELECT row FROM clash) ORDER BY row").to_arrow_table().to_pylist()
    return [_row(row, rules[row["broken"]]) for row in bad] + [
        _row(row, Rule("duplicate_key", "+".join(adapter.key), "", "one row for each key")) for row in clashing
    ]


def _row(row: dict[str, Any], rule: Rule) -> dict[str, Any]:
    raw = {name: value for name, value in row.items() if name not in ("row", "broken")}
    found = "; ".join(str(raw.get(column)) for column in rule.column.split("+"))
    return {"row": row["row"], "column": rule.column, "rule": rule.code, "found": found[:200], "wanted": rule.wanted,
            "raw": json.dumps(raw, ensure_ascii=False)}


def _arrivals(
    connection: duckdb.DuckDBPyConnection, adapter: Adapter, source: Source, path: Path, known_at: datetime | None, now: datetime,
    quarantine: list[dict[str, Any]],
) -> Iterator[Arrival]:
    digest = sha256_of(path)
    plans = adapter.plans(connection, known_at, path.name, digest)
    if not plans:
        rows = len(quarantine)
        raise FileRefused("no row of this file can be read", wanted="at least one good row", got=f"{rows} bad rows; the first: "
                          + (f"{quarantine[0]['column']}: {quarantine[0]['found']}" if quarantine else "none"),
                          next_step="mend the file at its source")
    for number, plan in enumerate(plans):
        accepted = connection.execute(f"SELECT count(*) FROM good WHERE {plan.where}").fetchone()
        bad = quarantine if number == len(plans) - 1 else []
        release = _release(plan, source, path.name, digest, int((accepted or (0,))[0]), len(bad))
        sql = " UNION ALL ".join(selection_sql(e, source, "good", f"{plan.where} AND {e.get('where', 'true')}") for e in adapter.selections(source))
        yield Arrival(release, stream(connection, sql, release, now), quarantine_table(bad, release, now))


def _release(plan: Plan, source: Source, file_name: str, digest: str, accepted: int, quarantined: int) -> Release:
    label = f"-{plan.label}" if plan.label else ""
    known = plan.known_at.strftime("%Y%m%d")
    return Release(f"{source.name}@{known}-{digest[:12]}{label}", source.name, plan.kind, plan.known_at, plan.known_basis, plan.covers, file_name,
                   digest, accepted + quarantined, accepted, quarantined, plan.notes)


def quarantine_table(rows: list[dict[str, Any]], release: Release, now: datetime) -> pa.Table:
    """Quarantined rows of one release in their schema."""
    full = [{"release": release.release, "source": release.source, "recorded_at": now, **row} for row in rows]
    return pa.Table.from_pylist(full, QUARANTINE_SCHEMA)

"""What a release changes: its rows against what was known when it became known."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tocsin.lake.content import COLUMNS, changed_row, instant, last_by_key, retraction, retracts, same, text
from tocsin.lake.layout import STORED
from tocsin.lake.staging import Laid
from tocsin.records.release import Release

NAMES = ", ".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the keys of one release; `duplicates` are rows that contradict a later row of the file."""

    new: int
    unchanged: int
    retracted: int
    duplicates: int


def repeats(connection: duckdb.DuckDBPyConnection, laid: Laid) -> bool:
    """Whether a key stands in more than one row of the file (by a hash: a false yes is possible, a false no is not)."""
    kinds = connection.execute(f"SELECT count(DISTINCT hash(observation)) FROM read_parquet({text(str(laid.file))})")
    return _number(kinds) < laid.rows


def compare(
    connection: duckdb.DuckDBPyConnection, laid: Laid, repeated: bool, earlier: list[str], release: Release
) -> Counts:
    """Make the tables and views that the later steps read.

    `held`: the rows of the release, one a key. `lake`: the rows of its source. `before`: the state of each
    key just before the release. `verdict`: per key held, whether it changed and whether it had a row.
    `gone`: what the release takes back by not holding it.
    """
    duplicates = _hold(connection, laid, repeated)
    _open_lake(connection, earlier, release)
    connection.execute(
        f"CREATE TEMP TABLE verdict AS SELECT held.observation, held.line, NOT ({same('held', 'before')}) AS changed, "
        f"held.retracted, before.observation IS NOT NULL AS again FROM held LEFT JOIN before USING (observation)"
    )
    connection.execute(
        f"CREATE TEMP TABLE gone AS SELECT before.* FROM before ANTI JOIN held USING (observation) "
        f"WHERE {retracts('before', release)}"
    )
    new, unchanged = connection.execute(
        "SELECT count(*) FILTER (changed), count(*) FILTER (NOT changed) FROM verdict"
    ).fetchall()[0]
    return Counts(new, unchanged, _number(connection.execute("SELECT count(*) FROM gone")), duplicates)


def _hold(connection: duckdb.DuckDBPyConnection, laid: Laid, repeated: bool) -> int:
    rows = f"(SELECT *, file_row_number AS line FROM read_parquet({text(str(laid.file))}, file_row_number = true))"
    if not repeated:
        connection.execute(f"CREATE TEMP VIEW held AS SELECT {NAMES}, line FROM {rows}")
        return 0
    last = "row_number() OVER (PARTITION BY observation ORDER BY line DESC) = 1"
    connection.execute(f"CREATE TEMP TABLE held AS SELECT {NAMES}, line FROM {rows} QUALIFY {last}")
    other = f"row.line <> held.line AND NOT ({same('row', 'held')})"
    return _number(
        connection.execute(f"SELECT count(*) FROM {rows} AS row JOIN held USING (observation) WHERE {other}")
    )


def _open_lake(connection: duckdb.DuckDBPyConnection, earlier: list[str], release: Release) -> None:
    if earlier:
        rows = f"read_parquet([{', '.join(map(text, earlier))}], union_by_name = true)"
    else:
        connection.register("nothing", STORED.empty_table())
        rows = "nothing"
    connection.execute(f"CREATE TEMP VIEW lake AS SELECT {NAMES} FROM {rows}")
    known = instant(release.known_at)
    # Releases of one moment stand in the order of their names, so that the order of arrival never shows.
    until = f"known_at < {known} OR (known_at = {known} AND release < {text(release.release)})"
    connection.execute(f"CREATE TEMP VIEW known AS SELECT * FROM lake WHERE {until}")
    connection.execute(f"CREATE TEMP VIEW before AS {last_by_key('known')}")


def fresh_rows(release: Release, recorded_at: str) -> tuple[str, str]:
    """SQL of the rows that the release adds: what is new or changed, and what it takes back."""
    changed = (
        "(SELECT held.* REPLACE (verdict.again AS again) FROM held JOIN verdict USING (line) WHERE verdict.changed)"
    )
    stamp = {"known_at": instant(release.known_at), "recorded_at": recorded_at, "again": "true"}
    back = f"(SELECT {retraction('gone', release)} AS back FROM gone)"
    return f"SELECT {NAMES} FROM {changed}", f"SELECT unnest({changed_row('back', **stamp)}) FROM {back}"


def mentions(connection: duckdb.DuckDBPyConnection, release: Release, already: list[str]) -> duckdb.DuckDBPyRelation:
    """The keys the release held without a living row of its own, but for those that the files `already` name."""
    rows = (
        f"SELECT {text(release.release)} AS release, {text(release.source)} AS source, observation FROM verdict "
        f"WHERE (NOT changed OR retracted)"
    )
    if already:
        named = f"SELECT observation FROM read_parquet([{', '.join(map(text, already))}]) WHERE release = {text(release.release)}"
        rows += f" AND observation NOT IN ({named})"
    return connection.sql(rows)


def _number(answer: duckdb.DuckDBPyConnection) -> int:
    return int(answer.fetchall()[0][0])

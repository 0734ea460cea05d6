"""A late arrival: the past changes, and what was known later stays as it was."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

import duckdb

from tocsin.lake.changes import fresh_rows
from tocsin.lake.content import COLUMNS, alive, changed_row, instant, retraction, retracts, same, text
from tocsin.records.release import Release

NAMES = ", ".join(COLUMNS)


def repaired_rows(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    recorded_at: str,
    later: list[Release],
    mentioned: list[str],
) -> tuple[str, ...]:
    """SQL of all rows that `release` adds, when releases known at its moment or later are there already.

    For each key it changes, two states are walked through the `later` releases in the order of (known_at,
    release): `old`, what the lake answers today, and `new`, what it would answer had the release come in time.
    Where they differ, a row is written; where they meet, the key is done, for from there on nothing differs.
    `mentioned` are the files of `mentions` of this source.
    """
    fresh = fresh_rows(release, recorded_at)
    settled = _settle(connection, release, later)
    _start(
        connection,
        " UNION ALL ".join(f"FROM ({rows}) ANTI JOIN settled USING (observation)" for rows in fresh),
        release,
    )
    _look_ahead(connection, release, later, mentioned)
    _walk(connection, release, recorded_at, later)
    sure = (f"SELECT * REPLACE (true AS again) FROM ({rows}) SEMI JOIN settled USING (observation)" for rows in fresh)
    return (*sure, "FROM repairs") if settled else ("FROM repairs",)


def _settle(connection: duckdb.DuckDBPyConnection, release: Release, later: list[Release]) -> bool:
    """Name in `settled` the keys that need no walk: the very next moment states them in a living row of its own.

    Most keys of a history that is loaded newest first are such.
    """
    moment = later[0].known_at
    names = ", ".join(text(one.release) for one in later if one.known_at == moment)
    apart = moment > release.known_at
    stated = f"{str(apart).lower()} AND known_at = {instant(moment)} AND NOT retracted AND release IN ({names})"
    connection.execute(f"CREATE TEMP TABLE settled AS SELECT DISTINCT observation FROM lake WHERE {stated}")
    return apart


def _walk(connection: duckdb.DuckDBPyConnection, release: Release, recorded_at: str, later: list[Release]) -> None:
    own = [one for one in later if one.known_at == release.known_at]
    _pass(connection, release.known_at, own, recorded_at)
    rest = [one for one in later if one.known_at > release.known_at]
    for moment, together in groupby(rest, key=lambda one: one.known_at):
        if connection.execute("SELECT count(*) FROM walk").fetchall()[0][0] == 0:
            return
        _move(connection, moment)
        _pass(connection, moment, list(together), recorded_at)


def _start(connection: duckdb.DuckDBPyConnection, fresh: str, release: Release) -> None:
    connection.execute(f"CREATE TEMP TABLE fresh AS {fresh}")
    since = f"known_at >= {instant(release.known_at)}"
    connection.execute(
        f"CREATE TEMP TABLE after AS SELECT {NAMES} FROM lake SEMI JOIN fresh USING (observation) WHERE {since} QUALIFY "
        f"row_number() OVER (PARTITION BY observation, known_at ORDER BY recorded_at DESC, release DESC) = 1"
    )
    seen = "fresh.again OR fresh.observation IN (SELECT observation FROM after)"
    there = f"(SELECT * FROM after WHERE known_at = {instant(release.known_at)})"
    connection.execute(
        f"CREATE TEMP TABLE walk AS SELECT fresh.observation, {changed_row('fresh', again=seen)} AS new, "
        f"{_either('there', 'before')} AS old, {_either('there', 'before')} AS shown FROM fresh "
        f"LEFT JOIN {there} AS there USING (observation) LEFT JOIN before USING (observation)"
    )
    connection.execute(f"CREATE TEMP TABLE repairs AS SELECT {NAMES} FROM fresh LIMIT 0")


def _look_ahead(
    connection: duckdb.DuckDBPyConnection, release: Release, later: list[Release], mentioned: list[str]
) -> None:
    """Which later release held which of the keys: by a living row of its own, or by mention."""
    names = ", ".join(text(one.release) for one in later)
    stated = f"SELECT release, observation FROM after WHERE NOT retracted AND release IN ({names})"
    if mentioned:
        rows = f"read_parquet([{', '.join(map(text, mentioned))}])"
        stated += f" UNION SELECT release, observation FROM {rows} SEMI JOIN fresh USING (observation) WHERE release IN ({names})"
    connection.execute(f"CREATE TEMP TABLE holdings AS {stated}")


def _move(connection: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Step to the next moment: `old` is what the lake says there, `shown` what it would say with the rows so far."""
    there = f"(SELECT * FROM after WHERE known_at = {instant(moment)})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE walk AS SELECT walk.observation, new, {_either('there', 'walk.old')} AS old, "
        f"{_either('there', 'walk.new')} AS shown FROM walk LEFT JOIN {there} AS there USING (observation)"
    )


def _pass(connection: duckdb.DuckDBPyConnection, moment: datetime, together: list[Release], recorded_at: str) -> None:
    """Let the releases of one moment speak, write what differs from what is shown, and let go of what is settled."""
    for one in together:
        kept, back = _kept(one), retraction("new", one)
        held = f"EXISTS (FROM holdings WHERE holdings.release = {text(one.release)} AND holdings.observation = walk.observation)"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE walk AS SELECT observation, CASE WHEN {held} THEN {kept} "
            f"WHEN {retracts('new', one)} THEN {back} ELSE new END AS new, old, shown FROM walk"
        )
    row = changed_row("new", known_at=instant(moment), recorded_at=recorded_at)
    connection.execute(f"INSERT INTO repairs SELECT unnest({row}) FROM walk WHERE NOT ({same('new', 'shown')})")
    seen = changed_row("new", again="true")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE walk AS SELECT observation, {seen} AS new, old, shown FROM walk WHERE NOT ({same('new', 'old')})"
    )


def _kept(release: Release) -> str:
    """What a release that holds the key said then: the old state, under its own name."""
    stated = changed_row("old", release=text(release.release), known_basis=text(release.known_basis))
    return f"CASE WHEN {alive('old')} THEN {stated} ELSE {retraction('new', release)} END"


def _either(first: str, second: str) -> str:
    whole, other = changed_row(first), changed_row(second)
    return f"CASE WHEN {first}.observation IS NOT NULL THEN {whole} ELSE {other} END"

"""What was known at a moment, as one Ibis expression for each source."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from pathlib import Path

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import BooleanValue, Table

from tocsin.lake.workspace import reading_connection
from tocsin.records.observation import CONTENT, SCHEMA

ORDER = ("known_at", "recorded_at", "release")


def reading(home: Path) -> Backend:
    """An Ibis backend for one read of the lake: bounded memory, UTC, nothing fetched."""
    return ibis.duckdb.from_connection(reading_connection(home))


def observations(
    backend: Backend, files: dict[str, list[str]], known_at: datetime | None, recorded_at: datetime | None
) -> Table:
    """The observations in the `files` of each source as known at `known_at`, as recorded by `recorded_at`.

    Columns as in the observation schema, one row a key, the retracted left out. A row carries the moment and
    the release from which on its present content was known.
    """
    parts = [_one_source(backend, source, paths, known_at, recorded_at) for source, paths in files.items()]
    if not parts:
        return backend.create_table("nothing", schema=ibis.Schema.from_pyarrow(SCHEMA), temp=True)
    return reduce(lambda left, right: left.union(right), parts)


def _one_source(backend: Backend, source: str, paths: list[str], known_at: datetime | None, recorded_at: datetime | None) -> Table:
    rows = backend.read_parquet(paths, union_by_name=True, hive_partitioning=False).mutate(source=ibis.literal(source))
    rows = rows.filter(rows.known_at <= ibis.literal(known_at)) if known_at is not None else rows
    rows = rows.filter(rows.recorded_at <= ibis.literal(recorded_at)) if recorded_at is not None else rows
    return as_known(rows)


def as_known(rows: Table) -> Table:
    """Per key the last row by (known_at, recorded_at), moved to where its content began; the retracted dropped.

    `rows` has the observation schema and `again`, true for every row of a key but its first. Only keys that
    have such a row pass through a window; the others are streamed.
    """
    several = rows.filter(rows.again).select("observation").distinct()
    single = rows.anti_join(several, "observation")
    last = _last(rows.semi_join(several, "observation"))
    names = SCHEMA.names
    live = single.select(*names).union(last.select(*names))
    return live.filter(~live.retracted)


def _last(rows: Table) -> Table:
    """Per key the row with which its present content began."""
    order = [rows[name] for name in ORDER]
    following = rows.known_at.lead().over(ibis.window(group_by=rows.observation, order_by=order))
    moments = rows.mutate(following=following).filter(lambda t: t.following.isnull() | (t.following != t.known_at))
    began = moments.mutate(began=_begins(moments)).filter(lambda t: t.began)
    newest = ibis.window(group_by=began.observation, order_by=began.known_at.desc())
    return began.mutate(place_in_line=ibis.row_number().over(newest)).filter(lambda t: t.place_in_line == 0)


def _begins(moments: Table) -> BooleanValue:
    """Whether a row differs in content from the one before it of its key; two nulls are equal."""
    window = ibis.window(group_by=moments.observation, order_by=moments.known_at)
    same = [moments[name].lag().over(window).identical_to(moments[name]) for name in CONTENT]
    return moments.known_at.lag().over(window).isnull() | ~reduce(lambda left, right: left & right, same)

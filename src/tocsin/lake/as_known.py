"""What was known at a moment, as one Ibis expression."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

import ibis
from ibis.backends.duckdb import Backend
from ibis.expr.types import Table

from tocsin.lake.workspace import reading_connection
from tocsin.records.observation import CONTENT, SCHEMA

ORDER = ("known_at", "recorded_at", "release")
ROW = ("observation", *ORDER)  # what tells rows apart


def reading(home: Path) -> Backend:
    """An Ibis backend for one read of the lake: bounded memory, UTC, nothing fetched."""
    return ibis.duckdb.from_connection(reading_connection(home))


def observations(backend: Backend, files: list[str], known_at: datetime | None, recorded_at: datetime | None) -> Table:
    """The observations in `files` (folders `source=...`) as known at `known_at`, as recorded by `recorded_at`.

    Columns as in the observation schema, one row a key, the retracted left out. A row carries the moment and
    the release from which on its present content was known.
    """
    if not files:
        return backend.create_table("nothing", schema=ibis.Schema.from_pyarrow(SCHEMA), temp=True)
    rows: Any = backend.read_parquet(files, union_by_name=True, hive_partitioning=True, hive_types_autocast=False)
    rows = rows.filter(rows.known_at <= ibis.literal(known_at)) if known_at is not None else rows
    rows = rows.filter(rows.recorded_at <= ibis.literal(recorded_at)) if recorded_at is not None else rows
    return as_known(rows)


def as_known(rows: Any) -> Table:
    """Per key the last row by (known_at, recorded_at), moved to where its content began; the retracted dropped.

    `rows` has the observation schema and `again`, true for every row of a key but its first. Only keys that
    have such a row pass through a window; all others are streamed. The answer is `rows` without those that a
    later row replaced or that only repeat an earlier one, not a union of two kinds of keys: DuckDB 1.5 never
    ends when it streams out millions of rows of an anti-join and a semi-join with the same keys.
    """
    several = rows.filter(rows.again).select("observation").distinct()
    versions = rows.semi_join(several, "observation").select(*ROW, *CONTENT)
    replaced = versions.anti_join(_current(versions), ROW).select(*ROW)
    return rows.anti_join(replaced, ROW).filter(~rows.retracted).select(*SCHEMA.names)


def _current(versions: Any) -> Any:
    """Of each key the row with which its present content began, by `ROW`."""
    order = [versions[name] for name in ORDER]
    following = versions.known_at.lead().over(ibis.window(group_by=versions.observation, order_by=order))
    moments = versions.mutate(following=following)
    moments = moments.filter(moments.following.isnull() | (moments.following != moments.known_at))
    marked = moments.mutate(began=_begins(moments))
    began = marked.filter(marked.began)
    newest = ibis.window(group_by=began.observation, order_by=began.known_at.desc())
    ranked = began.mutate(rank_from_newest=ibis.row_number().over(newest))
    return ranked.filter(ranked.rank_from_newest == 0).select(*ROW)


def _begins(moments: Any) -> Any:
    """Whether a row differs in content from the one before it of its key; two nulls are equal."""
    window = ibis.window(group_by=moments.observation, order_by=moments.known_at)
    same = [moments[name].lag().over(window).identical_to(moments[name]) for name in CONTENT]
    return moments.known_at.lag().over(window).isnull() | ~reduce(lambda left, right: left & right, same)

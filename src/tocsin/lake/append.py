"""Append one release: the order in which it is laid down, so that a kill at any point loses and doubles nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from tocsin.errors import BadValue
from tocsin.lake import changes, late
from tocsin.lake.changes import Counts
from tocsin.lake.content import instant
from tocsin.lake.delta import commit_file, commit_rows, files, has_seen, open_table, writable_table
from tocsin.lake.layout import MENTION_SCHEMA
from tocsin.lake.recovery import writing
from tocsin.lake.seen import as_row, known_releases, newest_record, row_of
from tocsin.lake.staging import Laid, conformed, lay, stamped
from tocsin.lake.workspace import workspace
from tocsin.records.failpoint import reach
from tocsin.records.release import QUARANTINE_SCHEMA, Release


@dataclass(frozen=True, slots=True)
class Appended:
    """What one release brought. `new` counts new and changed keys, `retracted` those taken back by absence.

    `repairs` are rows written beyond these at later moments (or left out, then negative, because a release of
    the very same moment overrules them). `duplicates` are rows of the file that contradict a later row of it.
    """

    release: str
    already_seen: bool
    new: int = 0
    unchanged: int = 0
    retracted: int = 0
    repairs: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of one append share."""

    home: Path
    release: Release
    recorded_at: datetime
    connection: duckdb.DuckDBPyConnection
    place: Path


def append(
    home: Path, release: Release, observations: pa.RecordBatchReader, quarantine: pa.Table, recorded_at: datetime
) -> Appended:
    """Lay one release down; see `Lake.append` for the promise."""
    _check_source(release.source)
    with writing(home):
        if has_seen(open_table(home, "observations"), release.release):
            return Appended(release.release, already_seen=True)
        reach("lake.append.begun")
        with workspace(home) as (connection, place):
            stored_at = max(recorded_at, newest_record(home, release.source) or recorded_at)
            desk = Desk(home, release, stored_at, connection, place)
            return _lay_down(desk, observations, quarantine)


def _lay_down(desk: Desk, observations: pa.RecordBatchReader, quarantine: pa.Table) -> Appended:
    laid = lay(stamped(observations, desk.release, desk.recorded_at), desk.place / f"part-{uuid4().hex}.parquet")
    reach("lake.append.staged")
    repeated = changes.repeats(desk.connection, laid)
    reach("lake.append.counted")
    _commit_quarantine(desk, quarantine)
    table = writable_table(desk.home, "observations")
    earlier = files(table, desk.release.source)
    if earlier or repeated or laid.retracted or known_releases(desk.home, desk.release.source):
        counts, rows = _changed(desk, laid, repeated, earlier)
    else:
        counts, rows = Counts(laid.rows, 0, 0, 0), laid
    reach("lake.append.compared")
    _commit_observations(desk, table, rows)
    repairs = rows.rows - counts.new - counts.retracted
    return Appended(
        desk.release.release, False, counts.new, counts.unchanged, counts.retracted, repairs, counts.duplicates
    )


def _commit_quarantine(desk: Desk, quarantine: pa.Table) -> None:
    table = writable_table(desk.home, "quarantine")
    reach("lake.quarantine.before")
    if not has_seen(table, desk.release.release):
        given = {"release": desk.release.release, "source": desk.release.source, "recorded_at": desk.recorded_at}
        columns = [
            pa.repeat(pa.scalar(given[field.name], field.type), quarantine.num_rows)
            if field.name in given
            else quarantine[field.name].cast(field.type)
            for field in QUARANTINE_SCHEMA
        ]
        commit_rows(table, pa.table(columns, schema=QUARANTINE_SCHEMA), desk.release.release)
    reach("lake.quarantine.after")


def _changed(desk: Desk, laid: Laid, repeated: bool, earlier: list[str]) -> tuple[Counts, Laid]:
    counts = changes.compare(desk.connection, laid, repeated, earlier, desk.release)
    reach("lake.append.judged")
    mentioned = _commit_mentions(desk)
    own = (desk.release.known_at, desk.release.release)
    later = [one for one in known_releases(desk.home, desk.release.source) if (one.known_at, one.release) > own]
    stored_at = instant(desk.recorded_at)
    queries: tuple[str, ...] = changes.fresh_rows(desk.release, stored_at)
    if later:
        queries = late.repaired_rows(desk.connection, desk.release, stored_at, later, mentioned)
        reach("lake.append.walked")
    streams = (desk.connection.sql(query).to_arrow_reader(65_536) for query in queries)
    written = lay(conformed(chain.from_iterable(streams)), desk.place / f"part-{uuid4().hex}.parquet")
    reach("lake.append.written")
    return counts, written


def _commit_mentions(desk: Desk) -> list[str]:
    """Record the keys held unchanged; gives the files of the mentions of this source made *before*.

    A killed append may have left some, judged against a lake that has grown since: only the missing ones are
    added, and one too many does no harm.
    """
    table = writable_table(desk.home, "mentions")
    before = files(table, desk.release.source)
    reach("lake.mentions.before")
    times = has_seen(table, desk.release.release)
    rows = changes.mentions(desk.connection, desk.release, before if times else [])
    if desk.connection.execute("SELECT count(*) FROM verdict WHERE NOT changed OR retracted").fetchall()[0][0]:
        commit_rows(table, rows.to_arrow_reader(65_536).cast(MENTION_SCHEMA), desk.release.release, times + 1)
    reach("lake.mentions.after")
    return before


def _commit_observations(desk: Desk, table: DeltaTable, rows: Laid) -> None:
    row = row_of(desk.release, desk.recorded_at, rows.rows)
    reach("lake.observations.before")
    commit_file(table, rows.file, rows.rows, desk.release.source, desk.release.release, as_row(row))
    reach("lake.observations.after")
    commit_rows(writable_table(desk.home, "releases"), row, desk.release.release)
    reach("lake.releases.after")


def _check_source(source: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", source):
        raise BadValue(
            "this cannot name a source",
            wanted="letters, digits, hyphens, dots",
            got=repr(source),
            next_step="use the name of the catalogue",
        )

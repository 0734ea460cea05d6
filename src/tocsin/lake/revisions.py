"""What each release of a source changed, counted in the lake: one pass over its rows, nothing brought out but counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tocsin.lake.content import instant, text
from tocsin.lake.layout import MENTION_SCHEMA, STORED
from tocsin.lake.workspace import reading_connection
from tocsin.records.change import ReleaseChanges
from tocsin.records.observation import CONTENT, INSTANT
from tocsin.records.release import Release, ReleaseKind

# A period that had ended a year before its value was last stated lay in a reporting year that had closed, whatever
# month that year starts in: it should not move any more. What still came in late moved before.
CLOSED_DAYS = 365
# Periods of another length are another series: a quarter does not fill a gap between years. Half a month tells all
# lengths in use apart.
LENGTH = "round((period_end - period_start) / 15)"
NAMES = (
    "observation, known_at, recorded_at, retracted, release, substance_raw, place, period_start, period_end, measure"
)
SEEN = pa.schema(
    [
        ("release", pa.string()),
        ("known_at", INSTANT),
        ("previous", pa.string()),
        ("stated", INSTANT),
        ("first", pa.date32()),
        ("last", pa.date32()),
        *((side, pa.list_(pa.string())) for side in ("substances", "places", "measures")),
    ]
)
SIDES = {"substances": "substance_raw", "places": "place", "measures": "measure"}  # what `Covers` can name
COUNTED = ("held", "filled", "returned", "raised", "lowered", "restated", "retracted", "twice")
CLOSED = ("closed_name", "closed_measure", "closed", "closed_raised", "closed_lowered", "closed_ratio")


def revisions(
    home: Path, observations: list[str], mentions: list[str], releases: Sequence[Release], series: tuple[str, ...]
) -> tuple[ReleaseChanges, ...]:
    """One answer for each of `releases` (of one source, in the order in which they became known).

    `observations` and `mentions` are the source's files. `series` are the columns that make a series in which a gap
    can be: its cells are filled when a value appears between the first and the last that were known.
    """
    befores = [_comparable(one, releases[:number]) for number, one in enumerate(releases)]
    with reading_connection(home) as connection:
        connection.register("seen", pa.Table.from_pylist(list(_seen(releases, befores)), SEEN))
        _open(connection, observations, mentions, releases[-1].known_at)
        counts = {row["release"]: row for row in _counts(connection, series)}
    newest: list[date | None] = [None]
    for one in releases:
        newest.append(max(one.covers.last, newest[-1] or one.covers.last))
    rows = zip(releases, befores, newest[:-1], strict=True)
    return tuple(_changes(one, before, last, counts.get(one.release, {})) for one, before, last in rows)


def _comparable(release: Release, earlier: Sequence[Release]) -> Release | None:
    """The newest earlier release of which this one is a later copy: same kind, and the same things spoken of."""
    if release.kind not in (ReleaseKind.SNAPSHOT, ReleaseKind.WINDOW):
        return None
    return next((one for one in reversed(earlier) if one.kind is release.kind and _alike(one, release)), None)


def _alike(one: Release, other: Release) -> bool:
    for side in SIDES:
        left, right = getattr(one.covers, side), getattr(other.covers, side)
        if left and right and not set(left) & set(right):
            return False
    return True


def _seen(releases: Sequence[Release], befores: Sequence[Release | None]) -> Iterator[dict[str, Any]]:
    """The releases with the span that each shares with the one before it."""
    for one, before in zip(releases, befores, strict=True):
        row: dict[str, Any] = {"release": one.release, "known_at": one.known_at}
        row |= {side: list(getattr(one.covers, side)) or None for side in SIDES}
        if before:
            first, last = max(one.covers.first, before.covers.first), min(one.covers.last, before.covers.last)
            row |= {"previous": before.release, "stated": before.known_at, "first": first, "last": last}
        yield row


def _open(connection: duckdb.DuckDBPyConnection, observations: list[str], mentions: list[str], known: datetime) -> None:
    """Views and tables that the counts read: `lake`, `several` (keys with more than one row), `keys`, `held`."""
    content = "struct_pack(" + ", ".join(f"{name} := {name}" for name in CONTENT) + ") AS content"
    connection.execute(
        f"CREATE TEMP VIEW lake AS SELECT {NAMES}, value, again, {content} FROM {_files(connection, observations, STORED)} "
        f"WHERE known_at <= {instant(known)}"
    )
    connection.execute("CREATE TEMP TABLE several AS SELECT DISTINCT observation FROM lake WHERE again")
    # What a key is about, as it was first told: a later release that moves it changes no earlier answer.
    first = "arg_min({name}, row(known_at, release)) AS {name}"
    about = ", ".join(first.format(name=name) for name in ("place", "period_start", "period_end"))
    connection.execute(
        f"CREATE TEMP TABLE keys AS SELECT observation, substance_raw, measure, min(known_at) AS since, {about} "
        "FROM lake GROUP BY observation, substance_raw, measure"
    )
    connection.execute(
        "CREATE TEMP TABLE held AS SELECT release, observation FROM lake WHERE NOT retracted "
        f"UNION SELECT release, observation FROM {_files(connection, mentions, MENTION_SCHEMA)}"
    )


def _files(connection: duckdb.DuckDBPyConnection, paths: list[str], schema: pa.Schema) -> str:
    """The rows of a table, as SQL; releases that held no row at all leave no file."""
    if paths:
        return f"read_parquet([{', '.join(map(text, paths))}], union_by_name = true)"
    name = f"no_{len(schema)}"
    connection.register(name, schema.empty_table())
    return name


def _counts(connection: duckdb.DuckDBPyConnection, series: tuple[str, ...]) -> list[dict[str, Any]]:
    connection.execute(f"CREATE TEMP TABLE moves AS {_moves()}")
    parts = {"moved": _moved(), "single": _single(), "standing": _standing(), "filling": _filling(series)}
    parts |= {"closed_group": _closed(), "before": _shared("previous"), "now": _shared("release")}
    joins = " ".join(f"LEFT JOIN ({sql}) AS {name} USING (release)" for name, sql in parts.items())
    return connection.execute(f"SELECT * FROM seen {joins}").to_arrow_table().to_pylist()


def _moves() -> str:
    """Rows that follow another of their key, with what the key said before; of one moment only the last stands."""
    return """
        WITH moments AS (
            SELECT lake.* FROM lake SEMI JOIN several USING (observation) QUALIFY
            row_number() OVER (PARTITION BY observation, known_at ORDER BY recorded_at DESC, release DESC) = 1
        ), followed AS (
            SELECT release, observation, substance_raw, measure, period_end, value, retracted, content,
            lag(known_at) OVER key AS stated, lag(value) OVER key AS was, lag(content) OVER key AS said,
            coalesce(lag(retracted) OVER key, false) AS gone
            FROM moments WINDOW key AS (PARTITION BY observation ORDER BY known_at)
        )
        SELECT * EXCLUDE (content, said) FROM followed WHERE stated IS NULL OR content IS DISTINCT FROM said"""


STAYED = "moves.stated IS NOT NULL AND NOT gone AND NOT retracted"


def _moved() -> str:
    kinds = {
        "started": "stated IS NULL AND NOT retracted",
        "returned": "stated IS NOT NULL AND gone AND NOT retracted",
        "retracted": "stated IS NOT NULL AND NOT gone AND retracted",
        "raised": f"{STAYED} AND coalesce(value > was, false)",
        "lowered": f"{STAYED} AND coalesce(value < was, false)",
        "restated": f"{STAYED} AND NOT coalesce(value <> was, false)",
        "twice": f"{STAYED} AND was > 0 AND value BETWEEN 1.9 * was AND 2.1 * was",
    }
    counts = ", ".join(f"count(*) FILTER ({where}) AS {name}" for name, where in kinds.items())
    ratio = f"median(value / was) FILTER ({STAYED} AND was > 0 AND value <> was) AS ratio"
    return f"SELECT release, {counts}, {ratio} FROM moves GROUP BY release"


def _single() -> str:
    """Keys that have one row: counted apart, for only the others need a window."""
    return (
        "SELECT release, count(*) AS lone FROM lake LEFT JOIN several USING (observation) "
        "WHERE several.observation IS NULL AND NOT retracted GROUP BY release"
    )


def _standing() -> str:
    return "SELECT release, count(*) AS held FROM held GROUP BY release"


def _shared(side: str) -> str:
    """Keys of a release, or of the one before it, in the periods that both cover; and those the release speaks of.

    Counted by series first: a long list of places is then asked once for each series, not for each key.
    """
    spoken = " AND ".join(
        f"(seen.{names} IS NULL OR list_contains(seen.{names}, {name}))" for names, name in SIDES.items()
    )
    names = ", ".join(SIDES.values())
    told = "seen.known_at" if side == "release" else "seen.stated"  # a key taken back before it was known comes later
    return f"""
        SELECT release, CAST(sum(n) AS BIGINT) AS common_{side},
        CAST(sum(n) FILTER ({spoken}) AS BIGINT) AS inside_{side} FROM (
            SELECT seen.release, {names}, count(*) AS n FROM seen JOIN held ON held.release = seen.{side}
            JOIN keys ON keys.observation = held.observation AND keys.since <= {told}
            WHERE keys.period_start >= seen.first AND keys.period_end <= seen.last
            GROUP BY seen.release, {names}
        ) JOIN seen USING (release) GROUP BY release"""


def _closed() -> str:
    """The published name and measure whose closed periods moved most to one side, and how far."""
    former = "CAST(greatest({since}, coalesce(seen.stated, {since})) AS DATE)"
    return f"""
        WITH group_held AS (
            SELECT release, substance_raw, measure, count(*) AS closed FROM seen JOIN held USING (release)
            JOIN keys USING (observation) WHERE keys.since < seen.known_at
            AND period_end < {former.format(since="keys.since")} - {CLOSED_DAYS} GROUP BY ALL
        ), group_moved AS (
            SELECT release, substance_raw, measure, count(*) FILTER (value > was) AS closed_raised,
            count(*) FILTER (value < was) AS closed_lowered, median(value / was) FILTER (was > 0) AS closed_ratio
            FROM moves JOIN seen USING (release) WHERE {STAYED} AND value <> was
            AND period_end < {former.format(since="moves.stated")} - {CLOSED_DAYS} GROUP BY ALL
        )
        SELECT release, substance_raw AS closed_name, measure AS closed_measure, closed, closed_raised, closed_lowered,
        closed_ratio FROM group_moved JOIN group_held USING (release, substance_raw, measure)
        QUALIFY row_number() OVER (PARTITION BY release ORDER BY abs(closed_raised - closed_lowered) DESC,
        substance_raw, measure) = 1"""


def _filling(series: tuple[str, ...]) -> str:
    """Cells of a series that first had a value when earlier and later cells of it were known already."""
    names = ", ".join(series)
    before = "RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING"
    return f"""
        SELECT release, count(*) AS filled FROM (
            SELECT release, period_start > min(period_start) OVER known AND period_end < max(period_end) OVER known
            AS inside FROM (
                SELECT {names}, {LENGTH} AS length, period_start, period_end, min(known_at) AS since,
                arg_min(release, known_at) AS release FROM lake WHERE NOT retracted
                GROUP BY {names}, length, period_start, period_end
            ) WINDOW known AS (PARTITION BY {names}, length ORDER BY since {before})
        ) WHERE inside GROUP BY release"""


def _changes(release: Release, before: Release | None, newest: date | None, row: dict[str, Any]) -> ReleaseChanges:
    return ReleaseChanges(
        release=release.release,
        known_at=release.known_at,
        kind=release.kind,
        first=release.covers.first,
        last=release.covers.last,
        previous=before.release if before else None,
        previous_first=before.covers.first if before else None,
        newest_before=newest,
        fresh=int(row.get("lone") or 0) + int(row.get("started") or 0),
        common_before=int(row.get("common_previous") or 0),
        inside_before=int(row.get("inside_previous") or 0),
        ratio=row.get("ratio"),
        common_now=int(row.get("common_release") or 0),
        **{name: int(row.get(name) or 0) for name in COUNTED},
        **{name: row[name] for name in CLOSED if row.get(name) is not None},
    )

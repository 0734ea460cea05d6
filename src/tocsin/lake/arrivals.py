"""When the total of each period came in: one row for each release and period that it moved, nothing but sums."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from tocsin.lake.content import text
from tocsin.lake.workspace import reading_connection
from tocsin.records.observation import INSTANT

ARRIVALS = pa.schema(
    [
        pa.field("release", pa.string(), nullable=False),
        pa.field("known_at", INSTANT, nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("period_start", pa.date32(), nullable=False),
        pa.field("period_end", pa.date32(), nullable=False),
        pa.field("added", pa.float64(), nullable=False),  # to the total of the period; below 0: taken out of it
        pa.field("keys", pa.int64(), nullable=False),  # keys that now have a value, less those taken back
        pa.field("places", pa.int64(), nullable=False),  # places heard of for the first time in this period
        pa.field("names", pa.int64(), nullable=False),  # published names, likewise
    ]
)
PERIOD = "measure, period_start, period_end"


def arrivals(home: Path, observations: list[str]) -> pa.Table:
    """What each release added to the total of each period and measure (`ARRIVALS`), oldest first.

    Summed over all releases known by a moment, `added` is the total of the period as it was known then, over all
    places and names that the source publishes, totals beside their parts too: a figure to compare with itself.
    """
    if not observations:
        return ARRIVALS.empty_table()
    with reading_connection(home) as connection:
        files = f"read_parquet([{', '.join(map(text, observations))}], union_by_name = true)"
        columns = "observation, known_at, recorded_at, release, retracted, again, value, place, substance_raw"
        connection.execute(f"CREATE TEMP VIEW lake AS SELECT {columns}, {PERIOD} FROM {files}")
        connection.execute("CREATE TEMP TABLE several AS SELECT DISTINCT observation FROM lake WHERE again")
        return connection.execute(_arrivals()).to_arrow_table().cast(ARRIVALS)


def _arrivals() -> str:
    parts = (_single(), _several(), _heard("place", "count(*)", "0"), _heard("substance_raw", "0", "count(*)"))
    return f"""
        SELECT release, known_at, {PERIOD}, sum(added) AS added, CAST(sum(keys) AS BIGINT) AS keys,
        CAST(sum(places) AS BIGINT) AS places, CAST(sum(names) AS BIGINT) AS names
        FROM ({" UNION ALL ".join(parts)}) GROUP BY ALL
        ORDER BY known_at, release, {PERIOD}"""


def _single() -> str:
    """Keys that have one row: all of it is new."""
    return f"""
        SELECT release, known_at, {PERIOD}, coalesce(sum(value), 0) AS added, count(*) AS keys, 0 AS places, 0 AS names
        FROM lake ANTI JOIN several USING (observation) WHERE NOT retracted GROUP BY ALL"""


def _several() -> str:
    """Keys that have more: what each row adds to the one before; of one moment only the last stands."""
    value, held = "CASE WHEN retracted THEN 0 ELSE coalesce(value, 0) END", "CAST(NOT retracted AS INTEGER)"
    first = ", ".join(f"first_value({name}) OVER key AS {name}" for name in ("period_start", "period_end"))
    return f"""
        SELECT release, known_at, {PERIOD}, sum(added) AS added, sum(keys) AS keys, 0 AS places, 0 AS names FROM (
            SELECT release, known_at, measure, {first}, {value} - coalesce(lag({value}) OVER key, 0) AS added,
            {held} - coalesce(lag({held}) OVER key, 0) AS keys FROM (
                SELECT lake.* FROM lake SEMI JOIN several USING (observation) QUALIFY
                row_number() OVER (PARTITION BY observation, known_at ORDER BY recorded_at DESC, release DESC) = 1
            ) WINDOW key AS (PARTITION BY observation ORDER BY known_at)
        ) GROUP BY ALL"""


def _heard(side: str, places: str, names: str) -> str:
    """Places, or names, by the release that first gave a value of theirs for a period."""
    return f"""
        SELECT release, known_at, {PERIOD}, 0 AS added, 0 AS keys, {places} AS places, {names} AS names FROM (
            SELECT {PERIOD}, {side}, min(known_at) AS known_at, arg_min(release, row(known_at, release)) AS release
            FROM lake WHERE NOT retracted AND value IS NOT NULL GROUP BY ALL
        ) GROUP BY release, known_at, {PERIOD}"""

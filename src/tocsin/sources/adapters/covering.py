"""What a release covers, read from the good rows of its file."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.clock import now
from tocsin.records.release import Covers

if TYPE_CHECKING:
    import duckdb

PAIR = pa.schema([("raw", pa.string()), ("place", pa.string())])


def covers(
    connection: duckdb.DuckDBPyConnection,
    first: str,
    last: str,
    *,
    where: str = "true",
    substances: str = "",
    families: str = "",
    places: str = "",
    measures: tuple[str, ...] = (),
) -> Covers | None:
    """Covers from SQL expressions over `good`; None when no row is left. An empty expression says nothing."""
    lists = [
        f"list_sort(list(DISTINCT {e}) FILTER ({e} IS NOT NULL))" if e else "NULL"
        for e in (substances, families, places)
    ]
    row = connection.execute(f"SELECT min({first}), max({last}), {', '.join(lists)} FROM good WHERE {where}").fetchone()
    if row is None or row[0] is None:
        return None
    sides = [tuple(side or ()) for side in row[2:]]
    return Covers(_day(row[0]), _day(row[1]), sides[0], sides[1], sides[2], measures)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def dated_by_name(file_name: str, last: date) -> date | None:
    """The date that a file's name ends on; None where there is none, and for one that lies ahead or before its figures."""
    found = re.findall(r"20\d\d-\d\d-\d\d", file_name)
    try:
        day = date.fromisoformat(found[-1])
    except (IndexError, ValueError):
        return None
    return day if last <= day <= now().date() else None


def place_table(connection: duckdb.DuckDBPyConnection, name: str, column: str, scheme: str, table: str = "raw") -> None:
    """A lookup table (raw, place) for every distinct value of `column` that the vocabulary knows under `scheme`."""
    from tocsin.sources.checks import quoted
    from tocsin.vocabulary.places import find

    distinct = connection.execute(f"SELECT DISTINCT trim({quoted(column)}) FROM {table}").fetchall()
    raw = [value for (value,) in distinct if value]
    pairs = [(value, place) for value in raw if (place := find(value, scheme))]
    connection.register(
        "found_places", pa.table({"raw": [raw for raw, _ in pairs], "place": [place for _, place in pairs]}, PAIR)
    )
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM found_places")

"""Naming at the door: what each name in a file of single events is counted as.

A case may name one substance several times, in several fields and spellings. Counted by spelling it would stand in a
place and month more than once; so the names of events are resolved before they are counted, and only there. The
count then carries the vocabulary's English label, and an unknown name itself: a later and better vocabulary changes
such counts only when the original is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.substances import substance

if TYPE_CHECKING:
    import duckdb

NAMED = pa.schema([("raw", pa.string()), ("name", pa.string()), ("kind", pa.string())])
Reading = Callable[[str], tuple[str, ...]]


def name_table(connection: duckdb.DuckDBPyConnection, table: str, names: str, reading: Reading) -> None:
    """Make `table` (raw, name, kind): each distinct text of the query `names` and what it is counted as.

    `reading` gives the ids that a text stands for; a text of no id has no row. `kind` is that of the vocabulary,
    `unknown` for a name that it does not have.
    """
    texts = [text for (text,) in connection.execute(f"SELECT DISTINCT * FROM ({names}) ORDER BY 1").fetchall() if text]
    found = [(text, substance(identity)) for text in texts for identity in dict.fromkeys(reading(text))]
    rows = [{"raw": text, "name": one.label_en, "kind": one.kind} for text, one in found]
    connection.register("names_found", pa.Table.from_pylist(rows, NAMED))
    connection.execute(f"CREATE TABLE {table} AS SELECT DISTINCT * FROM names_found")
    connection.unregister("names_found")


def whole(source: str) -> Reading:
    """A reading that takes each text as one name of `source`."""
    return lambda text: resolve(text, source)

"""Layout: the rows of a file as the table `raw`, all text, and the adapter that fits them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import duckdb
import pyarrow.parquet as pq

from tocsin.errors import FileRefused
from tocsin.records.failpoint import reach
from tocsin.records.source import Source
from tocsin.sources.adapters.elsewhere import told_of
from tocsin.sources.adapters.listing import ADAPTERS
from tocsin.sources.adapters.tocsin_table import COLUMNS, FORMAT, open_table
from tocsin.sources.arrival import Adapter, FollowsHeader
from tocsin.sources.checks import quoted
from tocsin.sources.loading import column_names, load
from tocsin.sources.mapping.adapter import MappedTable
from tocsin.sources.mapping.laying import lay_mapped
from tocsin.sources.opening import refuse_people
from tocsin.sources.parquet import is_parquet, rows_of_parquet
from tocsin.sources.plain import plain_text


def lay_out(
    connection: duckdb.DuckDBPyConnection, path: Path, source: Source, folder: Path
) -> tuple[Adapter, tuple[str, ...]]:
    """Lay the rows of the file out as `raw` (and `unreadable`); the adapter that fits them, and their columns.

    Of an event source only the columns that its adapter needs are laid out. Raises `FileRefused` when the file as a
    whole is not one of `source`, or speaks of people.
    """
    if source.mapping:
        named = lay_mapped(connection, path, folder, source.mapping)
        # What the other adapters say in their class, this one says of its mapping.
        return cast("Adapter", MappedTable.of(source, named)), named.names
    if is_parquet(path):
        return _parquet(connection, path, source)
    text = plain_text(path, folder)
    reach("reading.after_opening")
    adapter = adapter_for(text.header, source.name)
    if not source.events:
        refuse_people(text.header)
    load(connection, text)
    return adapter, _needed(connection, adapter, source, column_names(text.header))


def _needed(
    connection: duckdb.DuckDBPyConnection, adapter: Adapter, source: Source, columns: tuple[str, ...]
) -> tuple[str, ...]:
    """The columns kept of `raw`: of single events nothing beyond what is counted."""
    if not source.events:
        return columns
    for name in columns:
        if name not in adapter.header:
            connection.execute(f"ALTER TABLE raw DROP COLUMN {quoted(name)}")
    return tuple(name for name in columns if name in adapter.header)


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, source: Source) -> tuple[Adapter, tuple[str, ...]]:
    """A table of ours, or a publisher's own Parquet file whose columns an adapter knows."""
    try:
        schema = pq.read_schema(path)
    except (OSError, ValueError):
        return open_table(connection, path, source), COLUMNS  # says what is wrong with it
    header = tuple(str(name).strip() for name in schema.names)
    fits = any(one.source == source.name and set(one.header) <= set(header) for one in ADAPTERS)
    if FORMAT in (schema.metadata or {}) or not fits:
        return open_table(connection, path, source), COLUMNS
    refuse_people(header)
    rows_of_parquet(connection, path, header)
    return adapter_for(header, source.name), header


def adapter_for(header: tuple[str, ...], source: str) -> Adapter:
    """The adapter of `source` whose columns are all there. Raises `FileRefused` with what the file looks like."""
    fitting = [adapter for adapter in ADAPTERS if set(adapter.header) <= set(header)]
    for adapter in fitting:
        if adapter.source == source:
            return adapter.following(header) if isinstance(adapter, FollowsHeader) else adapter
    wanted = [adapter for adapter in ADAPTERS if adapter.source == source]
    nearest = max(wanted, key=lambda a: len(set(a.header) & set(header)))
    missing = [column for column in nearest.header if column not in header]
    hint = (
        f"it looks like a file of {fitting[0].source}: use --source {fitting[0].source}" if fitting else told_of(header)
    )
    raise FileRefused(
        f"this is not a file of {source}",
        wanted="columns " + ", ".join(nearest.header),
        got="columns "
        + ", ".join(header[:12])
        + (" and more" if len(header) > 12 else "")
        + "; missing "
        + ", ".join(missing),
        next_step=hint,
    )

"""DuckDB for one piece of work: bounded memory, a folder to spill to, UTC, and no downloads."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tocsin.lake.layout import folder

MEMORY = "900MB"


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """A new connection in memory that spills to `spill` beyond `MEMORY`, and never fetches an extension."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "threads": str(min(os.cpu_count() or 1, 8)),
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def reading_connection(home: Path) -> duckdb.DuckDBPyConnection:
    """A connection for a read of the lake. Its spill folder is its own; it appears only if memory runs out."""
    return connect(folder(home) / "spill" / f"read-{os.getpid()}")


@contextmanager
def workspace(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A connection and a folder for one write. The folder is emptied first: a killed writer left it full."""
    place = folder(home) / "spill" / "write"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    connection = connect(place / "duckdb")
    try:
        yield connection, place
    finally:
        connection.close()
        shutil.rmtree(place, ignore_errors=True)

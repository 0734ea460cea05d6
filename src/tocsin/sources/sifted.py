"""Sifted: a file laid out, corrected and parted into good rows and bad, the same way whoever asks and whenever."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tocsin.records.correction import Correction
from tocsin.records.failpoint import reach
from tocsin.records.source import Source
from tocsin.sources.arrival import Adapter
from tocsin.sources.checks import Rule
from tocsin.sources.layout import lay_out
from tocsin.sources.overlay import lay_over, vouched_for
from tocsin.sources.sifting import sift

MEMORY = "1GB"  # what the work on one file may hold; more goes to disk


@dataclass(frozen=True, slots=True)
class Sifted:
    """An open database with `raw`, `good`, `once`, `aside` and `unreadable` of one file, and what parted them."""

    connection: duckdb.DuckDBPyConnection
    adapter: Adapter
    columns: tuple[str, ...]
    rules: tuple[Rule, ...]
    repeats: int


@contextmanager
def sifted(
    path: Path, source: Source, known_at: datetime | None, now: datetime, corrections: Sequence[Correction]
) -> Generator[Sifted]:
    """Lay the file out, lay the corrections over it, and sift it. Nothing in it can be later than `known_at` or `now`.

    Raises `FileRefused` when the file as a whole is not one of `source`. The database is gone at the end.
    """
    with TemporaryDirectory(prefix="tocsin-") as folder, duckdb.connect(f"{folder}/rows.duckdb") as connection:
        connection.execute(f"SET temp_directory = '{folder}'; SET memory_limit = '{MEMORY}'")
        adapter, columns = lay_out(connection, path, source, Path(folder))
        lay_over(connection, corrections)
        reach("reading.after_loading")
        until = min(now, known_at) if known_at else now
        adapter.prepare(connection, until)
        rules = vouched_for(adapter.rules(until))
        repeats = sift(connection, adapter, rules)
        yield Sifted(connection, adapter, columns, rules, repeats)

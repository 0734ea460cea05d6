"""The figures that Tocsin brings along: one table for each release, in the format `tocsin-table`.

A table's rows are its own: `rows_in` of a sample counts its observations. How many rows the publisher's file had,
and what that file was, stands in the table's metadata and in `manifest.json`. Made by `scripts/make_samples.py`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from tocsin.sources.adapters.tocsin_table import metadata_of


@cache
def bundled() -> tuple[Path, ...]:
    """Every bundled table, in the order in which it became known; of one moment, by name."""
    return tuple(sorted(Path(__file__).parent.glob("*.parquet"), key=lambda path: (known_at_of(path), path.name)))


def known_at_of(path: Path) -> datetime:
    """When the release in a table became known."""
    return datetime.fromisoformat(metadata_of(path)["known_at"])


def source_of(path: Path) -> str:
    """The name of the source a table belongs to."""
    return str(metadata_of(path)["source"])

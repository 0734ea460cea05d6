"""The figures that Tocsin brings along: compact tables, each with its source, licence and dates inside.

A table's rows are its own: `rows_in` of a sample counts its observations. How many rows the publisher's file had, and
which file that
was, stands in the table's metadata and in `samples/manifest.json`. Made by `scripts/make_samples.py`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from tocsin.sources.adapters.tocsin_table import metadata_of


def bundled() -> tuple[Path, ...]:
    """The tables, in the order in which their figures became known."""
    folder = Path(str(files("tocsin.sources") / "samples"))
    return tuple(sorted(folder.glob("*.parquet"), key=lambda path: (str(metadata_of(path)["known_at"]), path.name)))


def source_of(path: Path) -> str:
    """The source a table belongs to."""
    return str(metadata_of(path)["source"])


def credit_of(path: Path) -> dict[str, Any]:
    """Publisher, licence, attribution and use statement, as written in the table."""
    return dict(metadata_of(path)["credit"])

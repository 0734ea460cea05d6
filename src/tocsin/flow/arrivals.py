"""Arrivals: when the total of each period of a source came in, counted once and noted for as long as it holds."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

if TYPE_CHECKING:
    from tocsin.flow.home import Node

KNOWN = b"known"  # the releases that a note was counted from


def arrivals_at(node: Node, source: str, releases: tuple[str, ...], as_of: datetime) -> pa.Table:
    """What each release of a source known at `as_of` added to the total of each period (`lake.arrivals.ARRIVALS`).

    `releases` are the ids of every release of the source in the node: as long as they are the same, so is the answer.
    """
    found = counted(str(node.directory), source, releases)
    return found.filter(pc.field("known_at") <= pa.scalar(as_of, found.schema.field("known_at").type))


@lru_cache(maxsize=256)
def counted(directory: str, source: str, releases: tuple[str, ...]) -> pa.Table:
    """The arrivals of every release, from the note where there is one that was made of the same releases."""
    from tocsin.flow.home import open_home

    known = "|".join((installed("tocsin"), *releases)).encode()
    note = Path(directory) / "cache" / "arrivals" / f"{source}.feather"
    kept = _noted(note, known)
    if kept is not None:
        return kept
    found = open_home(directory).lake.arrivals(source)
    with suppress(OSError):  # a home that cannot be written to is read all the same
        note.parent.mkdir(parents=True, exist_ok=True)
        fresh = note.with_suffix(f".{os.getpid()}.new")
        feather.write_feather(found.replace_schema_metadata({KNOWN: known}), str(fresh), compression="uncompressed")
        fresh.replace(note)
    return found


def _noted(note: Path, known: bytes) -> pa.Table | None:
    try:
        found = feather.read_table(str(note))
        return found if (found.schema.metadata or {}).get(KNOWN) == known else None
    except (OSError, pa.ArrowException):
        return None

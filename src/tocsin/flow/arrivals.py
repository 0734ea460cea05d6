"""Arrivals: when the total of each period of a source came in, counted once and noted for as long as it holds."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import feather

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

KNOWN = b"known"  # the releases that a note was counted from


@dataclass(frozen=True, slots=True)
class LateFill:
    """A period that had no row when later ones were known already, and the release that first told of it."""

    measure: str
    start: date
    end: date
    known: date
    release: str
    days_late: int  # after a later period was first told of


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


def late_fills(node: Node, source: Source, measure: str, as_of: datetime) -> tuple[LateFill, ...]:
    """The periods of a measure in which the whole source was silent when later ones were known, as known at `as_of`.

    Of periods that the first release brought nothing is told; a gap of one place or name alone is none of these.
    """
    from tocsin.signals.totals import totals_of

    rows = node.lake.releases().filter(pc.field("source") == source.name)
    arrivals = arrivals_at(node, source.name, tuple(rows["release"].to_pylist()), as_of)
    found: list[LateFill] = []
    for totals in totals_of(arrivals.filter(pc.field("measure") == measure)):
        days, starts, ends = (values.tolist() for values in (totals.days, totals.starts, totals.ends))
        first = (totals.keys > 0).argmax(axis=0).tolist()
        for at, row in enumerate(first):
            before = [one for one in first[at + 1 :] if one < row]
            if before:
                late = (days[row] - days[min(before)]).days
                found.append(LateFill(measure, starts[at], ends[at], days[row], totals.releases[row], late))
    return tuple(found)

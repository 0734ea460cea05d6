"""Arrive: a file comes in by the front door, is kept, read, checked and stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.clock import now
from tocsin.flow.home import Node
from tocsin.records.failpoint import reach
from tocsin.records.receipt import Receipt

if TYPE_CHECKING:
    from tocsin.sources.arrival import Arrival

Progress = Callable[[str, int, int], None]


def ingest(
    node: Node, path: Path | str, source_name: str, known_at: datetime | None = None, progress: Progress | None = None
) -> tuple[Receipt, ...]:
    """Take in one file; one receipt for each release in it. The same file twice changes nothing.

    Raises `FileRefused` when the file as a whole is not what it was said to be, before anything is stored in the
    lake. A run that was cut short is continued by the next one.
    """
    from tocsin.flow.mapping import keep_reading
    from tocsin.sources.catalogue import source
    from tocsin.sources.raw import keep, keep_counts
    from tocsin.sources.reading import read

    origin, file = source(source_name, node.sources), Path(path)
    node.lake.recover()
    reach("arrive.before_reading")
    receipts: list[Receipt] = []
    started = now()
    for number, arrival in enumerate(read(file, origin, known_at=known_at, now=started), 1):
        if number == 1 and not origin.events:
            keep(node.directory / "raw", file)
            keep_reading(node, origin)
            reach("arrive.after_raw")
        observations = keep_counts(node.directory / "raw", arrival) if origin.events else arrival.observations
        receipts.append(take_in(node, replace(arrival, observations=observations), started))
        reach("arrive.after_append")
        if progress:
            progress(file.name, number, number)
    return tuple(receipts)


def take_in(node: Node, arrival: Arrival, recorded_at: datetime) -> Receipt:
    """Store one release: printed totals that differ, rows set aside, observations. One seen before changes nothing."""
    release, totals = arrival.release, arrival.totals
    if totals.differ.num_rows:
        node.lake.keep_reconciliation(release, totals.differ, recorded_at)
    outcome = node.lake.append(release, arrival.observations, arrival.quarantine, recorded_at)
    return Receipt(
        release.release,
        release.source,
        release.known_at,
        release.known_basis,
        release.rows_in,
        release.rows_accepted,
        release.rows_quarantined,
        outcome.new,
        outcome.unchanged,
        outcome.retracted,
        outcome.already_seen,
        release.notes,
        totals.compared,
        totals.differ.num_rows,
    )


def ingest_bundled(node: Node, progress: Progress | None = None) -> tuple[Receipt, ...]:
    """Take in every table of figures that Tocsin brings along, oldest first."""
    from tocsin.sources.samples import bundled, source_of

    paths = bundled()
    receipts: list[Receipt] = []
    for number, path in enumerate(paths, 1):
        receipts += ingest(node, path, source_of(path))
        if progress:
            progress(path.stem, number, len(paths))
    return tuple(receipts)

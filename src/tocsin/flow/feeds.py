"""Feeds: how each source stands at a date, whether it is overdue, and what its releases changed."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.records.change import ReleaseChanges
from tocsin.records.correction import MARK, first_reading
from tocsin.records.release import Covers
from tocsin.records.series import FeedState
from tocsin.records.source import Source

if TYPE_CHECKING:
    from tocsin.flow.home import Node

GRACE_DAYS = 7
# Where a missing row is a zero, only a period without any row is a gap; elsewhere each series can have one.
GAPS = {"zero": ("measure",), "not_reported": ("place", "substance_raw", "measure")}


def feed_state(
    source: Source, releases: pa.Table, as_of: datetime, changes: tuple[ReleaseChanges, ...] = ()
) -> FeedState:
    """The state of one source. Due: one rhythm and one delay after its newest period ended."""
    rows = releases.select(["release", "known_at", "covers"]).to_pylist()
    if not rows:
        return FeedState(source.name, 0, None, None, None, False, None)
    last: date = max(Covers.from_json(row["covers"]).last for row in rows)
    due = last + timedelta(days=source.rhythm_days + source.delay_days)
    age = (as_of.date() - last).days
    return FeedState(
        source.name,
        len({first_reading(row["release"]) for row in rows}),
        max(row["known_at"] for row in rows),
        last,
        due,
        as_of.date() > due + timedelta(days=GRACE_DAYS),
        age,
        changes,
    )


def changes_at(node: Node, source: Source, releases: tuple[str, ...], as_of: datetime) -> tuple[ReleaseChanges, ...]:
    """What each release of a source changed, of those known at `as_of`: none is judged by what came after it.

    `releases` are the ids of every release of the source in the node: as long as they are the same, so is the answer.
    A file that was read again to take up corrected rows is no release of the publisher's, and is not judged.
    """
    everything = _changes(str(node.directory), source.name, GAPS[source.absent_means], releases)
    return tuple(one for one in everything if one.known_at <= as_of and MARK not in one.release)


@lru_cache(maxsize=256)
def _changes(
    directory: str, source: str, series: tuple[str, ...], releases: tuple[str, ...]
) -> tuple[ReleaseChanges, ...]:
    from tocsin.flow.home import open_home

    known = "|".join((installed("tocsin"), *series, *releases))
    note = Path(directory) / "cache" / "changes" / f"{source}.json"
    kept = _noted(note, known)
    if kept is not None:
        return kept
    found = open_home(directory).lake.changes(source, series)
    with suppress(OSError):  # a home that cannot be written to is read all the same
        note.parent.mkdir(parents=True, exist_ok=True)
        fresh = note.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(json.dumps({"known": known, "changes": [one.to_row() for one in found]}), encoding="utf-8")
        fresh.replace(note)
    return found


def _noted(note: Path, known: str) -> tuple[ReleaseChanges, ...] | None:
    """What was counted before for the same releases; None when there is no such note, or a broken one."""
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
        return tuple(ReleaseChanges.from_row(row) for row in found["changes"]) if found["known"] == known else None
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Feeds: how each source stands at a date, whether it is overdue, and what its releases changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.flow.arrivals import arrivals_at
from tocsin.records.change import ReleaseChanges
from tocsin.records.correction import MARK, first_reading
from tocsin.records.release import Covers
from tocsin.records.series import FeedState
from tocsin.records.timing import NOT_MEASURED, Silence, Timing

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

GRACE_DAYS = 7
TOLD = ["release", "known_at", "known_basis", "covers"]
DATED = ("reported", "release")  # how a date is known that rhythm and delay can be measured from
# Where a missing row is a zero, only a period without any row is a gap; elsewhere each series can have one.
GAPS = {"zero": ("measure",), "not_reported": ("place", "substance_raw", "measure")}


def states(node: Node, as_of: datetime) -> tuple[FeedState, ...]:
    """How every source of the node stands; one that never published by then has no release."""
    everything = node.lake.releases()
    found: list[FeedState] = []
    for source in node.sources:
        whole = everything.filter(pc.field("source") == source.name)
        own = whole.filter(pc.field("known_at") <= pa.scalar(as_of, whole.schema.field("known_at").type))
        names = tuple(whole["release"].to_pylist())
        changes = changes_at(node, source, names, as_of) if own.num_rows else ()
        arrivals = arrivals_at(node, source.name, names, as_of) if own.num_rows else None
        found.append(feed_state(source, own, as_of, changes, arrivals))
    return tuple(found)


def findings_of(node: Node, as_of: datetime) -> pa.Table:
    """What is told of every feed as known at `as_of`, as rows of `FINDING_SCHEMA` (`run` still empty)."""
    from tocsin.signals.feed_findings import feed_findings

    return feed_findings(states(node, as_of), {source.name: source for source in node.sources}, as_of)


def feed_state(
    source: Source,
    releases: pa.Table,
    as_of: datetime,
    changes: tuple[ReleaseChanges, ...] = (),
    arrivals: pa.Table | None = None,
) -> FeedState:
    """The state of one source. Due: one rhythm and one delay after its newest period ended, as its row declares them.

    Rhythm and delay as they were are measured from `arrivals`; a feed that is overdue and not later than one in ten
    of its releases was is `late_as_usual`.
    """
    rows = [row | {"last": Covers.from_json(row["covers"]).last} for row in releases.select(TOLD).to_pylist()]
    if not rows:
        return FeedState(source.name, 0, None, None, None, False, None)
    last: date = max(row["last"] for row in rows)
    due = _due(source, last)
    overdue = as_of.date() > due + timedelta(days=GRACE_DAYS)
    timing = _timing(rows, arrivals)
    latest = last + timedelta(days=timing.rhythm.high + timing.delay.high) if timing.rhythm and timing.delay else None
    return FeedState(
        source.name,
        len({first_reading(row["release"]) for row in rows}),
        max(row["known_at"] for row in rows),
        last,
        due,
        overdue,
        (as_of.date() - last).days,
        changes,
        timing,
        latest,
        overdue and latest is not None and as_of.date() <= latest,
        tuple(_silences(source, rows, as_of)),
    )


def _due(source: Source, last: date) -> date:
    return last + timedelta(days=source.rhythm_days + source.delay_days)


def _timing(rows: list[dict[str, Any]], arrivals: pa.Table | None) -> Timing:
    from tocsin.signals.timing import measured

    dated = {row["known_at"].date() for row in rows if row["known_basis"] in DATED}
    return measured(arrivals, dated) if arrivals is not None and dated else NOT_MEASURED


def _silences(source: Source, rows: list[dict[str, Any]], as_of: datetime) -> Iterator[Silence]:
    """Each stretch from when something was due to the release that brought a later period, or to now.

    Where the date of the release that ended it is not known, only assumed, nothing is told of how long it was.
    """
    newest: dict[str, Any] | None = None
    for row in sorted(rows, key=lambda row: (row["known_at"], row["release"])):
        if newest is None or row["last"] > newest["last"]:
            late = newest and row["known_at"].date() > _due(source, newest["last"]) + timedelta(days=GRACE_DAYS)
            if newest and late and row["known_basis"] in DATED:
                due = _due(source, newest["last"])
                yield Silence(newest["release"], newest["last"], due, row["known_at"].date(), row["release"])
            newest = row
    if newest and as_of.date() > _due(source, newest["last"]) + timedelta(days=GRACE_DAYS):
        yield Silence(newest["release"], newest["last"], _due(source, newest["last"]), None, None)


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
    from tocsin.flow import arrivals
    from tocsin.flow.home import open_home
    from tocsin.signals.fullness import fullness

    known = "|".join((installed("tocsin"), *series, *releases))
    note = Path(directory) / "cache" / "changes" / f"{source}.json"
    kept = _noted(note, known)
    if kept is not None:
        return kept
    fuller = fullness(arrivals.counted(directory, source, releases))
    found = tuple(
        replace(one, fullness=fuller.get(one.release, ())) for one in open_home(directory).lake.changes(source, series)
    )
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

"""Made feeds for tests: a small home, and releases of monthly counts laid straight into its lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.properties.made_releases import quarantined, reader, release, row
from tocsin.flow.answer import feeds
from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node, init_home
from tocsin.records.observation import observation_key
from tocsin.records.release import Covers, ReleaseKind
from tocsin.sources.samples import bundled, source_of

if TYPE_CHECKING:
    from tocsin.records.series import FeedState

SOURCE = "mx-sesnsp"  # monthly, and a missing row is no zero
Values = dict[tuple[str, int], float]  # by published name and month, 0 = January 2020


def month(number: int) -> tuple[date, date]:
    start = date(2020 + number // 12, number % 12 + 1, 1)
    following = date(2020 + (number + 1) // 12, (number + 1) % 12 + 1, 1)
    return start, following - timedelta(days=1)


def counts(names: tuple[str, ...], months: range, value: float = 100.0) -> Values:
    return {(name, number): value for name in names for number in months}


def lay(
    node: Node,
    day: str,
    values: Values,
    kind: ReleaseKind = ReleaseKind.SNAPSHOT,
    covers: range | None = None,
    names: tuple[str, ...] = (),
) -> None:
    """Lay one release down, known on `day`, that covers the months it holds (or `covers`), and `names` where it says so."""
    span = covers or range(min(m for _, m in values), max(m for _, m in values) + 1)
    known = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    extent = Covers(month(span[0])[0], month(span[-1])[1], names)
    one = replace(release(day, 0, kind, extent, len(values)), source=SOURCE, known_at=known)
    rows = [_row(name, number, value) for (name, number), value in values.items()]
    node.lake.append(one, reader(rows), quarantined(day, 0), known)


def _row(name: str, number: int, value: float) -> dict[str, Any]:
    start, end = month(number)
    record = start.isoformat()
    key = observation_key(SOURCE, record, name, "files")
    given = {"observation": key, "source": SOURCE, "record": record, "measure": "files", "place": "MX-SLP"}
    return row(0, name, value, **given, period_start=start, period_end=end)


def home_of(folder: Path, source: str) -> Node:
    """A home that holds the bundled figures of one source."""
    node = init_home(folder)
    for path in bundled():
        if source_of(path) == source:
            ingest(node, path, source)
    return node


def feed(node: Node, as_of: str, source: str = SOURCE) -> FeedState:
    """How one source stood at the end of a day."""
    at = datetime.combine(date.fromisoformat(as_of), datetime.max.time(), UTC)
    return next(one for one in feeds(node, at) if one.source == source)

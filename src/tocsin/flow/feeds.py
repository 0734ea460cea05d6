"""Feeds: how each source stands at a date, and whether it is overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa

from tocsin.records.release import Covers
from tocsin.records.series import FeedState
from tocsin.records.source import Source

GRACE_DAYS = 7


def feed_state(source: Source, releases: pa.Table, as_of: datetime) -> FeedState:
    """The state of one source. Due: one rhythm and one delay after its newest period ended."""
    rows = releases.select(["known_at", "covers"]).to_pylist()
    if not rows:
        return FeedState(source.name, 0, None, None, None, False, None)
    last: date = max(Covers.from_json(row["covers"]).last for row in rows)
    due = last + timedelta(days=source.rhythm_days + source.delay_days)
    age = (as_of.date() - last).days
    return FeedState(
        source.name,
        len(rows),
        max(row["known_at"] for row in rows),
        last,
        due,
        as_of.date() > due + timedelta(days=GRACE_DAYS),
        age,
    )

"""Made delays for tests: a home whose releases of monthly counts tell a known share of each month at a known lag."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.properties.made_releases import quarantined, reader, release, row
from tocsin.flow.detecting import panels_of, sources_at
from tocsin.flow.home import Node, init_home
from tocsin.records.observation import observation_key
from tocsin.records.release import Covers, ReleaseKind

if TYPE_CHECKING:
    from tocsin.records.panel import Panel
    from tocsin.records.source import Source

SOURCE, NAME = "mx-sesnsp", "Narcomenudeo"  # monthly counts; a missing row is no zero
STATES = ("MX-SLP", "MX-TAB", "MX-BCN", "MX-JAL", "MX-MEX", "MX-NLE", "MX-PUE", "MX-SON", "MX-VER", "MX-YUC")
FINAL = 400.0
SHARES = ((31, 0.7), (62, 0.9))  # told within so many days of a month's end; all of it after
FIRST = date(2020, 1, 1)


def month(number: int) -> tuple[date, date]:
    """First and last day of a month, 0 = January 2020."""
    start = date(FIRST.year + number // 12, number % 12 + 1, 1)
    following = date(FIRST.year + (number + 1) // 12, (number + 1) % 12 + 1, 1)
    return start, following - timedelta(days=1)


def told(day: date, number: int, final: float = FINAL) -> float:
    """What is told of a month on a day."""
    lag = (day - month(number)[1]).days
    return round(final * next((share for within, share in SHARES if lag <= within), 1.0))


def lay(node: Node, day: str, states: tuple[str, ...] = STATES, final: float = FINAL, first: int = 0) -> None:
    """One release of all months over by `day`, from month `first` on."""
    known = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    months = [m for m in range(first, 120) if month(m)[1] < known.date()]
    extent = Covers(month(months[0])[0], month(months[-1])[1], (NAME,), places=states)
    one = replace(release(day, 0, ReleaseKind.WINDOW, extent, 1), source=SOURCE, known_at=known)
    rows = [
        _row(state, m, told(known.date(), m, final * (1 + STATES.index(state)))) for state in states for m in months
    ]
    node.lake.append(one, reader(rows), quarantined(day, 0), known)


def _row(state: str, number: int, value: float) -> dict[str, Any]:
    start, end = month(number)
    record = f"{start.isoformat()} {state}"
    given = {"source": SOURCE, "record": record, "measure": "files", "place": state, "stream": "police_file"}
    key = observation_key(SOURCE, record, NAME, "files")
    return row(0, NAME, value, observation=key, period_start=start, period_end=end, **given)


def late_home(folder: Path, days: tuple[str, ...]) -> Node:
    """A home with one release of all states on each of `days`."""
    node = init_home(folder)
    for day in days:
        lay(node, day)
    return node


def panel_at(node: Node, day: str) -> tuple[Source, Panel, datetime]:
    """The panel of the source as known at the end of a day, with its completeness."""
    at = datetime.combine(date.fromisoformat(day), datetime.max.time(), UTC)
    ((source, releases),) = sources_at(node, at)
    (panel,) = panels_of(node, source, releases, at)
    return source, panel, at


def newest(panel: Panel, place: str) -> tuple[np.ndarray, np.ndarray]:
    """Completeness and status of one place."""
    at = panel.column("place").index(place)
    return panel.completeness[at], panel.status[at]

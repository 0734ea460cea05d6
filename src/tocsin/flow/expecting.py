"""Expecting: what each series led one to expect in each of its periods, judged as the period came, and how it moves."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.flow.answer import all_panels
from tocsin.flow.home import Node, open_home

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from tocsin.methods.counts import Counts
    from tocsin.methods.judged import Judged
    from tocsin.methods.trend.change_points import Changes
    from tocsin.records.panel import Panel
    from tocsin.records.series import Growth, LevelChange
    from tocsin.records.source import Source

MOST = 20.0  # of a logarithm per year: nobody reads further


def expected(node: Node, source: Source, panel: Panel, row: int, at: datetime) -> Judged:
    """One series of a panel, judged in all of its periods by the detector that fits its measure and cadence; (1, T)."""
    counts, ready = _read(node, source, panel, row, at)
    return ready.judge(counts.take(np.array([row])))


def growth(node: Node, source: Source, panel: Panel, row: int, at: datetime) -> Growth | None:
    """How one series of counts moves; None for what is no count, and for sums that overlap."""
    from tocsin.records.period import Cadence
    from tocsin.vocabulary.measures import is_count

    if not is_count(_which(panel)[0]) or panel.cadence is Cadence.ROLLING_12_MONTHS:
        return None
    counts, _ = _read(node, source, panel, row, at)
    own = counts.take(np.array([row]))
    known = np.flatnonzero(np.isfinite(own.value[0]))
    return moving(own, known) if len(known) else None


def moving(counts: Counts, known: NDArray[np.int64]) -> Growth:
    """A fall up to a period that is not all in is no fall: what is told then is how it moved until the last whole one."""
    from tocsin.records.period import first_day

    told, partial = _told(counts.until(int(known[-1]))), counts.partial[0]
    whole = known[~partial[known]]
    if told.kind != "decrease" or not partial[known[-1]] or not len(whole):
        return told
    last = int(whole[-1])
    until = first_day(counts.periods[last : last + 1], counts.cadence)[0].astype(object)
    return replace(_told(counts.until(last)), until=until)


def _told(counts: Counts) -> Growth:
    from tocsin.methods.trend.doubling import Refused
    from tocsin.methods.trend.growth import Trend, TrendClass
    from tocsin.records.period import first_day
    from tocsin.records.series import Growth

    told = TrendClass().describe(counts)
    probability, growth, low, high = (
        _known(grid[0])
        for grid in (told.probability, *np.expm1(np.clip([told.growth, told.low, told.high], -MOST, MOST)))
    )
    doubling = told.doubling
    times = (doubling.low[0], doubling.middle[0], doubling.high[0])
    began = first_day(counts.periods[told.since[0] : told.since[0] + 1], counts.cadence)
    return Growth(
        Trend(int(told.code[0])).name.lower(),
        probability,
        growth,
        low,
        high,
        began[0].astype(object) if len(began) else None,
        times if np.isfinite(times).all() else None,
        Refused(int(doubling.refused[0])).name.lower(),
        _changes(told.changes),
    )


def _changes(changes: Changes) -> tuple[LevelChange, ...]:
    from tocsin.records.series import LevelChange

    days, level = changes.dates()[0].astype(object), changes.level[0]
    number = int(changes.number[0])
    return tuple(
        LevelChange(days[k][1], days[k][0], days[k][2], _known(level[k]), _known(level[k + 1])) for k in range(number)
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _read(node: Node, source: Source, panel: Panel, row: int, at: datetime) -> tuple[Counts, Any]:
    """What a series is judged by; as a share only where somebody said out of how many."""
    tested = bool(np.isfinite(panel.tested[row]).any())
    return _ready(str(node.directory), node.lake.version(), at.isoformat(), source.name, _which(panel), tested)


def _which(panel: Panel) -> tuple[str, str]:
    return panel.column("measure")[0], panel.keys["series"][0].as_py()


@lru_cache(maxsize=16)
def _ready(
    directory: str, version: int, at: str, name: str, which: tuple[str, str], tested: bool
) -> tuple[Counts, Any]:
    """The counts of one panel and its detector, which has seen what the series lend each other."""
    from tocsin.clock import moment
    from tocsin.engine.local import lent
    from tocsin.methods.catalogue import expectation
    from tocsin.methods.counts import of_panel

    panels = all_panels(open_home(directory), moment(at), name)
    source, panel = next((source, panel) for source, panel in panels if _which(panel) == which)
    detector, exposed = expectation(source, which[0], panel.cadence)
    counts = of_panel(panel, exposed and tested)
    return counts, lent(detector, counts)

"""Line ends: where the newest figure of a ranked line is still coming in, what it will come to goes with the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.clock import moment
from tocsin.flow.answer import all_panels
from tocsin.flow.home import open_home
from tocsin.flow.to_come import to_come
from tocsin.records.panel import Status

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.line import Line


def with_ends(node: Node, lines: tuple[Line, ...], at: datetime) -> tuple[Line, ...]:
    """The lines, with `to_come` among the facts of a lead whose newest period is incomplete and has a nowcast.

    `to_come` holds `middle`, `low` and `high` (80 % lie between), `completeness` and `stand` of the period that ends on
    the lead's `trace_end`.
    """
    return tuple(_with_end(node, line, at) for line in lines)


def _with_end(node: Node, line: Line, at: datetime) -> Line:
    if line.lead.trace_status[-1:] != (Status.INCOMPLETE,):
        return line
    one = line.lead
    told = end_of(str(node.directory), node.lake.version(), at.isoformat(), one.source, one.series, one.trace_end)
    if told is None:
        return line
    lead = replace(line.lead, facts=line.lead.facts | {"to_come": told})
    return replace(line, lead=lead, members=tuple(lead if one is line.lead else one for one in line.members))


@lru_cache(maxsize=512)
def end_of(directory: str, version: int, at: str, name: str, series: str, end: date) -> dict[str, Any] | None:
    """What the period of a series that ends on `end` will come to; None where nothing is said of it."""
    node, when = open_home(directory), moment(at)
    for source, panel in all_panels(node, when, name):
        ids = panel.column("series")
        if series not in ids:
            continue
        row, spots = ids.index(series), np.flatnonzero(panel.ends == np.datetime64(end))
        coming = to_come(node, source, panel, when)
        if not len(spots) or not np.isfinite(coming.middle[row, spots[0]]):
            return None
        t = spots[0]
        grids = {"middle": coming.middle, "low": coming.low, "high": coming.high, "completeness": coming.completeness}
        return {name: float(grid[row, t]) for name, grid in grids.items()} | {"stand": coming.stand_name(row, t)}
    return None

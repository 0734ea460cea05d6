"""A series as rows for a chart: one row a period, at the middle of the period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tocsin.records.series import Cell

Row = dict[str, Any]


def measured(cell: Cell, basis: str, value: float | None) -> float | None:
    """`value` of this cell as the chart shows it: a share of tests, or as it is."""
    if value is None or basis != "share":
        return value
    return value / cell.tested if cell.tested else None


def row(cell: Cell, basis: str) -> Row:
    """Dates as ISO text; `y` may be None."""
    return {
        "x": _middle(cell),
        "start": cell.start.isoformat(),
        "end": (cell.end + timedelta(days=1)).isoformat(),
        "y": measured(cell, basis, cell.value),
        "status": cell.status,
        "tested": cell.tested,
        "earlier": measured(replace(cell, tested=cell.earlier_tested), basis, cell.earlier),
        "expected": measured(cell, basis, cell.expected),
        "upper": measured(cell, basis, cell.upper),
        "alarm": cell.alarm,
        "open": cell.is_open(basis),
        **_to_come(cell, basis),
    }


def _to_come(cell: Cell, basis: str) -> Row:
    """What the period will come to; of a share nothing, for a count is carried forward and not what it is a share of."""
    told = cell.unsettled and cell.nowcast is not None and basis != "share"
    figures = {"middle": cell.nowcast, "low": cell.nowcast_low, "high": cell.nowcast_high}
    return {name: figure if told else None for name, figure in figures.items()}


def _middle(cell: Cell) -> str:
    return (cell.start + (cell.end - cell.start) / 2).isoformat()


def stretches(rows: Sequence[Row]) -> list[Row]:
    """Settled rows, numbered by `run`: a line joins the rows of one run only, so that a gap stays a gap."""
    drawn: list[Row] = []
    run = 0
    for one in rows:
        complete = one["y"] is not None and not one["open"]
        run += not complete
        drawn += [{**one, "run": run}] if complete else []
    return drawn


def led_in(rows: Sequence[Row], name: str = "y") -> list[Row]:
    """Open rows in which `name` is known, numbered by `run`, each run led in by the settled row before it.

    The row that leads in carries its `y` under `name`, and has `open` false.
    """
    drawn: list[Row] = []
    run = 0
    for before, now in pairwise([None, *rows]):
        if now is None or now[name] is None or not now["open"]:
            continue
        if not before or not before["open"] or before[name] is None:
            run += 1
            leads = before and not before["open"] and before["y"] is not None
            drawn += [{**before, name: before["y"], "run": run}] if before and leads else []
        drawn.append({**now, "run": run})
    return drawn


def apart(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Where each row's range is drawn: its own period; where periods overlap (sums of twelve months), its own step."""
    if len(rows) < 2 or rows[1]["start"] >= rows[0]["end"]:
        return [(one["start"], one["end"]) for one in rows]
    middles = [date.fromisoformat(one["x"]) for one in rows]
    halves = [(after - before) / 2 for before, after in pairwise(middles)]
    cuts = [
        middles[0] - halves[0],
        *(day + half for day, half in zip(middles, halves, strict=False)),
        middles[-1] + halves[-1],
    ]
    return [(start.isoformat(), end.isoformat()) for start, end in pairwise(cuts)]


def unfinished(rows: Sequence[Row]) -> list[Row]:
    """One row for each stretch of periods that are still coming in: `start` and `end`."""
    spans: list[Row] = []
    places = apart(rows)
    for before, now, (start, end) in zip([None, *rows], rows, places, strict=False):
        if not _is_unfinished(now):
            continue
        if before and _is_unfinished(before) and spans:
            spans[-1]["end"] = end
        else:
            spans.append({"start": start, "end": end})
    return spans


def _is_unfinished(one: Row) -> bool:
    return one["open"] or one["status"] == "incomplete"


def with_value(rows: Iterable[Row], name: str) -> list[Row]:
    """Rows in which `name` is known."""
    return [one for one in rows if one[name] is not None and one[name] is not False]

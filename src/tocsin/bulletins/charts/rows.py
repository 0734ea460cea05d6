"""A series as rows for a chart: one row a period, at the middle of the period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        "earlier": measured(cell, basis, cell.earlier),
        "expected": measured(cell, basis, cell.expected),
        "upper": measured(cell, basis, cell.upper),
        "alarm": cell.alarm,
    }


def _middle(cell: Cell) -> str:
    return (cell.start + (cell.end - cell.start) / 2).isoformat()


def stretches(rows: Sequence[Row]) -> list[Row]:
    """Complete rows, numbered by `run`: a line joins the rows of one run only, so that a gap stays a gap."""
    drawn: list[Row] = []
    run = 0
    for one in rows:
        complete = one["y"] is not None and one["status"] != "incomplete"
        run += not complete
        drawn += [{**one, "run": run}] if complete else []
    return drawn


def led_in(rows: Sequence[Row]) -> list[Row]:
    """Incomplete rows with a value, numbered by `run`, each run led in by the complete row before it."""
    drawn: list[Row] = []
    run = 0
    for before, now in pairwise([None, *rows]):
        if now is None or now["y"] is None or now["status"] != "incomplete":
            continue
        if not before or before["y"] is None or before["status"] != "incomplete":
            run += 1
            drawn += [{**before, "run": run}] if before and before["y"] is not None else []
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
    """One row for each stretch of incomplete periods: `start` and `end`."""
    spans: list[Row] = []
    for before, now in pairwise([None, *rows]):
        if now is None or now["status"] != "incomplete":
            continue
        if before and before["status"] == "incomplete" and spans:
            spans[-1]["end"] = now["end"]
        else:
            spans.append({"start": now["start"], "end": now["end"]})
    return spans


def with_value(rows: Iterable[Row], name: str) -> list[Row]:
    """Rows in which `name` is known."""
    return [one for one in rows if one[name] is not None and one[name] is not False]

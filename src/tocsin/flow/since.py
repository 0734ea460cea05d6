"""Since: what the releases after a date changed of one series, and whether what was said then came true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tocsin.clock import moment
from tocsin.errors import BadValue
from tocsin.flow.answer import all_panels, standing
from tocsin.flow.detecting import sources_at
from tocsin.flow.home import Node, open_home
from tocsin.flow.seen import may_see
from tocsin.flow.series import basis_of, located, notes_of, releases_of
from tocsin.flow.to_come import to_come
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.panel import Panel, Status
from tocsin.records.release import Release
from tocsin.records.series import Cell
from tocsin.records.since import Move, Since, Step
from tocsin.vocabulary import measures

if TYPE_CHECKING:
    from tocsin.records.source import Source

MOST = 12  # releases looked at one by one; the older ones are told as one step
Cells = dict[date, Cell]
Figures = tuple[float | None, float | None]  # a value, and out of how many


@dataclass(frozen=True, slots=True)
class _Moment:
    """A release with which the series may have become another; `folded` releases before it are in it."""

    release: Release
    folded: int = 0


def since(node: Node, series: str, then: datetime, reader: Reader = PUBLIC, now: datetime | None = None) -> Since:
    """What changed of a series between `then` and `now` (where the node's clock stands, when left out).

    Raises `BadValue` when the reader may see no such series at either moment.
    """
    until = standing(node, now)
    source, panel, row = _located(node, series, reader, then, until)
    key = panel.keys.slice(row, 1).to_pylist()[0]
    before, after = cells_at(node, source, series, then, reader), cells_at(node, source, series, until, reader)
    later = [release for release in reversed(releases_of(node, source.name, until)) if release.known_at > then]
    basis, whole = basis_of(source, panel, row), measures.is_count(key["measure"])
    path = [(one, figures_at(node, source.name, series, one.release.known_at)) for one in _moments(later)]
    moves = _moves(before, after, path, basis == "share", whole)
    judged = _judged(before, after, whole) if later else []
    return Since(
        series=series,
        source=source.name,
        measure=key["measure"],
        basis=basis,
        cadence=panel.cadence.value,
        then=then,
        now=until,
        releases=len(later),
        newest_release=later[-1].known_at if later else None,
        moves=moves,
        same=len(set(before) & set(after) - {one.end for one in moves}),
        judged=len(judged),
        within=judged.count("within"),
        notes=tuple(note for note in notes_of(source, key, until) if note.since > then.date()),
    )


def _located(node: Node, series: str, reader: Reader, then: datetime, now: datetime) -> tuple[Source, Panel, int]:
    """The series as it stands now; as it stood then, where it was taken back whole. Looks in its own source alone."""
    today = standing(node, None)
    try:
        name = located(node, series, reader, today)[0].name
    except BadValue:
        return located(node, series, reader, then)
    for at in (now, then):
        for source, panel in all_panels(node, at, name):
            if series in (ids := panel.column("series")):
                return source, panel, ids.index(series)
    return located(node, series, reader, now)


def _moments(later: Sequence[Release]) -> list[_Moment]:
    """The moments at which something became known, oldest first: the last release of each, the oldest ones as one."""
    last = {release.known_at: release for release in later}
    shown = list(last.values())
    folded = max(len(shown) - MOST, 0)
    return [_Moment(release, 0 if k else folded) for k, release in enumerate(shown[folded:])]


def cells_at(node: Node, source: Source, series: str, at: datetime, reader: Reader = PUBLIC) -> Cells:
    """The known periods of a series at a moment, by their last day; none where it was not known, or may not be seen."""
    for _, panel in all_panels(node, at, source.name):
        ids = panel.column("series")
        if series in ids:
            row = ids.index(series)
            seen = may_see(panel.keys.slice(row, 1).to_pylist()[0], reader)
            return _cells(node, source, panel, row, at) if seen else {}
    return {}


def _cells(node: Node, source: Source, panel: Panel, row: int, at: datetime) -> Cells:
    coming = to_come(node, source, panel, at)
    starts, ends = panel.starts.astype(object), panel.ends.astype(object)
    return {
        ends[t]: Cell(
            starts[t],
            ends[t],
            _none(panel.value[row, t]),
            _none(panel.tested[row, t]),
            Status(panel.status[row, t]).name.lower(),
            completeness=_none(coming.completeness[row, t]),
            nowcast=_none(coming.middle[row, t]),
            nowcast_low=_none(coming.low[row, t]),
            nowcast_high=_none(coming.high[row, t]),
            stand=coming.stand_name(row, t),
        )
        for t in np.flatnonzero(panel.status[row] != Status.NOT_REPORTED).tolist()
    }


def figures_at(node: Node, source: str, series: str, at: datetime) -> dict[date, Figures]:
    """The figures of a series as the releases known at a moment leave them, by the last day of their periods."""
    return _left(str(node.directory), node.lake.version(), at.isoformat(), source, series)


@lru_cache(maxsize=256)
def _left(directory: str, version: int, at: str, source: str, series: str) -> dict[date, Figures]:
    from tocsin.panels.build import panels

    node, when = open_home(directory), moment(at)
    for one, releases in sources_at(node, when):
        if one.name != source:
            continue
        for panel in panels(node.lake.observations(source=source, known_at=when), one, releases, when):
            ids = panel.column("series")
            if series in ids:
                return _read(panel, ids.index(series))
    return {}


def _read(panel: Panel, row: int) -> dict[date, Figures]:
    known = np.flatnonzero(panel.status[row] != Status.NOT_REPORTED).tolist()
    ends = panel.ends.astype(object)
    return {ends[t]: (_none(panel.value[row, t]), _none(panel.tested[row, t])) for t in known}


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _moves(
    before: Cells, after: Cells, path: Sequence[tuple[_Moment, dict[date, Figures]]], shares: bool, whole: bool
) -> tuple[Move, ...]:
    newest = max(before, default=date.min)
    found: list[Move] = []
    for end in sorted(set(before) | set(after)):
        then, now = before.get(end), after.get(end)
        kind = _kind(then, now, end > newest, shares)
        if kind:
            found.append(
                _move(kind, then, now, _steps(then, [(one, left.get(end, (None, None))) for one, left in path]), whole)
            )
    return tuple(found)


def _kind(then: Cell | None, now: Cell | None, later: bool, shares: bool) -> str:
    """How a period moved; empty where it reads as it did."""
    if then is None:
        return "new" if later else "filled"
    if now is None:
        return "taken_back"
    if then.value is None or now.value is None:
        return "restated" if (then.value is None) is not (now.value is None) else ""
    if not _alike(then.value, now.value):
        return "raised" if now.value > then.value else "lowered"
    return "denominator" if shares and not _alike(then.tested, now.tested) else ""


def _alike(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9)


def _steps(then: Cell | None, path: Sequence[tuple[_Moment, Figures]]) -> tuple[Step, ...]:
    """The releases with which the period read otherwise than just before."""
    steps: list[Step] = []
    said: Figures = (then.value, then.tested) if then else (None, None)
    for one, figures in path:
        if not all(map(_alike, said, figures)):
            release = one.release
            steps.append(Step(release.known_at, release.release, release.file_name, *figures, one.folded))
        said = figures
    return tuple(steps)


def _move(kind: str, then: Cell | None, now: Cell | None, steps: tuple[Step, ...], whole: bool) -> Move:
    one = now or then
    assert one is not None
    nothing = Cell(one.start, one.end, None, None, "not_reported")
    was, reads = then or nothing, now or nothing
    told = was if was.nowcast is not None else nothing
    return Move(
        one.start,
        one.end,
        kind,
        was.value,
        reads.value,
        was.tested,
        reads.tested,
        was.status,
        reads.status,
        steps,
        told.nowcast,
        told.nowcast_low,
        told.nowcast_high,
        told.stand,
        _came(then, now, whole),
    )


def _judged(before: Cells, after: Cells, whole: bool) -> list[str]:
    """How each period that was spoken of then came out, where that can be told by now."""
    came = [_came(cell, after.get(end), whole) for end, cell in before.items()]
    return [word for word in came if word not in ("", "open")]


def _came(then: Cell | None, now: Cell | None, whole: bool) -> str:
    """Where the figure lies by what was said of it; ends of counts are those that are shown, whole numbers."""
    if (
        then is None
        or not then.unsettled
        or then.nowcast_low is None
        or then.nowcast_high is None
        or now is None
        or now.value is None
    ):
        return ""
    low, high = (round(end) if whole else end for end in (then.nowcast_low, then.nowcast_high))
    if now.unsettled:
        return "above" if now.status == "incomplete" and now.value > high else "open"
    return "within" if low <= now.value <= high else "above" if now.value > high else "below"

"""Provenance: where a figure is from. A figure is a cell of a series, a span of cells, or one observation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tocsin.clock import moment
from tocsin.errors import BadValue
from tocsin.flow.answer import standing
from tocsin.flow.home import Node
from tocsin.flow.seen import may_see
from tocsin.flow.series import located
from tocsin.flow.tracing import parts_of, release_facts, source_of, with_rows
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.panel import Panel, Status
from tocsin.records.period import SPAN, label
from tocsin.records.provenance import Credit, Explanation, Making, Part, PeriodValue, ReleaseFacts
from tocsin.records.release import Covers

if TYPE_CHECKING:
    from tocsin.records.source import Source

MOST = 1_000  # parts listed with their rows; the others are counted


@dataclass(frozen=True, slots=True)
class _Cell:
    """One or several periods of one series, found for a reader."""

    node: Node
    source: Source
    panel: Panel
    key: Mapping[str, Any]
    cells: tuple[PeriodValue, ...]
    at: datetime
    reader: Reader

    @property
    def first(self) -> date:
        return self.cells[0].start

    @property
    def last(self) -> date:
        return self.cells[-1].end


def explain_cell(
    node: Node, series: str, period: str | None = None, as_of: datetime | None = None, reader: Reader = PUBLIC
) -> Explanation:
    """What one period of a series is made of; `period` as 2025-H1, 2025-03 or a span 2025-11..2026-01.

    Without a period the newest is explained. Raises `BadValue` when there is no such series or period that this
    reader may see.
    """
    at = standing(node, as_of)
    source, panel, row = located(node, series, reader, at)
    cells = _asked(periods_of(panel, row), period)
    return _explained(_Cell(node, source, panel, panel.keys.slice(row, 1).to_pylist()[0], cells, at, reader))


def explain_sites(
    node: Node, series: str, place: str, value: float | None, period: str, as_of: datetime, reader: Reader
) -> Explanation:
    """What a mean over all sites of a network (`place`) is made of: `series` is that of one of its sites."""
    source, panel, row = located(node, series, reader, as_of)
    key = panel.keys.slice(row, 1).to_pylist()[0] | {"place": None}
    cells = tuple(replace(one, value=value, tested=None) for one in _asked(periods_of(panel, row), period))
    told = _explained(_Cell(node, source, panel, key, cells, as_of, reader))
    return replace(told, place=place, level="group", derived=True, making=replace(told.making, rule="mean_of_sites"))


def explain_observation(
    node: Node, observation: str, as_of: datetime | None = None, reader: Reader = PUBLIC
) -> Explanation | None:
    """What one observation is; None when there is none of this key that the reader may see.

    One of single events is not told: events are shown in cells, never one by one.
    """
    at = standing(node, as_of)
    rows = node.lake.versions([observation], known_at=at).to_pylist()
    if not rows or not may_see(rows[-1], reader) or source_of(node, rows[-1]["source"]).events:
        return None
    (part,) = with_rows(node, parts_of([row for row in rows if may_see(row, reader)]))
    return _of_one(node, rows[-1], part, at)


def periods_of(panel: Panel, row: int) -> tuple[PeriodValue, ...]:
    """The known cells of one series, oldest first."""
    known = np.flatnonzero(panel.status[row] != Status.NOT_REPORTED).tolist()
    days = [(panel.starts[t].astype(object), panel.ends[t].astype(object)) for t in known]
    return tuple(
        PeriodValue(
            label(first, last, panel.cadence),
            first,
            last,
            _none(panel.value[row, t]),
            _none(panel.tested[row, t]),
            Status(panel.status[row, t]).name.lower(),
        )
        for t, (first, last) in zip(known, days, strict=True)
    )


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _asked(cells: tuple[PeriodValue, ...], period: str | None) -> tuple[PeriodValue, ...]:
    if period is None:
        return cells[-1:]
    first, _, last = period.partition(SPAN)
    found = tuple(cell for cell in cells if first <= cell.name <= (last or first))  # names sort as their periods do
    if found:
        return found
    raise BadValue(
        "nothing is known of this period",
        wanted=f"a period from {cells[0].name} to {cells[-1].name}" if cells else "a period",
        got=period,
        next_step="name it as 2025, 2025-H1, 2025-03, or a span 2025-11..2026-01",
    )


def is_period(word: str) -> bool:
    """Whether a word names a period or a span of them."""
    one = r"\d{4}(-(H[12]|Q[1-4]|[WM]\d{2}|\d{2}(-\d{2})?))?"
    return re.fullmatch(rf"{one}({re.escape(SPAN)}{one})?", word) is not None


def _explained(cell: _Cell) -> Explanation:
    found = _observations(cell)
    shown = [row for row in found if may_see(row, cell.reader)]
    parts = _listed(cell, shown)
    making = _making(cell, len(found), shown)
    named = {row["release"] for row in found} | {one.release for part in parts for one in part.versions}
    releases = release_facts(cell.node, named)
    value, tested = _together(cell)
    told = {name: cell.key[name] for name in ("series", "stream", "substance", "place", "level", "measure", "derived")}
    return Explanation(
        **told,
        what="cell",
        source=cell.source.name,
        cadence=cell.panel.cadence.value,
        period=_named(cell.cells),
        period_start=cell.first,
        period_end=cell.last,
        value=value,
        tested=tested,
        status=cell.cells[0].status if len(cell.cells) == 1 else "",
        as_of=cell.at,
        making=making,
        cells=cell.cells,
        parts=parts,
        releases=releases if making.rule != "zero" else _that_cover(cell),
        credit=credit_of(cell.source),
        mark=cell.key["mark"],
        purpose=cell.key["purpose"],
    )


def _named(cells: tuple[PeriodValue, ...]) -> str:
    return cells[0].name if len(cells) == 1 else f"{cells[0].name}{SPAN}{cells[-1].name}"


def _observations(cell: _Cell) -> list[dict[str, Any]]:
    from tocsin.panels.parts import parts

    known = cell.node.lake.observations(source=cell.source.name, known_at=cell.at)
    pairs = _published(str(cell.node.directory), cell.node.lake.version(), cell.at.isoformat(), cell.source.name)
    names = ("observation", "substance_raw", "place", "release", "stream", "mark", "purpose", "attributes")
    found = parts(known, pairs, cell.source, cell.key, cell.panel.cadence, cell.first, cell.last)
    return found.select(names).to_pylist()


@lru_cache(maxsize=48)
def _published(directory: str, version: int, at: str, source: str) -> pa.Table:
    """Kept for the next figure of the same source and moment, as panels are."""
    from tocsin.flow.home import open_home
    from tocsin.panels.parts import published

    return published(open_home(directory).lake.observations(source=source, known_at=moment(at)))


def _listed(cell: _Cell, found: list[dict[str, Any]]) -> tuple[Part, ...]:
    if cell.source.events:
        return ()
    keys = [row["observation"] for row in found[:MOST]]
    rows = cell.node.lake.versions(keys, cell.source.name, cell.at).to_pylist()
    order = {key: number for number, key in enumerate(keys)}
    rows = [row for row in rows if may_see(row, cell.reader)]
    rows.sort(key=lambda row: order[row["observation"]])  # stable: the versions of a key stay oldest first
    return with_rows(cell.node, parts_of(rows))


def _making(cell: _Cell, count: int, shown: list[dict[str, Any]]) -> Making:
    from tocsin.vocabulary.measures import is_paired, measure
    from tocsin.vocabulary.names import resolve

    kind = "first" if is_paired(cell.key["measure"]) else cell.source.denominator.kind
    pairs = {(row["substance_raw"], row["place"]) for row in shown}
    substances = {one for raw, _ in pairs for one in resolve(raw, cell.source.name)}
    places = {place for _, place in pairs}
    rule = "zero" if not count else "as_published" if count == 1 else measure(cell.key["measure"]).combine
    return Making(
        rule,
        count,
        tuple(sorted(substances)) if substances - {cell.key["substance"]} else (),
        tuple(sorted(places)) if places - {cell.key["place"]} else (),
        kind if any(one.tested is not None for one in cell.cells) else "none",
        _category(cell, shown),
    )


def _category(cell: _Cell, shown: list[dict[str, Any]]) -> str | None:
    """The series of the published category that the figure is a share of."""
    from tocsin.vocabulary.names import resolve

    families = {dict(row["attributes"] or ()).get("family") for row in shown} - {None}
    if cell.source.denominator.kind != "family" or len(families) != 1:
        return None
    total = resolve(str(families.pop()), cell.source.name)[0]
    own = (total, cell.key["place"], cell.key["level"])
    keys = cell.panel.keys.to_pylist()
    return next((k["series"] for k in keys if (k["substance"], k["place"], k["level"]) == own), None)


def _together(cell: _Cell) -> tuple[float | None, float | None]:
    """The figure of the periods: their sum, or the mean where a measure is never added; inhabitants are not added."""
    from tocsin.vocabulary.measures import measure

    values = [one.value for one in cell.cells if one.value is not None]
    tested = [one.tested for one in cell.cells if one.tested is not None]
    mean = measure(cell.key["measure"]).combine == "mean"
    value = None if not values else sum(values) / len(values) if mean else sum(values)
    people = cell.source.denominator.kind == "population"
    return value, None if not tested else tested[-1] if people else sum(tested)


def _that_cover(cell: _Cell) -> tuple[ReleaseFacts, ...]:
    """The newest release that speaks of the period: in it a missing row is a zero."""
    rows = [r for r in cell.node.lake.releases(known_at=cell.at).to_pylist() if r["source"] == cell.source.name]
    spans = [(row["release"], Covers.from_json(row["covers"])) for row in rows]
    names = [name for name, span in spans if span.first <= cell.first and span.last >= cell.last]
    return release_facts(cell.node, names[-1:])


def _of_one(node: Node, row: dict[str, Any], part: Part, at: datetime) -> Explanation:
    from tocsin.records.period import cadence_of

    source, newest = source_of(node, row["source"]), part.newest
    cadence = cadence_of(row["period_start"], row["period_end"])
    told = {name: row[name] for name in ("stream", "place", "measure", "period_start", "period_end", "mark", "purpose")}
    return Explanation(
        **told,
        what="observation",
        series=None,
        source=source.name,
        substance=part.substances[0],
        level=row["place_precision"],
        cadence=cadence.value,
        derived=False,
        period=label(row["period_start"], row["period_end"], cadence),
        value=newest.value,
        tested=newest.tested,
        status="retracted" if newest.retracted else "observed",
        as_of=at,
        making=Making("retracted" if newest.retracted else "as_published", 1, (), (), "none", None),
        cells=(),
        parts=(part,),
        releases=release_facts(node, {version.release for version in part.versions}),
        credit=credit_of(source),
    )


def credit_of(source: Source) -> Credit:
    """Whose figures they are."""
    return Credit(source.name, source.title, source.publisher, source.licence, source.attribution, source.use_statement)

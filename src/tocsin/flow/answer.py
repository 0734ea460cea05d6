"""Answer: what a reader is shown, made on request from what is known. Nothing here is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from tocsin.clock import moment
from tocsin.errors import BadValue
from tocsin.flow.delays import nowcast_of, with_completeness
from tocsin.flow.detecting import Detection, detect, of_source, sources_at
from tocsin.flow.feeds import states
from tocsin.flow.home import Node, clock_of
from tocsin.flow.seen import may_see
from tocsin.records.line import Briefing
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.panel import Panel, Status
from tocsin.records.release import Release
from tocsin.records.series import FeedState, PlaceValues

if TYPE_CHECKING:
    from tocsin.records.source import Source

FindingRows = tuple[dict[str, Any], ...]


def standing(node: Node, as_of: datetime | None) -> datetime:
    """The moment a question is about: the one asked for, else where the node's clock stands."""
    return as_of or clock_of(node)


def briefing(node: Node, reader: Reader = PUBLIC, as_of: datetime | None = None) -> Briefing:
    """The first page for one reader: ranked lines, remarks, and how the feeds stand at `as_of`."""
    from tocsin.flow.line_ends import with_ends
    from tocsin.signals.ranking import briefing as brief

    at = standing(node, as_of)
    findings, watched = findings_at(node, at)
    sources = {source.name: source for source in node.sources}
    shown = [f for f in findings if may_see(f, reader)]
    made = brief(shown, reader, sources, feeds(node, at), watched["series"], watched["tests"])
    return replace(made, lines=with_ends(node, made.lines, at))


def findings_at(node: Node, at: datetime) -> tuple[FindingRows, dict[str, dict[str, int]]]:
    """The findings of a moment, and by source the `series` watched and the `tests` made: of the kept run where there is one, else found anew."""
    return _findings(str(node.directory), node.lake.version(), at.isoformat(), len(node.lake.runs()))


@lru_cache(maxsize=16)
def _findings(directory: str, version: int, at: str, runs: int) -> tuple[FindingRows, dict[str, dict[str, int]]]:
    from tocsin.flow.home import open_home
    from tocsin.flow.nightly import run_name

    node, when = open_home(directory), moment(at)
    kept = node.lake.runs()
    own = kept.filter(pc.field("run") == run_name(node, when))
    if own.num_rows:
        return tuple(node.lake.findings(own["run"][0].as_py()).to_pylist()), json.loads(own["watched"][0].as_py())
    found: Detection = detect(node, when)
    return tuple(found.findings.to_pylist()), {"series": found.watched, "tests": found.tests}


def findings_of(node: Node, source: str, at: datetime) -> tuple[FindingRows, bool]:
    """The findings about one source at a moment, and whether its streams were held against those of other sources.

    Of the kept run where there is one; else its own methods are asked anew, and no other source is read.
    """
    from tocsin.flow.nightly import run_name

    if run_name(node, at) in node.lake.runs()["run"].to_pylist():
        return findings_at(node, at)[0], True
    return _findings_of(str(node.directory), node.lake.version(), at.isoformat(), source), False


@lru_cache(maxsize=16)
def _findings_of(directory: str, version: int, at: str, name: str) -> FindingRows:
    pairs = _panels(directory, version, at, name)
    tables = of_source(pairs[0][0], [panel for _, panel in pairs]) if pairs else []
    return tuple(row for table in tables for row in table.to_pylist())


def feeds(node: Node, as_of: datetime | None = None) -> tuple[FeedState, ...]:
    """How every source of the catalogue stands; one that never published by then has no release."""
    return states(node, standing(node, as_of))


def releases(node: Node, as_of: datetime | None = None) -> tuple[Release, ...]:
    """The releases known at `as_of`, newest first: the steps of the as-of list."""
    rows = node.lake.releases(known_at=standing(node, as_of)).to_pylist()
    return tuple(sorted((Release.from_row(row) for row in rows), key=lambda r: (r.known_at, r.release), reverse=True))


def all_panels(node: Node, at: datetime, source_name: str | None = None) -> tuple[tuple[Source, Panel], ...]:
    """The panels of one source, or of all, as known at a moment; kept for the next question about it."""
    return _panels(str(node.directory), node.lake.version(), at.isoformat(), source_name)


@lru_cache(maxsize=48)
def _panels(directory: str, version: int, at: str, source_name: str | None) -> tuple[tuple[Source, Panel], ...]:
    from tocsin.flow.home import open_home

    node, when = open_home(directory), moment(at)
    if source_name is None:
        names = [source.name for source, _ in sources_at(node, when)]
        return tuple(pair for name in names for pair in _panels(directory, version, at, name))
    return tuple(
        (source, with_completeness(panel, nowcast_of(node, source, panel, when), source))
        for source, panel in _bare(directory, version, at, source_name)
    )


def bare_panels(node: Node, at: datetime) -> Iterator[tuple[Source, Panel]]:
    """The panels of all sources with nothing said of what is to come: enough to know which series there are."""
    for name in [source.name for source, _ in sources_at(node, at)]:
        yield from _bare(str(node.directory), node.lake.version(), at.isoformat(), name)


@lru_cache(maxsize=48)
def _bare(directory: str, version: int, at: str, name: str) -> tuple[tuple[Source, Panel], ...]:
    from tocsin.flow.home import open_home
    from tocsin.panels.build import panels

    node, when = open_home(directory), moment(at)
    found = [(source, releases) for source, releases in sources_at(node, when) if source.name == name]
    return tuple(
        (source, panel)
        for source, releases in found
        for panel in panels(node.lake.observations(source=name, known_at=when), source, releases, when)
    )


def places(
    node: Node, source: str, substance: str, measure: str, reader: Reader = PUBLIC, as_of: datetime | None = None
) -> PlaceValues:
    """The newest value of one substance in every place that the source watches: what the tile map draws.

    Raises `BadValue` when the source holds no such series.
    """
    for one, panel in all_panels(node, standing(node, as_of), source):
        rows = [
            i
            for i, key in enumerate(panel.keys.to_pylist())
            if key["substance"] == substance
            and key["measure"] == measure
            and key["level"] == one.level
            and may_see(key, reader)
        ]
        if rows:
            return _place_values(one, panel, rows, substance, measure)
    raise BadValue(
        "no such series",
        wanted="a source, a substance and a measure that go together",
        got=f"{source}, {substance}, {measure}",
        next_step="see `tocsin export panels`",
    )


def _place_values(source: Source, panel: Panel, rows: list[int], substance: str, measure: str) -> PlaceValues:
    status = panel.status[rows]
    last = int(np.flatnonzero((status != Status.NOT_REPORTED).any(0))[-1])
    ids, names = panel.column("series"), panel.column("place")
    value = panel.value[:, last]
    reported = [row for row in rows if np.isfinite(value[row])]
    return PlaceValues(
        substance,
        source.name,
        measure,
        panel.cadence.value,
        panel.starts[last].astype(object),
        panel.ends[last].astype(object),
        bool((status[:, last] == Status.INCOMPLETE).any()),
        {names[i]: float(value[i]) for i in reported},
        {names[i]: ids[i] for i in rows},
    )


def catalogue() -> tuple[Source, ...]:
    """The sources in service."""
    from tocsin.sources.catalogue import SOURCES

    return SOURCES

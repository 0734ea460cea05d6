"""Detecting: what every method says of every source, as known at one moment. Reads, and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.flow.beside import Totals, newest_totals, with_spread, with_totals, with_weights
from tocsin.flow.delays import nowcast_of, with_completeness
from tocsin.flow.diverging import Candidate, candidate, parted
from tocsin.flow.feeds import findings_of
from tocsin.records.finding import FINDING_SCHEMA

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.panel import Panel
    from tocsin.records.source import Source


@dataclass(frozen=True, slots=True)
class Detection:
    """The findings of one moment (`run` still empty) and how many series were watched and tests made, by source."""

    findings: pa.Table
    watched: dict[str, int]
    tests: dict[str, int]


def sources_at(node: Node, as_of: datetime) -> Iterator[tuple[Source, pa.Table]]:
    """Each source that had published something by `as_of`, with its releases known by then."""
    releases = node.lake.releases(known_at=as_of)
    for source in node.sources:
        own = releases.filter(pc.field("source") == source.name)
        if own.num_rows:
            yield source, own


def panels_of(node: Node, source: Source, releases: pa.Table, as_of: datetime) -> Iterator[Panel]:
    """The panels of one source as known at `as_of`, each with how much of its cells is expected to be told by then."""
    from tocsin.panels.build import panels

    for panel in panels(node.lake.observations(source=source.name, known_at=as_of), source, releases, as_of):
        yield with_completeness(panel, nowcast_of(node, source, panel, as_of), source)


def of_source(source: Source, panels: Iterable[Panel]) -> list[pa.Table]:
    """What every method says of the panels of one source, held against no other source (`run` still empty)."""
    from tocsin.engine.local import run
    from tocsin.methods.catalogue import methods_for
    from tocsin.panels.spread import spread

    own: list[pa.Table] = []
    totals: Totals = {}
    for panel in panels:
        measure = str(panel.keys["measure"][0])
        own.append(with_spread(run(methods_for(source, measure), panel), spread(panel)))
        own = [with_weights(table, panel) for table in own] if measure == "mass_kg" else own
        for key, told in (newest_totals(panel) if source.totals else {}).items():
            totals.setdefault(key, []).extend(told)
    return [with_totals(table, totals, source) for table in own] if totals else own


def detect(node: Node, as_of: datetime, progress: Callable[[str, int, int], None] | None = None) -> Detection:
    """Run every method over every panel, one source at a time, hold their streams against each other, and look at the feeds."""
    from tocsin.methods.catalogue import methods_for
    from tocsin.signals.gates import lost_feeds

    tables, watched, tests = [FINDING_SCHEMA.empty_table()], Counter[str](), Counter[str]()
    found, heard = list(sources_at(node, as_of)), list[Candidate]()
    for number, (source, releases) in enumerate(found, 1):

        def tallied(source: Source = source, releases: pa.Table = releases) -> Iterator[Panel]:
            for panel in panels_of(node, source, releases, as_of):
                watched[source.name] += len(panel)
                tests[source.name] += len(panel) * len(methods_for(source, str(panel.keys["measure"][0])))
                heard.extend([one] if (one := candidate(source, panel)) else [])
                yield panel

        tables += of_source(source, tallied())
        if progress:
            progress(source.name, number, len(found))
    findings = pa.concat_tables(tables)
    lost = lost_feeds(findings.select(["source", "places", "reasons"]).to_pylist())
    everything = pa.concat_tables([findings, parted(heard, lost), findings_of(node, as_of)])
    return Detection(everything, dict(watched), dict(tests))

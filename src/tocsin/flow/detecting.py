"""Detecting: what every method says of every source, as known at one moment. Reads, and writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    """The panels of one source as known at `as_of`."""
    from tocsin.panels.build import panels

    yield from panels(node.lake.observations(source=source.name, known_at=as_of), source, releases, as_of)


def detect(node: Node, as_of: datetime, progress: Callable[[str, int, int], None] | None = None) -> Detection:
    """Run every method over every panel, one source at a time."""
    from tocsin.engine.local import run
    from tocsin.methods.catalogue import methods_for
    from tocsin.panels.spread import spread

    tables, watched, tests = [FINDING_SCHEMA.empty_table()], Counter[str](), Counter[str]()
    found = list(sources_at(node, as_of))
    for number, (source, releases) in enumerate(found, 1):
        own: list[pa.Table] = []
        for panel in panels_of(node, source, releases, as_of):
            measure = str(panel.keys["measure"][0])
            methods = methods_for(source, measure)
            watched[source.name] += len(panel)
            tests[source.name] += len(panel) * len(methods)
            own.append(_with_spread(run(methods, panel), spread(panel)))
            own = [_with_weights(table, panel) for table in own] if measure == "mass_kg" else own
        tables += own
        if progress:
            progress(source.name, number, len(found))
    return Detection(pa.concat_tables(tables), dict(watched), dict(tests))


def _with_facts(findings: pa.Table, facts: list[str]) -> pa.Table:
    at = FINDING_SCHEMA.get_field_index("facts")
    return findings.set_column(at, FINDING_SCHEMA.field(at), pa.array(facts, pa.string()))


def _with_spread(findings: pa.Table, spreads: dict[str, dict[str, Any]]) -> pa.Table:
    """Write the places behind a country series into the facts of its findings."""
    if not spreads or findings.num_rows == 0:
        return findings
    facts = []
    for series, text in zip(findings["series"].to_pylist(), findings["facts"].to_pylist(), strict=True):
        known = spreads.get(series)
        facts.append(json.dumps(json.loads(text) | {"spread": known}, ensure_ascii=False) if known else text)
    return _with_facts(findings, facts)


def _with_weights(findings: pa.Table, panel: Panel) -> pa.Table:
    """Beside drugs that rise together in one place: what was weighed of them in the same months."""
    if findings.num_rows == 0 or not any("all_drugs_together" in r for r in findings["reasons"].to_pylist()):
        return findings
    rows = {(k["substance"], k["place"]): i for i, k in enumerate(panel.keys.to_pylist())}
    columns = ("reasons", "facts", "places", "period_start", "period_end", "baseline_start", "baseline_end")
    facts = []
    for finding in findings.select(list(columns)).to_pylist():
        told = json.loads(finding["facts"])
        if "all_drugs_together" in finding["reasons"]:
            told["weights"] = [
                [
                    drug,
                    _weighed(panel, row, finding["baseline_start"], finding["baseline_end"]),
                    _weighed(panel, row, finding["period_start"], finding["period_end"]),
                ]
                for drug, _, _ in told["drugs"]
                if (row := rows.get((drug, finding["places"][0]))) is not None
            ]
        facts.append(json.dumps(told, ensure_ascii=False))
    return _with_facts(findings, facts)


def _weighed(panel: Panel, row: int, first: date, last: date) -> float:
    inside = (panel.starts >= np.datetime64(first)) & (panel.ends <= np.datetime64(last))
    return float(np.nansum(panel.value[row][inside]))

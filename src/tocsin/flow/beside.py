"""Beside a finding: what a reader asks next and one method alone cannot see, written into its facts."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tocsin.records.finding import FINDING_SCHEMA, Basis
from tocsin.records.period import periods_a_year
from tocsin.vocabulary import substances

if TYPE_CHECKING:
    from tocsin.records.panel import Panel
    from tocsin.records.source import Source

# (substance, place) -> measure, value a year before, value now, first and last day of the period.
Totals = dict[tuple[str, str], list[list[Any]]]


def _with_facts(findings: pa.Table, facts: list[str]) -> pa.Table:
    at = FINDING_SCHEMA.get_field_index("facts")
    return findings.set_column(at, FINDING_SCHEMA.field(at), pa.array(facts, pa.string()))


def with_spread(findings: pa.Table, spreads: dict[str, dict[str, Any]]) -> pa.Table:
    """Write the places behind a country series into the facts of its findings."""
    if not spreads or findings.num_rows == 0:
        return findings
    facts = []
    for series, text in zip(findings["series"].to_pylist(), findings["facts"].to_pylist(), strict=True):
        known = spreads.get(series)
        facts.append(json.dumps(json.loads(text) | {"spread": known}, ensure_ascii=False) if known else text)
    return _with_facts(findings, facts)


def with_weights(findings: pa.Table, panel: Panel) -> pa.Table:
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


def newest_totals(panel: Panel) -> Totals:
    """The newest period of every series with the same one a year before; nothing where either is not known."""
    last, year = len(panel.periods) - 1, periods_a_year(panel.cadence)
    if last < year:
        return {}
    then, now = panel.value[:, last - year], panel.value[:, last]
    keys = panel.keys.select(["substance", "place", "measure"]).to_pylist()
    span = [str(panel.starts[last]), str(panel.ends[last])]
    return {
        (keys[i]["substance"], keys[i]["place"]): [[keys[i]["measure"], float(then[i]), float(now[i]), *span]]
        for i in np.flatnonzero(np.isfinite(then) & np.isfinite(now)).tolist()
    }


def with_totals(findings: pa.Table, totals: Totals, source: Source) -> pa.Table:
    """Beside a share: the events of the same place, of the total that the source names for the drug's class."""
    if findings.num_rows == 0 or Basis.SHARE not in findings["basis"].to_pylist():
        return findings
    whole = dict(source.totals)
    facts = []
    for finding in findings.select(["basis", "facts", "substances", "places"]).to_pylist():
        told = json.loads(finding["facts"])
        total = whole.get(substances.substance(finding["substances"][0]).drug_class)
        beside = totals.get((total or "", finding["places"][0]))
        facts.append(json.dumps(told | {"beside": beside} if beside else told, ensure_ascii=False))
    return _with_facts(findings, facts)

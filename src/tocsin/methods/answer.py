"""From arrays of results to a table of findings, in bulk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.finding import FINDING_SCHEMA, IDENTITY, finding_key
from tocsin.records.panel import Panel
from tocsin.vocabulary.substances import parts

TRACE_PERIODS = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method found, one entry per answered series: all arrays have length M.

    `rows` index the panel's series; `first`, `last` and `base_first`, `base_last` index its periods
    (-1: no baseline). `reasons` and `facts` are Python lists of length M. Anything left out is NaN.
    """

    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    verdict: NDArray[np.str_]
    trend: NDArray[np.str_]
    basis: str
    base_first: NDArray[np.int64] | None = None
    base_last: NDArray[np.int64] | None = None
    figures: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    reasons: list[list[str]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    rungs: list[str] = field(default_factory=list)
    place: str | None = None  # what the finding is about, where that is wider than its series


def no_answer() -> Answer:
    """Nothing to say of any series."""
    empty = np.array([], np.int64)
    return Answer(empty, empty, empty, np.array([], str), np.array([], str), "count")


def cannot_say(
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    reason: str,
    basis: str,
    baseline: tuple[NDArray[np.int64], NDArray[np.int64]],
    figures: dict[str, NDArray[np.float64]],
    facts: list[dict[str, Any]] | None = None,
) -> Answer:
    """One reason why each of `rows` cannot be told in period `at`, with the figures that tempt against `baseline`."""
    count = len(rows)
    verdict, trend = np.full(count, "cannot_say"), np.full(count, "unclear")
    return Answer(rows, at, at, verdict, trend, basis, *baseline, figures, [[reason]] * count, facts or [])


FIGURES = (
    "observed",
    "observed_tested",
    "baseline",
    "baseline_tested",
    "expected",
    "upper",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p_value",
    "e_value",
)


def findings(panel: Panel, method: str, answer: Answer) -> pa.Table:
    """The findings table of one method's answer. `run` is left empty: the night that keeps it fills it in."""
    count = len(answer.rows)
    if count == 0:
        return FINDING_SCHEMA.empty_table()
    keys = panel.keys.take(pa.array(answer.rows))
    columns: dict[str, Any] = {
        name: keys.column(name)
        for name in (
            "series",
            "source",
            "stream",
            "measure",
            "origin",
            "destination",
            "level",
            "derived",
            "mark",
            "purpose",
        )
    }
    columns |= {
        "run": [""] * count,
        "as_of": [panel.as_of] * count,
        "method": [method] * count,
        "substances": [sorted(parts(s)) for s in keys.column("substance").to_pylist()],
        "places": [[answer.place or p] for p in keys.column("place").to_pylist()],
        "cadence": [panel.cadence.value] * count,
        "basis": [answer.basis] * count,
        "verdict": answer.verdict.tolist(),
        "trend": answer.trend.tolist(),
        "rung": answer.rungs or [None] * count,
        "reasons": answer.reasons or [[]] * count,
        "facts": _facts(keys.column("substance").to_pylist(), answer.facts or [{}] * count),
    }
    if answer.place:
        columns |= {"level": ["group"] * count, "derived": [True] * count}
    columns |= _dates(panel, answer) | _figures(answer, count) | _traces(panel, answer)
    return _keyed(columns)


def _facts(subjects: list[str], told: list[dict[str, Any]]) -> list[str]:
    """Facts as JSON; a pair says which of the two stands first, for `substances` are sorted."""
    pairs = [{"pair": subject} if len(parts(subject)) == 2 else {} for subject in subjects]
    return [json.dumps(facts | pair, ensure_ascii=False) for facts, pair in zip(told, pairs, strict=True)]


def _dates(panel: Panel, answer: Answer) -> dict[str, Any]:
    starts, ends = panel.starts, panel.ends
    dates: dict[str, Any] = {"period_start": starts[answer.first], "period_end": ends[answer.last]}
    for name, index, days in (
        ("baseline_start", answer.base_first, starts),
        ("baseline_end", answer.base_last, ends),
    ):
        if index is None:
            dates[name] = pa.nulls(len(answer.rows), pa.date32())
        else:
            dates[name] = pa.array(days[np.maximum(index, 0)], pa.date32(), mask=index < 0)
    return dates


def _figures(answer: Answer, count: int) -> dict[str, Any]:
    missing = np.full(count, np.nan)
    figures = {name: np.asarray(answer.figures.get(name, missing), float) for name in FIGURES}
    return {name: pa.array(array, pa.float64(), mask=np.isnan(array)) for name, array in figures.items()}


def _traces(panel: Panel, answer: Answer) -> dict[str, Any]:
    """The newest periods each series holds, up to its last one that is not `not_reported`."""
    seen = panel.status[answer.rows] != 0
    ends = seen.shape[1] - np.argmax(seen[:, ::-1], axis=1)
    columns: dict[str, Any] = {"trace": [], "trace_tested": [], "trace_status": []}
    for row, end in zip(answer.rows.tolist(), ends.tolist(), strict=True):
        span = slice(max(0, end - TRACE_PERIODS), end)
        columns["trace"].append(panel.value[row, span])
        columns["trace_tested"].append(panel.tested[row, span])
        columns["trace_status"].append(panel.status[row, span])
    return columns | {"trace_end": panel.ends[ends - 1]}


def _keyed(columns: dict[str, Any]) -> pa.Table:
    empty = {"finding": [""] * len(columns["run"])}
    names = [f.name for f in FINDING_SCHEMA]
    table = pa.table({n: _cast(({**columns, **empty})[n], FINDING_SCHEMA.field(n).type) for n in names}, FINDING_SCHEMA)
    identity = table.select(list(IDENTITY)).to_pylist()
    return table.set_column(0, FINDING_SCHEMA.field("finding"), pa.array([finding_key(row) for row in identity]))


def _cast(values: Any, kind: pa.DataType) -> Any:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values.cast(kind)
    return pa.array(values, kind, from_pandas=True)

"""From rows of the findings table to what a page shows of them."""

from __future__ import annotations

import json
import math
from typing import Any

from tocsin.records.line import Member

COPIED = (
    "finding",
    "series",
    "method",
    "source",
    "stream",
    "measure",
    "level",
    "cadence",
    "period_start",
    "period_end",
    "basis",
    "trend",
    "baseline_start",
    "baseline_end",
    "observed_tested",
    "baseline_tested",
    "expected",
    "upper",
    "p_value",
    "trace_end",
)


def member(finding: dict[str, Any]) -> Member:
    """One finding as a member of a line. Missing figures are NaN where a number is needed."""
    told: dict[str, Any] = {name: finding[name] for name in COPIED}
    told |= {name: _number(finding[name]) for name in ("observed", "baseline", "ratio", "ratio_low", "ratio_high")}
    return Member(
        **told,
        substance=subject_of(finding),
        place=finding["places"][0],
        reasons=tuple(finding["reasons"]),
        trace=tuple(_number(v) for v in finding["trace"] or ()),
        trace_tested=tuple(_number(v) for v in finding["trace_tested"] or ()),
        trace_status=tuple(finding["trace_status"] or ()),
        facts=json.loads(finding["facts"]),
    )


def subject_of(finding: dict[str, Any]) -> str:
    """The id that a finding is about: its substance, or the pair of its two."""
    first = str(finding["substances"][0])
    return first if len(finding["substances"]) == 1 else json.loads(finding["facts"]).get("pair", first)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def excess(finding: dict[str, Any]) -> float:
    """Natural log of the change that the interval still holds; 0 where it holds none."""
    low, high = _number(finding["ratio_low"]), _number(finding["ratio_high"])
    if finding["verdict"] == "above":
        return max(0.0, math.log(low)) if low > 0 else 0.0
    return max(0.0, -math.log(high)) if 0 < high < math.inf else 0.0

"""Spread: behind a country series, in how many places each period, and where most."""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.records.panel import Panel, Status

MOST_PLACES = 8


def spread(panel: Panel) -> dict[str, dict[str, Any]]:
    """By series id of each country series: places with any, period by period, and the places with most.

    `places` counts the places above zero in each of the newest 40 periods (as long as the trace of a finding);
    `newest` and `complete` list [place, value] of the newest period and of the newest complete one.
    """
    levels, substances = np.array(panel.column("level")), np.array(panel.column("substance"))
    ids, names = panel.column("series"), np.array(panel.column("place"))
    answer: dict[str, dict[str, Any]] = {}
    for row in np.flatnonzero(levels == "country"):
        parts = np.flatnonzero((levels != "country") & (substances == substances[row]))
        if len(parts) < 2:
            continue
        known = np.flatnonzero(panel.status[row] != Status.NOT_REPORTED)
        complete = np.flatnonzero(np.isin(panel.status[row], (Status.OBSERVED, Status.ZERO)))
        value = np.nan_to_num(panel.value[parts])
        answer[ids[row]] = {
            "places": (value > 0).sum(0)[max(0, known[-1] - 39) : known[-1] + 1].tolist(),
            "newest": _most(names[parts], value[:, known[-1]]),
            "complete": _most(names[parts], value[:, complete[-1]]) if len(complete) else [],
        }
    return answer


def _most(names: np.ndarray, value: np.ndarray) -> list[list[Any]]:
    order = np.lexsort((names, -value))[:MOST_PLACES]
    return [[str(names[i]), float(value[i])] for i in order if value[i] > 0]

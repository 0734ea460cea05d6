"""Several charts one below the other, and charts over numbers where there is no calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tocsin.bulletins.charts.themes import Theme

Spec = dict[str, Any]
OF_THE_WHOLE = ("$schema", "config", "background", "padding", "autosize")
PLACES = ("x", "start", "end")


def stacked(charts: Sequence[Spec], title: str, theme: Theme) -> Spec:
    """One document of several of `series_chart`, each with its own axes, under a title. Needs at least one."""
    whole = {name: charts[0][name] for name in OF_THE_WHOLE if name in charts[0]}
    parts = [{name: value for name, value in chart.items() if name not in OF_THE_WHOLE} for chart in charts]
    heading = {"text": title, "anchor": "start", "frame": "group", "fontSize": 19, "color": theme.ink, "offset": 18}
    return {**whole, "title": heading, "vconcat": parts, "spacing": 26, "resolve": {"scale": {"x": "independent"}}}


def by_number(chart: Any, first: dict[str, float]) -> Any:
    """The same chart with numbers instead of days along the axis: `first` tells the number of each ISO day."""
    if isinstance(chart, list):
        return [by_number(one, first) for one in chart]
    if not isinstance(chart, dict):
        return chart
    told: Spec = {name: by_number(value, first) for name, value in chart.items()}
    if told.get("type") == "temporal":
        told |= {"type": "quantitative", "scale": {"zero": False, "nice": False}}
        if isinstance(told.get("axis"), dict):
            told["axis"] = {name: value for name, value in told["axis"].items() if name not in ("format", "tickCount")}
    return told | {
        name: first[told[name]] for name in PLACES if isinstance(told.get(name), str) and told[name] in first
    }

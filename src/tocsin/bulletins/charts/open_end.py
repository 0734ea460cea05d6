"""The open end of a chart: what its newest periods will come to, and the figures beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from tocsin.bulletins.charts.rows import Row, led_in, with_value
from tocsin.bulletins.charts.themes import Size, Theme
from tocsin.bulletins.charts.words import ChartWords

X = "x:T"
TIGHT = 6.0  # pixels from period to period: with less, the band alone is drawn, for bars would close up to a wall
SMALL, LARGE = 3.0, 6.5  # marks in pixels
LINE = 14.0  # height of a line of words in pixels
NICE = 0.8  # an axis that is rounded up shows distances at least so much of their size


def nowcast(rows: list[Row], room: float, theme: Theme, size: Size) -> list[Any]:
    """The band in which 80 % lie, its bars, and the middle as dashes and diamonds; nothing where all is settled.

    What lies above all `room` is cut there, so that a wide end never flattens the line.
    """
    led = [_begun(one) for one in led_in(rows, "middle")]
    told = [{**one, "top": min(one["high"], room)} for one in led if one["middle"] <= room]
    if not told:
        return []
    data = alt.Data(values=told)
    still = [one for one in told if one["open"]]
    bars = still if size.width / len(rows) >= TIGHT else []
    return [*_band(data, bars, theme), *_middle(data, still, theme, mark_area(rows, size))]


def mark_area(rows: Sequence[Row], size: Size) -> float:
    """The area of an open mark: as large as the step from period to period leaves room for."""
    shown = len(with_value(rows, "y"))
    return min(max(0.75 * size.width / max(shown, 1), SMALL), LARGE) ** 2


def _begun(one: Row) -> Row:
    """The settled period that leads in is where the band begins: it has no width there."""
    return one if one["open"] else {**one, "low": one["middle"], "high": one["middle"]}


def _band(data: Any, with_bars: list[Row], theme: Theme) -> list[Any]:
    area = alt.Chart(data).mark_area(color=theme.observed, opacity=0.16).encode(x=X, y="low:Q", y2="top:Q")
    layers: list[Any] = [area.encode(detail="run:N")]
    if with_bars:
        bars = alt.Chart(alt.Data(values=with_bars))
        layers.append(bars.mark_rule(color=theme.observed, strokeWidth=1.1).encode(x=X, y="low:Q", y2="top:Q"))
        for end in ("low", "top"):
            tick = bars.mark_tick(color=theme.observed, thickness=1.1, size=7, orient="horizontal")
            layers.append(tick.encode(x=X, y=f"{end}:Q"))
    return layers


def _middle(data: Any, still: list[Row], theme: Theme, area: float) -> list[Any]:
    line = alt.Chart(data).mark_line(color=theme.observed, strokeWidth=2, strokeDash=[6, 4])
    marks = alt.Chart(alt.Data(values=still)).mark_point(
        shape="diamond", color=theme.observed, fill=theme.background, size=area, strokeWidth=1.4, opacity=1
    )
    return [line.encode(x=X, y="middle:Q", detail="run:N"), marks.encode(x=X, y="middle:Q")]


def beside(words: ChartWords, size: Size) -> int:
    """The room that is kept at the right for words beside figures."""
    return size.beside if words.nowcast_end or words.reported_end else 0


def ends_named(rows: list[Row], words: ChartWords, theme: Theme, size: Size) -> list[Any]:
    """The newest open period's figures in words, to the right of its marks, one never over the other."""
    still = [one for one in with_value(rows, "y") if one["open"]]
    if not still or not beside(words, size):
        return []
    newest = still[-1]
    named = [(newest["middle"], words.nowcast_end), (newest["y"], words.reported_end)]
    shown = [(figure, text) for figure, text in named if text and figure is not None]
    top = max((one[name] for one in rows for name in ("y", "high", "upper") if one[name] is not None), default=0.0)
    shifts = spread([figure for figure, _ in shown], top, size.height)
    return [
        alt.Chart(alt.Data(values=[{"x": newest["x"], "at": figure}]))
        .mark_text(
            align="left", baseline="middle", dx=9, dy=dy, fontSize=11.5, fontWeight=600, color=theme.ink, text=text
        )
        .encode(x=X, y="at:Q")
        for (figure, text), dy in zip(shown, shifts, strict=True)
    ]


def spread(figures: Sequence[float], top: float, height: float) -> list[float]:
    """By how many pixels each of at most two words is moved down, so that they stand apart; the higher figure on top."""
    if len(figures) < 2 or not top:
        return [0.0] * len(figures)
    apart = abs(figures[0] - figures[1]) / top * height * NICE
    missing = max(0.0, LINE - apart) / 2
    return [-missing, missing] if figures[0] >= figures[1] else [missing, -missing]

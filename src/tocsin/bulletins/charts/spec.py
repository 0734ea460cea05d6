"""The specification of a series chart: a pure function from cells and words to Vega-Lite."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt

from tocsin.bulletins.charts.axis import label_expression
from tocsin.bulletins.charts.layers import main_layers
from tocsin.bulletins.charts.open_end import beside
from tocsin.bulletins.charts.rows import Row, row, with_value
from tocsin.bulletins.charts.themes import FONT, Size, Theme
from tocsin.bulletins.charts.words import ChartWords
from tocsin.records.series import Cell

BARS, OVERLAY = 46, 84
ABOVE: dict[str, Any] = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "start", "titleX": 0, "titleY": -6}


def series_chart(
    cells: Sequence[Cell], basis: str, words: ChartWords, theme: Theme, size: Size, overlay: Sequence[Cell] = ()
) -> dict[str, Any]:
    """What was observed and expected, what rang, what is unfinished and what was said before, with the tests below.

    `overlay` is the wider series, drawn in a panel of its own under the same time axis, never on a second scale.
    The answer is a complete Vega-Lite document with its data inside: equal inputs give equal documents.
    """
    rows = [row(cell, basis) for cell in cells]
    size = replace(size, width=size.width - beside(words, size))
    panels: list[Any] = [_main(rows, words, theme, size)]
    if basis == "share" and with_value(rows, "tested"):
        panels.append(_bars(rows, words, theme, size))
    if overlay:
        panels.append(_overlay([row(cell, basis) for cell in overlay], words, theme, size))
    panels.append(_footnote(words, theme, size))
    chart = (
        alt.vconcat(*panels, spacing=10)
        .resolve_scale(x="shared")
        .properties(
            title=_title(words, _key(rows, words), theme, size),
            background=theme.background,
            padding=16,
            autosize=alt.AutoSizeParams(type="pad"),
        )
    )
    return _configured(chart, theme).to_dict()


def _main(rows: list[Row], words: ChartWords, theme: Theme, size: Size) -> Any:
    return alt.layer(*main_layers(rows, words, theme, size)).properties(width=size.width, height=size.height)


def _key(rows: list[Row], words: ChartWords) -> str:
    """What the marks of this chart mean, and only of those it has."""
    earlier = any(one["earlier"] is not None and one["earlier"] != one["y"] for one in rows)
    incomplete = any(one["open"] for one in rows)
    to_come = any(one["middle"] is not None for one in rows)
    band = sum(one["upper"] is not None for one in rows) > 1
    shown = (
        (any(one["alarm"] for one in rows), words.alarm),
        (band, words.band),
        (incomplete, words.incomplete),
        (to_come, words.nowcast),
        (earlier, words.earlier),
    )
    return " · ".join(name for there, name in shown if there)


def _title(words: ChartWords, key: str, theme: Theme, size: Size) -> alt.TitleParams:
    wide = size.letters * 12 // size.title
    below = [line for text in (words.subtitle, key) if text for line in textwrap.wrap(text, size.letters)]
    return alt.TitleParams(
        text=textwrap.wrap(words.title, wide) or [""],
        subtitle=below or [""],
        anchor="start",
        frame="group",
        fontSize=size.title,
        fontWeight=600,
        color=theme.ink,
        subtitleColor=theme.muted,
        subtitleFontSize=12.5,
        subtitlePadding=5,
        offset=14,
    )


def _bars(rows: list[Row], words: ChartWords, theme: Theme, size: Size) -> Any:
    y = alt.Y(
        "tested:Q",
        title=words.tested,
        axis=alt.Axis(tickCount=2, grid=False, labelExpr=label_expression(words, False), **ABOVE),
    )
    bars = alt.Chart(alt.Data(values=with_value(rows, "tested"))).mark_rect(
        fill=theme.bars, stroke=theme.background, strokeWidth=0.8
    )
    return bars.encode(x=alt.X("start:T", title=None, axis=None), x2="end:T", y=y, y2=alt.datum(0)).properties(
        width=size.width, height=BARS
    )


def _overlay(rows: list[Row], words: ChartWords, theme: Theme, size: Size) -> Any:
    y = alt.Y(
        "y:Q",
        title=words.overlay,
        axis=alt.Axis(tickCount=3, labelExpr=label_expression(words, words.percent), **ABOVE),
    )
    line = alt.Chart(alt.Data(values=with_value(rows, "y"))).mark_line(color=theme.muted, strokeWidth=1.4)
    return line.encode(x=alt.X("x:T", title=None, axis=None), y=y).properties(width=size.width, height=OVERLAY)


def _footnote(words: ChartWords, theme: Theme, size: Size) -> Any:
    lines = [line for sentence in words.footnote for line in textwrap.wrap(sentence, size.letters)]
    mark = alt.Chart(alt.Data(values=[{"words": lines}])).mark_text(
        align="left", baseline="top", fontSize=11, lineHeight=15, color=theme.muted
    )
    return mark.encode(text="words:N", x=alt.value(0), y=alt.value(0)).properties(
        width=size.width, height=15 * len(lines), view=alt.ViewConfig(stroke=None)
    )


def _configured(chart: Any, theme: Theme) -> Any:
    axis = {
        "labelColor": theme.muted,
        "titleColor": theme.muted,
        "gridColor": theme.rule,
        "domainColor": theme.rule,
        "tickColor": theme.rule,
        "labelFontSize": 11.5,
        "titleFontSize": 11.5,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return chart.configure(font=FONT).configure_view(stroke=None).configure_axis(**axis).configure_legend(disable=True)

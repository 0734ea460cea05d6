"""The layers of the main panel, from the back to the front."""

from __future__ import annotations

from typing import Any

import altair as alt

from tocsin.bulletins.charts.axis import label_expression
from tocsin.bulletins.charts.open_end import ends_named, mark_area, nowcast
from tocsin.bulletins.charts.rows import Row, apart, led_in, stretches, unfinished, with_value
from tocsin.bulletins.charts.themes import Size, Theme
from tocsin.bulletins.charts.words import ChartWords

X = "x:T"
SHORT_YEARS = 3


def main_layers(rows: list[Row], words: ChartWords, theme: Theme, size: Size) -> list[Any]:
    """Shade, annotations, expected range, what was said before, what is to come, the observed line, the alarms."""
    layers = [
        *_shade(rows, theme),
        *_notes(words, theme),
        *_expected(rows, words, theme),
        *_earlier(rows, words, theme),
        *nowcast(rows, _room(rows, words), theme, size),
        *_observed(rows, words, theme),
        *_unfinished_line(rows, theme, size),
        *ends_named(rows, words, theme, size),
        *_alarms(rows, words, theme),
    ]
    return layers or [_chart([]).mark_point()]


def _chart(rows: list[Row]) -> Any:
    return alt.Chart(alt.Data(values=rows))


def _y(words: ChartWords, field: str = "y") -> Any:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(tickCount=5, labelExpr=label_expression(words, words.percent)),
    )


def _x(rows: list[Row]) -> Any:
    """Years; months as digits where the series is short: no language writes those differently."""
    short = bool(rows) and int(rows[-1]["end"][:4]) - int(rows[0]["start"][:4]) < SHORT_YEARS
    dates: dict[str, Any] = {"format": "%Y-%m", "tickCount": 5} if short else {"format": "%Y", "tickCount": "year"}
    return alt.X(X, title=None, axis=alt.Axis(**dates, grid=False, labelOverlap="greedy", labelFlush=False))


def _shade(rows: list[Row], theme: Theme) -> list[Any]:
    spans = unfinished(rows)
    if not spans:
        return []
    area = _chart(spans).mark_rect(color=theme.shade).encode(x="start:T", x2="end:T")
    return [area]


def _notes(words: ChartWords, theme: Theme) -> list[Any]:
    """A rule for each annotation, with its number: the words stand below, where there is room."""
    shown = [{"day": day, "number": str(number)} for number, (day, _) in enumerate(words.notes, 1)]
    if not shown:
        return []
    rule = _chart(shown).mark_rule(color=theme.muted, strokeDash=[2, 3], opacity=0.8).encode(x="day:T")
    name = _chart(shown).mark_text(
        align="left", baseline="top", dx=4, dy=2, fontSize=11, fontWeight=600, color=theme.muted
    )
    return [rule, name.encode(x="day:T", y=alt.value(0), text="number:N")]


def _expected(rows: list[Row], words: ChartWords, theme: Theme) -> list[Any]:
    """The range from expected to threshold, each over its own period only; both have data of their own, drawn once.

    What lies above all room (`_room`) is drawn as a range without a top, so that a wide limit never flattens the line.
    """
    room = _room(rows, words)
    spans: list[Row] = [
        {"start": start, "end": end, "expected": one["expected"], "upper": one["upper"]}
        | {"top": min(one["upper"] or 0.0, room)}
        for one, (start, end) in zip(rows, apart(rows), strict=True)
        if one["expected"] is not None and one["expected"] < room
    ]
    limits = [one for one in spans if one["upper"] is not None]
    layers: list[Any] = []
    if limits:
        layers.append(
            _chart(limits)
            .mark_rect(color=theme.band, opacity=0.4)
            .encode(x="start:T", x2="end:T", y=_y(words, "expected"), y2="top:Q")
        )
    reached = [one for one in limits if one["upper"] <= room]
    if reached:
        layers.append(
            _chart(reached)
            .mark_rule(color=theme.alarm, strokeWidth=1.2, opacity=0.8)
            .encode(x="start:T", x2="end:T", y=_y(words, "upper"))
        )
    if len(spans) == 1:
        layers += [
            *_named(spans, "expected", words.expected, theme),
            *(_named(reached, "upper", words.threshold, theme)),
        ]
    return layers


def _room(rows: list[Row], words: ChartWords) -> float:
    """The highest value that a limit is drawn to: twice what was seen, and no more than all of a share."""
    seen = max((one[name] for one in rows for name in ("y", "middle") if one[name] is not None), default=0.0)
    rest = max((one["upper"] for one in rows if one["upper"] is not None), default=0.0)
    return min(2 * seen or rest, 1.0 if words.percent else float("inf"))


def _named(rows: list[Row], field: str, name: str, theme: Theme) -> list[Any]:
    text = _chart(rows).mark_text(align="right", baseline="middle", dx=-6, fontSize=11, color=theme.alarm, text=name)
    return [text.encode(x="start:T", y=f"{field}:Q")]


def _earlier(rows: list[Row], words: ChartWords, theme: Theme) -> list[Any]:
    known = with_value(rows, "earlier")
    if not known or all(one["earlier"] == one["y"] for one in known):
        return []
    size = 30 if len(known) <= 60 else 12
    return [
        _chart(known)
        .mark_line(
            color=theme.earlier,
            strokeWidth=1.2,
            point=alt.OverlayMarkDef(shape="cross", size=size, color=theme.earlier, opacity=1),
        )
        .encode(x=_x(rows), y=_y(words, "earlier"))
    ]


def _observed(rows: list[Row], words: ChartWords, theme: Theme) -> list[Any]:
    data = stretches(rows)
    line = _chart(data).mark_line(color=theme.observed, strokeWidth=2).encode(x=_x(rows), y=_y(words), detail="run:N")
    point = 26 if len(data) <= 60 else 8
    dots = _chart(data).mark_circle(color=theme.observed, size=point, opacity=1).encode(x=_x(rows), y=_y(words))
    return [line, dots]


def _unfinished_line(rows: list[Row], theme: Theme, size: Size) -> list[Any]:
    data = led_in(rows)
    if not data:
        return []
    line = (
        _chart(data)
        .mark_line(color=theme.observed, strokeWidth=1.6, strokeDash=[1, 3])
        .encode(x=X, y="y:Q", detail="run:N")
    )
    open_ends = [one for one in data if one["open"]]
    rings = (
        _chart(open_ends)
        .mark_point(
            color=theme.observed, fill=theme.background, size=0.8 * mark_area(rows, size), strokeWidth=1.5, opacity=1
        )
        .encode(x=X, y="y:Q")
    )
    return [line, rings]


def _alarms(rows: list[Row], words: ChartWords, theme: Theme) -> list[Any]:
    rang = [one for one in rows if one["alarm"] and one["y"] is not None]
    if not rang:
        return []
    marks = _chart(rang).mark_point(
        shape="triangle-up", filled=True, color=theme.alarm, size=110, opacity=1, yOffset=-13
    )
    return [marks.encode(x=X, y="y:Q")]

"""A judged spreadsheet drawn: what was observed, the band from expected to threshold, and what rang."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import UsageError

if TYPE_CHECKING:
    from tocsin.bulletins.charts.words import ChartWords
    from tocsin.flow.spreadsheet import Spreadsheet
    from tocsin.records.series import Cell

Whole = NDArray[np.int64]
KINDS = ("svg", "png")
MOST_SERIES, MOST_PERIODS = 12, 520
FARTHEST = 5  # a threshold so many times above the largest count would flatten the picture: it is not drawn
ORIGIN = date(1970, 1, 1)  # where numbers of a table without a calendar stand in for days


def kind_of(target: Path) -> str:
    """SVG or PNG, by the name of the file. Raises `UsageError` for another."""
    kind = target.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise UsageError("a plot is an SVG or a PNG file", wanted=".svg or .png", got=target.name)
    return kind


def plot(sheet: Spreadsheet, title: str, source: str, target: Path, language: str) -> None:
    """Draw the first series, each over its newest periods, into `target`."""
    from tocsin.bulletins.charts.drawing import renderer

    kind = kind_of(target)
    target.write_bytes(renderer().render(specification(sheet, title, source, language), kind))


def specification(sheet: Spreadsheet, title: str, source: str, language: str) -> dict[str, Any]:
    """The chart as a Vega-Lite document with its data inside: a panel for each series, the source below the last."""
    from tocsin.bulletins.charts.spec import series_chart
    from tocsin.bulletins.charts.stacked import by_number, stacked
    from tocsin.bulletins.charts.themes import SIZES, THEMES

    names = sheet.table.names
    numbered = sheet.table.column == "t"
    drawn = range(min(MOST_SERIES, len(names)))
    charts: list[dict[str, Any]] = []
    for row in drawn:
        below = _below(len(names), source, language) if row == drawn[-1] else ()
        words = _words(names[row], below, language)
        shown = _shown(sheet, row)
        periods = sheet.counts.periods[sheet.told.columns[shown]]
        days = _days(sheet, periods) if len(shown) else ()
        cells = [_cell(sheet, row, at, *day) for at, day in zip(shown.tolist(), days, strict=True)]
        chart = series_chart(cells, "count", words, THEMES["light"], SIZES["wide"])
        charts.append(by_number(chart, _numbers(periods)) if numbered and len(shown) else chart)
    return stacked(charts, title, THEMES["light"])


def _below(all_series: int, source: str, language: str) -> tuple[str, ...]:
    from tocsin.wording import say

    more = say("detect.plot_more", language, count=MOST_SERIES, all=all_series)
    return (*((more,) if all_series > MOST_SERIES else ()), say("detect.plot_source", language, file=source))


def _words(title: str, below: tuple[str, ...], language: str) -> ChartWords:
    from tocsin.bulletins.charts.words import ChartWords
    from tocsin.wording import say

    return ChartWords(
        title=title,
        subtitle="",
        footnote=below,
        incomplete=say("chart.incomplete", language),
        expected=say("chart.expected", language),
        band=say("chart.band", language),
        threshold=say("chart.threshold", language),
        alarm=say("chart.alarm", language),
        earlier="",
        tested="",
        overlay="",
        percent=False,
        decimal="," if language == "fr" else ".",
        thousands="\N{NO-BREAK SPACE}" if language == "fr" else ",",
        notes=(),
    )


def _shown(sheet: Spreadsheet, row: int) -> Whole:
    """The places of the judged periods of one series, from its first value to its last, and no more than fit."""
    known = np.flatnonzero(np.isfinite(sheet.seen[row]))
    if not len(known):
        return known
    return np.arange(max(known[0], known[-1] + 1 - MOST_PERIODS), known[-1] + 1)


def _days(sheet: Spreadsheet, periods: Whole) -> Sequence[tuple[date, date]]:
    from tocsin.records.period import first_day, last_day

    if sheet.table.column == "t":
        days = [ORIGIN + timedelta(days=one) for one in (periods - periods[0]).tolist()]
        return [(day, day) for day in days]
    cadence = sheet.table.cadence
    return list(zip(first_day(periods, cadence).tolist(), last_day(periods, cadence).tolist(), strict=True))


def _numbers(periods: Whole) -> dict[str, float]:
    """The number that each day of a table without a calendar stands for; a day ends where the next begins."""
    size = range(len(periods) + 1)
    return {(ORIGIN + timedelta(days=one)).isoformat(): float(periods[0] + one) for one in size}


def _cell(sheet: Spreadsheet, row: int, at: int, start: date, end: date) -> Cell:
    from tocsin.methods.judged import ABOVE
    from tocsin.records.series import Cell

    told, value = sheet.told, _none(sheet.seen[row, at])
    status = "not_reported" if value is None else "observed"
    expected, upper = _none(told.expected[row, at]), _none(told.upper[row, at])
    if upper is not None and upper > FARTHEST * np.nanmax(sheet.seen[row]):
        expected = upper = None
    rang = bool(told.verdict[row, at] == ABOVE)
    return Cell(start, end, value, None, status, expected, upper, alarm=rang)


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

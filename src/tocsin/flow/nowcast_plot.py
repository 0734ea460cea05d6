"""A nowcast file drawn: what is reported, what it will come to, and the band that holds 80 %."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tocsin.bulletins.charts.words import ChartWords
    from tocsin.flow.nowcast_file import NowcastFile
    from tocsin.records.series import Cell

Whole = NDArray[np.int64]
MOST_SERIES, MOST_PERIODS = 12, 156
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
DAY = "datetime64[D]"


def plot(made: NowcastFile, source: str, target: Path, language: str) -> None:
    """Draw the first series, each over its newest periods, into an SVG or PNG file."""
    from tocsin.bulletins.charts.drawing import renderer
    from tocsin.flow.spreadsheet_plot import kind_of

    kind = kind_of(target)
    target.write_bytes(renderer().render(specification(made, source, language), kind))


def specification(made: NowcastFile, source: str, language: str) -> dict[str, Any]:
    """The chart as a Vega-Lite document with its data inside: a panel for each series, the source below the last."""
    from tocsin.bulletins.charts.spec import series_chart
    from tocsin.bulletins.charts.stacked import stacked
    from tocsin.bulletins.charts.themes import SIZES, THEMES
    from tocsin.wording import say

    names = made.table.names
    drawn = range(min(MOST_SERIES, len(names)))
    charts: list[dict[str, Any]] = []
    for row in drawn:
        below = _below(len(names), source, language) if row == drawn[-1] else ()
        words = _words(names[row], below, language)
        charts.append(series_chart(_cells(made, row), "count", words, THEMES["light"], SIZES["wide"]))
    return stacked(charts, say("nowcast.plot", language, file=source), THEMES["light"])


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
        expected="",
        band="",
        threshold="",
        alarm="",
        earlier="",
        tested="",
        overlay="",
        percent=False,
        decimal="," if language == "fr" else ".",
        thousands="\N{NO-BREAK SPACE}" if language == "fr" else ",",
        notes=(),
        nowcast=say("nowcast.plot_band", language),
    )


def _cells(made: NowcastFile, row: int) -> list[Cell]:
    """The newest periods of one series, with what their figures will come to."""
    from tocsin.records.nowcast import Stand
    from tocsin.records.period import first_day, last_day
    from tocsin.records.series import Cell

    told = made.nowcast
    shown = np.arange(max(0, len(told.periods) - MOST_PERIODS), len(told.periods))
    starts = first_day(told.periods[shown], told.cadence).astype(DAY).tolist()
    ends = last_day(told.periods[shown], told.cadence).astype(DAY).tolist()
    low, middle, high = (told.quantile(level)[row, shown].tolist() for level in (LOW, MIDDLE, HIGH))
    open_columns = set(made.open_columns.tolist())
    cells: list[Cell] = []
    for place, at in enumerate(shown.tolist()):
        value, basis = _none(told.reported[row, at]), Stand(int(told.basis[row, at]))
        status = "not_reported" if value is None else "incomplete" if at in open_columns else "observed"
        coming = (told.completeness[row, at], middle[place], low[place], high[place])
        kept = [_none(one) if basis > Stand.CLOSED else None for one in coming]
        cells.append(
            Cell(
                starts[place],
                ends[place],
                value,
                None,
                status,
                completeness=kept[0],
                nowcast=kept[1],
                nowcast_low=kept[2],
                nowcast_high=kept[3],
                stand=basis.name.lower() if basis > Stand.CLOSED else "",
            )
        )
    return cells


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

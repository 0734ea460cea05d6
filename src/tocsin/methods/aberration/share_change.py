"""Shares of tests: the newest months against the same months a year before, and what lay between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Window, compare, told, window
from tocsin.methods.answer import Answer, cannot_say, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import within_groups
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
MORE_SAMPLES = 1.5  # this many times the detections with no tested rise of the share tempts


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Compare the share of positive tests in the newest `months` complete months with the year before.

    The ratio of shares has an exact interval given the total, widened by the scatter of the months within
    each window (programmes come and go). A rise over the year that is not told against the highest window
    in between is "high, further rise unclear"; a share no higher than two years before is not called a rise. More detections without a tested rise of the share is
    `cannot_say`, reason `more_samples`; an incomplete last month that tempts is `cannot_say`, `edge_month`.
    A new panel or definition in between gives `cannot_say`, reason `definition_break`.
    When not to use: without denominators; shares above about one half, where the interval is too wide.
    False alarms: at most `level` per series and direction for alike months (see bench/false_alarms).
    Source: as `numerics.rate_ratio`.
    """

    months: int = 3
    level: float = 0.01
    least: float = 1.1
    needs: ClassVar[Needs] = Needs(history=15, denominators=True)

    @property
    def name(self) -> str:
        return f"share_change/1 months={self.months}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that changed or tempts; all of them with `everything`."""
        tested = np.flatnonzero(np.isfinite(panel.tested).any(1))
        part = panel.take(tested)
        if (last := part.newest_complete()) < 11 + self.months:
            return findings(part, self.name, no_answer())
        changes = self._changes(part, last, everything)
        return pa.concat_tables([findings(part, self.name, changes), findings(part, self.name, self._edge(part, last))])

    def _changes(self, panel: Panel, last: int, everything: bool) -> Answer:
        spans = [np.arange(last - back - self.months + 1, last - back + 1) for back in range(0, 13, self.months)]
        windows = [window(panel, span, exposed=True) for span in spans]
        spread = self._dispersion(panel, last)
        year = compare(windows[0], windows[-1], spread, 0.95)
        between = [compare(windows[0], w, spread, 0.95) for w in windows[1:-1]]
        above = (year.p_above <= self.level) & (year.low >= self.least) & ~self._returned(panel, windows[0], last)
        below = (year.p_below <= self.level) & (year.high <= 1 / self.least)
        fresh = above & np.all([~(t.p_above > 0.05) for t in between], axis=0)
        tempts = ~above & ~below & (windows[0].count >= MORE_SAMPLES * windows[-1].count) & (windows[-1].count >= 5)
        broken = (
            np.isnan(year.ratio) & windows[0].known & windows[-1].known & (windows[0].count + windows[-1].count >= 5)
        )
        verdict = np.select([above, below, tempts | broken], ["above", "below", "cannot_say"], "within")
        trend = np.select(
            [fresh, above, below, tempts | broken], ["rising", "high_unclear", "falling", "unclear"], "stable"
        )
        kept = np.flatnonzero((verdict != "within") | everything)
        figures = told(windows[0], [windows[-1]], [year], np.zeros(len(panel), np.int64), below)
        return Answer(
            rows=kept,
            first=np.full(len(kept), spans[0][0]),
            last=np.full(len(kept), spans[0][-1]),
            verdict=verdict[kept],
            trend=trend[kept],
            basis=Basis.SHARE,
            base_first=np.full(len(kept), spans[-1][0]),
            base_last=np.full(len(kept), spans[-1][-1]),
            figures={name: array[kept] for name, array in figures.items()},
            reasons=[
                ["definition_break"] if broken[i] else ["more_samples"] if tempts[i] else [] for i in kept.tolist()
            ],
            facts=[self._facts(panel, i, spans, windows) for i in kept.tolist()],
        )

    def _returned(self, panel: Panel, now: Window, last: int) -> NDArray[np.bool_]:
        """Shares no higher than two years before: a rise over last year alone is a return, not a rise."""
        span = np.arange(last - 24 - self.months + 1, last - 24 + 1)
        if span.min() < 0:
            return np.zeros(len(panel), bool)
        before = window(panel, span, exposed=True)
        return before.known & (before.exposure > 0) & (now.count * before.exposure <= before.count * now.exposure)

    def _dispersion(self, panel: Panel, last: int) -> Floats:
        """Scatter of single months about the rate of their window, over the two years up to `last`."""
        columns = np.arange(max(0, last - 23), last + 1)
        groups = np.full(len(panel.periods), -1)
        groups[columns] = (last - columns) // self.months
        return within_groups(panel.value, panel.tested, groups)

    def _facts(self, panel: Panel, row: int, spans: list[Whole], windows: list[Window]) -> dict[str, Any]:
        highest = max(range(1, len(spans)), key=lambda k: windows[k].count[row] / max(windows[k].exposure[row], 1))
        return {
            "highest_between": {
                "count": float(windows[highest].count[row]),
                "tested": float(windows[highest].exposure[row]),
                "start": str(panel.starts[spans[highest][0]]),
                "end": str(panel.ends[spans[highest][-1]]),
            },
            "by_year": _calendar_years(panel, row),
        }

    def _edge(self, panel: Panel, last: int) -> Answer:
        """The incomplete month after the last complete one, where its bare share tempts."""
        if last + 1 >= len(panel.periods):
            return no_answer()
        at, share = last + 1, panel.value / panel.tested
        with np.errstate(invalid="ignore", divide="ignore"):
            step = share[:, at] / share[:, last]
        rows = np.flatnonzero(
            (panel.status[:, at] == Status.INCOMPLETE) & ((step < 0.75) | (step > 4 / 3)) & (panel.value[:, last] >= 5)
        )
        column = np.full(len(rows), at)
        figures = {
            "observed": panel.value[rows, at],
            "observed_tested": panel.tested[rows, at],
            "baseline": panel.value[rows, last],
            "baseline_tested": panel.tested[rows, last],
            "ratio": step[rows],
        }
        return cannot_say(rows, column, "edge_month", Basis.SHARE, (column - 1, column - 1), figures)


def _calendar_years(panel: Panel, row: int) -> dict[str, list[float]]:
    years = panel.starts.astype("datetime64[Y]").astype(int) + 1970
    known = np.isfinite(panel.value[row]) & np.isfinite(panel.tested[row])
    return {
        str(year): [
            float(panel.value[row][known & (years == year)].sum()),
            float(panel.tested[row][known & (years == year)].sum()),
        ]
        for year in np.unique(years[known])
    }

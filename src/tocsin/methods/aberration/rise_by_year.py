"""Events counted by reporting year: this year so far against the same months of earlier years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Chosen, Window, choose, compare, told, window, year_so_far, years_before
from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import within_groups
from tocsin.numerics.rate_ratio import RateRatio
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel
from tocsin.records.period import first_day

Whole = NDArray[np.int64]
TEMPTING = 0.95  # a naive fall below this is worth explaining when it cannot be told


@dataclass(frozen=True, slots=True)
class RiseByYear:
    """Compare the reporting year so far with the same months of up to three years before.

    For monthly counts whose publisher adds them up by year (`year_starts`: its first month). The same months
    cancel the season; a dispersion from the months within each year widens the exact interval. Open periods
    are lower bounds: a rise in them is told, a fall never (`cannot_say`, reason `open_year`). A break between
    the years gives `cannot_say`, reason `definition_break`. Fewer than `least_months` into a new year, the
    whole year before is looked at.
    When not to use: weights (heavy-tailed; `WeightChange`), shares of tests (`ShareChange`).
    False alarms: at most `level` per series and direction when years are alike (see bench/false_alarms).
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313.
    """

    year_starts: int = 1
    exposed: bool = False
    level: float = 0.01
    least: float = 1.1
    least_months: int = 3
    least_events: float = 20
    needs: ClassVar[Needs] = Needs(history=24)

    @property
    def name(self) -> str:
        return f"rise_by_year/1 year_starts={self.year_starts}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that changed, or whose change cannot be told; all of them with `everything`."""
        now_columns = year_so_far(panel, self.year_starts, self.least_months)
        baselines = years_before(now_columns)
        if not baselines:
            return findings(panel, self.name, no_answer())
        now = window(panel, now_columns, self.exposed)
        then = [window(panel, columns, self.exposed) for columns in baselines]
        spread = self._dispersion(panel, [now_columns, *baselines])
        tests = [compare(now, before, spread, 0.95) for before in then]
        chosen = choose(tests, then, self.level, self.least)
        return findings(
            panel, self.name, self._answer(panel, now_columns, baselines, now, then, tests, chosen, everything)
        )

    def _dispersion(self, panel: Panel, spans: list[Whole]) -> NDArray[np.float64]:
        groups = np.full(len(panel.periods), -1)
        for number, columns in enumerate(spans):
            groups[columns] = number
        exposure = panel.tested if self.exposed else np.ones_like(panel.value)
        return within_groups(panel.value, exposure, groups)

    def _answer(
        self,
        panel: Panel,
        columns: Whole,
        baselines: list[Whole],
        now: Window,
        then: list[Window],
        tests: list[RateRatio],
        chosen: Chosen,
        everything: bool,
    ) -> Answer:
        enough = np.maximum(now.count, np.stack([w.count for w in then]).max(0)) >= self.least_events
        open_fall = now.open & enough & (now.count < TEMPTING * then[0].count) & then[0].known
        broken = now.known & (now.epoch >= 0) & enough & np.isnan(tests[0].ratio) & then[0].known
        above, below = chosen.above & enough, chosen.below & enough & ~now.open
        unsure = (open_fall | broken) & ~above
        lag = np.where(unsure, 0, np.maximum(chosen.lag, 0))
        kept = np.flatnonzero(above | below | unsure | everything)
        verdict = np.select([above, below, unsure], ["above", "below", "cannot_say"], "within")
        trend = np.select(
            [above & chosen.fresh, above, below, unsure], ["rising", "high_unclear", "falling", "unclear"], "stable"
        )
        reasons = [
            ["open_year"] if o else ["definition_break"] if b else []
            for o, b in zip(open_fall & unsure, broken & unsure, strict=True)
        ]
        ends = np.stack(baselines)
        figures = told(now, then, tests, lag, below)
        for name in ("observed_tested", "baseline_tested"):  # people, not people times months
            figures[name] = figures[name] / len(columns) if self.exposed else np.full(len(panel), np.nan)
        figures["ratio"] = np.where(broken & unsure, now.count / np.maximum(then[0].count, 1e-12), figures["ratio"])
        return Answer(
            rows=kept,
            first=np.full(len(kept), columns[0]),
            last=np.full(len(kept), columns[-1]),
            verdict=verdict[kept],
            trend=trend[kept],
            basis=Basis.RATE if self.exposed else Basis.COUNT,
            base_first=ends[lag[kept], 0],
            base_last=ends[lag[kept], -1],
            figures={name: array[kept] for name, array in figures.items()},
            reasons=[reasons[i] for i in kept.tolist()],
            facts=[self._facts(panel, i, [*reversed(baselines), columns]) for i in kept.tolist()],
        )

    def _facts(self, panel: Panel, row: int, spans: list[Whole]) -> dict[str, object]:
        """The same months of each year, oldest first: the figures a reader checks first."""
        years = (
            first_day(panel.periods[[s[-1] for s in spans]], panel.cadence).astype("datetime64[Y]").astype(int) + 1970
        )
        return {"years": years.tolist(), "by_year": [float(np.nansum(panel.value[row, s])) for s in spans]}

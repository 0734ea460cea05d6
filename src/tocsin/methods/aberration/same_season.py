"""Counts by quarter: the newest against the same quarter of the years before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Chosen, Window, choose, compare, told, window
from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import within_groups
from tocsin.numerics.rate_ratio import RateRatio
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel
from tocsin.records.period import periods_a_year

Floats = NDArray[np.float64]
YEARS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class SameSeason:
    """Compare the newest period with the same one of up to three years before, so that the season cancels.

    The exact interval of a ratio of two counts, widened by the scatter of the periods about the level of their own
    year. The newest period is the newest that any series reports; a series without it is left alone. A period that is
    incomplete can rise and never fall. When not to use: months that add up to a year (`RiseByYear` is sharper).
    False alarms: at most `level` per series and direction when years are alike (see bench/false_alarms).
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313.
    """

    level: float = 0.01
    least: float = 1.1
    least_events: float = 20
    needs: ClassVar[Needs] = Needs(history=9)

    @property
    def name(self) -> str:
        return "same_season/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series whose newest period changed; all of them with `everything`."""
        last, year = len(panel.periods) - 1, periods_a_year(panel.cadence)
        lags = [year * k for k in YEARS if last - year * k >= 0]
        if not lags:
            return findings(panel, self.name, no_answer())
        now, *then = (window(panel, np.array([last - lag]), exposed=False) for lag in (0, *lags))
        spread = self._dispersion(panel, year)
        tests = [compare(now, before, spread, 0.95) for before in then]
        chosen = choose(tests, then, self.level, self.least)
        return findings(panel, self.name, self._answer(panel, lags, now, then, tests, chosen, everything))

    def _dispersion(self, panel: Panel, year: int) -> Floats:
        """Scatter about the mean of four periods in a row, over the last four years."""
        back = np.arange(len(panel.periods))[::-1] // year
        return within_groups(panel.value, np.ones_like(panel.value), np.where(back < 4, back, -1))

    def _answer(
        self,
        panel: Panel,
        lags: list[int],
        now: Window,
        then: list[Window],
        tests: list[RateRatio],
        chosen: Chosen,
        everything: bool,
    ) -> Answer:
        last = len(panel.periods) - 1
        enough = np.maximum(now.count, then[0].count) >= self.least_events
        above, below = chosen.above & enough, chosen.below & enough & ~now.open
        kept = np.flatnonzero(above | below | everything)
        base = last - np.array(lags)[np.maximum(chosen.lag, 0)[kept]]
        figures = told(now, then, tests, chosen.lag, below)
        figures |= {name: np.full(len(panel), np.nan) for name in ("observed_tested", "baseline_tested")}
        trend = np.select([above & chosen.fresh, above, below], ["rising", "high_unclear", "falling"], "stable")
        return Answer(
            rows=kept,
            first=np.full(len(kept), last),
            last=np.full(len(kept), last),
            verdict=np.select([above, below], ["above", "below"], "within")[kept],
            trend=trend[kept],
            basis=Basis.COUNT,
            base_first=base,
            base_last=base,
            figures={name: array[kept] for name, array in figures.items()},
            facts=[self._facts(panel, row, [last - lag for lag in (*reversed(lags), 0)]) for row in kept.tolist()],
        )

    def _facts(self, panel: Panel, row: int, columns: list[int]) -> dict[str, object]:
        """The same period of each year, oldest first."""
        known = [c for c in columns if np.isfinite(panel.value[row, c])]
        years = panel.ends[known].astype("datetime64[Y]").astype(int) + 1970
        return {"years": years.tolist(), "by_year": [float(panel.value[row, c]) for c in known]}

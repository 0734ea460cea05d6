"""Counts by quarter: the newest against the same quarter of the years before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Held, answered, compare, window
from tocsin.methods.answer import findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.dispersion import within_groups
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
        held = Held(last, tuple(lags), now, then, tests)
        answer = answered(
            panel,
            held,
            level=self.level,
            least=self.least,
            least_events=self.least_events,
            everything=everything,
            facts=lambda row: self._facts(panel, row, held.columns()),
            falls=~now.open,
        )
        return findings(panel, self.name, answer)

    def _dispersion(self, panel: Panel, year: int) -> Floats:
        """Scatter about the mean of four periods in a row, over the last four years."""
        back = np.arange(len(panel.periods))[::-1] // year
        return within_groups(panel.value, np.ones_like(panel.value), np.where(back < 4, back, -1))

    def _facts(self, panel: Panel, row: int, columns: list[int]) -> dict[str, object]:
        """The same period of each year, oldest first."""
        known = [c for c in columns if np.isfinite(panel.value[row, c])]
        years = panel.ends[known].astype("datetime64[Y]").astype(int) + 1970
        return {"years": years.tolist(), "by_year": [float(panel.value[row, c]) for c in known]}

"""Sums of twelve months: the newest against those one, two and three years before, which share no month with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pyarrow as pa

from tocsin.methods.aberration.compared import Held, Window, answered, compare, window
from tocsin.methods.answer import findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.methods.still_to_come import still_to_come
from tocsin.numerics.dispersion import of_rolling_sums
from tocsin.records.panel import Panel
from tocsin.records.period import first_day


@dataclass(frozen=True, slots=True)
class RollingYear:
    """Compare the newest twelve-month sum with the sums that end one, two and three years before.

    Windows a year apart share no month, so their counts are independent; the scatter of the months is read from second
    differences of the sums. The newest sum still grows: a fall is told only if it stands after adding what the sum may
    still gain as far as that was measured by the panel's day (97.5 % of the way), or a third where nothing was. When not
    to use: sums of other lengths, and to find the month in which a change began. Needs: history of 25 months.
    False alarms: at most `level` per series and direction when months are alike (see bench/false_alarms).
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313.
    """

    level: float = 0.01
    least: float = 1.1
    least_events: float = 20
    needs: ClassVar[Needs] = Needs(history=25)

    @property
    def name(self) -> str:
        return "rolling_year/1"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series whose newest sum changed; all of them with `everything`."""
        last = len(panel.periods) - 1
        lags = [12 * k for k in (1, 2, 3) if last - 12 * k >= 0]
        if not lags:
            return findings(panel, self.name, no_answer())
        now, then = self._sum(panel, last), [self._sum(panel, last - lag) for lag in lags]
        spread = of_rolling_sums(panel.value)
        gained = now.count * still_to_come(panel)[:, last]
        now = replace(now, coming=gained, gained=gained)
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
        )
        return findings(panel, self.name, answer)

    def _sum(self, panel: Panel, column: int) -> Window:
        return window(panel, np.array([column]), exposed=False)

    def _facts(self, panel: Panel, row: int, columns: list[int]) -> dict[str, object]:
        """The sums to the same month of each year, oldest first; a sum that is not shown is left out."""
        known = [c for c in columns if np.isfinite(panel.value[row, c])]
        ends = first_day(panel.periods[known] + 11, panel.cadence)
        return {
            "years": (ends.astype("datetime64[Y]").astype(int) + 1970).tolist(),
            "by_year": [float(panel.value[row, c]) for c in known],
        }

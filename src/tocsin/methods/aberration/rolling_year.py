"""Sums of twelve months: the newest against those one, two and three years before, which share no month with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.methods.aberration.compared import Held, Window, answered, compare, window
from tocsin.methods.answer import findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.methods.still_to_come import still_to_come
from tocsin.numerics.dispersion import of_rolling_sums
from tocsin.numerics.rate_ratio import RateRatio
from tocsin.records.panel import Panel
from tocsin.records.period import first_day

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RollingYear:
    """Compare the newest twelve-month sum with the sums that end one, two and three years before.

    Windows a year apart share no month, so their counts are independent; the scatter of the months is read from second
    differences of the sums. The newest sum still grows: a fall is told only if it stands after adding what such sums
    have been seen to gain (4 % for a country, 30 % for a state: measured on copies of 2025, and used for every date, so
    that a replay of earlier years is more cautious than its time could have been). When not to use: sums of other lengths, and to find
    the month in which a change began. Needs: history of 25 months.
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
        gained = replace(now, count=now.count * still_to_come(panel))
        tests = [self._cautious(now, gained, before, spread) for before in then]
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

    def _cautious(self, now: Window, gained: Window, before: Window, spread: Floats) -> RateRatio:
        """Rises are read from what is reported, falls from what it may still become."""
        seen, held = compare(now, before, spread, 0.95), compare(gained, before, spread, 0.95)
        return replace(seen, high=held.high, p_below=held.p_below)

    def _facts(self, panel: Panel, row: int, columns: list[int]) -> dict[str, object]:
        """The sums to the same month of each year, oldest first; a sum that is not shown is left out."""
        known = [c for c in columns if np.isfinite(panel.value[row, c])]
        ends = first_day(panel.periods[known] + 11, panel.cadence)
        return {
            "years": (ends.astype("datetime64[Y]").astype(int) + 1970).tolist(),
            "by_year": [float(panel.value[row, c]) for c in known],
        }

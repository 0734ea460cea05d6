"""Weights: heavy-tailed, so months are compared by their logarithms and single consignments are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.compared import year_so_far, years_before
from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel

Floats = NDArray[np.float64]
OUTLIER_SHARE, OUTLIER_TIMES = 0.5, 8.0


@dataclass(frozen=True, slots=True)
class WeightChange:
    """Compare weights of the reporting year so far with the same months of one to three years before.

    A paired t-test on the difference of logarithms of the same months (a month of zero counts as `floor`).
    Where one month holds more than half of the year so far and more than eight times the largest of the
    other newest 24 months, no change is told: `cannot_say`, reason `weight_outlier`.
    When not to use: counts (`RiseByYear` is sharper). False alarms: about `level` per series and direction
    for independent months; more where months are correlated. Source: Student 1908, doi:10.1093/biomet/6.1.1.
    """

    year_starts: int = 1
    level: float = 0.01
    least: float = 1.25
    floor: float = 0.1
    needs: ClassVar[Needs] = Needs(history=24, whole_numbers=False)

    @property
    def name(self) -> str:
        return f"weight_change/1 year_starts={self.year_starts}"

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """One finding per series that changed or holds an outlier; all of them with `everything`."""
        columns = year_so_far(panel, self.year_starts)
        spans = years_before(columns)
        if not spans or len(columns) < 3:
            return findings(panel, self.name, no_answer())
        tests = [self._paired(panel, columns, span) for span in spans]
        return findings(panel, self.name, self._answer(panel, columns, spans, tests, everything))

    def _paired(self, panel: Panel, now: NDArray[np.int64], then: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Mean log ratio, half width of its 95 % interval and one-sided p-value of a rise, (N,) each."""
        logs = np.log(np.maximum(panel.value[:, now], self.floor)) - np.log(
            np.maximum(panel.value[:, then], self.floor)
        )
        same = (panel.epoch[:, now] == panel.epoch[:, then]).all(1)
        mean, freedom = np.where(same, logs.mean(1), np.nan), len(now) - 1
        error = np.maximum(logs.std(1, ddof=1), 1e-9) / np.sqrt(len(now))
        p_above = 1 - special.stdtr(freedom, mean / error)
        return mean, special.stdtrit(freedom, 0.975) * error, p_above

    def _answer(
        self,
        panel: Panel,
        columns: NDArray[np.int64],
        spans: list[NDArray[np.int64]],
        tests: list[tuple[Floats, Floats, Floats]],
        everything: bool,
    ) -> Answer:
        mean, width, p = (np.stack([t[i] for t in tests]) for i in range(3))
        limit = self.level / len(tests)
        up = (p <= limit) & (mean - width >= np.log(self.least))
        down = (1 - p <= limit) & (mean + width <= -np.log(self.least))
        first_up, first_down = (np.where(hit.any(0), hit.argmax(0), len(tests)) for hit in (up, down))
        outlier = _outlier(panel.value, columns)
        above, below = (first_up < first_down) & ~outlier, (first_down < first_up) & ~outlier
        lag = np.where(above, first_up, np.where(below, first_down, 0))
        at = (lag, np.arange(len(panel)))
        verdict = np.select([outlier, above, below], ["cannot_say", "above", "below"], "within")
        trend = np.select(
            [outlier, above & up[0], above, below], ["unclear", "rising", "high_unclear", "falling"], "stable"
        )
        kept = np.flatnonzero((verdict != "within") | everything)
        base = np.stack(spans)[lag[kept]]
        sums = np.stack([np.nansum(panel.value[:, s], axis=1) for s in spans])[at]
        figures = {
            "observed": np.nansum(panel.value[:, columns], axis=1),
            "baseline": sums,
            "ratio": np.exp(mean[at]),
            "ratio_low": np.exp((mean - width)[at]),
            "ratio_high": np.exp((mean + width)[at]),
            "p_value": np.where(below, 1 - p[at], p[at]),
        }
        return Answer(
            rows=kept,
            first=np.full(len(kept), columns[0]),
            last=np.full(len(kept), columns[-1]),
            verdict=verdict[kept],
            trend=trend[kept],
            basis=Basis.COUNT,
            base_first=base[:, 0],
            base_last=base[:, -1],
            figures={n: a[kept] for n, a in figures.items()},
            reasons=[["weight_outlier"] if outlier[i] else [] for i in kept.tolist()],
            facts=[_facts(panel, i, columns) for i in kept.tolist()],
        )


def _outlier(value: Floats, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """One month holds most of the window and dwarfs every other month of the newest 24."""
    newest = np.nan_to_num(value[:, columns])
    largest = newest.max(1)
    recent = np.nan_to_num(value[:, -24:]).copy()
    recent[recent >= largest[:, None]] = 0
    return (largest > OUTLIER_SHARE * newest.sum(1)) & (largest > OUTLIER_TIMES * recent.max(1)) & (largest > 1000)


def _facts(panel: Panel, row: int, columns: NDArray[np.int64]) -> dict[str, object]:
    at = int(columns[np.nanargmax(panel.value[row, columns])])
    others = np.delete(panel.value[row, -24:], at - len(panel.periods) + min(24, len(panel.periods)))
    return {
        "largest": float(panel.value[row, at]),
        "largest_start": str(panel.starts[at]),
        "largest_end": str(panel.ends[at]),
        "others_low": float(np.nanmin(others)),
        "others_high": float(np.nanmax(others)),
    }

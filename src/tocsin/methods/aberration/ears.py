"""EARS C1, C2 and C3: a period against the mean and scatter of the few before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.answer import Answer, findings, no_answer
from tocsin.methods.needs import Needs
from tocsin.numerics.moving import moving_mean_sd
from tocsin.records.finding import Basis
from tocsin.records.panel import Panel, Status

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ears:
    """Flag a period above the mean of the `baseline` before it by `sds` standard deviations.

    C1 ends its baseline just before the period, C2 leaves a gap of two, C3 adds up the excess (over one
    standard deviation) of the last three C2 statistics and flags above 2. Only complete, known periods count;
    a gap in the baseline gives no answer for that period alone.
    When not to use: rare events (below about 5 a period the normal limit is folklore) or trending series.
    False alarms: about 1 period in 50 at `sds=3` for counts above 5 (C1, C2), since a baseline of seven makes
    the scatter itself uncertain: the p-value given is that of Student's t, not of the normal curve.
    Source: Hutwagner et al. 2003, doi:10.1007/PL00022312; Fricker et al. 2008, doi:10.1002/sim.3197.
    """

    variant: str = "C1"
    baseline: int = 7
    sds: float = 3.0
    needs: ClassVar[Needs] = Needs(history=9)

    @property
    def name(self) -> str:
        return f"ears_{self.variant.lower()}/1 baseline={self.baseline}"

    def limits(self, value: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected, upper limit and statistic of every period, (N, T) each; NaN while history is short."""
        gap = 0 if self.variant == "C1" else 2
        mean, deviation = moving_mean_sd(np.ascontiguousarray(value), self.baseline, gap)
        deviation = np.maximum(deviation, 0.5)
        statistic = (value - mean) / deviation
        if self.variant != "C3":
            return mean, mean + self.sds * deviation, statistic
        excess = np.maximum(0.0, statistic - 1.0)
        earlier = sum(np.pad(excess, ((0, 0), (k, 0)), constant_values=np.nan)[:, : value.shape[1]] for k in (1, 2))
        return mean, mean + deviation * (1.0 + np.maximum(0.0, 2.0 - earlier)), excess + earlier

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """Answer for the newest complete period of every series."""
        readable = np.isin(panel.status, (Status.OBSERVED, Status.ZERO))
        if (last := panel.newest_complete()) < 0:
            return findings(panel, self.name, no_answer())
        expected, upper, _ = self.limits(np.where(readable, panel.value, np.nan))
        answered = np.isfinite(upper[:, last]) & np.isfinite(panel.value[:, last])
        above = answered & (panel.value[:, last] > upper[:, last]) & (panel.value[:, last] >= 5)
        kept = np.flatnonzero(above | (answered & everything))
        at = np.full(len(kept), last)
        scaled = (
            (panel.value - expected) / np.maximum(upper - expected, 1e-9) * self.sds / np.sqrt(1 + 1 / self.baseline)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = panel.value[kept, last] / expected[kept, last]
        figures = {
            "observed": panel.value[kept, last],
            "baseline": expected[kept, last],
            "expected": expected[kept, last],
            "upper": upper[kept, last],
            "ratio": ratio,
            "ratio_low": panel.value[kept, last] / upper[kept, last],
            "p_value": 1 - special.stdtr(self.baseline - 1, scaled[kept, last]),
        }
        gap = 0 if self.variant == "C1" else 2
        return findings(
            panel,
            self.name,
            Answer(
                kept,
                at,
                at,
                np.where(above[kept], "above", "within"),
                np.where(above[kept], "rising", "stable"),
                Basis.COUNT,
                at - self.baseline - gap,
                at - 1 - gap,
                figures,
            ),
        )

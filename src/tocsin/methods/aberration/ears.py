"""EARS C1, C2 and C3: a period against the mean and scatter of the few before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.own_past import above, baseline, by_chance, due_at_most, epoch_begins, stands_on
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, found
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_TWO, FROM_ZERO, check_ranges
from tocsin.numerics.moving import recent_mean_sd
from tocsin.records.panel import Panel

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
FURTHER = 3  # so many baselines back it looks for periods in place of those it cannot use
LEAST_COUNT = 0.5  # the scatter, in counts, that a p-value allows for at least


@dataclass(frozen=True, slots=True)
class Ears:
    """Flag a period above the mean of the `baseline` before it by so many standard deviations as `alpha` asks for.

    C1 ends its baseline just before the period, C2 leaves a gap of two. C3 adds up the excess (over one standard
    deviation) of C2: as the R package surveillance does it, of the two periods before, so that a period rings if those
    two stood out and it has any event; with `present`, as published, of the period and the two before. `alpha` is 0.001,
    and 0.025 for C3, if left out. The baseline passes over what is missing, open, incomplete or excluded; rates are taken
    where exposure varies. No deviation is below `least_deviation` (0: after a flat history anything above it rings).
    When not to use: rare events (below about 5 a period the normal limit is folklore) or trending series.
    False alarms: 0.018 (C1, C2) and 0.048 (C3, 0.046 with `present`) a period for Poisson counts of mean 20; 0.030 and
    0.052 (0.070) at mean 1. Seven periods leave the scatter itself uncertain: the p-value is that of Student's t.
    Source: Hutwagner et al. 2003, doi:10.1007/PL00022319; Fricker et al. 2008, doi:10.1002/sim.3197.
    """

    variant: Literal["C1", "C2", "C3"] = "C1"
    baseline: Annotated[int, FROM_TWO] = 7
    alpha: Annotated[float | None, CHANCE] = None
    least_deviation: Annotated[float, FROM_ZERO] = 0.0
    present: bool = False
    needs: ClassVar[Needs] = Needs(history=9)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        settings = f"baseline={self.baseline} alpha={self._alpha} least={self.least_deviation}"
        return f"ears_{self.variant.lower()}/2 {settings}{' present' * self.present}"

    @property
    def _alpha(self) -> float:
        return ALPHA[self.variant] if self.alpha is None else self.alpha

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean, limit and statistic of each period; (N, M)."""
        at, scale = all_columns(counts, columns), due_at_most(counts)
        rates = baseline(counts) / scale
        gap = 0 if self.variant == "C1" else 2
        mean, sd = recent_mean_sd(rates, epoch_begins(counts), self.baseline, gap, FURTHER * self.baseline)
        scatter = by_chance(mean, scale, counts.exposure)
        mean, deviation = mean * scale, np.hypot(np.maximum(sd, self.least_deviation) * scale, np.sqrt(scatter))
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where(counts.value == mean, 0.0, (counts.value - mean) / deviation)
            if self.variant == "C3":
                return self._third(counts, at, mean, deviation, statistic)
        mean, deviation, observed = mean[:, at], deviation[:, at], counts.value[:, at]
        upper = mean + special.ndtri(1 - self._alpha) * deviation
        return self._told(at, observed, mean, deviation, upper, statistic[:, at])

    def _third(self, counts: Counts, at: Whole, mean: Floats, deviation: Floats, statistic: Floats) -> Judged:
        """C3, from the statistics of C2."""
        excess = np.nan_to_num(np.maximum(statistic - 1.0, 0.0), nan=0.0, posinf=np.inf)
        padded = np.pad(excess, ((0, 0), (2, 0)))
        earlier = padded[:, at] + padded[:, at + 1]
        observed, mean, deviation = counts.value[:, at], mean[:, at], deviation[:, at]
        left = special.ndtri(1 - self._alpha) - earlier
        if self.present:
            upper = mean + deviation * (1.0 + np.maximum(0.0, left))
            return self._told(at, observed, mean, deviation, upper, earlier + excess[:, at])
        reach = np.where(deviation > 0, deviation * left, np.where(np.isneginf(left), left, 0.0))
        upper = np.maximum(observed + reach, 0.0) * np.where(np.isfinite(mean), 1.0, np.nan)
        return self._told(at, observed, mean, deviation, upper, earlier)

    def _told(
        self, at: Whole, observed: Floats, mean: Floats, deviation: Floats, upper: Floats, statistic: Floats
    ) -> Judged:
        spread = np.maximum(deviation, LEAST_COUNT) * np.sqrt(1 + 1 / self.baseline)
        return judged(
            at,
            observed,
            mean,
            upper,
            p_value=special.stdtr(self.baseline - 1, (mean - observed) / spread),
            alarm=above(observed, upper),
            rung=stands_on(mean),
            more={"statistic": statistic},
        )

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """Findings of the newest complete period."""
        return found(panel, self, everything)

"""Farrington's original method: a period against the same weeks of five years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.farrington_flexible import score, too_few
from tocsin.methods.aberration.own_past import above, most_complete, stands_on
from tocsin.methods.aberration.own_years import Regression, own_years
from tocsin.methods.aberration.thresholds import Power, transformed
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_ONE, FROM_ZERO, POSITIVE, Range, check_ranges

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Farrington:
    """Ring above the two-sided 1 - `alpha` limit of a quasi-Poisson regression on the same weeks of `years` before.

    The reference is what lies within `half_window` of the same season in each year; the slope is kept where it tests below
    `trend_level`, the mean it foresees is not above all that was seen, and three years are known. Residuals above 1 weigh
    less. Other settings as in `FarringtonFlexible`, which is to be preferred: it uses the whole year, and one outlier
    blinds it less. A history of fewer years is used as far as it reaches, from one year on.
    When not to use: less than a year of history; counts that are not events (`usual_level`).
    False alarms: at alpha 0.005, without outbreaks, 0.004 to 0.006 a week for Poisson counts of mean 1 to 50, 0.017 to 0.026
    if their variance is twice the mean, 0.035 for a mean of 0.1.
    Source: Farrington et al. 1996, doi:10.2307/2983331.
    """

    years: Annotated[int, FROM_ONE] = 5
    half_window: Annotated[int | None, FROM_ZERO] = None
    alpha: Annotated[float, CHANCE] = 0.005
    trend: bool = True
    trend_level: Annotated[float, Range(0, 1)] = 0.05
    limit54: Annotated[tuple[int, int], FROM_ZERO] = (0, 4)
    power: Power = "2/3"
    reweight: bool = True
    weights_threshold: Annotated[float, POSITIVE] = 1.0
    by_date: bool = True
    robust: bool = False
    needs: ClassVar[Needs] = Needs(history=55)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def regression(self) -> Regression:
        """The settings that the fit takes: one season, newest periods left out by a half width."""
        return Regression(
            self.years,
            self.half_window,
            1,
            None,
            self.weights_threshold,
            self.reweight,
            self.trend,
            self.trend_level,
            self.by_date,
            self.robust,
            False,
        )

    @property
    def name(self) -> str:
        settings = (
            f"years={self.years} half={self.half_window} alpha={self.alpha} trend={self.trend}/{self.trend_level}"
        )
        rest = unusual(self, "weights_threshold", "by_date", "robust")
        return f"farrington/1 {settings} limit={self.limit54} power={self.power} reweight={self.reweight}{rest}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean, limit and tail of each period; (N, M)."""
        at = all_columns(counts, columns)
        own, observed = own_years(counts, at, self.regression), counts.value[:, at]
        phi = 1 + np.minimum(most_complete(counts)[:, at], 1.0) * (own.phi - 1)
        limit = transformed(self.alpha / 2, observed, own.mu0, phi, own.se, self.power)
        return judged(
            at,
            observed,
            own.mu0,
            limit.upper,
            p_value=limit.p_value,
            alarm=above(observed, limit.upper) & ~too_few(counts, at, self.limit54),
            rung=stands_on(own.mu0),
            more={
                "phi": phi,
                "trend": own.trend,
                "trended": own.trended,
                "score": score(observed, own.mu0, limit.upper, False),
            },
        )

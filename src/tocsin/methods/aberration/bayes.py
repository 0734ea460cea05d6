"""Bayes: the predictive law of a count, given those of the same weeks before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import above, due_at_most, same_season, stands_on
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_ONE, FROM_ZERO, check_ranges
from tocsin.numerics.count_limits import count_limits

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bayes:
    """Ring above the 1 - `alpha` quantile of the predictive law of a Poisson count under Jeffreys' prior.

    The reference is the `half_width` periods just before (with `recent`) and, for each of `years` back, those from
    `half_width` before to after the same one. Bayes 1 is (0, 6, recent), Bayes 2 (1, 6, recent), Bayes 3 (2, 4, not). The
    law is negative binomial: its size is the reference's events and a half, its mean their rate times the exposure that is
    due. Periods that are missing, open, incomplete, excluded or of another epoch are no reference; with fewer than `fewest`
    it cannot say. When not to use: counts more scattered than Poisson counts, which it takes for outbreaks.
    False alarms: 0.025 to 0.044 a period at `alpha` 0.05 for Poisson counts of mean 1 to 50 (Bayes 1, 2 and 3 alike); 0.15
    if the variance is three times a mean of 20.
    Source: Hoehle 2007, doi:10.1007/s00180-007-0074-8; Riebler 2004 (diploma thesis, LMU Munich) for the predictive law.
    """

    years: Annotated[int, FROM_ZERO] = 0
    half_width: Annotated[int, FROM_ONE] = 6
    recent: bool = True
    alpha: Annotated[float, CHANCE] = 0.05
    fewest: Annotated[int, FROM_ONE] = 4
    needs: ClassVar[Needs] = Needs(history=4)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        return f"bayes/1 years={self.years} half={self.half_width} recent={self.recent} alpha={self.alpha}{unusual(self, 'fewest')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Predictive mean, quantile and tail of each period; (N, M)."""
        at, weights = all_columns(counts, columns), due_at_most(counts)
        total, weight, _, number = same_season(counts, weights, at, self.years, self.half_width, self.recent)
        size = np.where(number >= self.fewest, total + 0.5, np.nan)
        observed, weights = counts.value[:, at], weights[:, at]
        more = np.divide(weights, weight, out=np.full_like(weight, np.nan), where=weight > 0)
        expected = size * more
        upper, tail = count_limits(1 - self.alpha, observed, expected, 1 + more)
        return judged(
            at,
            observed,
            expected,
            upper,
            p_value=tail,
            alarm=above(observed, upper),
            rung=stands_on(expected),
        )

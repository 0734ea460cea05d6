"""RKI: the mean of the same weeks before, with a normal or a Poisson limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.own_past import above, by_chance, due_at_most, same_season, stands_on
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import FROM_ONE, FROM_ZERO, check_ranges

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
POISSON_UP_TO = 20  # a greater mean has the normal limit
LIMITS = "3.285 5.323 6.686 8.102 9.598 11.177 12.817 13.765 14.921 16.768 17.633 19.05 20.335 21.364 22.945 23.762 25.4 26.306 27.735 28.966 30.017"
CROW_GARDNER = np.array(
    LIMITS.split(), float
)  # upper 95 % limits of a Poisson mean, by the whole number below it (0 to 20)


@dataclass(frozen=True, slots=True)
class Rki:
    """Ring above the mean and `deviations` standard deviations of the reference, or a Poisson limit if it is 20 or less.

    The reference is the `half_width` periods just before (with `recent`) and, for each of `years` back, those from
    `half_width` before to after the same one. RKI 1 is (0, 6, recent), RKI 2 (1, 6, recent), RKI 3 (2, 4, not). The Poisson
    limit is Crow and Gardner's for the whole number below the mean. Periods that are missing, open, incomplete, excluded or
    of another epoch are no reference; with fewer than `fewest` it cannot say. The p-value is of the law of the limit.
    When not to use: series with a trend; means around 20, where the rule jumps.
    False alarms: 0.022 (RKI 1) and 0.018 (2, 3) a period for Poisson counts of mean 5; 0.066 and 0.038 at a mean of 50; 0.12
    and 0.10 if the variance is three times a mean of 20.
    Source: Crow and Gardner 1959, doi:10.1093/biomet/46.3-4.441; Hoehle 2007, doi:10.1007/s00180-007-0074-8 (the rule).
    """

    years: Annotated[int, FROM_ZERO] = 0
    half_width: Annotated[int, FROM_ONE] = 6
    recent: bool = True
    deviations: Annotated[float, FROM_ZERO] = 2.0
    fewest: Annotated[int, FROM_ONE] = 4
    needs: ClassVar[Needs] = Needs(history=4)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        told = f"years={self.years} half={self.half_width} recent={self.recent} deviations={self.deviations}"
        return f"rki/1 {told}{unusual(self, 'fewest')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean of the reference and limit of each period; (N, M)."""
        at, weights = all_columns(counts, columns), due_at_most(counts)
        total, weight, variance, number = same_season(counts, weights, at, self.years, self.half_width, self.recent)
        observed, weights, exposure = counts.value[:, at], weights[:, at], counts.exposure[:, at]
        rate = np.divide(total, weight, out=np.full_like(total, np.nan), where=number >= self.fewest)
        mean, deviation = rate * weights, np.sqrt(variance * weights**2 + by_chance(rate, weights, exposure))
        rare = ~(mean > POISSON_UP_TO)
        table = CROW_GARDNER[np.where(rare & np.isfinite(mean), mean, 0).astype(np.int64)]
        upper = np.where(rare, table, mean + self.deviations * deviation)
        with np.errstate(divide="ignore", invalid="ignore"):
            normal = special.ndtr((mean - observed) / np.maximum(deviation, 0.5))
            poisson = np.where(observed > 0, special.gammainc(np.maximum(observed, 1e-9), np.maximum(mean, 1e-9)), 1.0)
        return judged(
            at,
            observed,
            mean,
            np.where(np.isfinite(mean), upper, np.nan),
            p_value=np.where(np.isfinite(mean), np.where(rare, poisson, normal), np.nan),
            alarm=above(observed, upper),
            rung=stands_on(mean),
        )

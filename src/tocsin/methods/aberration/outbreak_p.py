"""OutbreakP: the likelihood ratio of a rising mean against a constant one, with no model of either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import due_at_most, epoch_begins, stands_on, usable
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import FROM_ONE, check_ranges
from tocsin.numerics.isotonic import increasing_against_constant

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OutbreakP:
    """Ring when a never falling mean makes all counts since the start more likely than a constant mean by over `limit` times.

    Both means are fitted to the whole series (since its epoch began) by maximum likelihood, Poisson; it needs no history
    and no season. The ratio is `statistic`, its logarithm `log_statistic`, which never runs over. `expected` is the constant
    mean of the periods before. What is missing is passed over; an open or excluded period is judged and not carried on. A
    count that would ring is not worked out: `upper` is NaN.
    When not to use: long series of many years: any season or slow change adds up, and it never forgets; made for the onset
    of one yearly wave.
    False alarms: at `limit` 100, 31 % of Poisson series of mean 5 ring within 52 weeks and 98 % within 520; every seasonal one.
    Source: Frisen, Andersson and Schioeler 2009, doi:10.1002/sim.3483.
    """

    limit: Annotated[float, FROM_ONE] = 100.0
    needs: ClassVar[Needs] = Needs(history=1)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        return f"outbreak_p/1 limit={self.limit}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Constant mean of the past, and the likelihood ratio in `statistic`; (N, M)."""
        at = all_columns(counts, columns)
        ratio, mean = increasing_against_constant(
            np.array(counts.value), due_at_most(counts), usable(counts), epoch_begins(counts)
        )
        ratio, mean = ratio[:, at], mean[:, at]
        with np.errstate(over="ignore"):
            statistic = np.exp(ratio)
        return judged(
            at,
            counts.value[:, at],
            mean,
            np.full_like(mean, np.nan),
            alarm=ratio > np.log(self.limit),
            rung=stands_on(mean),
            more={"statistic": statistic, "log_statistic": ratio},
        )

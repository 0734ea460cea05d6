"""GLR: the likelihood ratio of a lasting rise, over all times when it may have begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import due_at_most, first_phase, phase_named, stands_on, usable
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import ABOVE_ONE, FROM_ONE, FROM_ZERO, POSITIVE, check_ranges
from tocsin.numerics.likelihood_ratios import fixed_ratios, generalised_ratios
from tocsin.numerics.log_linear import first_phase_means
from tocsin.records.period import periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Glr:
    """Ring when the log likelihood ratio of a rise that still lasts, over all sizes and all starts, is at least `limit`.

    Counts are Poisson or, with `negative_binomial`, have variance mu + alpha mu^2; mean (with `harmonics` pairs of a sine
    and a cosine a year, and a `trend`) and alpha are fitted to a first phase by maximum likelihood: `training` periods (two
    years, if left out) from the first known one of their epoch on, in which it cannot say; with `until_asked` it is all
    before the first period asked for (if all are: all but the `newest`, two years at least). With `rise` only a rise by
    that factor is looked for, which makes it a CUSUM. After
    a signal it starts anew. What is missing is passed over; an open or excluded period is judged and not carried on.
    A phase that scatters less than Poisson counts has alpha 0, one without an event had half an event. A count
    rings from `upper` on.
    When not to use: where the baseline drifts; it is fitted once.
    False alarms: within 52 weeks after a first phase of two years 17 % of Poisson series of mean 10 ring (five years: 13 %),
    with `negative_binomial` 15 % (12 %) and with `rise` 1.5 too 10 % (7 %); if the variance is three times a mean of 20,
    94 % of series ring under the Poisson law and 18 % and 12 % under the negative binomial one.
    Source: Hoehle and Paul 2008, doi:10.1016/j.csda.2008.02.015.
    """

    negative_binomial: bool = False
    rise: Annotated[float | None, ABOVE_ONE] = None
    limit: Annotated[float, POSITIVE] = 5.0
    harmonics: Annotated[int, FROM_ZERO] = 1
    trend: bool = False
    training: Annotated[int | None, FROM_ONE] = None
    until_asked: bool = False
    newest: Annotated[int | None, FROM_ONE] = None
    fewest: Annotated[int, FROM_ONE] = 8
    needs: ClassVar[Needs] = Needs(history=104)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        kind = "negative_binomial" if self.negative_binomial else "poisson"
        form = "" if self.rise is None else f"_cusum rise={self.rise}"
        phase = phase_named(self.until_asked, self.newest, self.training)
        told = f"limit={self.limit} harmonics={self.harmonics} trend={self.trend} {phase}"
        return f"glr_{kind}/1{form} {told}{unusual(self, 'fewest')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean in control; the ratio in `statistic`, and `alpha`; (N, M)."""
        at, fit = all_columns(counts, columns), usable(counts)
        begins, ends = first_phase(counts, at, self.training, self.until_asked, self.newest)
        model = (periods_a_year(counts.cadence), self.harmonics, self.trend, self.negative_binomial, self.fewest)
        value = np.array(counts.value)
        mean, alpha = first_phase_means(value, due_at_most(counts), fit, begins, ends, model)
        if self.rise is None:
            ratio, upper = generalised_ratios(value, mean, alpha, fit, begins, self.limit)
        else:
            rule = (float(np.log(self.rise)), self.limit)
            before, ratio = fixed_ratios(value, mean, alpha, fit, begins, rule)
            upper = self._ringing(mean, alpha, before)
        return judged(
            at,
            counts.value[:, at],
            mean[:, at],
            upper[:, at],
            alarm=ratio[:, at] >= self.limit,
            rung=stands_on(mean[:, at]),
            more={
                "statistic": ratio[:, at],
                "alpha": alpha[:, at],
                "phi": 1 + alpha[:, at] * mean[:, at],
            },
        )

    def _ringing(self, mean: Floats, alpha: Floats, before: Floats) -> Floats:
        """The count whose ratio lifts the sum to the limit."""
        slope, grown = np.log(self.rise or 1.0), ((self.rise or 1.0) - 1) * mean
        scatter = np.maximum(alpha, 1e-12)
        each = np.where(alpha > 0, np.log1p(scatter * grown / (1 + scatter * mean)), 0.0)
        fixed = np.where(alpha > 0, each / scatter, grown)
        with np.errstate(divide="ignore"):  # no count would ring
            return np.maximum((self.limit - before + fixed) / (slope - each), 0.0)

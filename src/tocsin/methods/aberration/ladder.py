"""The ladder: what to expect of a series by whatever history there is, down to none, and how much there was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from math import log
from threading import Lock
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.loans import Loans, lent_levels, lent_seasons, loans, others, own_sums, reference
from tocsin.methods.aberration.own_past import due, epoch_begins
from tocsin.methods.aberration.supported import least_supported, softened
from tocsin.methods.aberration.waves import never, own_span, season_waves
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, FIRST, LENT, NONE, POOLED, WITHIN, YEARS, Judged
from tocsin.methods.needs import Needs
from tocsin.numerics.likelihood_ratio_mixture import likelihood_ratio_mixture
from tocsin.numerics.predictive_limits import hardened, limits, tails
from tocsin.numerics.shrunken_seasons import Law, shrunken_seasons
from tocsin.records.period import periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
JEFFREYS = np.array([0.5, 0.0, 0.0])  # half an event in no time: what is believed of a level that nobody lends


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ring where a count has a chance of `alpha` or less, foretold from as much history as there is; falls alike.

    One law on every rung: log mean = level + slope + season, variance = dispersion x mean, fitted to the newest `years`
    (but one in twenty of the newest periods, at most `newest`) so that outbreaks and outliers lose their weight beyond a
    `score`, and shrunken towards a prior that a long history outweighs. The rung says what there was:

    - `years`, 4.6 years or more: the series itself.
    - `season_lent`, from one year on: the shape of the year is drawn towards that of the nearest others (sister places of
      one substance, then kin substances, then all), by the variance of both.
    - `pooled`, less: the level, too, is a Gamma-Poisson mixture of the others' levels and the own weeks; where there are no
      others, the own weeks alone.
    - `first`, never an event: by rank. The first event after n empty periods has a chance of 1 / (n + 1).
    - `none`, neither own periods nor others: it cannot say.

    The slope carries the level no further than `carried` times that of the newest year. The tail is a t's, as wide as the
    dispersion is ill known (`dispersion` is worth `worth` degrees of freedom at first), and no chance is smaller than the
    history supports (`least_supported`): `upper` is NaN where none so small is, and what is odd there is `cannot_say`.
    Loans at a period use nothing after it; the one order-free sum of `loans` makes chunks and order change nothing. A
    lower bound (`open`) may ring and never falls. Shares are counts with the tests as exposure.
    When not to use: weights and money; shares near one half, where its negative binomial law is wider than a binomial's.
    False alarms: rises per 1,000 series-periods at `alpha` 0.005, flat, seasonal, or rising by a quarter a year; 600
    series each, so plus or minus 1.5. `years`: 0.7-3.2 where scatter is Poisson's (means 0.1-10), 4.2-6.7 with dispersion
    2-3, 3.7-5.6 at a mean of 100 with 1.2-5. `season_lent` (80 weeks): 0-2.5, 0.1-5.5, 3.5-6.2. `pooled` (8 and 20 weeks):
    0-0.5, 0-4.3, 0-5.8. Falls: 0-6.2. The scenarios of Noufaily with their past outbreaks, which widen
    the law: 2.6, with 0.39 of outbreaks found; 5.6 and 0.46 at `alpha` 0.01 (630 series not used to choose the settings).
    Source: Noufaily et al. 2013, doi:10.1002/sim.5595, for the reference, the reweighting and the scenarios; Own rule: the
    shrinkage, the loans, the t tail and the least chance.
    """

    alpha: float = 0.005
    years: float = 5.0
    newest: int = 13
    dispersion: float = 2.0
    worth: float = 4.0
    slope: float = 0.3
    score: float = 2.0
    carried: float = 1.2
    enough: float = 4.6
    loan: Callable[[], Loans] | None = field(default=None, repr=False, compare=False)
    needs: ClassVar[Needs] = Needs(history=0)

    @property
    def name(self) -> str:
        kept = f"years={self.years} newest={self.newest} score={self.score} carried={self.carried}"
        prior = f"dispersion={self.dispersion} worth={self.worth} slope={self.slope} enough={self.enough}"
        return f"ladder/1 alpha={self.alpha} {kept} {prior}"

    def lend(self, counts: Counts) -> Ladder:
        """The same detector, holding what the series of `counts` can lend to each other."""
        once, year = Lock(), periods_a_year(counts.cadence)
        added = cache(lambda: loans(counts, year))  # when a short series first asks

        def loan() -> Loans:
            with once:
                return added()

        return replace(self, loan=loan)

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Answer for each period, (N, M); `more`: phi, n, x, slope, and p_below, the chance of so few or fewer."""
        at, year = all_columns(counts, columns), periods_a_year(counts.cadence)
        span = own_span(counts, at)
        short = (span < self.enough).any()
        loan = self.loan or self.lend(counts).loan
        rest = others(counts, loan(), own_sums(counts, year)) if short and loan else []
        lent = lent_levels(rest, at) if rest else JEFFREYS
        level = np.ascontiguousarray(np.where((span < 1)[..., None], lent, JEFFREYS))
        return self._answered(counts, at, span, level, self._foretold(counts, at, span, level, rest))

    def _law(self) -> Law:
        return self.dispersion, self.worth, self.slope, self.score, log(self.carried)

    def _foretold(
        self, counts: Counts, at: Whole, span: Floats, level: Floats, rest: list[tuple[Floats, ...]]
    ) -> Floats:
        waves, years = season_waves(counts)
        centre, spread = lent_seasons(rest, at, span < self.enough, (waves, years), self._law(), self.years)
        known = reference(counts)
        value, weight = np.where(known, counts.value, 0.0), np.where(known, due(counts), 1.0)
        everywhere, back = np.ones(span.shape, bool), (self.years, self.newest)
        return shrunken_seasons(
            value, weight, known, epoch_begins(counts), waves, years, at, everywhere,
            level, centre, spread, self._law(), back,
        )[0]  # fmt: skip

    def _answered(self, counts: Counts, at: Whole, span: Floats, level: Floats, told: Floats) -> Judged:
        observed, share = counts.value[:, at], due(counts)[:, at]
        rate, variance, phi, n, x, freedom, slope, _ = np.moveaxis(told, -1, 0)
        mean, lent = rate * share, level[..., 1] > 0
        scatter = phi + mean * variance  # of the law and of what is not known of its mean
        first, least = (
            (x == 0) & ~lent & (n > 0),
            least_supported(n + level[..., 2], x + np.where(lent, level[..., 0], 0)),
        )
        least = np.where(first, 1 / (np.maximum(never(counts, at), n) + 1), least)
        supported = least <= self.alpha
        more, fewer = (softened(tail, freedom) for tail in tails(observed, mean, scatter))
        upper, lower = self._limits(mean, scatter, freedom, supported)
        upper = np.where(supported & first, 0.0, upper)
        chance = np.where(first, np.where(observed > 0, least, 1.0), np.maximum(more, least))
        odd = ~supported & ((np.minimum(more, fewer) <= self.alpha) | first & (observed > 0))
        silent = ~np.isfinite(observed) | ~np.isfinite(mean) | odd | (observed < lower) & counts.open[:, at]
        verdict = np.select([silent, observed > upper, observed < lower], [CANNOT_SAY, ABOVE, BELOW], WITHIN)
        steps = [~np.isfinite(rate), first, span < 1, span < self.enough]
        rung = np.select(steps, [NONE, FIRST, POOLED, LENT], YEARS).astype(np.int8)
        evidence = likelihood_ratio_mixture(observed, mean, scatter)
        extra = {"phi": phi, "n": n, "x": x, "slope": slope, "p_below": np.maximum(fewer, least)}
        chance = np.where(np.isnan(observed), np.nan, chance)
        return Judged(at, mean, upper, chance, verdict.astype(np.int8), rung, evidence, lower, extra)

    def _limits(self, mean: Floats, scatter: Floats, freedom: Floats, supported: NDArray[np.bool_]) -> list[Floats]:
        beyond = special.ndtr(-hardened(float(special.ndtri(1 - self.alpha)), freedom))
        return [np.where(supported, limits(level, mean, scatter), np.nan) for level in (beyond, 1 - beyond)]

"""The ladder: what to expect of a series by whatever history there is, down to none, and how much there was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log
from threading import Lock
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.foretold import foretold, surest
from tocsin.methods.aberration.loans import (
    ALONE,
    Loans,
    lent_levels,
    lent_seasons,
    loans,
    others,
    own_sums,
    reach,
    reference,
)
from tocsin.methods.aberration.own_past import due, epoch_begins, usable
from tocsin.methods.aberration.supported import chance_of, in_the_light, least_supported, needed, score_of
from tocsin.methods.aberration.waves import never, own_span, season_waves
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, FIRST, LENT, NONE, POOLED, WITHIN, YEARS, Judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_ONE, FROM_ZERO, POSITIVE, Range, check_ranges
from tocsin.numerics.score_before import counted
from tocsin.numerics.shrunken_seasons import BEFORE, DISPERSION, FREEDOM, Law, shrunken_seasons
from tocsin.records.period import Cadence, periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
JEFFREYS = np.array([0.5, 0.0, 0.0])  # half an event in no time: what is believed of a level that nobody lends
TIE = 0.6  # the part of the chance of just so many that counts for a tail
PERIODS = 3  # a year; where there are fewer, a trend is believed in that measure: doubled once is not doubled again
TELLING = 0.1  # the fewest events foretold of a period that the next one is seen in the light of
REMEMBERED = (Cadence.DAY, Cadence.WEEK, Cadence.MMWR_WEEK, Cadence.MONTH)  # the period before is not long ago


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ring where a count has a chance of `alpha` or less, foretold from as much history as there is; falls alike.

    One law on every rung: log mean = level + slope + season, variance = dispersion x mean, fitted to the newest `years`
    (but one in twenty of the newest periods, at most `newest`) so that outbreaks and outliers lose their weight beyond a
    `score`, and shrunken towards a prior that a long history outweighs. Of `Counts.trials` it is the logarithm of odds and
    a beta-binomial law, and no limit is above what was tested. The rung says what there was:

    - `years`, 4.6 years or more: the series itself.
    - `season_lent`, from one year on: the shape of the year is drawn towards that of the nearest others (sister places of
      one substance, then kin substances, then all), by the variance of both.
    - `pooled`, less: the level, too, is drawn to the others'; where there are no others, the own weeks alone.
    - `first`, never an event: by rank. The first event after n empty periods has a chance of 1 / (n + 1).
    - `none`, neither own periods nor others: it cannot say.

    Short memory: days, weeks and months are judged in the light of the period before, where the fit has not read it (from
    twenty periods on) and it is known, complete, of the same epoch and no known outbreak: to a normal score of the mid-p
    is added `memory` times that of the period before, if positive, and the chance is that of the sum. So **`upper` is lower
    after a high period** (and `lower` higher after a low one): it is what this period needs to ring. An absurd one, six
    standard deviations or more, is no light. `memory` 0 judges each alone.

    The slope (its prior is narrower for half-years and years) carries the level no further than `carried` times that of the
    newest year; where one of the newest half years denies the fit, there was a step, and its newest year alone counts.
    The tail is a t's, as wide as the dispersion is ill known (`dispersion` is worth `worth` degrees of freedom at first),
    and no chance is smaller than the history supports (`least_supported`): `upper` is NaN where none so small is, and what
    is odd there is `cannot_say`. Loans at a period use nothing after it (what others had before a break of their own may be in
    them); sums in grains make chunks and order change nothing. What is not all in (`open`, or a completeness below 1) may
    ring and never falls: it rings where it is rare at the share expected, with what is unsure of that, or were it all in.
    When not to use: weights and money; rolling sums.
    False alarms: rises per 1,000 series-periods at `alpha` 0.005, flat, seasonal, or rising by a quarter a year; 600
    series each, so plus or minus 1.5. `years`: 1.2-4.1 where scatter is Poisson's (means 0.1-10), 4.6-7.6 with dispersion
    2-3, 4.3-6.3 at a mean of 100 with 1.2-5. `season_lent` (80 weeks): 0-3.1, 0.1-6.5, 3.2-5.4. `pooled` (8 and 20 weeks):
    0-0.3, 0-5.0, 0-6.3. Falls: 0-7.7. Shares of 0.02 to 0.8 of 40 to 1,000 tests: 0-6.7. The scenarios of Noufaily with
    their past outbreaks, which widen the law: 3.9, with 0.48 of outbreaks found and 0.29 in their first week. At 6.2 it
    finds 0.54 (0.33 in the first week), where Farrington flexible finds 0.44 (0.35) and this, without memory, 0.47 (0.38):
    1,260 series not used to choose the settings.
    Source: Noufaily et al. 2013, doi:10.1002/sim.5595, for the reference, the reweighting and the scenarios; Own rule: the
    shrinkage, the loans, the memory, the t tail and the least chance.
    """

    alpha: Annotated[float, CHANCE] = 0.005
    years: Annotated[float, POSITIVE] = 5.0
    newest: Annotated[int, FROM_ZERO] = 13
    dispersion: Annotated[float, POSITIVE] = 2.0
    worth: Annotated[float, POSITIVE] = 4.0
    slope: Annotated[float, POSITIVE] = 0.3
    score: Annotated[float, POSITIVE] = 2.0
    carried: Annotated[float, FROM_ONE] = 1.2
    enough: Annotated[float, FROM_ZERO] = 4.6
    memory: Annotated[float, Range(0, 1)] = 0.5
    loan: Callable[[Whole], Loans] | None = field(default=None, repr=False, compare=False)
    needs: ClassVar[Needs] = Needs(history=0)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        kept = f"years={self.years} newest={self.newest} score={self.score} carried={self.carried}"
        prior = f"dispersion={self.dispersion} worth={self.worth} slope={self.slope} enough={self.enough}"
        return f"ladder/2 alpha={self.alpha} {kept} {prior} memory={self.memory}"

    def lend(self, counts: Counts) -> Ladder:
        """The same detector, holding what the series of `counts` can lend to each other."""
        once, year = Lock(), periods_a_year(counts.cadence)

        @lru_cache(maxsize=4)
        def added(at: bytes) -> Loans:  # when a short series first asks
            asked = np.frombuffer(at, np.int64)
            return loans(counts, reach(asked, counts.value.shape[1], year, self.years))

        def loan(at: Whole) -> Loans:
            with once:
                return added(at.tobytes())

        return replace(self, loan=loan)

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Answer for each period, (N, M); `more`: phi, n, x, slope, and p_below, the chance of so few or fewer."""
        at = np.ascontiguousarray(all_columns(counts, columns))
        span = own_span(counts, at)
        short, waves = span < self.enough, season_waves(counts)
        level = np.broadcast_to(JEFFREYS, (*span.shape, 3)).copy()
        season = np.zeros((*span.shape, waves[0].shape[1])), np.full((*span.shape, waves[0].shape[1]), ALONE**2)
        loan = self.loan or self.lend(counts).loan
        if loan and len(rows := np.flatnonzero(short.any(1))):
            few, back = counts.take(rows), reach(at, counts.value.shape[1], periods_a_year(counts.cadence), self.years)
            rest = others(few, loan(at), own_sums(few, back))
            level[rows] = np.where((span[rows] < 1)[..., None], lent_levels(rest), JEFFREYS)
            lent = lent_seasons(rest, back, short[rows], waves, self._law(counts.cadence), self.years, counts.trials)
            season[0][rows], season[1][rows] = lent
        return self._answered(counts, at, span, level, self._foretold(counts, at, level, season))

    def _law(self, cadence: Cadence) -> Law:
        slope = self.slope * min(periods_a_year(cadence) / PERIODS, 1.0)
        return self.dispersion, self.worth, slope, self.score, log(self.carried)

    def _foretold(self, counts: Counts, at: Whole, level: Floats, season: tuple[Floats, Floats]) -> Floats:
        (waves, years), known = season_waves(counts), reference(counts)
        value, weight = np.where(known, counts.value, 0.0), np.where(known, due(counts), 1.0)
        everywhere, back = np.ones(level.shape[:2], bool), (self.years, self.newest)
        return shrunken_seasons(
            value, weight, known, epoch_begins(counts), waves, years, at, everywhere,
            level, *season, self._law(counts.cadence), back, counts.trials,
        )[0]  # fmt: skip

    def _answered(self, counts: Counts, at: Whole, span: Floats, level: Floats, told: Floats) -> Judged:
        observed, lent = counts.value[:, at], level[..., 1] > 0
        rate, _, phi, n, x, freedom, slope, _ = np.moveaxis(told, -1, 0)
        law = surest(counts, at, rate, told, np.full(rate.shape, self.alpha), TIE)
        first = (x == 0) & ~lent & (n > 0)
        least = least_supported(n + level[..., 2], x + np.where(lent, level[..., 0], 0))
        least = np.where(first, 1 / (np.maximum(never(counts, at), n) + 1), least)
        supported = least <= self.alpha
        part = self.memory if counts.cadence in REMEMBERED else 0.0
        added = self._before(counts, at, told, least) if part else np.zeros((2, *observed.shape))
        lights: list[Floats] = [added[0], added[1]]
        chances = zip(law.tails(observed, TIE), lights, strict=True)
        more, fewer = (in_the_light(score_of(tail, freedom), light, part) for tail, light in chances)
        rare, scarce = (chance_of(needed(self.alpha, light, part), freedom) for light in lights)
        upper = np.where(supported, law.limits(rare, TIE) - 1, np.nan)
        lower = np.where(supported, law.limits(1 - scarce, 1 - TIE), np.nan)
        upper, lower = np.where(first, np.where(supported, 0.0, np.nan), upper), np.where(first, np.nan, lower)
        chance = np.where(first, np.where(observed > 0, least, 1.0), np.maximum(more, least))
        odd = ~supported & ((np.minimum(more, fewer) <= self.alpha) | first & (observed > 0))
        silent = ~np.isfinite(observed) | ~np.isfinite(law.mean) | odd | (observed < lower) & counts.partial[:, at]
        verdict = np.select([silent, observed > upper, observed < lower], [CANNOT_SAY, ABOVE, BELOW], WITHIN)
        steps = [~np.isfinite(rate), first, span < 1, span < self.enough]
        rung = np.select(steps, [NONE, FIRST, POOLED, LENT], YEARS).astype(np.int8)
        extra = {"phi": phi, "n": n, "x": x, "slope": slope, "p_below": np.maximum(fewer, least)}
        chance = np.where(np.isnan(observed), np.nan, chance)
        evidence = law.evidence(observed)
        return Judged(
            at, rate * due(counts)[:, at], upper, chance, verdict.astype(np.int8), rung, evidence, lower, extra
        )

    def _before(self, counts: Counts, at: Whole, told: Floats, least: Floats) -> Floats:
        """What the period before adds to the score of a rise and of a fall, by the same fit; NaN where unknown. (2, N, M).

        What both periods owe to one mean that is ill known is taken off.
        """
        rate, earlier = told[..., BEFORE], np.maximum(at - 1, 0)
        known = usable(counts)[:, earlier] & (epoch_begins(counts)[:, at] < at) & np.isfinite(rate)
        law = foretold(counts, earlier, np.where(known, rate, np.nan), told)
        part = np.maximum(self.memory - (1 - told[..., DISPERSION] / law.scatter), 0.0)
        observed = np.where(law.mean >= TELLING, counts.value[:, earlier], np.nan)
        most = np.maximum(-special.ndtri(least), 0.0)
        scores = (score_of(tail, told[..., FREEDOM]) for tail in law.tails(observed, TIE))
        return np.stack([part * np.minimum(counted(score), most) for score in scores])

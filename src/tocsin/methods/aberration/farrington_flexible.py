"""Farrington flexible: a period against five years of its own, with ten seasonal levels and a slope."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.aberration.own_past import above, most_complete, stands_on
from tocsin.methods.aberration.own_years import OwnYears, Regression, own_years
from tocsin.methods.aberration.thresholds import (
    POWERS,
    Power,
    Rule,
    Threshold,
    after_nothing,
    bounded_mean,
    plug_in,
    transformed,
)
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_ONE, FROM_ZERO, POSITIVE, Range, check_ranges

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FarringtonFlexible:
    """Ring above the 1 - `alpha` limit of a quasi-Poisson regression on the series' own `years`.

    Reference periods lie within `half_window` of the same season, and between, in `seasons` levels; the newest `left_out`
    are none. Counts more than `weights_threshold` standard errors out weigh less (with `reweight`). The slope is kept
    where it tests below `trend_level` (1: always), the mean it foresees is not above all that was seen, and three years
    are known. `limit54` = (cases, periods): with fewer cases in so many newest periods nothing rings. `by_date` compares
    by date, else by number of weeks. `robust` (ours) leaves far outliers out before the dispersion is taken. `rule` is
    how the limit is found. As in R's surveillance, `log_score` gives the exceedance score with the log mean for all rules
    but delta, and `from_known` lets a slope reach as many periods short as are missing where the reference begins.
    A history of fewer years is used as far as it reaches, from one year on; before that it cannot say.
    Where no reference period had an event (of several seasons), the limit is that of Jeffreys' predictive law.
    Missing, open and excluded periods are no reference, and lose nothing else. `more`: phi, trend, trended, mu0 (the mean
    behind the limit), score, se, n.
    When not to use: less than a year of history; counts that are not events (`usual_level`).
    False alarms: at alpha 0.005, without outbreaks, 0.003 to 0.007 a week for means from 1 to 50 and variances one to two
    times the mean; 0.02 for a mean of 0.1 that comes in bursts; delta 0.004 to 0.015, muan 0 to 0.006; robust 0.002 to 0.010.
    Source: Noufaily et al. 2013, doi:10.1002/sim.5595; Farrington et al. 1996, doi:10.2307/2983331; Salmon et al. 2016,
    doi:10.18637/jss.v070.i10.
    """

    years: Annotated[int, FROM_ONE] = 5
    half_window: Annotated[int | None, FROM_ZERO] = None
    seasons: Annotated[int, FROM_ONE] = 10
    weights_threshold: Annotated[float, POSITIVE] = 2.58
    left_out: Annotated[int | None, FROM_ZERO] = None
    trend_level: Annotated[float, Range(0, 1)] = 1.0
    rule: Rule = "nb_plugin"
    alpha: Annotated[float, CHANCE] = 0.005
    trend: bool = True
    limit54: Annotated[tuple[int, int], FROM_ZERO] = (0, 4)
    power: Power = "2/3"
    reweight: bool = True
    by_date: bool = True
    robust: bool = False
    log_score: bool = False
    from_known: bool = False
    needs: ClassVar[Needs] = Needs(history=55)

    def __post_init__(self) -> None:
        check_ranges(self)
        if self.rule not in ("nb_plugin", "delta", "muan") or self.power not in POWERS:
            raise BadValue(
                "no such rule", wanted="nb_plugin, delta or muan; 2/3, 1/2 or none", got=f"{self.rule}, {self.power}"
            )

    @property
    def name(self) -> str:
        rest = (one.name for one in fields(self) if one.name not in ("rule", "alpha"))
        return f"farrington_flexible/1 {self.rule} alpha={self.alpha}{unusual(self, *rest)}"

    @property
    def regression(self) -> Regression:
        """The settings that the fit takes."""
        return Regression(
            self.years,
            self.half_window,
            self.seasons,
            self.left_out,
            self.weights_threshold,
            self.reweight,
            self.trend,
            self.trend_level,
            self.by_date,
            self.robust,
            True,
            self.from_known,
        )

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean, limit and tail of each period; (N, M)."""
        at = all_columns(counts, columns)
        own, observed = own_years(counts, at, self.regression), counts.value[:, at]
        expected = np.where(own.x > 0, own.mu0, own.mu0 * 0) if self.seasons > 1 else own.mu0
        phi = 1 + np.minimum(most_complete(counts)[:, at], 1.0) * (own.phi - 1)
        limit = self._threshold(observed, own, phi)
        rings = above(observed, limit.upper) & ~too_few(counts, at, self.limit54)
        return judged(
            at,
            observed,
            expected,
            limit.upper,
            p_value=limit.p_value,
            alarm=rings,
            rung=stands_on(expected),
            more={
                "phi": phi,
                "trend": own.trend,
                "trended": own.trended,
                "mu0": limit.mean,
                "score": score(observed, expected, limit.upper, self.log_score and self.rule != "delta"),
                "se": own.se,
                "n": own.n,
            },
        )

    def _threshold(self, observed: Floats, own: OwnYears, phi: Floats) -> Threshold:
        match self.rule:
            case "nb_plugin":
                limit = plug_in(self.alpha, observed, own.mu0, phi)
            case "muan":
                limit = bounded_mean(self.alpha, observed, own.mu0, phi, own.published_error)
            case "delta":
                limit = transformed(self.alpha, observed, own.mu0, phi, own.published_error, self.power)
        nothing = (own.x == 0) & np.isfinite(own.mu0) & (self.seasons > 1)
        return after_nothing(self.alpha, observed, own.n, nothing, limit)


def too_few(counts: Counts, at: Whole, limit54: tuple[int, int]) -> NDArray[np.bool_]:
    """Where the newest periods, the judged one included, hold fewer cases than may ring; a missing one holds none."""
    cases, length = limit54
    known = np.nan_to_num(counts.value)
    newest = np.zeros((len(known), len(at)))
    for lag in range(length):
        newest += np.where(at >= lag, known[:, np.maximum(at - lag, 0)], 0.0)
    return newest < cases


def score(observed: Floats, expected: Floats, upper: Floats, log: bool) -> Floats:
    """How far a count is on its way from what is expected (0) to the limit (1); with `log` the log of what is expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.log(expected) if log else expected
        return (observed - start) / (upper - start)

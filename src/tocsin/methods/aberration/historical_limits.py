"""Historical limits: four weeks against the fifteen such blocks of five earlier years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.own_past import above, baseline, by_chance, due_at_most, epoch_begins, stands_on, usable
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_ONE, FROM_TWO, FROM_ZERO, check_ranges
from tocsin.numerics.reference_windows import block_moments
from tocsin.records.period import Cadence, periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WEEKS_LONG = {Cadence.DAY: 7, Cadence.WEEK: 1, Cadence.MMWR_WEEK: 1}  # periods in a week; all others are longer


@dataclass(frozen=True, slots=True)
class HistoricalLimits:
    """Hold the sum of the `length` weeks that end with the judged one against such sums of `years` earlier years.

    Each year gives the block that ends at the same week and `sides` blocks to either side, which follow without overlap.
    `expected`, `upper` and `more["observed"]` are sums over the block, not counts of one week: two-sided normal limit at
    `alpha` for the next of n values. Weeks that are missing, open or excluded are left out of a block, and its rate is taken
    from the others; with fewer than `fewest` blocks it cannot say. Months and longer periods are blocks of one.
    When not to use: series with a trend; rare events; to find a week in which something began.
    False alarms: 0.010 a week for Poisson counts of weekly mean 5, 0.008 at 50; neighbouring weeks share three of their four.
    Source: Stroup et al. 1989, doi:10.1002/sim.4780080312.
    """

    years: Annotated[int, FROM_ONE] = 5
    sides: Annotated[int, FROM_ZERO] = 1
    length: Annotated[int, FROM_ONE] = 4
    alpha: Annotated[float, CHANCE] = 0.005
    fewest: Annotated[int, FROM_TWO] = 6
    needs: ClassVar[Needs] = Needs(history=112)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        told = f"years={self.years} sides={self.sides} length={self.length} alpha={self.alpha}"
        return f"historical_limits/1 {told}{unusual(self, 'fewest')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean, limit and tail of each block; (N, M)."""
        at, weights, begins = all_columns(counts, columns), due_at_most(counts), epoch_begins(counts)
        length = WEEKS_LONG.get(counts.cadence, 0) * self.length or 1
        layout = (periods_a_year(counts.cadence), self.years, self.sides, length)
        level, scatter, number = block_moments(baseline(counts), weights, begins, at, layout)
        observed, weight = _newest_block(counts, weights, begins, at, length)
        untold = by_chance(level, weights[:, at], counts.exposure[:, at])
        enough = np.where(number >= self.fewest, 1.0, np.nan)
        expected = level * weight * enough
        spread = np.sqrt((scatter * weight) ** 2 * (1 + 1 / np.maximum(number, 1)) + untold) * enough
        upper = expected + special.ndtri(1 - self.alpha / 2) * spread
        return judged(
            at,
            observed,
            expected,
            upper,
            p_value=special.ndtr((expected - observed) / np.maximum(spread, 0.5)),
            alarm=above(observed, upper),
            rung=stands_on(expected),
            more={"observed": observed},
        )


def _newest_block(counts: Counts, weights: Floats, begins: Whole, at: Whole, length: int) -> tuple[Floats, Floats]:
    """Sum of the block that ends with each period, and its weight; NaN where the period itself is missing."""
    total, weight = counts.value[:, at].copy(), weights[:, at].copy()
    fit = usable(counts)
    for lag in range(1, length):
        before = np.maximum(at - lag, 0)
        counted = fit[:, before] & (at - lag >= begins[:, at])
        total += np.where(counted, counts.value[:, before], 0.0)
        weight += np.where(counted, weights[:, before], 0.0)
    return total, weight

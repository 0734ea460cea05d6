"""A year before: sums of twelve months, whose neighbours share eleven of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.aberration.own_past import baseline, epoch_begins
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import NONE, OWN, Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, Range, check_ranges
from tocsin.numerics.dispersion import squared_steps
from tocsin.records.period import periods_a_year

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FEWEST = 12  # second differences that tell how months scatter
ALIKE = 3  # neighbouring second differences share months: so many tell as much as one


@dataclass(frozen=True, slots=True)
class YearBefore:
    """Hold a sum over twelve months against the sum that ended one year before, which shares no month with it.

    Both sums scatter: the limit is Student's t, with the variance of their difference, in which a month's dispersion is read
    from the second differences of the `span` sums before (level, trend and season cancel there). What is still
    incomplete is no fall and no baseline. When not to use: counts of single periods (`best`); to find the month in which a
    change began.
    False alarms: 0.003 to 0.006 above and 0.001 to 0.003 below, at alpha 0.005, for months that are alike and independent
    (means of 5 to 2,000, variance up to 5 times the mean); a lasting trend rings, as it should.
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313 (the comparison of two counts); the dispersion
    is an own rule, stated in `numerics.dispersion.squared_steps`.
    """

    alpha: Annotated[float, CHANCE] = 0.005
    span: Annotated[int, Range(FEWEST)] = 36
    needs: ClassVar[Needs] = Needs(history=26)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        return f"year_before/1 alpha={self.alpha}{unusual(self, 'span')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Expected sum and limits of each period; (N, M)."""
        at, year = all_columns(counts, columns), periods_a_year(counts.cadence)
        before = np.maximum(at - year, 0)
        same = (counts.epoch[:, at] == counts.epoch[:, before]) & (at >= year)
        expected = np.where(same, baseline(counts)[:, before], np.nan)
        phi, freedom = (grid[:, at] for grid in self._dispersion(counts))
        spread = np.sqrt(phi * 2 * np.maximum(expected, 1.0))
        reach = special.stdtrit(freedom, 1 - self.alpha) * spread
        observed = counts.value[:, at]
        known = np.isfinite(phi) & np.isfinite(expected)
        hidden = np.where(known, 1.0, np.nan)
        partial = counts.partial[:, at]
        lower = np.where(partial, np.nan, np.maximum(expected - reach, 0.0))
        return judged(
            at,
            observed,
            expected * hidden,
            (expected + reach) * hidden,
            p_value=special.stdtr(freedom, (expected - observed) / spread) * hidden,
            rung=np.where(known, OWN, NONE).astype(np.int8),
            lower=lower * hidden,
            more={"phi": phi},
        )

    def _dispersion(self, counts: Counts) -> tuple[Floats, Floats]:
        """Of the months behind the sums, as each period's own past and epoch tell it (NaN with too few), and its freedom."""
        squares, known = squared_steps(baseline(counts))
        periods = np.arange(counts.value.shape[1])
        first = np.minimum(np.maximum(epoch_begins(counts) + 2, periods - self.span), periods)
        total, number = (_before(array.astype(float), first) for array in (squares, known))
        phi = np.where(number >= FEWEST, np.maximum(total / np.maximum(number, 1), 1.0), np.nan)
        return phi, np.maximum(number / ALIKE, 1.0)


def _before(differences: Floats, first: Whole) -> Floats:
    """Sums of second differences, which begin at the third period, from the period `first` to before each; (N, T)."""
    running = np.cumsum(np.pad(differences, ((0, 0), (3, 0))), axis=1)[:, : first.shape[1]]
    return running - np.take_along_axis(running, first, 1)

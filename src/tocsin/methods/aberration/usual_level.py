"""The usual level: weights, concentrations, purities and other positive values that are no counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import NONE, OWN, Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import CHANCE, FROM_TWO, POSITIVE, check_ranges
from tocsin.numerics.sliding_levels import sliding_levels

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
EFFICIENCY = 0.37  # of the median absolute deviation under a normal law: so many of its values count


@dataclass(frozen=True, slots=True)
class UsualLevel:
    """Hold a positive value against the median of the `width` periods before it, on the scale of its logarithm.

    The scatter is the median absolute deviation, at least `least` of a logarithm, so that one load of tonnes in the past
    moves neither centre nor threshold much; the limit is Student's t. With fewer than `fewest` earlier values, or more
    zeros than values, it cannot say. What is still incomplete is no fall. `Counts.value` may be any positive measure;
    its `exposure` is not used. A season is
    not taken out. When not to use: counts (`best`), sums that overlap (`year_before`).
    False alarms: 0.002 to 0.004 per period and direction at alpha 0.005 for independent log-normal values, with 8 to 36
    periods before; more where neighbouring periods are alike.
    Source: Rousseeuw and Croux 1993, doi:10.1080/01621459.1993.10476408; Student 1908, doi:10.1093/biomet/6.1.1.
    """

    alpha: Annotated[float, CHANCE] = 0.005
    width: Annotated[int, FROM_TWO] = 24
    fewest: Annotated[int, FROM_TWO] = 8
    least: Annotated[float, POSITIVE] = 0.05
    needs: ClassVar[Needs] = Needs(history=8, whole_numbers=False)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        return f"usual_level/1 alpha={self.alpha} width={self.width}{unusual(self, 'fewest', 'least')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Expected level and limits of each period; (N, M)."""
        at = all_columns(counts, columns)
        centre, scatter, number = self._before(counts, at)
        enough = number >= self.fewest
        few = np.maximum(number, 2.0)
        spread = np.maximum(scatter * few / (few - 0.8), self.least) * np.sqrt(1 + np.pi / (2 * few))
        freedom = np.maximum(EFFICIENCY * (few - 1), 1.0)
        reach = special.stdtrit(freedom, 1 - self.alpha) * spread
        observed = counts.value[:, at]
        with np.errstate(divide="ignore"):
            distance = (np.log(np.where(observed > 0, observed, np.nan)) - centre) / spread
        p = np.where(observed == 0, 1.0, special.stdtr(freedom, -distance))
        hidden = np.where(enough & np.isfinite(centre), 1.0, np.nan)
        partial = counts.partial[:, at]
        lower = np.where(partial, np.nan, np.exp(centre - reach))
        return judged(
            at,
            observed,
            np.exp(centre) * hidden,
            np.exp(centre + reach) * hidden,
            p_value=p * hidden,
            rung=np.where(number < self.fewest, NONE, OWN).astype(np.int8),
            lower=lower * hidden,
        )

    def _before(self, counts: Counts, at: Whole) -> tuple[Floats, Floats, Whole]:
        """Levels of the epoch that each period belongs to: one pass for each epoch there is."""
        readable = np.isfinite(counts.value) & ~counts.open & ~counts.excluded & (counts.completeness >= 1)
        values, own = np.nan_to_num(counts.value), counts.epoch[:, at]
        parts = [sliding_levels(values, readable & (counts.epoch == e), at, self.width) for e in np.unique(own)]
        which = np.searchsorted(np.unique(own), own)
        centre, scatter = np.choose(which, [part[0] for part in parts]), np.choose(which, [part[1] for part in parts])
        return centre, scatter, np.choose(which, [part[2] for part in parts])

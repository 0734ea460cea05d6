"""CUSUM: the running sum of how far counts exceed what the first phase had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import due, first_phase, stands_on, usable
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.numerics.cumulative_sums import cumulative_sums

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cusum:
    """Ring while the sum of standardised excesses over `reference`, never below 0, is at least `limit`.

    Counts are held against the mean of a first phase: `training` periods (two years, if left out) from the first known
    one of their epoch on, in which it cannot say; with `until_asked` it is all before the first period asked for (if
    all are: all but the `newest`, two years at least). With `rossi` a square root makes rare counts nearly normal. The sum goes on after it rang (`restart`: it starts anew) and
    passes over what is missing; an open or excluded period is judged and not carried on. A first phase without an event
    is taken to have had half an event. `upper` is the smallest count that rings; with `rossi` the root of the published
    equation, not rounded, which near 0 is its mirror: any count rings there.
    When not to use: seasonal or trending series, whose mean it takes for constant.
    False alarms: within 52 weeks after a first phase of two years 17 % of Poisson series of mean 10 ring (`rossi` 11 %) and
    37 % of mean 1 (15 %), in 0.7 % and 1.7 % of weeks (0.4 %, 0.5 %); 95 % (92 %) do if the variance is three times the mean.
    Source: Rossi et al. 1999, doi:10.1002/(SICI)1097-0258(19990830)18:16<2111::AID-SIM171>3.0.CO;2-Q; Page 1954,
    doi:10.1093/biomet/41.1-2.100.
    """

    reference: float = 1.04
    limit: float = 2.26
    rossi: bool = False
    restart: bool = False
    training: int | None = None
    until_asked: bool = False
    newest: int | None = None
    fewest: int = 8
    needs: ClassVar[Needs] = Needs(history=104)

    @property
    def name(self) -> str:
        phase = f"until_asked/{self.newest}" if self.until_asked else f"training={self.training or 'two_years'}"
        kind = "cusum_rossi" if self.rossi else "cusum"
        return f"{kind}/1 k={self.reference} h={self.limit} {phase}{' restart' * self.restart}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean of the first phase, smallest count that rings, and the sum in `statistic`; (N, M)."""
        at = all_columns(counts, columns)
        begins, ends = first_phase(counts, at, self.training, self.until_asked, self.newest)
        rule = (self.reference, self.limit, self.rossi, self.restart, self.fewest)
        cut = slice(int(at[0]), int(at[-1]) + 1) if len(at) and (np.diff(at) == 1).all() else at
        sums = cumulative_sums(np.array(counts.value), due(counts), usable(counts), begins, ends, rule)
        mean, before, after = (grid[:, cut] for grid in sums)
        return judged(
            at,
            counts.value[:, cut],
            mean,
            self._ringing(mean, before),
            alarm=after >= self.limit,
            rung=stands_on(mean),
            more={"statistic": after},
        )

    def _ringing(self, mean: Floats, before: Floats) -> Floats:
        root, missing = np.sqrt(mean), self.limit + self.reference - before
        if not self.rossi:
            return np.ceil(np.maximum(mean + root * missing, 0.0))
        inner = 4 * mean + 2 * root * missing
        return np.where(inner < 0, 0.0, (np.sqrt(np.maximum(inner, 0.0)) - root) ** 2)

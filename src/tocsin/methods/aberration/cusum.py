"""CUSUM: the running sum of how far counts exceed what the first phase had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import last_of_phase, most_complete, phase_named, stands_on
from tocsin.methods.counts import Counts
from tocsin.methods.detector import all_columns, unusual
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.methods.ranges import FROM_ONE, FROM_ZERO, POSITIVE, check_ranges
from tocsin.numerics.cumulative_sums import cumulative_sums
from tocsin.records.period import periods_a_year

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cusum:
    """Ring while the sum of standardised excesses over `reference`, never below 0, is at least `limit`.

    Counts are held against the mean of a first phase: `training` periods (two years, if left out) from the first known
    one of their epoch on, in which it cannot say; with `until_asked` it is all before the first period asked for (if all
    are: all but the `newest`, two years at least). With `rossi` a square root makes rare counts nearly normal. The sum goes
    on after it rang (`restart`: it starts anew) and passes over what is missing; an open or excluded period is judged and
    not carried on. A first phase without an event is taken to have had half an event. `upper` is the smallest count that
    rings; with `rossi` the root of the published equation, not rounded, which near 0 is its mirror: any count rings there.
    When not to use: seasonal or trending series, whose mean it takes for constant.
    False alarms: within 52 weeks after a first phase of two years 17 % of Poisson series of mean 10 ring (`rossi` 11 %) and
    37 % of mean 1 (15 %), in 0.7 % and 1.7 % of weeks (0.4 %, 0.5 %); 95 % (92 %) do if the variance is three times the mean.
    Source: Rossi et al. 1999, doi:10.1002/(SICI)1097-0258(19990830)18:16<2111::AID-SIM171>3.0.CO;2-Q; Page 1954,
    doi:10.1093/biomet/41.1-2.100.
    """

    reference: Annotated[float, FROM_ZERO] = 1.04
    limit: Annotated[float, POSITIVE] = 2.26
    rossi: bool = False
    restart: bool = False
    training: Annotated[int | None, FROM_ONE] = None
    until_asked: bool = False
    newest: Annotated[int | None, FROM_ONE] = None
    fewest: Annotated[int, FROM_ONE] = 8
    needs: ClassVar[Needs] = Needs(history=104)

    def __post_init__(self) -> None:
        check_ranges(self)

    @property
    def name(self) -> str:
        phase = phase_named(self.until_asked, self.newest, self.training)
        kind = "cusum_rossi" if self.rossi else "cusum"
        return f"{kind}/1 k={self.reference} h={self.limit} {phase}{' restart' * self.restart}{unusual(self, 'fewest')}"

    def judge(self, counts: Counts, columns: Whole | None = None) -> Judged:
        """Mean of the first phase, smallest count that rings, and the sum in `statistic`; (N, M)."""
        at = all_columns(counts, columns)
        if len(at) == 0:
            return judged(at, *(np.empty((len(counts), 0)) for _ in range(3)))
        first, last = int(at.min()), int(at.max())
        whole = last - first + 1 == len(at) and bool((np.diff(at) == 1).all())
        grids = (counts.value, counts.exposure, most_complete(counts), counts.open, counts.excluded, counts.epoch)
        ends, training = self._first_phase(counts, first)
        rule = (self.reference, self.limit, self.rossi, self.restart, self.fewest, training)
        told = cumulative_sums(grids, ends, first, last, rule)
        mean, upper, sums = told if whole else (grid[:, at - first] for grid in told)
        return judged(
            at,
            counts.value[:, first : last + 1] if whole else counts.value[:, at],
            mean,
            upper,
            alarm=sums >= self.limit,
            rung=stands_on(mean),
            more={"statistic": sums},
        )

    def _first_phase(self, counts: Counts, first: int) -> tuple[Whole, int]:
        """The column where each series' first phase ends (-1: after so many periods of each epoch), and how many."""
        two_years = 2 * periods_a_year(counts.cadence)
        if self.until_asked:
            return last_of_phase(counts, first, self.newest, two_years), two_years
        return np.full(len(counts), -1), two_years if self.training is None else self.training

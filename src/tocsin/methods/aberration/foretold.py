"""The law of a count foretold: negative binomial, or beta-binomial where it is out of so many trials."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.aberration.own_past import due
from tocsin.methods.counts import Counts
from tocsin.numerics.likelihood_ratio_mixture import RISES, likelihood_ratio_mixture
from tocsin.numerics.predictive_limits import limits, tails
from tocsin.numerics.predictive_shares import share_evidence, share_limits, share_tails
from tocsin.numerics.shrunken_seasons import DISPERSION, VARIANCE

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Foretold:
    """A law for each of (N, M) counts. `scatter`: variance over the mean (times 1 - share), what is unsure of the mean included.

    `trials` are what counts are out of, NaN where they stand alone.
    """

    mean: Floats
    scatter: Floats
    trials: Floats | None

    def tails(self, observed: Floats, tie: float) -> tuple[Floats, Floats]:
        """Chances of more and of fewer, each with a part `tie` of that of just so many; NaN where unknown."""
        if self.trials is None:
            return tails(observed, self.mean, self.scatter, tie)
        return share_tails(observed, self.mean, self.trials, self.scatter, tie)

    def limits(self, level: Floats, tie: float) -> Floats:
        """The smallest count whose upper tail is `level` or less."""
        if self.trials is None:
            return limits(level, self.mean, self.scatter, tie)
        return share_limits(level, self.mean, self.trials, self.scatter, tie)

    def evidence(self, observed: Floats) -> Floats:
        """An e-value for a rise of unknown size: of the rate, or for shares of the odds."""
        if self.trials is None:
            return likelihood_ratio_mixture(observed, self.mean, self.scatter)
        return share_evidence(observed, self.mean, self.trials, self.scatter, RISES)


def surest(counts: Counts, columns: Whole, rate: Floats, told: Floats, rare: Floats, tie: float) -> Foretold:
    """As `foretold`; where a count is not all in, the law that rings first: at the share expected, or were it all in.

    None is more than all in, so a count that is rare even then is a rise already, however unsure the share. Which law it is
    does not depend on the count. `rare` (N, M) is the chance to ring at.
    """
    law = foretold(counts, columns, rate, told)
    rows = np.flatnonzero((counts.unsure[:, columns] > 0).any(1))
    if not len(rows):
        return law
    some = counts.take(rows)
    whole = foretold(replace(some, completeness=np.ones_like(some.value)), columns, rate[rows], told[rows])
    part = foretold(some, columns, rate[rows], told[rows])
    first = whole.limits(rare[rows], tie) < part.limits(rare[rows], tie)
    mean, scatter = law.mean.copy(), np.array(law.scatter)
    mean[rows], scatter[rows] = np.where(first, whole.mean, part.mean), np.where(first, whole.scatter, part.scatter)
    return Foretold(mean, scatter, law.trials)


def foretold(counts: Counts, columns: Whole, rate: Floats, told: Floats) -> Foretold:
    """The law of the periods `columns` at such rates per unit due, with dispersion and variance as `told` by the fit.

    What is unsure of the completeness widens it as what is unsure of the mean does.
    """
    mean, phi = rate * due(counts)[:, columns], told[..., DISPERSION]
    variance = told[..., VARIANCE] + counts.unsure[:, columns]
    if not counts.trials:
        return Foretold(mean, phi + mean * variance, None)
    trials = counts.exposure[:, columns]
    core = mean * (1 - np.divide(mean, trials, out=np.zeros_like(mean), where=trials > 0))
    return Foretold(mean, phi + core * variance, trials)

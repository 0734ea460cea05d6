"""How late a series is, beside its pool, at one lag: told by its own cells and those of its place at lags near to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lags.law import LagLaw
from tocsin.methods.nowcast.lags.pairs import LagPairs, near
from tocsin.methods.nowcast.lags.spread import DEVIATIONS, deviations, likelihoods, nearness, steps, told
from tocsin.numerics.log_sums import logs_before

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def deviating(law: LagLaw, pairs: LagPairs, place: Whole, row: Whole, lag: Floats) -> Floats:
    """Chances (M, K) of the deviations of series `row` (M,) from their pool at each `lag` (M,); `place` (N,) of all series."""
    middle = law.curve.middle(pairs.lag.astype(float))
    after = np.exp(law.curve.middle(pairs.later.astype(float)))
    middle = np.log(np.maximum(np.exp(middle) - np.where(after > 2e-7, after, 0.0), 1e-7))
    of = likelihoods if law.whole else nearness
    spread, chance = law.spread, np.empty((len(row), len(DEVIATIONS)))
    cells = logs_before(of(pairs.early, pairs.late, middle), steps(spread.period, spread.period_never))
    for one in np.unique(lag):
        weight, asked = near(pairs.lag, float(one)), lag == one
        some = weight > 0
        found = told(cells[some] * weight[some, None], pairs.row[some], place, spread)
        chance[asked] = deviations(found, spread)[row[asked]]
    return chance

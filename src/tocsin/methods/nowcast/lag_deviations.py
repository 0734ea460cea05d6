"""How late a series is, beside its pool, at one lag: told by its own cells and those of its place at lags near to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lag_law import LagLaw
from tocsin.methods.nowcast.lag_pairs import LagPairs
from tocsin.methods.nowcast.share_spread import DEVIATIONS, deviations, likelihoods, nearness, steps, told
from tocsin.numerics.log_sums import logs_before

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
A_MONTH = 30.0  # shorter lags are as near to each other as if they were a month
DOUBLINGS = 2.0  # lags so many times doubled or halved away say nothing: taken, not measured


def near(lags: Whole, lag: float) -> Floats:
    """How far cells at `lags` (P,) speak of another lag: wholly at the same, half at twice or half of it, not at four times.

    A local likelihood, Tibshirani and Hastie 1987, doi:10.1080/01621459.1987.10478466: what still changes in a period ten
    years old is a change of what is counted, and says little of how late this year's reports are.
    """
    apart = np.abs(np.log2(np.maximum(lags, A_MONTH)) - np.log2(max(lag, A_MONTH)))
    return np.maximum(1 - apart / DOUBLINGS, 0.0)


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

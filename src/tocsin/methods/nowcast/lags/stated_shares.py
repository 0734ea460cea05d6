"""Stated shares: what a person says is told so many days after a period's end, where nothing was measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lags.spread import shares_at

Floats = NDArray[np.float64]
StatedShare = tuple[float, float, float]  # lag in days, share, concentration
SURE = 1e6


def stated_law(stated: tuple[StatedShare, ...], lag: Floats) -> tuple[Floats, Floats]:
    """Middles (M,) and chances (M, K) of the grid of deviations at each lag, of beta laws between those stated.

    Share c with concentration k: variance c (1 - c) / (1 + k). Between two lags both follow straight lines, before the
    first and after the last they stay.
    """
    from scipy.special import betainc

    days, share, sure = (np.array(column, float) for column in zip(*sorted(stated), strict=True))
    lags, place = np.unique(lag, return_inverse=True)
    centre = np.clip(np.interp(lags, days, share), 1e-3, 1 - 1e-6)
    strength = np.minimum(np.interp(lags, days, np.minimum(sure, SURE)), SURE)
    middle = np.log(-np.log(centre))
    shares = shares_at(middle)[:, 1:]
    between = np.concatenate(
        [np.ones((len(lags), 1)), np.sqrt(shares[:, 1:] * shares[:, :-1]), np.zeros((len(lags), 1))], 1
    )
    below = betainc((centre * strength)[:, None], ((1 - centre) * strength)[:, None], between)
    chance = np.concatenate([np.zeros((len(lags), 1)), below[:, :-1] - below[:, 1:]], 1)
    return middle[place], chance[place]

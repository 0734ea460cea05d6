"""The newest years of a fit: whether they deny it, and how far its level may be carried from theirs."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
OWN = 4.0  # degrees of freedom that the dispersion of a few counts begins with
DENIED = 4.5  # by so many standard errors


@numba.njit(nogil=True, cache=True)
def rate_of(eta: float, share: bool) -> float:
    """The rate of a linear predictor: e^eta, or for shares 1 / (1 + e^-eta)."""
    rate = np.exp(min(max(eta, -40.0), 40.0))
    return rate / (1 + rate) if share else rate


@numba.njit(nogil=True, cache=True)
def _odds(events: float, rate: float, due: float, share: bool) -> float:
    """The logarithm of how much more was seen than foreseen at one rate, in odds for shares; half an event is added to each."""
    foreseen = rate * due
    more = np.log((events + 0.5) / (foreseen + 0.5))
    return more - np.log((max(due - events, 0.0) + 0.5) / (due - foreseen + 0.5)) if share else more


@numba.njit(nogil=True, cache=True)
def _newest(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    theta: Floats, phi: float, cut: float, share: bool, ages: tuple[float, float], slope: float,
) -> tuple[float, float]:  # fmt: skip
    """How much more than by level and `slope` was seen so many years before the end of reference, and its standard error.

    In logarithms; outliers are clipped. 0 and infinity where nothing was foreseen.
    """
    start, stop, now = span
    events, foreseen, exposed, square, number = 0.0, 0.0, 0.0, 0.0, 0
    s = stop - 1
    while s >= start and years[stop - 1] - years[s] < ages[1]:
        if usable[s] and years[stop - 1] - years[s] >= ages[0]:
            eta = theta[0] + slope * (years[s] - years[now])
            for k in range(2, len(theta)):
                eta += theta[k] * waves[s, k - 2]
            mean = due[s] * rate_of(eta, share)
            count = min(y[s], 2 * mean + 2 * cut * np.sqrt(phi * mean) + 2 * phi)
            foreseen += mean
            exposed += due[s]
            events += count
            square += count * count / max(mean, 1e-9)
            number += 1
        s -= 1
    if foreseen <= 0:
        return 0.0, np.inf
    left = max(1 - events / exposed, 0.05) if share else 1.0
    ratio = (events + 0.5) / (foreseen + 0.5)
    scatter = max(square / ratio - events, 0.0) / left  # about their own level
    own = (scatter + OWN * min(phi, 2.0)) / (number - 1 + OWN)
    own = min(max(own, 1.0), phi)
    return _odds(events, foreseen / exposed, exposed, share), np.sqrt(own / (events * left + 1))


@numba.njit(nogil=True, cache=True)
def held_back(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    theta: Floats, phi: float, cut: float, share: bool, furthest: float,
) -> float:  # fmt: skip
    """The level of now, but no further from that of the newest year of reference than `furthest` and its own error."""
    more, error = _newest(y, due, usable, waves, years, span, theta, phi, cut, share, (0.0, 1.0), 0.0)
    allowed = furthest + 2 * error
    return theta[0] + more + min(max(-more, -allowed), allowed) if np.isfinite(error) else theta[0]


@numba.njit(nogil=True, cache=True)
def changed(
    y: Floats, due: Floats, usable: Bools, waves: Floats, years: Floats, span: tuple[int, int, int],
    theta: Floats, phi: float, cut: float, share: bool,
) -> bool:  # fmt: skip
    """Whether one of the three newest half years of reference denies the fit: there was a break then, and no slope.

    The newest of all only by too few: too many may be an outbreak.
    """
    for ages in ((0.0, 0.5), (0.5, 1.0), (1.0, 1.5)):
        more, error = _newest(y, due, usable, waves, years, span, theta, phi, cut, share, ages, theta[1])
        if more < -DENIED * error or (ages[0] > 0 and more > DENIED * error):
            return True
    return False

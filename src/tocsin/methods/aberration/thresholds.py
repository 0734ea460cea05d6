"""Thresholds of Farrington's methods: how many events are too many, given a mean, a dispersion and a standard error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.numerics.count_limits import count_limits

Floats = NDArray[np.float64]
Rule = Literal["nb_plugin", "delta", "muan"]
Power = Literal["2/3", "1/2", "none"]
POWERS: dict[str, float] = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
MANY, MOST = 1e12, 1e300


@dataclass(frozen=True, slots=True)
class Threshold:
    """`upper` is what a count must exceed, `p_value` the chance of so many or more; `mean` what they were taken from."""

    upper: Floats
    p_value: Floats
    mean: Floats


def plug_in(alpha: float, observed: Floats, mean: Floats, phi: Floats) -> Threshold:
    """Quantile of the negative binomial law with the estimated mean and dispersion (Noufaily et al. 2013)."""
    upper, tail = count_limits(1 - alpha, observed, mean, phi)
    return Threshold(upper, tail, mean)


def bounded_mean(alpha: float, observed: Floats, mean: Floats, phi: Floats, error: Floats) -> Threshold:
    """The same, from the upper bound of the mean at `alpha` (muan, Salmon et al. 2016).

    After a few events in years that bound may exceed any count; beyond `MANY` the law is taken for normal.
    """
    with np.errstate(over="ignore"):
        bound = np.minimum(mean * np.exp(special.ndtri(1 - alpha) * error), MOST)
    upper, tail = count_limits(1 - alpha, observed, np.minimum(bound, MANY), phi)
    normal = bound + special.ndtri(1 - alpha) * np.sqrt(phi * bound)
    return Threshold(np.where(bound > MANY, np.floor(normal), upper), tail, bound)


def transformed(
    alpha: float, observed: Floats, mean: Floats, phi: Floats, error: Floats, power: Power = "2/3"
) -> Threshold:
    """Normal limit of the count to a power, by the delta method (Farrington et al. 1996)."""
    exponent = POWERS[power]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = exponent * mean ** (exponent - 1) * np.sqrt(phi * mean + (mean * error) ** 2)
        centre = mean**exponent
        reach = np.where(mean > 0, centre + special.ndtri(1 - alpha) * spread, 0.0)
        tail = special.ndtr(np.where(mean > 0, (centre - observed**exponent) / spread, -np.inf))
        raised = np.exp(np.minimum(mean * (1 + special.ndtri(1 - alpha) * error), 700.0))
    upper = np.where(np.isnan(mean), np.nan, np.maximum(reach, 0.0) ** (1 / exponent))
    tail = np.where(observed <= 0, np.maximum(tail, 0.5), tail)
    return Threshold(upper, np.where(np.isnan(mean), np.nan, tail), raised)


def after_nothing(alpha: float, observed: Floats, n: Floats, nothing: NDArray[np.bool_], limit: Threshold) -> Threshold:
    """`limit`, but where there was `nothing` in `n` periods: there the predictive law under Jeffreys' prior.

    A regression has no level then, and a chance of 1e-12 is more than so few periods can support.
    """
    if not nothing.any():
        return limit
    mean = np.where(nothing, 0.5 / np.maximum(n, 1.0), np.nan)
    upper, tail = count_limits(1 - alpha, observed, mean, np.where(nothing, 1 + 1 / np.maximum(n, 1.0), np.nan))
    parts = ((upper, limit.upper), (tail, limit.p_value), (mean, limit.mean))
    return Threshold(*(np.where(nothing, ours, theirs) for ours, theirs in parts))

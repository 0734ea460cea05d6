"""The ratio of two Poisson rates, exact given their total, with room for overdispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Arrays of one shape. `ratio` is inf where the baseline is zero; `low` is then still finite."""

    ratio: Floats
    low: Floats
    high: Floats
    p_above: Floats
    p_below: Floats


def rate_ratio(
    count: Floats,
    exposure: Floats,
    base_count: Floats,
    base_exposure: Floats,
    dispersion: Floats | float = 1.0,
    confidence: float = 0.95,
) -> RateRatio:
    """Compare `count / exposure` with `base_count / base_exposure`, elementwise.

    Given the total, the first count is binomial; the interval is Clopper-Pearson's on that binomial, turned
    into a ratio. Counts are divided by `dispersion` (variance over mean, at least 1) first, which is exact
    for Poisson counts and a quasi-likelihood otherwise. Multiplying both exposures by one number changes
    nothing. NaN in, NaN out; two zero counts give ratio NaN and both p-values 1.
    False alarms: at most the nominal level for Poisson counts (the test is conservative).
    Source: Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313.
    """
    x, y = np.maximum(count, 0) / dispersion, np.maximum(base_count, 0) / dispersion
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        split = exposure / (exposure + base_exposure)
        ratio = (count / exposure) / (base_count / base_exposure)
        low = _odds(special.betaincinv(x, y + 1, tail)) * base_exposure / exposure
        high = _odds(special.betaincinv(x + 1, y, 1 - tail)) * base_exposure / exposure
        p_above = special.betainc(x, y + 1, split)
        p_below = special.betainc(y, x + 1, 1 - split)
    none, no_base = x == 0, y == 0
    unknown = np.isnan(count + exposure + base_count + base_exposure)
    return RateRatio(
        ratio=ratio,
        low=np.where(unknown, np.nan, np.where(none, 0.0, low)),
        high=np.where(unknown, np.nan, np.where(no_base, np.inf, high)),
        p_above=np.where(unknown, np.nan, np.where(none, 1.0, p_above)),
        p_below=np.where(unknown, np.nan, np.where(no_base, 1.0, p_below)),
    )


def _odds(probability: Floats) -> Floats:
    return probability / (1 - probability)

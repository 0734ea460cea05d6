"""Evidence for a rise of unknown size: a mixture of likelihood ratios of negative binomial laws."""

from __future__ import annotations

from math import lgamma

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RISES = (1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


@numba.njit(nogil=True, cache=True)
def _mixture(count: Floats, mean: Floats, dispersion: Floats, rises: Floats) -> Floats:
    evidence = np.full(len(count), np.nan)
    for i in range(len(count)):
        y, mu, phi = count[i], mean[i], dispersion[i]
        if not (y >= 0 and mu > 0 and phi >= 1):
            continue
        total = 0.0
        for rise in rises:
            if phi < 1 + 1e-6:
                power = y * np.log(rise) - (rise - 1) * mu
            else:
                n = mu / (phi - 1)
                power = lgamma(y + rise * n) - lgamma(rise * n) + lgamma(n) - lgamma(y + n)
                power -= (rise - 1) * n * np.log(phi)
            total += np.exp(min(power, 690.0))
        evidence[i] = total / len(rises)
    return evidence


def likelihood_ratio_mixture(
    count: Floats, mean: Floats, dispersion: Floats, rises: tuple[float, ...] = RISES
) -> Floats:
    """The mean over `rises` R of the likelihood of R x `mean` to that of `mean`, of negative binomial laws.

    Grids of one shape; the law of mean m has variance `dispersion` x m (1: Poisson's). An e-value: its mean is 1 where the
    law of `mean` holds, so that values of independent periods multiply. NaN where an argument is, or a mean is not above 0.
    When not to use: where `mean` was estimated from few events, for it is then too bold.
    Source: Shin, Ramdas and Rinaldo 2023, doi:10.51387/23-NEJSDS43 (the increments of their e-detectors).
    """
    y, mu, phi = (np.ascontiguousarray(grid, float).ravel() for grid in (count, mean, dispersion))
    return _mixture(y, mu, phi, np.array(rises)).reshape(np.shape(count))

"""Still to come: the most that figures may gain after they were first published, as measured by the panel's day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import LEAST_SHARE, out_of_samples, share_at
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence

Floats = NDArray[np.float64]
UPPER = 0.975
NOT_MEASURED = 12 / 9  # a stated prior: as if the three newest months of twelve were not there at all


def still_to_come(panel: Panel, exposed: bool = False) -> Floats:
    """The most that each figure may grow by, as a factor, with chance 97.5 %; (N, T), at least 1.

    Read from the completeness of the panel and how sure it is: the share that is reported lies above the 2.5 % quantile of
    the Beta with that mean and concentration. A cell that counts as whole gains nothing; but of sums of twelve months, one
    that counts as whole where others of its month do not may gain the least that any of those may. Where nothing had been
    measured of such sums by the panel's day, which is so until a second release is known, the stated prior `NOT_MEASURED`
    holds for every cell. With `exposed`, counts out of samples that come as late gain nothing.
    """
    share, sure = panel.completeness, panel.concentration
    measured = np.isfinite(share) & ((share != 1) | np.isfinite(sure))
    rolling = panel.cadence is Cadence.ROLLING_12_MONTHS
    if not measured.any() or (exposed and out_of_samples(panel)):
        return np.full(share.shape, NOT_MEASURED if rolling and not exposed else 1.0)
    least_told = share_at(np.where(measured, np.minimum(share, 1.0), 1.0), sure, 1 - UPPER)
    gain = 1 / np.maximum(least_told, LEAST_SHARE)
    if not rolling:
        return np.maximum(gain, 1.0)
    least = np.where(measured, gain, np.inf).min(0, initial=np.inf)
    return np.maximum(np.where(measured, gain, np.where(np.isfinite(least), least, 1.0)), 1.0)

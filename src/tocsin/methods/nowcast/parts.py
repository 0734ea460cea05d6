"""A whole and its parts: the nowcast of a country, centred on those of its states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.nowcast import Nowcast

Whole = NDArray[np.int64]


def centred_on_parts(nowcast: Nowcast, whole: int, parts: Whole, weight: float = 1.0) -> Nowcast:
    """The series `whole` moved towards the sum of the means of the series `parts`; `weight` 1 takes their sum, 0 changes nothing.

    Parts whose delays differ and whose shares move say more together than the whole alone. What is unreported of the whole
    keeps its law, moved as far as its mean; it never falls below what is reported where the law did not. Where a part is refused,
    or reported figures of the parts do not sum to those of the whole (1 % or 1 off), nothing is moved. Raises `BadValue`.
    """
    if not 0 <= weight <= 1:
        raise BadValue("no such weight of parts", wanted="0 to 1", got=str(weight))
    mean, reported = nowcast.mean[whole], nowcast.reported[whole]
    known = nowcast.reported[parts].sum(axis=0)
    same = np.abs(known - reported) <= np.maximum(0.01 * np.abs(reported), 1.0)
    by = np.where(same, weight * (nowcast.mean[parts].sum(axis=0) - mean), 0.0)
    by = np.where(np.isfinite(by), by, 0.0)
    means, quantiles = nowcast.mean.copy(), nowcast.quantiles.copy()
    floor = np.minimum(quantiles[whole], reported[:, None])
    means[whole], quantiles[whole] = mean + by, np.maximum(quantiles[whole] + by[:, None], floor)
    return replace(nowcast, mean=means, quantiles=quantiles)

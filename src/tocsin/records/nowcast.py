"""A nowcast: how much of each period is reported by now, and what it will read when everything is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.period import Cadence

Floats = NDArray[np.float64]
LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)  # the 23 levels of the hubs
GRIDS = ("reported", "completeness", "concentration", "mean", "basis")


class Stand(IntEnum):
    """What a nowcast stands on."""

    REFUSED = 0  # nothing measured applies, and no prior was given: no figure
    CLOSED = 1  # all is reported, as far as was ever measured
    OWN = 2  # the delays of the series itself
    POOLED = 3  # delays lent by other series of the source
    STATED = 4  # a prior that a person stated; said so wherever it is shown


@dataclass(frozen=True, slots=True)
class Nowcast:
    """N series over T periods as one would read them once all is reported, from what is known `as_of` a day.

    All grids are (N, T). `reported` is what is known now (NaN: nothing); `completeness` the expected share of the final
    figure that it is (above 1 where figures are revised down), NaN where refused; `concentration` says how sure that share
    is: its variance is c (1 - c) / (1 + concentration), infinite where it is certain. `mean` is the expected final figure,
    `quantiles` (N, T, Q) its predictive quantiles at `levels` (Q,), rising; NaN where refused. `basis` is a `Stand`.
    """

    periods: NDArray[np.int64]
    cadence: Cadence
    as_of: np.datetime64
    reported: Floats
    completeness: Floats
    concentration: Floats
    mean: Floats
    levels: Floats
    quantiles: Floats
    basis: NDArray[np.int8]

    def __post_init__(self) -> None:
        shape = self.reported.shape
        for name in GRIDS:
            if (got := getattr(self, name).shape) != shape:
                raise BadValue(f"nowcast.{name} has the wrong shape", wanted=str(shape), got=str(got))
        if self.quantiles.shape != (*shape, len(self.levels)):
            wanted, got = (*shape, len(self.levels)), self.quantiles.shape
            raise BadValue("nowcast.quantiles has the wrong shape", wanted=str(wanted), got=str(got))

    def __len__(self) -> int:
        return len(self.reported)

    def quantile(self, level: float) -> Floats:
        """The final figure that is not exceeded with chance `level`, (N, T); between levels by straight lines."""
        spots = np.interp(level, self.levels, np.arange(len(self.levels)))
        low = int(np.floor(spots))
        part, high = spots - low, min(low + 1, len(self.levels) - 1)
        return (1 - part) * self.quantiles[..., low] + part * self.quantiles[..., high]

    def take(self, rows: NDArray[np.int64]) -> Nowcast:
        """Some series only."""
        return replace(self, quantiles=self.quantiles[rows], **{name: getattr(self, name)[rows] for name in GRIDS})

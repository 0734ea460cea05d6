"""Vintages: the same series as one release after another told them. What was known when, as one array."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.period import Cadence, last_day

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Vintages:
    """N series over T consecutive periods, as known after each of V releases, oldest first.

    `value` (V, N, T) is what was known on the day `known` (V,), NaN where nothing was: not yet published, or not in what
    this node holds. `keys` has N rows (`records.panel.KEY_SCHEMA`); `periods` (T,) are running numbers at `cadence`.
    Arrays are read-only. Nothing here knows what came after `known[-1]`.
    """

    keys: pa.Table
    cadence: Cadence
    periods: NDArray[np.int64]
    known: Days
    value: Floats

    def __post_init__(self) -> None:
        shape = (len(self.known), self.keys.num_rows, len(self.periods))
        if self.value.shape != shape:
            raise BadValue("vintages.value has the wrong shape", wanted=str(shape), got=str(self.value.shape))
        if (np.diff(self.known.astype("datetime64[D]").astype(np.int64)) < 0).any():
            raise BadValue("vintages are out of order", wanted="the oldest first", got=str(self.known))
        self.value.flags.writeable = False

    def __len__(self) -> int:
        return self.keys.num_rows

    @property
    def lag(self) -> NDArray[np.int64]:
        """Days from the end of each period to each release, (V, T); negative where the period was not over."""
        ends = last_day(self.periods, self.cadence).astype("datetime64[D]")
        return (self.known.astype("datetime64[D]")[:, None] - ends[None, :]).astype(np.int64)

    def until(self, day: np.datetime64) -> Vintages:
        """Only the releases known by `day`: the past without its future."""
        kept = self.known <= day
        return replace(self, known=self.known[kept], value=self.value[kept])

    def take(self, rows: NDArray[np.int64]) -> Vintages:
        """Some series only."""
        return replace(self, keys=self.keys.take(pa.array(rows)), value=self.value[:, rows])

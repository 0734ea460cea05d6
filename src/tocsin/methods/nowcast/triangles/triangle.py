"""Reporting triangles: how many events of each period had been reported so many steps after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.period import Cadence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Triangle:
    """N series over T consecutive periods of events, as known up to D - 1 steps later; one step is one period.

    `total` (N, T, D): events of period t that had been reported by the end of step d after it (0: within the period
    itself). Totals are cumulative and may fall: a negative revision. NaN where it is not known: not yet come, or nobody
    looked on that step (an unknown early delay, a skipped report). `periods` (T,) are running numbers at `cadence`; `now`
    is the running number of the step up to which reports are known, so that (t, d) can be known only if
    periods[t] + d <= now. `pool` (N,) numbers the series that may lend each other their delays.
    """

    total: Floats
    periods: Whole
    cadence: Cadence
    now: int
    pool: Whole

    def __post_init__(self) -> None:
        rows, width, _ = self.total.shape
        for name, wanted in (("periods", width), ("pool", rows)):
            if (got := getattr(self, name).shape) != (wanted,):
                raise BadValue(f"triangle.{name} has the wrong shape", wanted=f"({wanted},)", got=str(got))

    def __len__(self) -> int:
        return len(self.total)

    def until(self, now: int) -> Triangle:
        """What was known at an earlier step `now`: later reports, and periods that had not begun, are not there."""
        kept = self.periods <= now
        steps = self.periods[kept][:, None] + np.arange(self.total.shape[2])[None, :]
        total = np.where(steps[None] <= now, self.total[:, kept], np.nan)
        return replace(self, total=total, periods=self.periods[kept], now=min(now, self.now))

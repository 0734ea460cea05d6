"""A panel: one measure at one cadence, series by periods, with what is and is not known of each cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.period import Cadence, first_day, last_day

Floats = NDArray[np.float64]
GRIDS = ("value", "tested", "status", "epoch", "completeness", "concentration", "lower", "upper")


class Status(IntEnum):
    """What a cell is. Only `OBSERVED` and `ZERO` may be read as the whole truth of their period."""

    NOT_REPORTED = 0
    OBSERVED = 1
    ZERO = 2
    CENSORED = 3
    SUPPRESSED = 4
    INCOMPLETE = 5  # the value is a lower bound: reports are still coming in


KEY_SCHEMA = pa.schema(
    [
        pa.field("series", pa.string(), nullable=False),  # md5 of the other columns
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("stream", pa.string(), nullable=False),  # kind of source
        pa.field("substance", pa.string(), nullable=False),  # id, group id, "unknown:<raw>" or "all"
        pa.field("place", pa.string(), nullable=False),  # canonical id
        pa.field("level", pa.string(), nullable=False),  # country, state, county, field_office, city, site
        pa.field("measure", pa.string(), nullable=False),  # what is measured
        pa.field("derived", pa.bool_(), nullable=False),  # a declared roll-up, not a published row
        pa.field("origin", pa.string()),  # for flows
        pa.field("destination", pa.string()),  # for flows
        pa.field("mark", pa.string(), nullable=False),  # the strictest of its inputs
        pa.field("purpose", pa.string(), nullable=False),  # the strictest of its inputs
    ]
)


@dataclass(frozen=True, slots=True)
class Panel:
    """N series over T consecutive periods, as known at `as_of`.

    `keys` has N rows (`KEY_SCHEMA`); `periods` (T,) are running numbers at `cadence`. All arrays are
    (N, T): `value` (NaN where nothing is known), `tested` (NaN where no denominator is known), `status`
    (`Status`), `completeness` (expected share of the final figure that is reported; 1 where no delay is known),
    `concentration` (how sure that share c is: its variance is c (1 - c) / (1 + concentration)), `epoch` (rises by
    one at each annotated break: only periods of one epoch may be compared). `lower` and `upper` bound a
    censored or suppressed value and equal `value` elsewhere. Arrays are read-only.
    """

    keys: pa.Table
    cadence: Cadence
    periods: NDArray[np.int64]
    value: Floats
    tested: Floats
    status: NDArray[np.int8]
    epoch: NDArray[np.int16]
    as_of: datetime
    completeness: Floats = field(default_factory=lambda: np.empty((0, 0)))
    concentration: Floats = field(default_factory=lambda: np.empty((0, 0)))
    lower: Floats = field(default_factory=lambda: np.empty((0, 0)))
    upper: Floats = field(default_factory=lambda: np.empty((0, 0)))

    def __post_init__(self) -> None:
        shape = (self.keys.num_rows, len(self.periods))
        if self.completeness.size == 0:
            object.__setattr__(self, "completeness", np.ones(shape))
        if self.concentration.size == 0:
            object.__setattr__(self, "concentration", np.broadcast_to(np.inf, shape))
        for name, stand_in in (("lower", self.value), ("upper", self.value)):
            if getattr(self, name).size == 0:
                object.__setattr__(self, name, stand_in)
        for name in GRIDS:
            array = getattr(self, name)
            if array.shape != shape:
                raise BadValue(f"panel.{name} has the wrong shape", wanted=str(shape), got=str(array.shape))
            array.flags.writeable = False

    def __len__(self) -> int:
        return self.keys.num_rows

    @property
    def starts(self) -> NDArray[np.datetime64]:
        """First day of each period, (T,)."""
        return first_day(self.periods, self.cadence)

    @property
    def ends(self) -> NDArray[np.datetime64]:
        """Last day of each period, (T,)."""
        return last_day(self.periods, self.cadence)

    def newest_complete(self) -> int:
        """Index of the newest period in which any series is complete; -1 when none is."""
        complete = np.isin(self.status, (Status.OBSERVED, Status.ZERO)).any(0)
        return int(np.flatnonzero(complete)[-1]) if complete.any() else -1

    def column(self, name: str) -> list[str]:
        """One key column as Python strings, for the few places that name single series."""
        return self.keys.column(name).to_pylist()

    def take(self, rows: NDArray[np.int64]) -> Panel:
        """The panel of some series only."""
        cut = {name: getattr(self, name)[rows] for name in GRIDS}
        return Panel(
            keys=self.keys.take(pa.array(rows)), cadence=self.cadence, periods=self.periods, as_of=self.as_of, **cut
        )

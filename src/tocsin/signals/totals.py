"""Totals of each period on each day that a release came: what rhythm, delay and fullness are measured from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.correction import first_reading

Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Totals:
    """One measure, and periods of one length: D days on which something came, P periods, both oldest first.

    `total`, `keys`, `places` and `names` are (D, P), as known at the end of each day. `releases` (D) is the last
    release of the day. A total is over all that the source publishes, and is held against itself alone.
    """

    measure: str
    days: Days
    releases: tuple[str, ...]
    starts: Days
    ends: Days
    total: NDArray[np.float64]
    keys: NDArray[np.int64]
    places: NDArray[np.int64]
    names: NDArray[np.int64]

    @property
    def newest(self) -> NDArray[np.int64]:
        """By day (D): the newest period that any release had told of by then; -1 before the first."""
        told = np.where(self.keys > 0, np.arange(len(self.ends)), -1).max(axis=1, initial=-1)
        return np.maximum.accumulate(told) if len(told) else told

    @property
    def news(self) -> NDArray[np.bool_]:
        """(D, P): on this day the period was first told of, and it is newer than all that was known before.

        What the first day brought is history, and so is a gap that is filled later: neither tells of a delay.
        """
        before = np.concatenate([[len(self.ends)], self.newest[:-1]])[: len(self.days)]
        first = (np.maximum.accumulate(self.keys > 0, axis=0)).cumsum(axis=0) == 1
        return first & (np.arange(len(self.ends)) > before[:, None])

    def lag(self) -> NDArray[np.int64]:
        """(D, P): days from the end of each period to each day."""
        return (self.days[:, None] - self.ends).astype(np.int64)


def totals_of(arrivals: pa.Table) -> Iterator[Totals]:
    """The totals of each measure and length of period in `arrivals` (`lake.arrivals.ARRIVALS`)."""
    days = np.asarray(arrivals["known_at"].to_numpy(), "datetime64[D]")
    starts, ends = (np.asarray(arrivals[n].to_numpy(), "datetime64[D]") for n in ("period_start", "period_end"))
    lengths = np.round((ends - starts).astype(np.int64) / 15).astype(np.int64)  # as in `lake.revisions`
    measures = np.asarray(arrivals["measure"].to_pylist(), object)
    releases = [first_reading(release) for release in arrivals["release"].to_pylist()]
    figures = {name: arrivals[name].to_numpy() for name in ("added", "keys", "places", "names")}
    for measure, length in sorted(set(zip(measures.tolist(), lengths.tolist(), strict=True))):
        own = np.flatnonzero((measures == measure) & (lengths == length))
        span = np.stack([starts[own], ends[own]], axis=1).view(np.int64)
        periods, at = np.unique(span[:, ::-1], axis=0, return_inverse=True)
        when, on = np.unique(days[own], return_inverse=True)
        last = dict(zip(on.tolist(), (releases[i] for i in own.tolist()), strict=True))
        summed = {
            n: _summed(values[own], on, at.reshape(-1), (len(when), len(periods))) for n, values in figures.items()
        }
        yield Totals(
            measure,
            when,
            tuple(last[day] for day in range(len(when))),
            periods[:, 1].astype("datetime64[D]"),
            periods[:, 0].astype("datetime64[D]"),
            summed["added"],
            *(summed[name].astype(np.int64) for name in ("keys", "places", "names")),
        )


def _summed(
    values: NDArray[np.float64], on: NDArray[np.int64], at: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    table = np.zeros(shape)
    np.add.at(table, (on, at), values)
    return table.cumsum(axis=0)

"""Aside: rows that are not used, each with the column, what it broke and what was found. None is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
LONGEST = 120
REASONS = (
    "unreadable_row",  # not as many cells as the header has, or no text
    "no_series",
    "no_period",
    "not_a_period",
    "other_period",  # of another kind than most: a month among weeks
    "not_a_number",
    "negative",
    "more_than_tested",
    "not_a_share",
    "not_yes_or_no",
    "twice",  # the same row again
    "twice_different",  # several rows for one period of one series, with different figures
    "before_event",  # reported before it happened
    "after_today",  # reported on a day that has not come
    "no_count",
)


@dataclass(frozen=True, slots=True)
class Aside:
    """One row that is not used. `row` counts the rows below the header from 1; `reason` is one of `REASONS`."""

    row: int
    column: str
    reason: str
    found: str


@dataclass(slots=True)
class Sieve:
    """Keeps rows that break no rule; a row is told once, for the first rule it breaks.

    `column`: the column of the file that each row came from, where the table was unfolded.
    """

    number: NDArray[np.int64]
    column: NDArray[np.object_] | None = None
    good: Bools = field(init=False)
    aside: list[Aside] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.good = np.ones(len(self.number), bool)

    def take_out(self, bad: Bools, column: str, reason: str, cells: pa.ChunkedArray | None) -> None:
        """Set aside the rows that are `bad` and still in."""
        rows = np.flatnonzero(bad & self.good)
        if not len(rows):
            return
        found = cells.take(pa.array(rows)).to_pylist() if cells is not None else [""] * len(rows)
        numbers = self.number[rows].tolist()
        columns: list[str] = [column] * len(rows) if self.column is None else self.column[rows].tolist()
        self.aside += [
            Aside(row, name, reason, str(text or "")[:LONGEST])
            for row, name, text in zip(numbers, columns, found, strict=True)
        ]
        self.good[rows] = False

"""The months of sums that are still open: what a sum at one lag leaves out more than the sum one lag later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LONGEST = 18  # months for which a month is followed where no file is closed


@dataclass(frozen=True, slots=True)
class Files:
    """How the publisher files its months: a file of twelve that begins in month `year_starts` (1 to 12).

    A file is closed `closes` months after its twelfth month: after that little comes. `year_starts` None: no files, and each
    month is followed for 18. For deaths of the United States a file is a calendar year; copies of July, September and
    December hold next to nothing that still came to the year before, those of April and June do.
    """

    year_starts: int | None = 1
    closes: int = 6

    def open_months(self, newest: int, known: np.datetime64) -> int:
        """How many months up to running month `newest` were still open on the day `known`."""
        if self.year_starts is None:
            return LONGEST
        into = (newest - (self.year_starts - 1)) % 12 + 1
        ended = int(known.astype("datetime64[M]").astype(np.int64)) - (newest - into)
        return into + 12 if ended <= self.closes else into


CALENDAR_YEARS = Files()


def newest_of(value: Floats) -> int:
    """The newest period that a release (N, T) holds any figure of; -1: none."""
    held = np.flatnonzero(np.isfinite(value).any(0))
    return int(held[-1]) if len(held) else -1


def opened(vintages: Vintages, files: Files) -> tuple[Whole, Whole]:
    """Of each release its newest period, as an index, and how many of its months are open; (V,) each."""
    newest = np.array([newest_of(value) for value in vintages.value], np.int64)
    months = [
        files.open_months(int(vintages.periods[at]), day) if at >= 0 else 0
        for at, day in zip(newest, vintages.known, strict=True)
    ]
    return newest, np.array(months, np.int64)


def pieces(more: Floats | None, rows: int, newest: int, months: int, width: int) -> Floats:
    """What each open month adds to the sums of one release that hold it, (N, K, L): sum `newest - k`, month at lag l.

    Zero for l < k, which the sum does not hold, and from `months` on, where all is closed. `more` (N, T) is what a stream
    expects of each sum beyond what is reported; its differences from sum to sum are the months, and NaN where they are not
    known. None stands for no stream: one for each month. K = L = `width`.
    """
    month = np.ones((rows, width)) if more is None else _steps(more, newest, width)
    lag = np.arange(width)
    held = (lag[None, :] >= lag[:, None]) & (lag[None, :] < months)
    return np.where(held[None], month[:, None, :], 0.0)


def _steps(more: Floats, newest: int, width: int) -> Floats:
    """The differences of `more` (N, T) from each sum back to the one before, newest first; (N, width)."""
    steps = np.full((len(more), width), np.nan)
    back = more[:, : newest + 1][:, ::-1]
    found = min(width, back.shape[1] - 1)
    steps[:, :found] = back[:, :found] - back[:, 1 : found + 1]
    return steps

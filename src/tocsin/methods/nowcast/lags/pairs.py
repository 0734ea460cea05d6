"""Pairs of releases: what one release said of a period, and what the next one that spoke of it said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.records.period import Cadence, first_day, last_day
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NEAR_DAYS, NEAR_SHARE = 5, 0.05  # lags this near to each other are one
A_MONTH = 30.0  # shorter lags are as near to each other as if they were a month
DOUBLINGS = 2.0  # lags so many times doubled or halved away say nothing: taken, not measured
A_WINDOW = 2.5  # spread is learned from lags up to so many times as long as the shortest of them
FIELDS = ("row", "column", "release", "lag", "later", "early", "late")


@dataclass(frozen=True, slots=True)
class LagPairs:
    """P cells that two releases tell: all arrays (P,).

    `row` and `column` say which cell of the vintages, `release` which of them is the earlier; `lag` and `later` are days
    from the period's end to the two; `early` and `late` the values.
    """

    row: Whole
    column: Whole
    release: Whole
    lag: Whole
    later: Whole
    early: Floats
    late: Floats

    def __len__(self) -> int:
        return len(self.row)

    def take(self, some: NDArray[np.int64] | NDArray[np.bool_]) -> LagPairs:
        """Some cells only."""
        return LagPairs(**{name: getattr(self, name)[some] for name in FIELDS})


NO_DAYS: Whole = np.empty(0, np.int64)
NOTHING = LagPairs(NO_DAYS, NO_DAYS, NO_DAYS, NO_DAYS, NO_DAYS, np.empty(0), np.empty(0))


def touched(vintages: Vintages) -> NDArray[np.bool_]:
    """Which releases spoke of each series, (V, N): told a period that was unknown before, or changed a value."""
    value = vintages.value
    before = np.concatenate([np.full_like(value[:1], np.nan), value[:-1]])
    return ((value != before) & np.isfinite(value)).any(2)


def newest_told(vintages: Vintages) -> Whole:
    """The newest release that spoke of each series by each release, (V, N); -1 before any did."""
    spoke = touched(vintages)
    at = np.where(spoke, np.arange(len(spoke))[:, None], -1)
    return np.maximum.accumulate(at, axis=0)


def still_open(vintages: Vintages, year_starts: int, days: int) -> NDArray[np.bool_]:
    """Whether each period may still change at each release, (V, T), where closed years of the publisher never do.

    A year that begins in month `year_starts` counts as closed from `days` after its end. All are open for 0.
    """
    if not year_starts:
        return np.ones((len(vintages.known), len(vintages.periods)), bool)
    months = last_day(vintages.periods, vintages.cadence).astype("datetime64[M]").astype(np.int64)
    years = (months - (year_starts - 1)) // 12
    ends = first_day((years + 1) * 12 + year_starts - 1, Cadence.MONTH).astype("datetime64[D]") - 1
    return vintages.known.astype("datetime64[D]")[:, None] < ends[None, :] + days


def an_end_was_seen(vintages: Vintages, pairs: LagPairs, year_starts: int) -> bool:
    """Whether a later release ever told a period of a publisher's year after that year had ended; true without years."""
    over = ~still_open(vintages, year_starts, 0)[:, pairs.column]
    later = vintages.lag[:, pairs.column] == pairs.later[None, :]
    return not year_starts or bool((over & later).any())


def lag_pairs(vintages: Vintages, opened: NDArray[np.bool_]) -> LagPairs:
    """Every cell that two releases in a row tell of a series that the later one spoke of, where `opened` (V, T)."""
    spoke, newest, lag = touched(vintages), newest_told(vintages), vintages.lag
    parts = [NOTHING]
    for v in range(len(vintages.known) - 1):
        early, late = vintages.value[v], vintages.value[v + 1]
        row, column = np.nonzero(np.isfinite(early) & np.isfinite(late) & spoke[v + 1][:, None])
        told = newest[v, row]
        since, until = lag[told, column], lag[v + 1, column]
        pairs = LagPairs(row, column, told, since, until, early[row, column], late[row, column])
        parts.append(pairs.take((since >= 0) & (until > since) & opened[told, column]))
    return _joined(parts)


def _joined(parts: list[LagPairs]) -> LagPairs:
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in FIELDS}
    return LagPairs(**whole)


def near(lags: Whole, lag: float) -> Floats:
    """How far cells at `lags` (P,) speak of another lag: wholly at the same, half at twice or half of it, not at four times.

    A local likelihood, Tibshirani and Hastie 1987, doi:10.1080/01621459.1987.10478466: what still changes in a period ten
    years old is a change of what is counted, and says little of how late this year's reports are.
    """
    apart = np.abs(np.log2(np.maximum(lags, A_MONTH)) - np.log2(max(lag, A_MONTH)))
    return np.maximum(1 - apart / DOUBLINGS, 0.0)


def windows(lags: Whole) -> tuple[Whole, Whole]:
    """Cells (M,) in windows of lags near to each other, and the number of each one's window (M,); a cell may be in several.

    One window begins at each group of lags that are alike.
    """
    days, group = np.maximum(lags, int(A_MONTH)), alike(lags)
    first = np.array([days[group == one].min() for one in range(int(group.max(initial=-1)) + 1)])
    inside = (group[:, None] >= np.arange(len(first))[None, :]) & (days[:, None] <= A_WINDOW * first[None, :])
    cell, window = np.nonzero(inside)
    return cell, window


def alike(lags: Whole) -> Whole:
    """Numbers of groups of lags that are near to each other, (P,), rising with the lag."""
    known, place = np.unique(lags, return_inverse=True)
    group, start = np.zeros(len(known), np.int64), 0
    for at in range(1, len(known)):
        far = known[at] - known[start] > max(NEAR_DAYS, NEAR_SHARE * known[start])
        start = at if far else start
        group[at] = group[at - 1] + far
    return group[place]

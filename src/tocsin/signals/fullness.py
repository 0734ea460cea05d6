"""Jumps in completeness: a release whose newest period is fuller, or less full, than is usual at its age."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.fullness import Fullness, Side
from tocsin.signals.totals import Totals, totals_of
from tocsin.vocabulary import measures

EARLIER = 6  # releases at the same age that a usual share needs; below, nothing is said
REMEMBERED = 24  # of the newest earlier ones
SCATTERS = 4.0  # how many times its usual scatter a share must lie away
PART = 1.25  # and at least a quarter more, or a fifth less
GROWN = 1.1  # what was told before grows by reports alone: a tenth is much
YEAR = 12  # periods of the year before that make its level, at the most
SEASONS = 5  # earlier years that the season of a period is read from; two are needed
HALF_YEAR = 180  # days: longer periods have no season
AGREED = 0.5  # how far the other measures must lie to the same side, as a part of their own reach
LEAST = {Side.TOTAL: 20.0, Side.PLACES: 8.0, Side.NAMES: 8.0, Side.GROWTH: 20.0}  # below, chance moves it


@dataclass(frozen=True, slots=True)
class Shares:
    """One share for each of R releases, oldest first: `now` over `before`, of period `at`, `lag` days after its end."""

    side: Side
    rows: NDArray[np.int64]  # days of the totals
    at: NDArray[np.int64]  # periods
    now: NDArray[np.float64]
    before: NDArray[np.float64]


def fullness(arrivals: pa.Table) -> dict[str, tuple[Fullness, ...]]:
    """By release: what of its newest periods stands outside of the usual, the farthest first.

    Only measures that count are read, and only releases that bring a newer period. The share is of a period over the
    middle of those before it in the same release (and, for totals, its season), so that a slow trend and an extract
    leave it as it is. Reports that are late hold all measures of a file back, so one measure that another contradicts
    is no jump but news. Of `growth` it is over what was first told of the same period, so that the world does not move it at all. Silent until six
    earlier releases told of a period at the same age (to half a period). No answer depends on a later release.
    """
    judged: dict[tuple[str, Side], list[Fullness]] = defaultdict(list)
    for totals in totals_of(arrivals):
        if measures.is_count(totals.measure) and len(totals.days) > EARLIER:
            for shares in (*_beside(totals), _grown(totals)):
                for row, told in _judged(totals, shares):
                    judged[totals.releases[row], shares.side].append(told)
    found: dict[str, list[Fullness]] = defaultdict(list)
    for (release, side), told in judged.items():
        far = max(told, key=lambda one: abs(_distance(one)))
        alike = side is Side.GROWTH or all(_distance(one) * np.sign(_distance(far)) >= AGREED for one in told)
        if abs(_distance(far)) > 1 and alike and (far.fuller or side is not Side.GROWTH):
            found[release].append(far)
    return {release: tuple(sorted(told, key=lambda one: -abs(_distance(one)))) for release, told in found.items()}


def _distance(one: Fullness) -> float:
    """How far a share lies from the usual one: 1 at `high`, -1 at `low`."""
    return math.log(one.share / one.usual) / math.log(one.high / one.usual)


def _brought(totals: Totals) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The days that brought a newer period, and which was then the newest."""
    newest = totals.newest
    rows = np.flatnonzero(newest > np.concatenate([[-1], newest[:-1]]))
    return rows, newest[rows]


def _beside(totals: Totals) -> Iterator[Shares]:
    """The newest period over the middle of those of about a year before it (no fewer than three), by its season."""
    rows, at = _brought(totals)
    days = int((totals.ends[-1] - totals.starts[-1]).astype(np.int64)) + 1
    wanted = max(3, min(YEAR, round(365 / days)))
    enough = at >= wanted
    rows, at = rows[enough], at[enough]
    tables = {
        Side.TOTAL: totals.total,
        Side.PLACES: totals.places.astype(float),
        Side.NAMES: totals.names.astype(float),
    }
    for side, table in tables.items():
        before = _level(table, rows, at, wanted)
        season = (
            _season(table, rows, at, (round(365 / days), wanted)) if side is Side.TOTAL and days < HALF_YEAR else 1.0
        )
        yield Shares(side, rows, at, table[rows, at], before * season)


def _level(
    table: NDArray[np.float64], rows: NDArray[np.int64], at: NDArray[np.int64], wanted: int
) -> NDArray[np.float64]:
    """The middle of the `wanted` periods before each `at`, as known on day `rows`."""
    return np.median(table[rows[:, None], at[:, None] - np.arange(wanted, 0, -1)], axis=1)


def _season(
    table: NDArray[np.float64], rows: NDArray[np.int64], at: NDArray[np.int64], lengths: tuple[int, int]
) -> NDArray[np.float64]:
    """How the same period of two to five earlier years stood to those before it; 1 where fewer are known.

    `lengths` are the periods of a year, and of a level.
    """
    year, wanted = lengths
    told = np.full((len(rows), SEASONS), np.nan)
    for back in range(1, SEASONS + 1):
        same = at - back * year
        fit = same >= wanted
        level = _level(table, rows[fit], same[fit], wanted)
        told[fit, back - 1] = np.where(level > 0, table[rows[fit], same[fit]] / np.maximum(level, 1.0), np.nan)
    known = np.isfinite(told).sum(axis=1) >= 2
    season = np.ones(len(rows))
    season[known] = np.nanmedian(told[known], axis=1)
    return np.where(season > 0, season, 1.0)


def _grown(totals: Totals) -> Shares:
    """What was the newest period one release ago, over what was told of it then."""
    rows, at = _brought(totals)
    was = totals.total[rows[:-1], at[:-1]]
    return Shares(Side.GROWTH, rows[1:], at[:-1], totals.total[rows[1:], at[:-1]], was)


def _judged(totals: Totals, shares: Shares) -> Iterator[tuple[int, Fullness]]:
    fit = (shares.before >= LEAST[shares.side]) & (shares.now >= 0)
    rows, at, now, before = shares.rows[fit], shares.at[fit], shares.now[fit], shares.before[fit]
    logs = np.log(np.maximum(now, 0.5) / before)
    lag = totals.lag()[rows, at]
    starts, ends = totals.starts[at].tolist(), totals.ends[at].tolist()
    half = ((totals.ends[at] - totals.starts[at]).astype(np.int64) + 1) / 2
    for one in range(EARLIER, len(rows)):
        alike = np.flatnonzero(np.abs(lag[:one] - lag[one]) <= half[one])[-REMEMBERED:]
        if len(alike) < EARLIER:
            continue
        usual, reach = _usual(logs[alike], before[one], shares.side)
        low, middle, high = (math.exp(usual + step) for step in (-reach, 0.0, reach))
        figures = (float(now[one]), float(before[one]), math.exp(logs[one]), middle, low, high)
        yield (
            int(rows[one]),
            Fullness(shares.side, totals.measure, starts[one], ends[one], int(lag[one]), *figures, len(alike)),
        )


def _usual(logs: NDArray[np.float64], before: float, side: Side) -> tuple[float, float]:
    """The middle of earlier shares (as logs), and how far from it one may lie: their scatter, and that of counts."""
    usual = float(np.median(logs))
    scatter = 1.4826 * float(np.median(np.abs(logs - usual))) * math.sqrt(1 + EARLIER / len(logs))  # of few: wider
    least = math.log(GROWN if side is Side.GROWTH else PART)
    return usual, max(least, SCATTERS * math.sqrt(max(scatter**2, _chance(usual, before, side))))


def _chance(usual: float, before: float, side: Side) -> float:
    """The variance that counting alone gives a share; who reports is no matter of chance, and scatters as it did."""
    if side is Side.TOTAL:
        return 1 / max(before * math.exp(usual), 1.0)
    return max(math.expm1(usual), 0.01) / before if side is Side.GROWTH else 0.0

"""Measured rhythm and delay of a source: what its releases say, beside what its row of the catalogue promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.timing import Days, Timing
from tocsin.signals.totals import Totals, totals_of
from tocsin.vocabulary import measures

ENOUGH = 6  # days between releases, or periods: below, a spread is a guess
FOLLOWED = 3  # periods that were followed at an age, for what they did then to be told
STEP = 30  # days: an age is told no finer
MOVED = 0.01  # a total that moves by less has settled


def measured(arrivals: pa.Table, dated: Collection[date]) -> Timing:
    """What `arrivals` (`lake.arrivals.ARRIVALS`, as known by a day) say of rhythm, delay and settling.

    `dated` are the days of releases whose date is known and not assumed; the others are left out. None where there are fewer
    than six spans, or fewer than six days that brought a newer period. Not for what one series does: totals only.
    """
    days = sorted(set(dated))
    found = Timing(rhythm=_spread([(b - a).days for a, b in pairwise(days)]))
    tables = [_on_days(totals, days) for totals in totals_of(arrivals)]
    told = {(day, end): lag for totals in tables for day, end, lag in _news(totals)}
    if len({day for day, _ in told}) < ENOUGH:
        return found
    found = replace(found, delay=_spread(list(told.values())))
    counted = [_settled(totals) for totals in tables if measures.is_count(totals.measure)]
    followed = [one for one in counted if one]
    if found.delay is None or not followed:
        return found
    late = [settled for settled, _ in followed]
    settled = None if None in late else max([found.delay.low, *(one for one in late if one is not None)])
    return replace(found, settled_days=settled, followed_days=max(last for _, last in followed))


def _spread(days: Sequence[int]) -> Days | None:
    if len(days) < ENOUGH:
        return None
    low, middle, high = np.quantile(days, (0.1, 0.5, 0.9), method="inverted_cdf").tolist()
    return Days(int(low), int(middle), int(high), len(days))


def _on_days(totals: Totals, dated: Sequence[date]) -> Totals:
    keep = np.isin(totals.days, np.array(dated, "datetime64[D]"))
    tables = {name: getattr(totals, name)[keep] for name in ("days", "total", "keys", "places", "names")}
    releases = tuple(one for one, kept in zip(totals.releases, keep.tolist(), strict=True) if kept)
    return replace(totals, releases=releases, **tables)


def _news(totals: Totals) -> list[tuple[date, date, int]]:
    rows, at = np.nonzero(totals.news)
    lag = totals.lag()[rows, at]
    return list(zip(totals.days[rows].tolist(), totals.ends[at].tolist(), lag.tolist(), strict=True))


def _settled(totals: Totals) -> tuple[int | None, int] | None:
    """Days after its end from which a total stands within 1 %, and how long it was followed; None: too few.

    What each age adds is the sum of the totals after over the sum before, of all periods that were followed from
    their first telling; the steps after an age multiply to what was still to come then.
    """
    followed = np.maximum.accumulate(totals.news, axis=0)[:-1]
    if not len(followed) or int(followed.any(axis=0).sum()) < ENOUGH:
        return None
    rows, at = np.nonzero(followed)
    steps = _steps(totals.lag()[rows + 1, at] // STEP, totals.total[rows, at], totals.total[rows + 1, at])
    if not steps:
        return None
    still, last = 1.0, max(steps)
    for step in sorted(steps, reverse=True):
        still *= steps[step]
        if abs(still - 1) > MOVED:
            return (None if step == last else (step + 1) * STEP), (last + 1) * STEP
    return 0, (last + 1) * STEP


def _steps(step: NDArray[np.int64], before: NDArray[np.float64], after: NDArray[np.float64]) -> dict[int, float]:
    sums: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one, old, new in zip(step.tolist(), before.tolist(), after.tolist(), strict=True):
        sums[one].append((old, new))
    enough = {one: np.sum(pairs, axis=0) for one, pairs in sums.items() if len(pairs) >= FOLLOWED}
    return {one: float(new / old) for one, (old, new) in enough.items() if old > 0}

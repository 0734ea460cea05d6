"""Hazards of reporting: how fast totals fill up, learned from a triangle with exponential forgetting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.methods.nowcast.triangles.trusted import trusted
from tocsin.records.period import ISO_MONDAY, Cadence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NO_SHIFT = (1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Memory:
    """How long a ladder remembers, and how much it lends; each is kept or lent per step.

    `hazards` and `shift`: what one step keeps of the delays seen, and of their newest change of pace; `level`: of the level of
    the series. `season` and `change` are the reported events that stand for what is known without them: the pace of a weekday,
    and a change of pace. `trust`, least and most, multiplies the weight of the level before (0: chain ladder; much:
    Bornhuetter-Ferguson): past errors say where between the two. `trend` is the part of the newest trend of levels that goes on.
    """

    hazards: float = 0.998
    shift: float = 0.75
    level: float = 0.7
    season: float = 4.0
    change: float = 100.0
    trust: tuple[float, float] = (1.0, 20.0)
    trend: float = 1.0

    def __post_init__(self) -> None:
        for name in ("hazards", "shift", "level"):
            if not 0 < (got := getattr(self, name)) <= 1:
                raise BadValue(f"memory.{name} is no part of what was known", wanted="above 0, at most 1", got=str(got))
        for name in ("season", "change", "trend"):
            if not (got := getattr(self, name)) >= 0:
                raise BadValue(f"memory.{name} is no number of events", wanted="0 or more", got=str(got))
        if not 0 <= self.trust[0] <= self.trust[1]:
            raise BadValue("memory.trust is no range", wanted="least and most, from 0", got=str(self.trust))


@dataclass(frozen=True, slots=True)
class Hazards:
    """How totals of N series grow with the delay, and what this foresaw at each step.

    `growth` (N, D, S): a total at delay d over the first known, by weekday of the event where periods are days (S = 7, Monday
    first; else S = 1); its steps are the hazards. `events` and `changes` (N, D) stand behind each delay. `past` (N, P, D, 4)
    and `present` (N, P, 4) are sums over `window` periods at each past step and delay, and now: mean, reported, what may yet
    be taken back, share reported; NaN where a window has begun before the first period. P counts the steps from the first
    period to `triangle.now`.
    """

    growth: Floats
    events: Floats
    changes: Floats
    past: Floats
    present: Floats
    window: int
    settled: int


def season_of(triangle: Triangle) -> tuple[int, int]:
    """The season of the first period, and how many there are: weekdays for days, else one."""
    if triangle.cadence is not Cadence.DAY:
        return 0, 1
    return int(triangle.periods[0] + ISO_MONDAY) % 7, 7


def known_totals(triangle: Triangle) -> Floats:
    """The totals (N, P, D) of all P steps from the first period to now; nothing of what lies after now.

    A total below nothing is no count and is read as nothing.
    """
    steps = int(triangle.now - triangle.periods[0] + 1)
    rows, width, depth = triangle.total.shape
    if width and (np.diff(triangle.periods) != 1).any():
        raise BadValue("the periods of a triangle follow one another", wanted="no period left out", got="gaps")
    if steps < 1 or depth < 1:
        raise BadValue("a triangle knows nothing yet", wanted="a period that has begun", got=f"now {triangle.now}")
    total = np.full((rows, steps, depth), np.nan)
    width = min(width, steps)
    total[:, :width] = np.maximum(triangle.total[:, :width], 0.0)
    late = np.arange(steps)[:, None] + np.arange(depth)[None, :] >= steps
    total[:, late] = np.nan
    return total


def _aligned(hint: Floats | None, rows: int, steps: int) -> Floats:
    """What a faster stream says of each step's level, one where nothing does."""
    full = np.ones((rows, steps))
    if hint is not None:
        width = min(hint.shape[1], steps)
        full[:, :width] = np.where(np.isfinite(hint[:, :width]), hint[:, :width], 1.0)
    return np.maximum(full, 1e-6)


def hazards(
    triangle: Triangle,
    window: int = 1,
    settled: int | None = None,
    memory: Memory | None = None,
    hint: Floats | None = None,
) -> Hazards:
    """Learn how totals grow from step to step, and what that foresaw at each past step.

    A hazard is the rise of a total from one delay to the next; revisions make it negative. Old reports are forgotten, a common
    change of pace is followed faster than the pattern of delays and weekdays, and the series of a pool lend each other as much
    as they are alike (Gamma-Poisson, strength by moments). A total that is unknown in between is bridged: the change from one
    known total to the next is split as the hazards expect. `window` periods are summed; the sum is final `settled` steps after
    its last period (D - 1 unless said). `hint` (N, T): see `prior.moved_by`. Raises `BadValue`.
    Source: Mack 1993, doi:10.2143/AST.23.2.2005092 (chain ladder); Bornhuetter & Ferguson 1972 (the level before).
    """
    from tocsin.numerics.reporting_ladder import ladder  # compiled code is loaded where it is needed

    memory, total = memory or Memory(), known_totals(triangle)
    rows, steps, depth = total.shape
    last = depth - 1 if settled is None else settled
    if not 0 <= last < depth or window < 1:
        wanted, got = f"settled in 0..{depth - 1}, window from 1", f"{last}, {window}"
        raise BadValue("no such target in this triangle", wanted=wanted, got=got)
    start, seasons = season_of(triangle)
    kinds, pool = np.unique(triangle.pool, return_inverse=True)
    least, most = memory.trust
    rules = np.array([memory.level, seasons, last, window, least, memory.season, memory.change, most, memory.trend])
    keeps = np.array([memory.hazards, memory.shift])
    told = ladder(total, start, _aligned(hint, rows, steps), pool.reshape(-1), len(kinds), rules, keeps)
    past, present, growth, events, changes = told
    past, present = trusted(past, present, triangle.pool)
    return Hazards(growth, events, changes, past, present, window, last)

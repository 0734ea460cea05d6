"""Report days: on which days of the week, or months of the year, a source reports at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.period import ISO_MONDAY, Cadence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
CYCLE = {Cadence.DAY: 7, Cadence.MONTH: 12, Cadence.ROLLING_12_MONTHS: 12, Cadence.QUARTER: 4, Cadence.HALF_YEAR: 2}


@dataclass(frozen=True, slots=True)
class ReportDays:
    """When G pools of series report, by phase of a cycle of C steps: Monday is 0 of 7, January 0 of 12.

    `pool` (G,) are the numbers of the pools. `seen` (G, C): how many steps of that phase the triangle covers; `active`
    (G, C): in how many of them any total changed. `closed` (G, C): no reports come in that phase, on evidence; where
    there is too little of it, it is open.
    """

    pool: Whole
    seen: Whole
    active: Whole
    closed: Bools

    @property
    def cycle(self) -> int:
        """Steps in a cycle."""
        return self.closed.shape[1]

    def open_at(self, steps: Whole, cadence: Cadence) -> Bools:
        """Whether each pool reports in each step, (G, S)."""
        return ~self.closed[:, phase_of(steps, cadence, self.cycle)]


def phase_of(steps: Whole, cadence: Cadence, cycle: int) -> Whole:
    """The phase of running step numbers in their cycle; a week of seven days begins on Monday."""
    return (steps + (ISO_MONDAY if cadence is Cadence.DAY else 0)) % cycle


def report_days(triangle: Triangle, *, cycle: int | None = None, chance: float = 0.001) -> ReportDays:
    """On which phases of the cycle reports come, pool by pool, learned from when totals changed.

    A phase is closed where so few changes in all its steps would have had less than `chance` had it been like the open
    ones, and where at most one step in twenty saw a change (a stray report on a Sunday opens no Sunday). Little data
    closes nothing: two quiet weekends of a rare series are no rule. `cycle`: 7 for days, 12 for months, 4 for quarters,
    2 for half-years, else 1 unless stated (2: every other week).
    """
    steps = triangle.periods[0] + np.arange(triangle.now - triangle.periods[0] + 1)
    length = CYCLE.get(triangle.cadence, 1) if cycle is None else cycle
    phase = phase_of(steps, triangle.cadence, length)
    pools, which = np.unique(triangle.pool, return_inverse=True)
    changed = np.zeros((len(pools), len(steps)), np.int64)
    np.add.at(changed, which, _changed(triangle, len(steps)))
    active = np.stack([(changed[:, phase == one] > 0).sum(axis=1) for one in range(length)], axis=1)
    seen = np.broadcast_to(np.bincount(phase, minlength=length), active.shape)
    return ReportDays(pools, seen, active, _closed(active, seen, chance))


def _changed(triangle: Triangle, steps: int) -> Whole:
    """(N, S): how many totals of each series changed in each step, as against the last that was known before."""
    rows, width, deep = triangle.total.shape
    known = np.isfinite(triangle.total)
    newest = np.maximum.accumulate(np.where(known, np.arange(deep), -1), axis=2)
    before = np.concatenate([np.full((rows, width, 1), -1), newest[..., :-1]], axis=2)
    last = np.where(before >= 0, np.take_along_axis(triangle.total, np.maximum(before, 0), axis=2), 0.0)
    moved = known & (np.nan_to_num(triangle.total) != last)
    step = np.arange(width)[:, None] + np.arange(deep)[None, :]
    row, column, delay = np.nonzero(moved & (step < steps))
    return np.bincount(row * steps + column + delay, minlength=rows * steps).reshape(rows, steps)


def _closed(active: Whole, seen: Whole, chance: float) -> Bools:
    """Phases with far fewer active steps than the busy ones: those with at least half of what the busiest has."""
    share = active / np.maximum(seen, 1)
    busy = share >= share.max(axis=1, keepdims=True) / 2
    usual = ((active * busy).sum(axis=1, keepdims=True) + 1) / ((seen * busy).sum(axis=1, keepdims=True) + 2)
    return (share <= 0.05) & (seen > 0) & (bdtr(active, seen, usual) < chance)

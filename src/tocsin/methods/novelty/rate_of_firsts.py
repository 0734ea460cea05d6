"""Rate of firsts: how often a laboratory meets what it never met before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.novelty.laboratories import Laboratories, laboratories_of
from tocsin.methods.novelty.scope import Scope, scope_of
from tocsin.numerics.good_turing import Firsts, Met, MissingMass, firsts, met, missing_mass
from tocsin.records.panel import Panel, Status
from tocsin.vocabulary import measures

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RateOfFirsts:
    """Of L laboratories, arrays (L,): what is known before the window, and what the window brought.

    `met` and `chance`: kinds found once and twice, and the Good-Turing chance that the next detection is of a kind never
    found there (NaN without detections). `firsts`: first finds in the window of what was looked for before. `expected`
    (up to `high`) and `p_value` (so many or more): by the least surprising of three readings of the past: singletons
    among detections, kinds found in one period only (detections come in clumps), and the firsts of the later half of
    the history (new kinds keep arriving).
    """

    met: Met
    chance: MissingMass
    firsts: Floats
    expected: Floats
    high: Floats
    p_value: Floats


def rates_of(panel: Panel, window: int = 2, history: int = 4) -> tuple[Laboratories, RateOfFirsts]:
    """The laboratories of a panel and their rates of firsts before its newest `window` periods, for tables and notebooks.

    A first counts where the laboratory had looked in at least `history` earlier periods. Nothing is asked of names here:
    a new name for an old substance counts as a first, which `FirstSeen` sets aside.
    """
    own, scope = laboratories_of(panel), scope_of(panel)
    told = own.single[own.substance] & (scope.looks >= history)
    return own, rate_of_firsts(panel, own, scope, told, max(len(panel.periods) - window, 1))


def rate_of_firsts(panel: Panel, own: Laboratories, scope: Scope, told: Bools, start: int) -> RateOfFirsts:
    """The rate of each laboratory before column `start`, and its firsts from there on.

    `told` (N,) marks the series whose first find was a first of something looked for before. Kinds are single substances;
    groups and totals would count them twice. Where the measure is no count (weights), detections are periods.
    """
    kind = own.kind[own.substance]
    found = scope.found & kind[:, None]
    weight = np.nan_to_num(panel.value) if measures.is_count(str(panel.keys["measure"][0])) else found.astype(float)
    amount = np.where(found, weight, 0.0)
    active = _active(panel, own)
    width = active[:, start:].sum(1).astype(float)
    drawn = met(amount[:, :start].sum(1), own.number, own.count)
    by_period = met(found[:, :start].sum(1).astype(float), own.number, own.count)
    now = own.total((told & kind & (scope.first >= start)).astype(float))
    half = start // 2
    earlier = own.total((told & kind & (scope.first >= half) & (scope.first < start)).astype(float))
    readings = (
        firsts(now, own.total(amount[:, start:].sum(1)), drawn.once, drawn.draws),
        firsts(now, width, by_period.once, active[:, :start].sum(1).astype(float)),
        firsts(now, width, earlier, active[:, half:start].sum(1).astype(float)),
    )
    return RateOfFirsts(drawn, missing_mass(drawn), now, *_least_surprising(readings))


def _least_surprising(readings: tuple[Firsts, ...]) -> tuple[Floats, Floats, Floats]:
    most = [np.fmax.reduce([getattr(one, name) for one in readings]) for name in ("expected", "high", "p_value")]
    return most[0], most[1], most[2]


def _active(panel: Panel, own: Laboratories) -> Bools:
    """Where a laboratory reported anything, (L, T)."""
    active = np.zeros((own.count, len(panel.periods)), bool)
    np.logical_or.at(active, own.number, panel.status != Status.NOT_REPORTED)
    return active

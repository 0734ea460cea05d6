"""Evidence: what was found from one column on, against the looks before it that found nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.novelty.laboratories import Laboratories
from tocsin.methods.novelty.scope import Scope
from tocsin.numerics.dispersion import between_neighbours
from tocsin.numerics.rate_ratio import RateRatio, rate_ratio
from tocsin.records.panel import Panel, Status

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """M finds against a baseline of nothing; arrays (M,).

    `count` found from column `at` on, in `tested` samples over `periods` periods; `looks` earlier periods and
    `looks_tested` samples without a find, from column `since` on (-1: no look). `shared`: both numbers tested are known.
    """

    at: Whole
    count: Floats
    tested: Floats
    periods: Floats
    looks: Whole
    looks_tested: Floats
    since: Whole
    shared: Bools
    test: RateRatio

    def thin(self, history: int) -> Bools:
        """Whether all looks before together held fewer samples than `history` periods hold today."""
        today = self.tested / np.maximum(self.periods, 1)
        return np.asarray(self.shared & (self.looks_tested < history * today), bool)


def evidence(panel: Panel, scope: Scope, asked: tuple[Whole, Whole, Whole], dispersion: float) -> Evidence:
    """Hold series against their own silence. `asked` are series, columns of the find, columns after which silence counts.

    Where samples are counted, a sample is a trial, and counts are divided by their `dispersion` (to one at least): many
    finds of one lot would else be evidence many times over. Bare counts have no trials but their periods: the test then
    is of periods with a find among periods, so that one find after n silent periods has p = 1 / (n + 1) and a hundred
    finds in one period have no less.
    """
    rows, at, after = asked
    columns = np.arange(scope.found.shape[1])
    later = columns >= at[:, None]
    same = panel.epoch[rows] == np.take_along_axis(panel.epoch[rows], at[:, None], axis=1)
    looked = scope.looked[rows] & same & ~later & (columns > after[:, None])
    reported = (panel.status[rows] != Status.NOT_REPORTED) & later
    value, tested = np.nan_to_num(panel.value[rows]), np.nan_to_num(panel.tested[rows])
    count, samples = np.where(later, value, 0.0).sum(1), np.where(reported, tested, 0.0).sum(1)
    periods, looks = reported.sum(1).astype(float), looked.sum(1)
    looks_tested = np.where(looked, tested, 0.0).sum(1)
    shared = (samples > 0) & (looks_tested > 0)
    lots = np.maximum(count / dispersion, 1.0)
    by_sample = rate_ratio(lots, samples, np.zeros(len(rows)), np.maximum(looks_tested, 1))
    finds = (scope.found[rows] & later).sum(1).astype(float)
    by_period = rate_ratio(finds, periods, np.zeros(len(rows)), np.maximum(looks, 1).astype(float))
    since = np.where(looks > 0, looked.argmax(1), -1)
    test = _chosen(shared, by_sample, by_period)
    return Evidence(at, count, samples, periods, looks, looks_tested, since, shared, test)


def _chosen(which: Bools, one: RateRatio, other: RateRatio) -> RateRatio:
    parts = ("ratio", "low", "high", "p_above", "p_below")
    return RateRatio(*(np.where(which, getattr(one, name), getattr(other, name)) for name in parts))


def scatter(panel: Panel, own: Laboratories) -> float:
    """How much more than Poisson the counts of single substances scatter from one period to the next, at least 1."""
    if not np.isfinite(panel.tested).any():
        return 1.0
    rows = np.flatnonzero(own.kind[own.substance])
    value, tested = panel.value[rows], panel.tested[rows]
    known = np.isfinite(value) & (tested > 0)
    return between_neighbours(np.where(known, value, np.nan), np.where(known, tested, np.nan))

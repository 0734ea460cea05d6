"""Final figures from shares: means and quantiles of counts and amounts, given what is told of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.lags.law import LagLaw, parts
from tocsin.methods.nowcast.lags.pairs import LagPairs
from tocsin.methods.nowcast.lags.spread import DEVIATIONS, STEP, shares_at
from tocsin.numerics.negative_binomial_mixture import mixture_quantiles
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
ROUNDING = 1e-9  # a release that adds up floats in another order has revised nothing


@dataclass(frozen=True, slots=True)
class Some:
    """Figures of M cells."""

    completeness: Floats
    concentration: Floats
    mean: Floats
    quantiles: Floats


@dataclass(frozen=True, slots=True)
class Finals:
    """A nowcast while it is filled."""

    reported: Floats
    basis: NDArray[np.int8]
    levels: Floats
    completeness: Floats
    concentration: Floats
    mean: Floats
    quantiles: Floats

    @classmethod
    def closed(cls, reported: Floats, basis: NDArray[np.int8], levels: Floats) -> Finals:
        """Figures as they stand where they are closed; NaN elsewhere."""
        shut = basis == Stand.CLOSED
        mean = np.where(shut, reported, np.nan)
        quantiles = np.repeat(mean[..., None], len(levels), -1)
        return cls(
            reported, basis, levels, np.where(shut, 1.0, np.nan), np.where(shut, np.inf, np.nan), mean, quantiles
        )

    def fill(self, cells: tuple[NDArray[np.int64], NDArray[np.int64]], some: Some) -> None:
        """Write the figures of some cells."""
        for name in ("completeness", "concentration", "mean", "quantiles"):
            getattr(self, name)[cells] = getattr(some, name)

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """As a nowcast of the newest release."""
        return Nowcast(
            vintages.periods,
            vintages.cadence,
            vintages.known[-1],
            self.reported.copy(),
            self.completeness,
            self.concentration,
            self.mean,
            self.levels,
            self.quantiles,
            self.basis,
        )


def unmoved(pairs: LagPairs) -> LagPairs:
    """Late values equal to early ones where they differ by rounding only."""
    same = np.abs(pairs.late - pairs.early) <= ROUNDING * np.abs(pairs.early)
    return replace(pairs, late=np.where(same, pairs.early, pairs.late))


def finals_of(law: LagLaw | None, whole: bool, reported: Floats, middle: Floats, weight: Floats, level: Floats) -> Some:
    """Figures of M cells: `middle` (M,) and `weight` (M, K) say how shares lie, `level` (M,) what the year before says."""
    share = shares_at(middle)
    complete = (weight * share).sum(1)
    variance = np.maximum((weight * share**2).sum(1) - complete**2, 1e-12)
    sure = np.maximum(complete * (1 - complete) / variance - 1, 0.0)
    falls, fallen = (law.falls, law.fallen) if law is not None else (0.0, 0.0)
    levels = np.repeat(np.array(LEVELS)[None], len(reported), 0)
    rising = np.clip((levels - falls) / (1 - falls), 0.0, 1.0)
    if whole:
        found = parts(reported, middle, weight, level, law.shape if law is not None else np.nan)
        mean = reported + found.mean
        high = reported[:, None] + mixture_quantiles(rising, found.weight, found.size, found.chance)
    else:
        mean, high = _amounts(reported, middle, weight, rising, law)
    part = np.clip(levels / max(falls, 1e-12), 1e-12, 1.0)
    drop = -np.log(part) * np.maximum(fallen * reported, 1.0 if whole else 0.0)[:, None]
    low = np.maximum(reported[:, None] - (np.ceil(drop) if whole else drop), 0.0)
    return Some(
        complete, sure, (1 - falls) * mean + falls * reported * (1 - fallen), np.where(levels < falls, low, high)
    )


def _amounts(
    reported: Floats, middle: Floats, weight: Floats, levels: Floats, law: LagLaw | None
) -> tuple[Floats, Floats]:
    """Means and quantiles of amounts: shares as they lie on the grid; where nothing is told, what came elsewhere."""
    below = np.cumsum(weight, 1)
    edge = np.concatenate([[-np.inf], DEVIATIONS[1:] - STEP / 2, [DEVIATIONS[-1] + STEP / 2]])
    grown = np.empty(levels.shape)
    for j in range(levels.shape[1]):
        at = np.minimum((below < levels[:, j, None]).sum(1), weight.shape[1] - 1)
        over = np.take_along_axis(below, at[:, None], 1)[:, 0]
        mine = np.take_along_axis(weight, at[:, None], 1)[:, 0]
        part = np.clip((levels[:, j] - (over - mine)) / np.maximum(mine, 1e-12), 0, 1)
        rate = np.where(at == 0, 0.0, np.exp(np.clip(middle + edge[at] + part * STEP, -50, 2.0)))
        grown[:, j] = np.exp(rate)
    high = reported[:, None] * np.where(levels <= below[:, :1], 1.0, grown)
    mean = reported * (weight / np.maximum(shares_at(middle), 1e-3)).sum(1)
    empty = reported == 0
    nought, arisen = (law.nought, law.arisen) if law is not None else (1.0, ())
    if empty.any() and arisen:
        level = np.clip((levels[empty] - nought) / max(1 - nought, 1e-12), 0, 1)
        high[empty] = np.where(levels[empty] <= nought, 0.0, np.quantile(np.array(arisen), level))
        mean[empty] = (1 - nought) * float(np.mean(arisen))
    return mean, high

"""The chain ladder: a nowcast of every period of many series, from their own reporting triangle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.completeness import completeness, standing, told_to
from tocsin.methods.nowcast.triangles.dispersion import Spread, past_errors, spread
from tocsin.methods.nowcast.triangles.hazards import Hazards, Memory, hazards
from tocsin.methods.nowcast.triangles.past_errors import Scatter, offset
from tocsin.methods.nowcast.triangles.predictive import unreported
from tocsin.methods.nowcast.triangles.recalibration import recalibrated
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.period import last_day

Floats = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class ChainLadder:
    """Nowcast by a chain ladder that forgets, lends between series, and knows how wrong it was before.

    Delays are hazards per step and event weekday (days only), learned with exponential forgetting, a change of pace followed
    faster, series of a pool drawn together as far as they are alike. The level before, with its trend, is a Gamma prior:
    what is unreported, given what is reported, is then negative binomial; with `memory.trust` (0, 0) it is the plain chain
    ladder; how much the level counts is told by past errors. How far past
    nowcasts of the same horizon and the same sums were off, as far as known, gives the width; where past figures fell in it
    gives the shape. Figures may fall: then the law reaches below what is reported.

    The final figure is the total `settled` steps after the period (D - 1 unless said): what comes later is not foreseen.
    When not to use: fewer steps than D (periods are then refused: the last delays were never seen); figures that are sums of
    overlapping periods; reports at irregular lags. For these see `nowcast.sums` and `nowcast.lags`.
    Source: Mack 1993, doi:10.2143/AST.23.2.2005092; Wolffram et al. 2023, doi:10.1371/journal.pcbi.1011394 (past errors).
    """

    memory: Memory = field(default_factory=Memory)
    scatter: Scatter = field(default_factory=Scatter)
    settled: int | None = None
    levels: tuple[float, ...] = LEVELS

    @property
    def name(self) -> str:
        """Name, version and settings."""
        kept = self.memory
        settled = "" if self.settled is None else f" settled={self.settled}"
        return f"chain_ladder/1 hazards={kept.hazards} shift={kept.shift} trust={kept.trust[0]}-{kept.trust[1]} trend={kept.trend}{settled}"

    def nowcast(self, triangle: Triangle, window: int = 1, hint: Floats | None = None) -> Nowcast:
        """The final sums over the last `window` periods, for every period of the triangle and every series at once.

        `hint` (N, T) is what a faster stream says of levels (`prior.moved_by`). Raises `BadValue` for a triangle that knows
        nothing, and for a `settled` that it does not reach.
        """
        learned = hazards(triangle, window, self.settled, self.memory, hint)
        return nowcast(triangle, learned, np.array(self.levels), self.scatter)


def nowcast(triangle: Triangle, learned: Hazards, levels: Floats, scatter: Scatter | None = None) -> Nowcast:
    """The nowcast of a triangle whose hazards are `learned`; quantiles at `levels`, rising."""
    errors = past_errors(learned, scatter)
    width = spread(errors, triangle.pool, scatter)
    scores = recalibrated(errors, width, triangle.pool, levels)
    basis, share = standing(triangle, learned), completeness(learned)
    told = np.maximum(told_to(triangle, learned), 0)
    quantiles, mean, variance = _predictive(learned, basis, told, width, scores, levels)
    refused = basis == Stand.REFUSED
    share = np.where(refused, np.nan, np.where(basis == Stand.CLOSED, 1.0, share))
    concentration = _concentration(share, variance, basis, _behind(triangle, learned))
    return Nowcast(
        periods=triangle.periods,
        cadence=triangle.cadence,
        as_of=last_day(np.array([triangle.now]), triangle.cadence)[0],
        reported=_over(triangle, learned.present[..., 1]),
        completeness=_over(triangle, share),
        concentration=_over(triangle, concentration),
        mean=_over(triangle, np.where(refused, np.nan, mean)),
        levels=levels,
        quantiles=_over(triangle, quantiles),
        basis=_over(triangle, basis),
    )


def _predictive(
    learned: Hazards, basis: NDArray[np.int8], told: NDArray[np.int64], width: Spread, scores: Floats, levels: Floats
) -> tuple[Floats, Floats, Floats]:
    """Quantiles (N, P, Q), mean and the variance of the log rate (N, P): only open periods have a law."""
    mean, reported, back, _ = np.moveaxis(learned.present, -1, 0)
    quantiles = np.repeat(np.where(basis == Stand.CLOSED, mean, np.nan)[..., None], len(levels), axis=2)
    row, column = np.nonzero(basis > Stand.CLOSED)
    horizon = told[row, column]
    variance = np.zeros_like(mean)
    variance[row, column] = width.variance[row, horizon]
    known = np.nan_to_num(reported[row, column])
    shift = np.minimum(offset(back[row, column]), np.maximum(known, 0.0))
    bias = width.bias[row, horizon]
    more = unreported(mean[row, column] - known, bias, variance[row, column], shift, levels, scores[row])
    quantiles[row, column] = np.maximum.accumulate(known[:, None] + more, axis=1)
    return quantiles, mean, variance


def _behind(triangle: Triangle, learned: Hazards) -> Floats:
    """The events that the pool of each series has reported, (N, 1): no share is surer than so many tell."""
    _, pool = np.unique(triangle.pool, return_inverse=True)
    reported = np.nan_to_num(learned.present[..., 1]).sum(axis=1) / learned.window
    told = np.zeros(len(reported))
    np.add.at(told, pool.reshape(-1), reported)
    return told[pool.reshape(-1)][:, None]


def _concentration(share: Floats, variance: Floats, basis: NDArray[np.int8], behind: Floats) -> Floats:
    """How sure a share is, from the scatter of what is still to come; infinite where all is reported."""
    open_ = np.abs(share * (1 - share)) * variance
    sure = np.divide(1.0, open_, out=np.full_like(open_, np.inf), where=open_ > 0) - 1
    sure = np.minimum(sure, behind)
    return np.where(basis == Stand.REFUSED, 0.0, np.where(basis == Stand.CLOSED, np.inf, np.maximum(sure, 0.0)))


def _over(triangle: Triangle, grid: NDArray[Kind]) -> NDArray[Kind]:
    """Only the periods of the triangle; those that had not begun by now are refused."""
    width, steps = len(triangle.periods), grid.shape[1]
    if width <= steps:
        return grid[:, :width]
    empty = 0 if grid.dtype == np.int8 else np.nan
    fill = np.full((len(grid), width - steps, *grid.shape[2:]), empty, grid.dtype)
    return np.concatenate([grid, fill], axis=1)

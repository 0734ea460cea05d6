"""The fit of rolling sums: how much of what is expected of each open month comes, and how far that misses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.sums.months import Files
from tocsin.methods.nowcast.sums.pairs import Moves, moves
from tocsin.methods.nowcast.sums.slow_places import slowness
from tocsin.methods.nowcast.sums.spread import Spread, spread_of
from tocsin.numerics.least_deviations import least_deviations
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
FOLDS = 5
LEAST = 20  # moves that must have been seen


@dataclass(frozen=True, slots=True)
class Fit:
    """`share` (L,) of what is expected of a month at lag l that comes, and the `spread` about it.

    Without a stream beside, the share is the part of the whole sum that such a month still lacks. `slow` (N,) is the factor
    on it for each series, by its place.
    """

    share: Floats
    slow: Floats
    spread: Spread

    def mean(self, expected: Floats, count: Floats) -> Floats:
        """The expected factor by which sums still grow."""
        told = np.exp(self.spread.at(expected, count))
        between = np.diff(self.spread.levels)
        inner = 0.5 * (told[..., 1:] + told[..., :-1]) @ between
        ends = told[..., 0] * self.spread.levels[0] + told[..., -1] * (1 - self.spread.levels[-1])
        return inner + ends


def fitted(
    vintages: Vintages, more: Floats | None, files: Files, half_life: float, tied: float, levels: Floats
) -> Fit | None:
    """Learned from all moves of open sums; None where fewer than 20 were seen. Misses are of places left out in turn."""
    seen = moves(vintages, more, files, half_life)
    if len(seen.moved) < LEAST:
        return None
    places = np.unique(vintages.keys.column("place").to_pylist(), return_inverse=True)[1].astype(np.int64)
    fold = places[seen.series] % FOLDS
    expected = np.zeros(len(seen.moved))
    for left in range(FOLDS):
        out = fold == left
        expected[out] = seen.parts[out] @ _share(seen.take(~out), tied, more is None)
    share = _share(seen, tied, more is None)
    lags = len(seen.moved) / max(len(np.unique(seen.series)), 1)
    slow = slowness(seen.moved, seen.parts @ share, seen.weight, places[seen.series], lags, int(places.max()) + 1)
    spread = spread_of(seen.moved - expected, expected, seen.count, seen.weight, levels)
    return Fit(share, slow[places], spread)


def _share(seen: Moves, tied: float, alone: bool) -> Floats:
    return least_deviations(seen.parts, seen.moved, seen.weight, tied, anchored=alone)

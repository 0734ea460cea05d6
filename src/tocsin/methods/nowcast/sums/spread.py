"""The spread of sums about their nowcasts: from series of places that the fit did not see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.numerics.least_deviations import least_deviations

Floats = NDArray[np.float64]


KNOTS, REACH = (0.1, 0.3, 0.5, 0.7, 0.9), 0.1  # sizes at which quantiles are read, and how far each looks, as parts
SMALLEST = 1e-5


@dataclass(frozen=True, slots=True)
class Spread:
    """How far sums came out from what was expected, on the scale of logarithms.

    `scale` (3,): the size of a miss, as a part of what was expected to come, for one over the root of what was expected in
    counts, and alone. `knots` (G,) are logarithms of sizes, `quantiles` (G, Q) those of misses over their size near each of
    them, at `levels` (Q,): small misses are mostly none at all, large ones are not.
    """

    scale: Floats
    levels: Floats
    knots: Floats
    quantiles: Floats

    def size(self, expected: Floats, count: Floats) -> Floats:
        """The size of a miss where `expected` is still to come of a sum that stands at `count`; shapes alike."""
        return np.maximum(_grounds(expected, count) @ self.scale, SMALLEST)

    def at(self, expected: Floats, count: Floats) -> Floats:
        """The quantiles of the logarithm by which a sum still grows, (R, Q); both arguments (R,)."""
        size = self.size(expected, count)
        near = np.stack([np.interp(np.log(size), self.knots, column) for column in self.quantiles.T], -1)
        return expected[:, None] + size[:, None] * near


def _grounds(expected: Floats, count: Floats) -> Floats:
    some = np.abs(expected)
    return np.stack([some, np.sqrt(some / count), np.full(some.shape, 1e-3)], -1)


def spread_of(missed: Floats, expected: Floats, count: Floats, weight: Floats, levels: Floats) -> Spread:
    """Learned from what was `missed` (R,) where `expected` was to come of `count`; all (R,).

    `levels` (Q,) are those that quantiles are asked for.
    """
    grounds = _grounds(expected, count)
    scale = _without_negatives(grounds, np.abs(missed), weight)
    size = np.maximum(grounds @ scale, SMALLEST)
    order = np.argsort(size, kind="stable")
    rank = (np.cumsum(weight[order]) - 0.5 * weight[order]) / weight.sum()
    knots, quantiles = [], []
    for knot in KNOTS:
        near = order[np.abs(rank - knot) <= REACH + 0.5 / len(order)]
        knots.append(np.log(size[near]).mean())
        quantiles.append(weighted_quantiles(missed[near] / size[near], weight[near], levels))
    return Spread(scale, levels, np.array(knots), np.array(quantiles))


def _without_negatives(parts: Floats, target: Floats, weight: Floats) -> Floats:
    """Least squares on parts over their sizes, with parts that would count negatively left out one by one."""
    kept = np.ones(parts.shape[1], bool)
    answer = np.zeros(parts.shape[1])
    while kept.any():
        answer[:] = 0.0
        answer[kept] = least_deviations(parts[:, kept], target, weight)
        if (answer >= 0).all():
            return answer
        kept &= answer >= 0
    answer[-1] = 1.0
    return answer


def weighted_quantiles(values: Floats, weight: Floats, levels: Floats) -> Floats:
    """Quantiles of weighted values, (Q,), by straight lines between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    heavy = np.cumsum(weight[order]) - 0.5 * weight[order]
    return np.interp(levels, heavy / weight.sum(), values[order])

"""A few classes for a map: round limits, so that a legend can be read."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

ROUND = (1, 2, 5)
SHARES = (0.4, 0.75, 0.93)  # of the places below each limit: few in the darkest class, so that it says something


@dataclass(frozen=True, slots=True)
class Scale:
    """`limits` are the lower limits of classes 1..n, rising; class 0 is zero (or less)."""

    limits: tuple[float, ...]

    def step(self, value: float) -> int:
        """The class of a value, from 0 for zero to n for the largest."""
        return 0 if value <= 0 else max(1, bisect_right(self.limits, value))


def scale(values: Iterable[float]) -> Scale:
    """At most four classes of the positive values; limits are rounded to 1, 2 or 5 times a power of ten."""
    known = sorted(value for value in values if value > 0)
    if not known:
        return Scale(())
    cuts = [_rounded(known[int(len(known) * share)]) for share in SHARES]
    first = min(_rounded_down(known[0]), cuts[0])
    return Scale(tuple(sorted({first, *cuts})))


def _rounded(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return min((step * power for step in (*ROUND, 10)), key=lambda limit: abs(math.log(limit / value)))


def _rounded_down(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in ROUND if step * power <= value * (1 + 1e-9))

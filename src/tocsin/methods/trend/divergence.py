"""Divergence: two streams about one substance and place whose growth differs by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Grown(Protocol):
    """Growths that compare: logarithm per year with its error and freedom (N,), and the days between which each was seen.

    A `TrendTold` is one, and what grew from one year to the next (`year_on_year`).
    """

    @property
    def newest(self) -> Floats: ...
    @property
    def newest_error(self) -> Floats: ...
    @property
    def freedom(self) -> Floats: ...
    @property
    def first(self) -> NDArray[np.datetime64]: ...
    @property
    def last(self) -> np.datetime64 | NDArray[np.datetime64]: ...


@dataclass(frozen=True, slots=True)
class Divergence:
    """K comparisons; arrays (K,). `difference` is the growth of the one less that of the other, logarithm per year.

    `low` to `high` is its 95 % interval, `p_value` two-sided. `diverging` where they differ at the level asked for;
    `opposite` where, beside, the 95 % interval of the one says growth and that of the other a fall. NaN and False where
    their periods do not meet.
    """

    difference: Floats
    low: Floats
    high: Floats
    p_value: Floats
    diverging: NDArray[np.bool_]
    opposite: NDArray[np.bool_]


def divergence(one: Grown, other: Grown, pairs: Whole, *, level: float = 0.01, overlap: float = 0.5) -> Divergence:
    """Hold the growth of `one.newest[pairs[:, 0]]` against that of `other.newest[pairs[:, 1]]`; cadences may differ.

    Both are the growth over the newest year (at least four periods), so years must meet: the days they share are to be
    `overlap` of the longer or more. The caller sees to it that the streams are independent (`signals.lines` knows which
    sources share events, laboratory or publisher) and about the same substances and places.
    False alarms: 0.006 of pairs at rest and 0.018 of pairs that grow alike at `level` 0.01, because a growth's error is that
    of one onset; measured in bench/trend. Source: Welch 1947,
    doi:10.1093/biomet/34.1-2.28 (two estimates of unequal variance).
    """
    a, b = pairs[:, 0], pairs[:, 1]
    growth, against = one.newest[a], other.newest[b]
    variance, beside = one.newest_error[a] ** 2, other.newest_error[b] ** 2
    difference, error = growth - against, np.sqrt(variance + beside)
    freedom = error**4 / (variance**2 / one.freedom[a] + beside**2 / other.freedom[b])
    meet = np.where(_shared(one, other, a, b) >= overlap, 1.0, np.nan)
    p = 2 * special.stdtr(freedom, -np.abs(difference) / error) * meet
    reach = special.stdtrit(freedom, 0.975) * error
    told = p <= level
    return Divergence(
        difference * meet,
        (difference - reach) * meet,
        (difference + reach) * meet,
        p,
        told,
        told & (growth * against < 0) & _sure(one, a) & _sure(other, b),
    )


def _sure(told: Grown, rows: Whole) -> NDArray[np.bool_]:
    return np.abs(told.newest[rows]) > special.stdtrit(told.freedom[rows], 0.975) * told.newest_error[rows]


def _shared(one: Grown, other: Grown, a: Whole, b: Whole) -> Floats:
    """The days that both spans hold, as a part of the longer."""
    ends, beside = np.broadcast_to(one.last, one.first.shape)[a], np.broadcast_to(other.last, other.first.shape)[b]
    first, last = np.maximum(one.first[a], other.first[b]), np.minimum(ends, beside)
    days = np.maximum((last - first).astype(float) + 1, 0)
    longer = np.maximum((ends - one.first[a]).astype(float), (beside - other.first[b]).astype(float)) + 1
    return days / longer

"""Beside: what the publisher itself says beside a sum about how much of it is still to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """How much more than what is reported a stream expects, at each release.

    `more` (V, N, T) has the axes of the vintages it stands beside, as a part of what is reported (or its logarithm, which
    is nearly the same); NaN where the stream says nothing. A stream may be wrong by any factor and by any amount that is
    the same for neighbouring periods: how much of what it expects of a month comes is learned, month by month.
    """

    name: str
    more: Floats


def predicted(sums: Vintages, other: Vintages) -> Beside:
    """The publisher's own prediction of the final figure, a measure of its own with the same places and substances."""
    figures = alongside(sums, other, ("substance", "place"))
    fit = (figures > 0) & (sums.value > 0)
    more = np.full(sums.value.shape, np.nan)
    more[fit] = np.log(figures[fit] / sums.value[fit])
    return Beside("predicted", more)


def pending(sums: Vintages, percent: Vintages, deaths: Vintages, of_drugs: Vintages) -> Beside:
    """Deaths whose cause is still under investigation, for each death by drugs in the same place and months.

    `percent` is the percentage of all `deaths` of a place that is pending, `of_drugs` the deaths by drugs of the place; all
    three are matched by place alone.
    """
    share, everyone, drugs = (alongside(sums, other, ("place",)) for other in (percent, deaths, of_drugs))
    with np.errstate(divide="ignore", invalid="ignore"):
        more = share / 100 * everyone / drugs
    return Beside("pending", np.where(np.isfinite(more), more, np.nan))


def alongside(sums: Vintages, other: Vintages, same: tuple[str, ...]) -> Floats:
    """The figures of `other` on the axes of `sums` (V, N, T): at each release, the newest known by that day; else NaN.

    Series are matched by the key columns `same`; where several of `other` match, the first is taken.
    """
    if other.cadence is not sums.cadence:
        raise BadValue("two streams of different cadences stand side by side", wanted=sums.cadence, got=other.cadence)
    names = [list(zip(*(held.keys[name].to_pylist() for name in same), strict=True)) for held in (other, sums)]
    first = {name: row for row, name in reversed(list(enumerate(names[0])))}
    rows = np.array([first.get(name, -1) for name in names[1]], np.int64)
    column = {int(period): at for at, period in enumerate(other.periods)}
    columns = np.array([column.get(int(period), -1) for period in sums.periods], np.int64)
    release = np.searchsorted(other.known.astype("datetime64[D]"), sums.known.astype("datetime64[D]"), side="right") - 1
    answer = np.full(sums.value.shape, np.nan)
    if other.value.size:
        met = (release >= 0)[:, None, None] & (rows >= 0)[None, :, None] & (columns >= 0)[None, None, :]
        answer = np.where(met, other.value[release[:, None, None], rows[None, :, None], columns[None, None, :]], np.nan)
    return answer

"""Months out of rolling sums: their differences from year to year are exact, the months themselves need twelve anchors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import BadValue

Floats = NDArray[np.float64]
YEAR = 12


@dataclass(frozen=True, slots=True)
class Months:
    """Months of N series over T periods, (N, T), NaN where they cannot be had.

    `derived` says of each month that it was worked out from sums and anchors of another source: marked so wherever it is
    shown. A month that is an anchor itself is not derived.
    """

    value: Floats
    derived: NDArray[np.bool_]


def year_on_year_differences(sums: Floats) -> Floats:
    """Each month less the same month of the year before, exactly: the sum that ends with it less the sum before; (N, T).

    `sums` (N, T) are of twelve months. NaN in the first column and where either sum is unknown. Both sums must be of one
    release, or what was revised in between counts as a difference of months.
    """
    return np.diff(sums, axis=1, prepend=np.nan)


def months_from_anchors(sums: Floats, anchors: Floats) -> Months:
    """Months (N, T) from sums of twelve months (N, T) and months known from another source (N, T), NaN where not known.

    Each month follows from the one twelve months before, or after, by the exact difference; so one anchor for each month of
    the calendar, twelve in all, gives every month that the sums reach without a gap. The nearest anchor is taken. When not
    to use: anchors of another definition, or of fewer places, than the sums: their gap stands in every month. Raises
    `BadValue` where an anchor year and its sum disagree by more than one part in a hundred.
    """
    if sums.shape != anchors.shape:
        raise BadValue("sums and anchors differ in shape", wanted=str(sums.shape), got=str(anchors.shape))
    _refuse_disagreement(sums, anchors)
    step = year_on_year_differences(sums)
    onward, back = anchors.copy(), anchors.copy()
    age, ahead = np.where(np.isfinite(anchors), 0.0, np.inf), np.where(np.isfinite(anchors), 0.0, np.inf)
    width = sums.shape[1]
    for t in range(YEAR, width):
        _carry(onward, age, t, t - YEAR, step[:, t])
    for t in range(width - 1 - YEAR, -1, -1):
        _carry(back, ahead, t, t + YEAR, -step[:, t + YEAR])
    value = np.where(age <= ahead, onward, back)
    return Months(value, np.isfinite(value) & ~np.isfinite(anchors))


def _carry(months: Floats, distance: Floats, to: int, origin: int, step: Floats) -> None:
    """Fill unknown months of column `to` from `origin` and the exact difference between them."""
    fill = ~np.isfinite(months[:, to]) & np.isfinite(months[:, origin]) & np.isfinite(step)
    months[fill, to] = months[fill, origin] + step[fill]
    distance[fill, to] = distance[fill, origin] + 1


def _refuse_disagreement(sums: Floats, anchors: Floats) -> None:
    """Twelve anchors in a row must add up to the sum that they make."""
    if sums.shape[1] < YEAR:
        return
    made = np.lib.stride_tricks.sliding_window_view(anchors, YEAR, axis=1).sum(-1)
    told = sums[:, YEAR - 1 :]
    with np.errstate(invalid="ignore"):
        apart = np.abs(made - told) > 0.01 * np.maximum(np.abs(told), 1.0)
    if apart.any():
        row, at = (int(found[0]) for found in np.nonzero(apart))
        raise BadValue(
            "twelve months do not add up to their sum",
            wanted=f"about {told[row, at]:g}",
            got=f"{made[row, at]:g} in series {row}",
            next_step="give months that count the same as the sums do",
        )

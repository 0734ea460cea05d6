"""Pairs of releases: how sums moved from an earlier release to the newest, with the months that were open in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.sums.months import Files, opened, pieces
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WIDTH = 18  # lags at which sums are read as open


@dataclass(frozen=True, slots=True)
class Moves:
    """R moves of sums between an earlier release and the newest; arrays (R,) unless said.

    `moved` is the logarithm of the newest figure over the earlier one, `count` the earlier one, `parts` (R, L) what the open
    months were said to add at the earlier release less what they are still said to add at the newest. `series` and `lag`
    say of which series, and how many sums before the newest of its release. `weight` falls with the age of the release.
    """

    moved: Floats
    count: Floats
    parts: Floats
    series: Whole
    lag: Whole
    weight: Floats

    def take(self, rows: NDArray[np.bool_]) -> Moves:
        """Some moves only."""
        return Moves(*(getattr(self, name)[rows] for name in Moves.__slots__))


def open_parts(vintages: Vintages, more: Floats | None, files: Files, release: int) -> Floats:
    """What the open months of one release are said to add to its newest sums, (N, K, L), newest first; see `pieces`."""
    newest, months = opened(vintages, files)
    said = None if more is None else more[release]
    return pieces(said, len(vintages), int(newest[release]), int(months[release]), WIDTH)


def moves(vintages: Vintages, more: Floats | None, files: Files, half_life: float) -> Moves:
    """How the open sums of each earlier release moved to the newest release that any series has.

    `more` (V, N, T) is what a stream expects, see `Beside`; None for none. Left out are sums that either release does not
    hold and months of which the stream says nothing. `half_life` in years: a release that much older weighs half.
    """
    newest, months = opened(vintages, files)
    last = len(vintages.known) - 1
    after = open_parts(vintages, more, files, last)
    found = [
        _moved(vintages, open_parts(vintages, more, files, at), after, at, newest, int(months[at]), half_life)
        for at in range(last)
        if newest[at] >= 0
    ]
    if not found:
        none, whole = np.zeros(0), np.zeros(0, np.int64)
        return Moves(none, none, np.zeros((0, WIDTH)), whole, whole, none)
    return Moves(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _moved(
    vintages: Vintages, before: Floats, after: Floats, at: int, newest: Whole, months: int, half_life: float
) -> tuple[Floats, Floats, Floats, Whole, Whole, Floats]:
    """The moves of one release, as the columns of `Moves`."""
    last = len(vintages.known) - 1
    lags = np.arange(min(months, WIDTH, int(newest[at]) + 1))
    columns, later = newest[at] - lags, newest[last] - newest[at] + lags
    still = np.where((later < WIDTH)[None, :, None], after[:, np.minimum(later, WIDTH - 1)], 0.0)
    parts = before[:, lags] - still
    was, now = vintages.value[at][:, columns], vintages.value[last][:, columns]
    kept = (was > 0) & (now > 0) & np.isfinite(parts).all(2)
    series, lag = np.nonzero(kept)
    years = float((vintages.known[last] - vintages.known[at]).astype("timedelta64[D]").astype(float)) / 365.25
    weight = np.full(len(series), 0.5 ** (years / half_life))
    return np.log(now[kept] / was[kept]), was[kept], parts[kept], series, lag, weight


def closed_moves(vintages: Vintages, files: Files, reach: int = 24) -> tuple[Floats, Whole, Floats]:
    """How the sums of closed files moved: the moves (R,), how many sums before the newest closed one (R,), earlier figures.

    Only the `reach` newest closed sums of each release.
    """
    newest, months = opened(vintages, files)
    last = len(vintages.known) - 1
    moved, lag, count = [np.zeros(0)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for at in range(last):
        lags = months[at] + np.arange(reach)
        lags = lags[lags <= newest[at]]
        was, now = vintages.value[at][:, newest[at] - lags], vintages.value[last][:, newest[at] - lags]
        kept = (was > 0) & (now > 0)
        moved.append(np.log(now[kept] / was[kept]))
        lag.append(np.broadcast_to(lags - months[at], was.shape)[kept])
        count.append(was[kept])
    return np.concatenate(moved), np.concatenate(lag), np.concatenate(count)

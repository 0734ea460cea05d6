"""Silence: releases that say nothing of some series, and what a nowcaster may make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tocsin.records.nowcast import GRIDS, Nowcast
from tocsin.records.vintages import Vintages

Whole = NDArray[np.int64]


def newest_release(vintages: Vintages) -> Whole:
    """The newest release that holds a figure of each series, (N,); -1 where none does."""
    told: NDArray[np.bool_] = np.asarray(np.isfinite(vintages.value).any(2))
    return np.where(told.any(0), len(told) - 1 - np.argmax(told[::-1], axis=0), -1).astype(np.int64)


def carried(vintages: Vintages) -> Vintages:
    """The same with each series' last figures repeated in the releases after it, for methods that look for changes."""
    newest = newest_release(vintages)
    later = np.arange(len(vintages.known))[:, None] > newest[None, :]
    last = vintages.value[newest, np.arange(len(vintages))]
    return replace(vintages, value=np.where(later[:, :, None], last[None], vintages.value))


def as_old_as_told(vintages: Vintages, nowcast: Callable[[Vintages], Nowcast]) -> Nowcast:
    """Each series as of the newest release that told it: silence on a series is no sign that it stopped moving.

    `nowcast` reads all series with the releases up to that one, so that they lend each other their delays as usual.
    """
    newest = newest_release(vintages)
    groups = np.unique(newest[newest >= 0])
    answer = nowcast(vintages)
    for release in groups[groups < len(vintages.known) - 1].tolist():
        rows = np.flatnonzero(newest == release)
        older = replace(vintages, known=vintages.known[: release + 1], value=vintages.value[: release + 1])
        answer = _put(answer, nowcast(older), rows)
    return answer


def _put(answer: Nowcast, other: Nowcast, rows: Whole) -> Nowcast:
    """`answer` with some rows of `other`, which speaks of the same periods or of the first of them."""
    _, here, there = np.intersect1d(answer.periods, other.periods, return_indices=True)
    changed = {name: np.array(getattr(answer, name)) for name in (*GRIDS, "quantiles")}
    for name, grid in changed.items():
        grid[np.ix_(rows, here)] = getattr(other, name)[np.ix_(rows, there)]
    return replace(answer, **changed)

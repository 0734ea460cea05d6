"""Re-emergence: found before, then looked for and not found for long, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tocsin.methods.novelty.scope import Scope
from tocsin.records.panel import Panel

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Returns:
    """M series that came back; arrays (M,). `rows` and `at`: which series, and the column of its first find again.

    `last`: the column of the find before; `silent`: periods between in which it was looked for; `seen`: periods in which
    it was found before. `p_silence`: the chance of so long a silence if finds fell in any period alike.
    """

    rows: Whole
    at: Whole
    last: Whole
    silent: Whole
    seen: Whole
    p_silence: Floats

    def take(self, chosen: Whole) -> Returns:
        """Some of them only."""
        return Returns(*(getattr(self, name)[chosen] for name in self.__slots__))


def returns(panel: Panel, scope: Scope, start: int, silence: int) -> Returns:
    """The series found from column `start` on that were silent for at least `silence` looks right before, and seen before.

    Only looks of the epoch of the return count: after a change of panel nothing is called silent. `p_silence` is exact
    for finds that fall in the known periods at random, given that the last of them has one: C(A, a) / C(A + z, a) for
    `a` finds in `A` known periods and then a silence of `z`.
    """
    columns = np.arange(scope.found.shape[1])
    early, late = scope.found & (columns < start), scope.found & (columns >= start)
    rows = np.flatnonzero(early.any(1) & late.any(1))
    at = late[rows].argmax(1)
    last = len(columns) - 1 - early[rows][:, ::-1].argmax(1)
    epoch = panel.epoch[rows]
    same = epoch == np.take_along_axis(epoch, at[:, None], axis=1)
    between = (columns > last[:, None]) & (columns < at[:, None])
    silent = (scope.looked[rows] & between & same).sum(1)
    seen = early[rows].sum(1)
    known = ((scope.looked | scope.found)[rows] & (columns <= last[:, None])).sum(1)
    every = Returns(rows, at, last, silent, seen, _chance(known, seen, silent))
    return every.take(np.flatnonzero(silent >= silence))


def _chance(known: Whole, seen: Whole, silent: Whole) -> Floats:
    """C(A, a) / C(A + z, a), by logarithms."""
    total = known + silent
    logs = special.gammaln(known + 1) - special.gammaln(known - seen + 1)
    logs = logs - special.gammaln(total + 1) + special.gammaln(total - seen + 1)
    return np.asarray(np.exp(logs), np.float64)

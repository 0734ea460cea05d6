"""To come: what each cell of a panel is expected to read once all is reported, as pages and tables tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.flow import delays
from tocsin.records.nowcast import Nowcast, Stand
from tocsin.records.panel import Panel

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

Floats = NDArray[np.float64]
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9  # the middle, and the ends between which 80 % lie
SILENT = -1  # nothing is said of this cell: not even that it was refused
STANDS = np.array([*(stand.name.lower() for stand in Stand), ""])  # by `Stand`; the last is that of `SILENT`


@dataclass(frozen=True, slots=True)
class ToCome:
    """Grids of a panel, (N, T): NaN where nothing is said. `stand` is a `Stand`, or `SILENT`.

    `middle`, `low` and `high` are final figures in the unit of the panel's `value`, and are told of cells alone that are
    still open: a closed cell reads as it reads.
    """

    completeness: Floats
    middle: Floats
    low: Floats
    high: Floats
    stand: NDArray[np.int8]

    def stand_name(self, row: int, t: int) -> str:
        """The `Stand` of one cell in lower case; empty where nothing is said."""
        return str(STANDS[self.stand[row, t]])


def to_come(node: Node, source: Source, panel: Panel, at: datetime) -> ToCome:
    """What is to come of every cell of `panel` as known at `at`; nothing is said where no delay is known."""
    return _laid(delays.nowcast_of(node, source, panel, at), panel)


def _laid(told: Nowcast | None, panel: Panel) -> ToCome:
    """A nowcast laid over the periods of its panel; it may speak of some of them only."""
    shape = panel.value.shape
    grids = [np.full(shape, np.nan) for _ in range(4)]
    stand = np.full(shape, SILENT, np.int8)
    if told is not None:
        _, here, there = np.intersect1d(panel.periods, told.periods, return_indices=True)
        stand[:, here] = told.basis[:, there]
        final = (told.quantile(MIDDLE), told.quantile(LOW), told.quantile(HIGH))
        still = ~np.isin(stand[:, here], (Stand.REFUSED, Stand.CLOSED))
        grids[0][:, here] = told.completeness[:, there]
        for grid, figures in zip(grids[1:], final, strict=True):
            grid[:, here] = np.where(still, figures[:, there], np.nan)
    return ToCome(grids[0], grids[1], grids[2], grids[3], stand)

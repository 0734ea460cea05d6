"""What figures of reports say: what each report added, or the total by then. Told only where it is certain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import FileRefused

Floats = NDArray[np.float64]
ADDED, TOTALS = "added", "totals"
FEWEST_MOVES, MOSTLY = 8, 0.25


def told_kind(steps: Floats, lowest: float) -> str:
    """`added` or `totals`, from the steps (S,) between neighbouring figures of one period; NaN and 0 tell nothing.

    Totals do not fall, but for a few that are taken back; what is added falls off. Sure are: a quarter of the moves
    downwards (added), eight moves or more, none downwards and no figure below zero (totals). Raises `FileRefused` else.
    """
    falls, rises = int((steps < 0).sum()), int((steps > 0).sum())
    moves = falls + rises
    if moves and falls >= MOSTLY * moves:
        return ADDED
    if falls == 0 and moves >= FEWEST_MOVES and lowest >= 0:
        return TOTALS
    if moves == 0:
        return ADDED
    raise FileRefused(
        "the figures may be totals or what each report added",
        wanted="one of the two, without doubt",
        got=f"from one report to the next: rises {rises}, falls {falls}" + (f", lowest {lowest:g}" * (lowest < 0)),
        next_step="say --counts totals or --counts added",
    )

"""A prior moved by a faster stream: what another series, known earlier, says of the level to come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def moved_by(stream: Floats, firm: float = 10.0, memory: float = 0.97) -> Floats:
    """How a faster stream (N, T) moves the level to expect of each period: about 1, (N, T), for `ChainLadder.nowcast`.

    `stream` counts the same happenings sooner (emergency visits before deaths), NaN where unknown. Each of its counts is
    taken relative to what it was before (each period keeps `memory` of the mean), drawn to 1 as if `firm` events had
    come as before. The ratio between the two series is learned by the ladder from past periods, and how well it
    held says how much it is trusted. Where the stream is not known the level before stands alone.
    """
    known = np.isfinite(stream)
    count = np.where(known, stream, 0.0)
    usual = np.empty_like(count)
    total, weight = np.zeros(len(stream)), np.zeros(len(stream))
    for t in range(stream.shape[1]):  # steps of one recursion, all series at once
        total, weight = memory * total + count[:, t], memory * weight + known[:, t]
        usual[:, t] = total / np.maximum(weight, 1e-9)
    return np.where(known, (count + firm) / (usual + firm), 1.0)

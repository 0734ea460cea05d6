"""Still to come: what the newest sums of twelve months have been seen to gain after they were first published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.records.panel import Panel

COUNTRY = {"country": 1.04}  # the most that a newest sum has grown by, measured on two vintages half a year apart
BELOW = 1.30  # a state's: North Carolina's grew by 26 %


def still_to_come(panel: Panel) -> NDArray[np.float64]:
    """The most that each series' newest sum may grow by, as a factor; (N,)."""
    return np.array([COUNTRY.get(level, BELOW) for level in panel.column("level")])

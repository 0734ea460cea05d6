"""Trust in the level before: between little and much of it, as past nowcasts would have been nearer to what came."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.past_errors import Scatter, held_against

Floats = NDArray[np.float64]
KEEP, REACH = 0.95, 3.0  # what a step keeps of past errors; how far horizons lend
EVEN, FIRM = 0.5, 0.03  # the share taken before errors tell, and the squared difference that it stands for


def trusted(past: Floats, present: Floats, pool: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Means blended from those with least trust in the level before (column 0) and with most (column 4).

    `past` (N, P, H, 5) and `present` (N, P, 5) as `numerics.reporting_ladder.ladder` tells them; returned without column 4.
    The share of the second is the one that would have made the squared log errors least, per pool and horizon, at most all:
    where delays jump from day to day the level says more than the newest reports, where they hold it says less. Past
    nowcasts are blended with the share of today.
    Source: Bates & Granger 1969, doi:10.1057/jors.1969.103 (combination by past errors).
    """
    scatter, now = Scatter(keep=KEEP), present[..., :4].copy()
    now[..., 0] += 0.5 * (present[..., 4] - present[..., 0])
    least = held_against(past, now, scatter)
    most = held_against(past[..., [4, 1, 2]], now, scatter)
    usual, horizons = scatter.guess**2, np.arange(past.shape[2])
    weight = np.minimum(least.weight, most.weight) * usual / (least.noise + usual)
    apart = least.error - most.error
    near = np.exp(-0.5 * ((horizons[:, None] - horizons[None, :]) / REACH) ** 2)
    gain, size = (weight * apart * least.error).sum(1) @ near, (weight * apart**2).sum(1) @ near
    share = np.empty(gain.shape)
    for kind in np.unique(pool):
        rows = pool == kind
        share[rows] = np.clip((gain[rows].sum(0) + FIRM * EVEN) / (size[rows].sum(0) + FIRM), 0, 1)
    then = past[..., :4].copy()
    then[..., 0] += share[:, None] * (past[..., 4] - past[..., 0])
    ages = np.minimum(np.arange(present.shape[1])[::-1], past.shape[2] - 1)
    now[..., 0] = present[..., 0] + share[:, ages] * (present[..., 4] - present[..., 0])
    return then, now

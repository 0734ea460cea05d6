"""Roll-ups: what a total will come to is what its parts will come to: a group's members, then a country's places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.nowcast import Nowcast, Stand
from tocsin.vocabulary import places, substances

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
TOGETHER = 0.1  # places: taken, not measured: few releases cannot show how far they err together
IN_PLACE = 0.9  # members of a group in one place: taken; a laboratory is late with all it tests
SAME = 0.005  # a total that differs more from the sum of its parts holds something else
PARTED = ("stream", "origin", "destination")


def members(keys: pa.Table) -> Whole:
    """For each series the row of the declared group total of its place that it adds up to, (N,); -1 where there is none."""
    rows = keys.select([*PARTED, "substance", "place", "level", "derived"]).to_pylist()
    where = [tuple(row[name] for name in (*PARTED, "place", "level")) for row in rows]
    groups = {
        (place, row["substance"]): at for at, (place, row) in enumerate(zip(where, rows, strict=True)) if row["derived"]
    }
    inside = [
        -1 if row["derived"] else groups.get((place, substances.group_of(row["substance"])), -1)
        for place, row in zip(where, rows, strict=True)
    ]
    return np.array(inside, np.int64)


def parents(keys: pa.Table) -> Whole:
    """For each series the row of the declared country total that it adds up to, (N,); -1 where there is none."""
    rows = keys.select([*PARTED, "substance", "place", "level", "derived"]).to_pylist()
    what = [tuple(row[name] for name in (*PARTED, "substance")) for row in rows]
    totals = {
        (name, row["place"]): at
        for at, (name, row) in enumerate(zip(what, rows, strict=True))
        if row["derived"] and row["level"] == "country"
    }
    inside = [
        -1 if row["level"] == "country" else totals.get((name, places.country_of(row["place"])), -1)
        for name, row in zip(what, rows, strict=True)
    ]
    return np.array(inside, np.int64)


def with_totals(nowcast: Nowcast, keys: pa.Table, together: float = TOGETHER, in_place: float = IN_PLACE) -> Nowcast:
    """The nowcast with declared groups as sums of their members in a place, then declared country totals as sums of places.

    `in_place` is the correlation of the errors of members of one group in one place, `together` that of the errors of
    places, most of whose scatter is a laboratory's own. See `summed` for what stays as it was.
    """
    return summed(summed(nowcast, members(keys), in_place), parents(keys), together)


def summed(nowcast: Nowcast, above: Whole, together: float) -> Nowcast:
    """The nowcast with each total as the sum of its parts (`above` (N,): the row of a part's total, or -1).

    Means of what is still to come add up, and so do its variances, as far as `together` (a correlation) says. Quantiles are
    those of a gamma law of that mean and variance. A total whose parts do not add up to it, of which one part with figures
    was refused, or that is refused or closed itself, stays as it was.
    """
    parts = np.flatnonzero(above >= 0)
    totals, which = np.unique(above[parts], return_inverse=True)
    if not len(totals):
        return nowcast
    told = np.nan_to_num(nowcast.reported[parts])
    refused = (nowcast.basis[parts] == Stand.REFUSED) & (told != 0)
    mean = np.where(np.isfinite(nowcast.mean[parts]), nowcast.mean[parts], told)
    scatter = _variance(nowcast, parts)
    sums = [_added(grid, which, len(totals)) for grid in (told, mean, scatter, np.sqrt(scatter), refused)]
    reported = nowcast.reported[totals]
    whole = (sums[4] == 0) & (np.abs(sums[0] - reported) <= SAME * np.maximum(reported, 1)) & (reported > 0)
    cells = np.nonzero(whole & np.isin(nowcast.basis[totals], (Stand.OWN, Stand.POOLED)))
    variance = (1 - together) * sums[2] + together * sums[3] ** 2
    return _put(nowcast, (totals[cells[0]], cells[1]), sums[1][cells], variance[cells])


def _added(grid: NDArray[np.generic], which: Whole, many: int) -> Floats:
    """Sums over the rows of each group, (many, T)."""
    answer = np.zeros((many, grid.shape[1]))
    np.add.at(answer, which, grid.astype(float))
    return answer


def _variance(nowcast: Nowcast, rows: Whole) -> Floats:
    """The variance of the final figures of some series by their quantiles, (N, T); 0 where closed or refused."""
    edges = np.concatenate([[0.0], (nowcast.levels[1:] + nowcast.levels[:-1]) / 2, [1.0]])
    weight, figures = np.diff(edges), np.nan_to_num(nowcast.quantiles[rows])
    middle = figures @ weight
    return np.maximum(((figures - middle[..., None]) ** 2) @ weight, 0.0)


def _put(nowcast: Nowcast, cells: tuple[Whole, Whole], mean: Floats, variance: Floats) -> Nowcast:
    from scipy.stats import gamma

    reported = nowcast.reported[cells]
    more = np.maximum(mean - reported, 1e-9)
    spread = np.maximum(variance, more)  # never surer than a count
    share = np.clip(reported / np.maximum(mean, 1e-9), 1e-9, 1.0)
    sure = share * (1 - share) / np.maximum(share**2 * spread / np.maximum(mean, 1e-9) ** 2, 1e-300) - 1
    later = gamma.ppf(nowcast.levels[None, :], (more**2 / spread)[:, None], scale=(spread / more)[:, None])
    grids = {name: np.array(getattr(nowcast, name)) for name in ("completeness", "concentration", "mean", "quantiles")}
    grids["completeness"][cells] = share
    grids["concentration"][cells] = np.where(share < 1, np.maximum(sure, 0.0), np.inf)
    grids["mean"][cells], grids["quantiles"][cells] = reported + more, reported[:, None] + later
    return replace(nowcast, **grids)

"""Roll-ups: what a total will come to is what its parts will come to: a group's members, then a country's places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.nowcast import Nowcast, Stand
from tocsin.vocabulary import places, substances

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
TOGETHER = (
    0.1  # places: taken. Runs of NFLIS with states left out showed none (-0.1 to 0), but one pair of runs proves little
)
IN_PLACE = 0.9  # members of a group in one place: taken; a laboratory is late with all it tests
SAME = 0.005  # a total that differs more from the sum of its parts holds something else
UNNAMED = 0.5  # a total in a place of which its known members make up less than half stays as it was
ALL = "all"
PARTED = ("stream", "origin", "destination")


def members(keys: pa.Table) -> Whole:
    """For each series the row of the declared total of its group in its place that it adds up to, (N,); -1: none."""
    return _inside(keys, lambda name: (substances.group_of(name),), lambda name: name)


def classed(keys: pa.Table) -> Whole:
    """For each series the row of the declared total of its class, or of all drugs, in its place, (N,); -1: none."""
    return _inside(keys, _classes, _class)


def _classes(name: str) -> tuple[str, ...]:
    return () if substances.is_total(name) else (*substances.class_above(substances.substance(name).drug_class), ALL)


def _class(name: str) -> str:
    return substances.substance(name).drug_class if substances.is_total(name) else ""


def _inside(keys: pa.Table, inside: Callable[[str], tuple[str, ...]], told: Callable[[str], str]) -> Whole:
    """Rows of totals: published series lie `inside` names, the innermost first, and a derived one tells one name's total."""
    rows = keys.select([*PARTED, "substance", "place", "level", "derived"]).to_pylist()
    where = [tuple(row[name] for name in (*PARTED, "place", "level")) for row in rows]
    totals = {
        (place, told(row["substance"])): at
        for at, (place, row) in enumerate(zip(where, rows, strict=True))
        if row["derived"]
    }
    found = [
        [] if row["derived"] else [totals[place, name] for name in inside(row["substance"]) if (place, name) in totals]
        for place, row in zip(where, rows, strict=True)
    ]
    return np.array([one[0] if one else -1 for one in found], np.int64)


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
    for above in (members(keys), classed(keys)):
        nowcast = summed(nowcast, above, in_place, UNNAMED)
    return summed(nowcast, parents(keys), together)


def summed(nowcast: Nowcast, above: Whole, together: float, unnamed: float = SAME) -> Nowcast:
    """The nowcast with each total as the sum of its parts (`above` (N,): the row of a part's total, or -1).

    Means of what is still to come add up, and so do its variances, as far as `together` (a correlation) says. Quantiles are
    those of a gamma law of that mean and variance. Of what is in a total and in none of its parts as much is to come as the
    total's own nowcast says. Completeness is what is told of the mean; in groups that of the members, by their weights, as
    told before looking at the figures themselves. A total of which more than `unnamed` is in no part, whose parts exceed it, of which one part
    with figures was refused, or that is refused or closed itself, stays as it was.
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
    beside = (reported - sums[0]) / np.maximum(reported, 1)
    whole = (sums[4] == 0) & (beside >= -SAME) & (beside <= unnamed) & (reported > 0)
    cells = np.nonzero(whole & np.isin(nowcast.basis[totals], (Stand.OWN, Stand.POOLED)))
    rest = np.where(beside > SAME, beside, 0.0)
    alone = _variance(nowcast, totals) * rest**2
    variance = (1 - together) * (sums[2] + alone) + together * (sums[3] + np.sqrt(alone)) ** 2
    mean = sums[1] + rest * np.nan_to_num(nowcast.mean[totals])
    share = reported / np.maximum(mean, 1e-9)
    wide = share**2 * variance / np.maximum(mean, 1e-9) ** 2
    if unnamed > SAME:
        told = np.nan_to_num(nowcast.completeness[parts], nan=1.0)
        weight = _heavy(nowcast.reported[parts], told)
        whole = np.maximum(_added(weight, which, len(totals)), 1e-9)
        off = np.sqrt(told * np.maximum(1 - told, 0) / (1 + nowcast.concentration[parts]))
        share = (1 - rest) * _added(told * weight, which, len(totals)) / whole + rest * nowcast.completeness[totals]
        wide = (_added(np.nan_to_num(off) * weight, which, len(totals)) / whole) ** 2
    return _put(nowcast, (totals[cells[0]], cells[1]), mean[cells], variance[cells], (share[cells], wide[cells]))


def _heavy(reported: Floats, share: Floats) -> Floats:
    """What members weigh in the completeness of their group: what they report over the share that is told of it."""
    return np.nan_to_num(reported) / np.maximum(share, 1e-3)


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


def _put(
    nowcast: Nowcast, cells: tuple[Whole, Whole], mean: Floats, variance: Floats, told: tuple[Floats, Floats]
) -> Nowcast:
    from scipy.stats import gamma

    reported = nowcast.reported[cells]
    more = np.maximum(mean - reported, 1e-9)
    spread = np.maximum(variance, more)  # never surer than a count
    share = np.clip(told[0], 1e-9, 1.0)
    sure = share * (1 - share) / np.maximum(told[1], 1e-300) - 1
    later = gamma.ppf(nowcast.levels[None, :], (more**2 / spread)[:, None], scale=(spread / more)[:, None])
    grids = {name: np.array(getattr(nowcast, name)) for name in ("completeness", "concentration", "mean", "quantiles")}
    grids["completeness"][cells] = share
    grids["concentration"][cells] = np.where(share < 1, np.maximum(sure, 0.0), np.inf)
    grids["mean"][cells], grids["quantiles"][cells] = reported + more, reported[:, None] + later
    return replace(nowcast, **grids)

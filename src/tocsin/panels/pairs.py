"""Pairs: what two substances have in common is a series too, out of all that name the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.panels.folding import folded
from tocsin.panels.roll_up import SUBSTANCE_LINK
from tocsin.records.period import Cadence, number_of
from tocsin.records.source import Source
from tocsin.vocabulary import measures, substances
from tocsin.vocabulary.names import resolve

JOINED = " + "  # between the two names of a published pair


def pair_links(raw_pairs: Iterable[str], source: Source) -> pa.Table:
    """Which pair each published "A + B" counts towards, in the columns of `substance_links`.

    Only pairs with a substance of `Source.pairs_of` are watched, and that one stands first: where both are of them, the
    one named there first. So two substances have one series in a place, and one denominator.
    """
    links = {(raw, substances.pair(*both), False) for raw in raw_pairs for both in _pairs(raw, source)}
    columns = list(zip(*sorted(links), strict=True)) or [()] * len(SUBSTANCE_LINK)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SUBSTANCE_LINK, strict=True)], SUBSTANCE_LINK)


def _pairs(raw: str, source: Source) -> list[tuple[str, str]]:
    first, between, second = raw.partition(JOINED)
    if not between:
        return []
    both = [(one, other) for one in resolve(first, source.name) for other in resolve(second, source.name)]
    return [pair for one, other in both if one != other and (pair := _ordered(one, other, source.pairs_of))]


def _ordered(one: str, other: str, bases: tuple[str, ...]) -> tuple[str, str] | None:
    first = next((base for base in bases if base in (one, other)), None)
    return None if first is None else (first, other if first == one else one)


def of_their_measure(rows: pa.Table) -> pa.Table:
    """The rows of `cells` whose substance fits their measure: pairs where both are counted, single ones elsewhere."""
    both = pa.array([m for m in rows["measure"].unique().to_pylist() if measures.is_paired(m)], pa.string())
    pairs = [s for s in rows["substance"].unique().to_pylist() if len(substances.parts(s)) == 2]
    return rows.filter(pc.field("measure").isin(both) == pc.field("substance").isin(pa.array(pairs, pa.string())))


def out_of_the_first(
    keys: pa.Table,
    long: pa.Table,
    measure: str,
    cadence: Cadence,
    periods: NDArray[np.int64],
    reported: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The denominators of pairs, (N, T): events that name the first substance in the same place and period.

    `long` are the cells of all measures. A period in which the place `reported` and none named the first is a zero; NaN
    elsewhere. A source that prints the denominators of its pairs needs none of this.
    """
    rows = folded(long.filter(pc.field("measure") == measures.alone(measure)), cadence, measures.alone(measure))
    grid: dict[tuple[str, str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(periods)))
    at = number_of(rows["period_end"].to_numpy().astype("datetime64[D]"), cadence) - periods[0]
    labels = zip(*(rows[n].to_pylist() for n in ("substance", "series_place", "level")), strict=True)
    for label, column, amount in zip(labels, at.tolist(), rows["value"].to_pylist(), strict=True):
        if 0 <= column < len(periods):
            grid[label][column] += amount
    whole = np.full((keys.num_rows, len(periods)), np.nan)
    for row, key in enumerate(keys.select(["substance", "series_place", "level"]).to_pylist()):
        first = substances.parts(key["substance"])[0]
        whole[row] = np.where(reported[row], grid[first, key["series_place"], key["level"]], np.nan)
    return whole

"""Diverging: which streams of which sources are about the same substance and place, and where they part ways."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.finding import FINDING_SCHEMA
from tocsin.vocabulary import measures, substances

if TYPE_CHECKING:
    from tocsin.methods.trend.parting import Stream
    from tocsin.records.panel import Panel
    from tocsin.records.source import Source

DENOMINATORS = ("samples",)  # what others are out of, and no story by itself
NO_STORY = ("basket", "not_a_substance", "supply_term", "pair", "unknown")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The widest series of each substance group and place of one measure: `about` and `places` (N,) say of what."""

    source: Source
    counts: str
    stream: Stream
    about: NDArray[np.str_]
    places: NDArray[np.str_]


def candidate(source: Source, panel: Panel) -> Candidate | None:
    """What one panel holds against other streams; None for weights, levels, shares, pairs and predictions."""
    measure = str(panel.keys["measure"][0])
    told = measures.is_count(measure) and not measures.is_paired(measure) and not measure.startswith("predicted_")
    if not told or measure in DENOMINATORS:
        return None
    from tocsin.methods.trend.parting import stream

    rows, about = _widest(panel)
    widest, exposed = panel.take(rows), source.denominator.kind == "tested"
    counts, places = measures.measure(measure).counts, np.array(widest.column("place"), str)
    return Candidate(source, counts, stream(widest, exposed), about, places)


def parted(candidates: list[Candidate], lost: frozenset[tuple[str, str]] = frozenset()) -> pa.Table:
    """Findings of every pair of streams that are independent, or of one source and count different events.

    A source whose feed from a place was `lost` says nothing of that place.
    """
    from tocsin.methods.trend.parting import parting

    tables = [FINDING_SCHEMA.empty_table()]
    for one, other in combinations(candidates, 2):
        if _independent(one, other):
            _, a, b = np.intersect1d(one.about, other.about, assume_unique=True, return_indices=True)
            heard = _heard(one, lost)[a] & _heard(other, lost)[b]
            a, b = a[heard], b[heard]
            tables += [parting(one.stream, other.stream, np.stack([a, b], axis=1))] if len(a) else []
    return pa.concat_tables(tables)


def _heard(one: Candidate, lost: frozenset[tuple[str, str]]) -> NDArray[np.bool_]:
    silent = [place for source, place in lost if source == one.source.name]
    return ~np.isin(one.places, np.array(silent, str))


def _independent(one: Candidate, other: Candidate) -> bool:
    from tocsin.signals.lines import independent_streams

    if one.source.name == other.source.name:
        return one.counts != other.counts
    if other.source.name in one.source.overlaps or one.source.name in other.source.overlaps:
        return False
    return independent_streams([one.source, other.source]) == 2


def _widest(panel: Panel) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Rows of the series with the largest total of each group in each place, and what they are about, in its order."""
    names, which = np.unique(panel.column("substance"), return_inverse=True)
    told = [substances.substance(str(name)) for name in names]
    groups = np.array([one.group for one in told])[which]
    heard = np.array([one.kind not in NO_STORY for one in told])[which]
    about = np.char.add(np.char.add(groups, "|"), np.array(panel.column("place")))
    order = np.lexsort((names[which], -np.nansum(panel.value, axis=1), about))
    order = order[heard[order]]
    first = np.unique(about[order], return_index=True)[1]
    return order[first], about[order[first]]

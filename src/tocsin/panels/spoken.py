"""Spoken of: which cells a release tells anything about. A cell it is silent on has no news, not the same news again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.panels.pairs import pair_links
from tocsin.panels.roll_up import place_links, substance_links
from tocsin.records.panel import Panel
from tocsin.records.release import Covers
from tocsin.records.source import Source
from tocsin.vocabulary import measures
from tocsin.vocabulary.names import resolve

Truth = NDArray[np.bool_]
Feeds = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fed:
    """What feeds the series of one measure: by substance the published names, by place the published places."""

    names: Feeds
    places: Feeds


def fed_by(published: pa.Table, source: Source, measure: str) -> Fed:
    """What feeds each substance and each place of a source, of all names and places that it ever `published`."""
    link = pair_links if measures.is_paired(measure) else substance_links
    names = link(sorted(set(published["substance_raw"].to_pylist())), source)
    places = place_links(published["place"].to_pylist(), source)
    return Fed(_feeds(names, "substance", "substance_raw"), _feeds(places, "series_place", "place"))


def _feeds(links: pa.Table, to: str, of: str) -> Feeds:
    found: dict[str, set[str]] = defaultdict(set)
    for target, origin in zip(links[to].to_pylist(), links[of].to_pylist(), strict=True):
        found[target].add(origin)
    return {target: frozenset(origins) for target, origins in found.items()}


def spoken(panel: Panel, covers: tuple[Covers, ...], fed: Fed, source: Source) -> Truth:
    """The cells of `panel` that releases with these `covers` speak of, (N, T).

    A series that adds up several names or places is spoken of only where one release speaks of them all: the total of
    five drugs is no early figure of the total of a hundred. A period counts from the release in which it begins.
    """
    said = np.zeros(panel.value.shape, bool)
    measure = panel.column("measure")[0]
    for one in covers:
        if one.measures and measure not in one.measures:
            continue
        begins = (panel.starts >= np.datetime64(one.first)) & (panel.starts <= np.datetime64(one.last))
        said |= _series(panel, one, fed, source)[:, None] & begins[None, :]
    return said


def _series(panel: Panel, covers: Covers, fed: Fed, source: Source) -> Truth:
    """Which series lie whole within a release, (N,)."""
    substances, which = np.unique(np.array(panel.column("substance")), return_inverse=True)
    places, where = np.unique(np.array(panel.column("place")), return_inverse=True)
    whole = {resolve(family, source.name)[0] for family in covers.families}
    named, placed = frozenset(covers.substances), frozenset(covers.places)
    inside = [s in whole or _within(fed.names.get(s), named) for s in substances.tolist()]
    there = [_within(fed.places.get(p), placed) for p in places.tolist()]
    return np.array(inside, bool)[which] & np.array(there, bool)[where]


def _within(needed: frozenset[str] | None, covered: frozenset[str]) -> bool:
    """Whether a release that names `covered` (nothing: it names none, and means all) holds all that is needed."""
    return not covered or (needed is not None and needed <= covered)

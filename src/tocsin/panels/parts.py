"""Parts: the observations that the cells of one series are made of, by the same links that made the series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.panels.cells import FAMILY, families_of_names
from tocsin.panels.pairs import pair_links
from tocsin.panels.roll_up import place_links, substance_links
from tocsin.records.period import Cadence, first_day, number_of
from tocsin.records.source import Source
from tocsin.vocabulary import measures
from tocsin.vocabulary.names import resolve


# Ibis builds its expressions at run time: `Any` says so where a type checker would have to guess.
def published(observations: Any) -> pa.Table:
    """The names and places of all observations, in pairs: what the links of a source are made from."""
    return observations.select("substance_raw", "place").distinct().to_pyarrow()


def parts(
    observations: Any,
    pairs: pa.Table,
    source: Source,
    key: Mapping[str, Any],
    cadence: Cadence,
    first: date,
    last: date,
) -> pa.Table:
    """The observations behind the series `key` (a row of `KEY_SCHEMA`) in the periods from `first` to `last`.

    `observations` is cut to what was known at a moment, and `pairs` is `published` of them; the answer has their
    columns, ordered by place, name, period and record. Periods are counted at `cadence` by their last day, as panels
    count them. Empty for a true zero. A key whose `place` is None asks for every place of its level.
    """
    places = _places(pairs, source, key)
    rows = observations.filter(
        (observations.measure == key["measure"])
        & observations.place.isin(places)
        & observations.origin.identical_to(ibis.literal(key["origin"], "string"))
        & observations.destination.identical_to(ibis.literal(key["destination"], "string"))
        & observations.period_end.between(ibis.literal(first), ibis.literal(last))
    )
    rows = _named(observations, pairs, rows, source, key)
    found = rows.order_by(["place", "substance_raw", "period_start", "record"]).to_pyarrow()
    return found.filter(pa.array(_inside(found, cadence, first, last), pa.bool_()))


def _places(pairs: pa.Table, source: Source, key: Mapping[str, Any]) -> list[str]:
    links = place_links(pairs["place"].to_pylist(), source)
    own = links.filter(pc.field("level") == key["level"])
    own = own if key["place"] is None else own.filter(pc.field("series_place") == key["place"])
    return own["place"].to_pylist()


def _named(observations: Any, pairs: pa.Table, rows: Any, source: Source, key: Mapping[str, Any]) -> Any:
    """The rows whose names count towards a substance, a group, a pair or all; those of a category where it is one."""
    substance, written = str(key["substance"]), pairs["substance_raw"].to_pylist()
    links = (pair_links if measures.is_paired(str(key["measure"])) else substance_links)(written, source)
    names = links.filter(pc.field("substance") == substance)["substance_raw"].to_pylist()
    if names or source.denominator.kind != "family":
        return rows.filter(rows.substance_raw.isin(names))
    found = set(families_of_names(observations).values())
    families = [family for family in sorted(found) if resolve(family, source.name)[0] == substance]
    return rows.filter(rows.attributes.get(FAMILY, ibis.literal(None, "string")).isin(families))


def _inside(found: pa.Table, cadence: Cadence, first: date, last: date) -> list[bool]:
    """Whether the period of each row lies in one of those asked for: of rolling sums, the last day alone decides."""
    edges = number_of(np.array([first, last], "datetime64[D]"), cadence)
    low = edges[1] if cadence is Cadence.ROLLING_12_MONTHS else edges[0]
    starts, ends = (found[name].to_numpy().astype("datetime64[D]") for name in ("period_start", "period_end"))
    numbers = number_of(ends, cadence)
    return ((numbers >= low) & (numbers <= edges[1]) & (starts >= first_day(numbers, cadence))).tolist()

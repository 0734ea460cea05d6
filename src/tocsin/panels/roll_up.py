"""Declared roll-ups: which series each published name and each published place feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyarrow as pa

from tocsin.records.source import Source
from tocsin.vocabulary import names, places, substances

ALL = "all"
NO_DRUG = ("all", "firearm", "not_a_substance")  # totals already, and what is no drug
SUBSTANCE_LINK = pa.schema([("substance_raw", pa.string()), ("substance", pa.string()), ("pooled", pa.bool_())])
PLACE_LINK = pa.schema(
    [("place", pa.string()), ("series_place", pa.string()), ("level", pa.string()), ("pooled", pa.bool_())]
)


def substance_links(raw_names: Iterable[str], source: Source) -> pa.Table:
    """Which substances, groups and totals each published name counts towards.

    A group gets a series of its own only when at least two of its members are present, and `all` only where
    the source counts events of several substances; both are marked `pooled`. Names resolve here, at reading,
    never in the store.
    """
    table = names.resolution_table(source.name, sorted(set(raw_names)))
    pairs = list(zip(table["substance_raw"].to_pylist(), table["substance"].to_pylist(), strict=True))
    present = {substance for _, substance in pairs}
    sizes = Counter(substances.group_of(substance) for substance in present)
    links = [(raw, substance, False) for raw, substance in pairs]
    links += [
        (raw, group, True)
        for raw, substance in pairs
        if substances.substance(group := substances.group_of(substance)).kind == "group"
        and group != substance
        and (sizes[group] > 1 or group in present)
    ]
    drugs = [(raw, substance) for raw, substance in pairs if substances.substance(substance).kind not in NO_DRUG]
    if source.panels_method == "counts_by_year" and len({substance for _, substance in drugs}) > 1:
        links += [(raw, ALL, True) for raw, _ in drugs]
    return _table(sorted(set(links)), SUBSTANCE_LINK)


def place_links(place_ids: Iterable[str], source: Source) -> pa.Table:
    """Which watched place each published place counts towards: itself or its ancestor at the source's level.

    Finer places are summed to the level and marked `pooled`; a published row *above* the level is an aggregate
    of what is already here and feeds nothing, but for the levels in `also`: a published national row is a series of its
    own. With `roll_up`, every place also feeds its country.
    """
    links: list[tuple[str, str, str, bool]] = []
    for place in sorted(set(place_ids)):
        if places.known(place) and (level := places.place(place).level) in source.also:
            links.append((place, place, level, False))
        watched = places.at_level(place, source.level)
        if watched is None:
            continue
        links.append((place, watched, source.level, watched != place))
        if source.roll_up:
            links.append((place, places.country_of(place), "country", True))
    return _table(links, PLACE_LINK)


def _table(
    rows: list[tuple[object, ...]] | list[tuple[str, str, bool]] | list[tuple[str, str, str, bool]], schema: pa.Schema
) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)

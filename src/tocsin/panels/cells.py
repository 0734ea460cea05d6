"""Cells: one row per series and period, added up by the rule of its measure, in one query per source."""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis
import pyarrow as pa

from tocsin.records.mark import MARKS
from tocsin.records.source import Source
from tocsin.vocabulary import measures

FAMILY = "family"


# Ibis builds its expressions at run time: `Any` says so where a type checker would have to guess.
def cells(observations: Any, substance_link: pa.Table, place_link: pa.Table, source: Source) -> pa.Table:
    """One row per (substance, place, level, measure, period): value, tested, strictest mark, and flags.

    Sums what a measure says may be summed and takes the mean of loads (then `parts` is the number of days).
    Totals over substances are made of counts only: weights of different drugs are not added.
    """
    joined: Any = (
        observations.join(ibis.memtable(substance_link), "substance_raw")
        .join(ibis.memtable(place_link).rename(place_pooled="pooled"), "place")
        .filter(lambda t: ~((t.substance == "all") & (t.measure != source.measures[0])))
    )
    keys = ["substance", "series_place", "level", "origin", "destination", "measure", "period_start", "period_end"]
    mean_of = [m for m in source.measures if measures.measure(m).combine == "mean"]
    grouped = joined.group_by(keys).aggregate(
        value=ibis.ifelse(joined.measure.isin(mean_of or [""]).any(), joined.value.mean(), joined.value.sum()),
        tested=joined.tested.sum(),
        parts=joined.value.count(),
        pooled=(joined.pooled | joined.place_pooled).any(),
        bounded=joined.bound_kind.notnull().any(),
        suppressed=(joined.bound_kind == "suppressed").fill_null(False).any(),
        mark=_mark_rank(joined.mark).max(),
        health_only=(joined.purpose == "health_only").any(),
        stream=joined.stream.max(),
    )
    return grouped.order_by(keys).to_pyarrow()


def family_totals(observations: Any, place_link: pa.Table) -> pa.Table:
    """Reports of each published category by watched place and period, and which names it holds."""
    named = observations.mutate(family=observations.attributes.get(FAMILY, ibis.literal(None, "string")))
    joined = named.filter(named.family.notnull()).join(ibis.memtable(place_link), "place")
    keys = ["family", "series_place", "level", "measure", "period_start", "period_end"]
    return (
        joined.group_by(keys)
        .aggregate(value=joined.value.sum(), purpose=joined.purpose.max())
        .order_by(keys)
        .to_pyarrow()
    )


def families_of_names(observations: Any) -> dict[str, str]:
    """The published category of each published name; empty for sources without categories."""
    named = observations.mutate(family=observations.attributes.get(FAMILY, ibis.literal(None, "string")))
    pairs = named.filter(named.family.notnull()).select("substance_raw", "family").distinct().to_pyarrow()
    return dict(zip(pairs["substance_raw"].to_pylist(), pairs["family"].to_pylist(), strict=True))


def _mark_rank(mark: Any) -> Any:
    return reduce(lambda rank, i: ibis.ifelse(mark == MARKS[i].value, i, rank), range(1, len(MARKS)), ibis.literal(0))

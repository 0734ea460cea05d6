"""Unknown names: what published figures name that the vocabulary does not have, by weight, for a person to judge."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.flow.answer import standing
from tocsin.flow.home import OWN_VOCABULARY, Node
from tocsin.flow.seen import may_see
from tocsin.records.mark import PUBLIC, Reader
from tocsin.vocabulary.names import resolution_table
from tocsin.vocabulary.proposals import Proposal, proposals
from tocsin.vocabulary.substances import UNKNOWN

MOST_WRITTEN = 5
KEYS = ["stream", "mark", "purpose", "place"]  # what decides who may see a figure


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name of one source that is not in the vocabulary: in how many figures, from when to when, what it may be.

    `share` is its weight: of all figures of its source. `written` are the five texts that hold it most often.
    """

    name: str
    source: str
    figures: int
    share: float
    first: date
    last: date
    written: tuple[str, ...]
    proposals: tuple[Proposal, ...] = field(default=())


def own_vocabulary(node: Node) -> Path:
    """The folder of the rows that this node adds to the vocabulary."""
    return node.directory / OWN_VOCABULARY


def unknown_names(
    node: Node,
    *,
    source: str | None = None,
    most: int = 50,
    as_of: datetime | None = None,
    reader: Reader = PUBLIC,
) -> tuple[tuple[UnknownName, ...], int]:
    """The heaviest unknown names that a reader may see, with proposals, and how many there are in all.

    The weight of a name is its share of the figures of its source, so that a small laboratory is heard beside a large
    register. A name in a text of several is counted with every text it stands in.
    """
    at = standing(node, as_of)
    found = [one for name in _sources(node, source, at) for one in _unknown(name, _named(node, name, at, reader))]
    heaviest = sorted(found, key=lambda one: (-one.share, one.source, one.name))[:most]
    near = proposals([one.name for one in heaviest])
    return tuple(replace(one, proposals=some) for one, some in zip(heaviest, near, strict=True)), len(found)


def _sources(node: Node, source: str | None, at: datetime) -> list[str]:
    """The one that is asked for, or all that had published by then."""
    from tocsin.sources.catalogue import source as named

    if source:
        return [named(source, node.sources).name]  # a source that is not there is told, and is no empty list
    return sorted(set(node.lake.releases(known_at=at)["source"].to_pylist()))


def _named(node: Node, source: str, at: datetime, reader: Reader) -> pa.Table:
    """Each name as one source writes it: its `figures` that the reader may see, the heaviest first, and their span."""
    known = node.lake.observations(source=source, known_at=at)
    stream: Any = known.stream  # a place decides in wastewater only
    known = known.mutate(place=stream.cases(("wastewater", known.place), else_=""))
    spans = {"first": known.period_start.min(), "last": known.period_end.max()}
    counted = known.group_by([*KEYS, "substance_raw"]).aggregate(figures=known.count(), **spans).to_pyarrow()
    keys = counted.group_by(KEYS).aggregate([])
    shown = keys.filter(pa.array([may_see(key, reader) for key in keys.to_pylist()], pa.bool_()))
    return _summed(counted.join(shown, KEYS, join_type="inner"), "substance_raw")


def _summed(rows: pa.Table, name: str) -> pa.Table:
    summed = rows.group_by(name).aggregate([("figures", "sum"), ("first", "min"), ("last", "max")])
    columns = [column.removesuffix("_sum").removesuffix("_min").removesuffix("_max") for column in summed.column_names]
    return summed.rename_columns(columns).sort_by([("figures", "descending"), (name, "ascending")])


def _unknown(source: str, named: pa.Table) -> list[UnknownName]:
    """The unknown names in the texts of one source. Each text is read once, in however many places it stands."""
    told = resolution_table(source, named["substance_raw"].to_pylist())
    told = told.filter(pc.call_function("starts_with", [told["substance"]], pc.MatchSubstringOptions(UNKNOWN)))
    written = _written(told)
    whole = sum(named["figures"].to_pylist())
    summed = _summed(named.join(told, "substance_raw", join_type="inner"), "substance")
    return [
        UnknownName(
            row["substance"].removeprefix(UNKNOWN),
            source,
            row["figures"],
            row["figures"] / whole,
            row["first"],
            row["last"],
            tuple(written[row["substance"]]),
        )
        for row in summed.to_pylist()
    ]


def _written(told: pa.Table) -> dict[str, list[str]]:
    """The first texts of each name, in their order."""
    written: dict[str, list[str]] = {}
    for text, name in zip(told["substance_raw"].to_pylist(), told["substance"].to_pylist(), strict=True):
        texts = written.setdefault(name, [])
        if len(texts) < MOST_WRITTEN:
            texts.append(text)
    return written

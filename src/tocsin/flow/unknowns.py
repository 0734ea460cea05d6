"""Unknown names: what published figures name that the vocabulary does not have, by weight, for a person to judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tocsin.flow.answer import standing
from tocsin.flow.home import OWN_VOCABULARY, Node
from tocsin.flow.seen import may_see
from tocsin.records.mark import PUBLIC, Reader
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.proposals import Proposal, proposals
from tocsin.vocabulary.substances import UNKNOWN


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name of one source that is not in the vocabulary: in how many figures, from when to when, what it may be."""

    name: str
    source: str
    figures: int
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
    rows = [row for row in _written(node, source, standing(node, as_of)) if may_see(row, reader)]
    found, figures = _unknown(rows)
    heaviest = sorted(found.values(), key=lambda one: (-one.figures / figures[one.source], one.source, one.name))
    shown = heaviest[:most]
    near = proposals([one.name for one in shown])
    return tuple(_proposed(one, some) for one, some in zip(shown, near, strict=True)), len(found)


def _proposed(one: UnknownName, near: tuple[Proposal, ...]) -> UnknownName:
    return UnknownName(one.name, one.source, one.figures, one.first, one.last, one.written, near)


def _written(node: Node, source: str | None, at: datetime) -> list[dict[str, Any]]:
    """Each name as written in each source, with its figures and their span, one row for each mark and place."""
    known = node.lake.observations(source=source, known_at=at)
    keys = ["source", "stream", "substance_raw", "mark", "purpose", "place"]
    counted = known.group_by(keys).aggregate(
        figures=known.count(), first=known.period_start.min(), last=known.period_end.max()
    )
    return counted.to_pyarrow().to_pylist()


def _unknown(rows: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], UnknownName], dict[str, int]]:
    found: dict[tuple[str, str], UnknownName] = {}
    figures: dict[str, int] = {}
    for row in rows:
        origin, written = row["source"], row["substance_raw"]
        figures[origin] = figures.get(origin, 0) + row["figures"]
        for one in resolve(written, origin):
            if one.startswith(UNKNOWN):
                name = one.removeprefix(UNKNOWN)
                found[origin, name] = _with(found.get((origin, name)), name, row)
    return found, figures


def _with(known: UnknownName | None, name: str, row: dict[str, Any]) -> UnknownName:
    first, last, figures = row["first"], row["last"], row["figures"]
    if known is None:
        return UnknownName(name, row["source"], figures, first, last, (row["substance_raw"],))
    written = tuple(dict.fromkeys((*known.written, row["substance_raw"])))
    span = min(known.first, first), max(known.last, last)
    return UnknownName(name, row["source"], known.figures + figures, *span, written)

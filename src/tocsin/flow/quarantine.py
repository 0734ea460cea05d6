"""The quarantine: the rows that were set aside, what was said of them, and which have been settled since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.flow.home import Node
from tocsin.records.correction import Correction, corrections_of, first_reading
from tocsin.records.set_aside import Aside, RuleCount, SetAside, Settled

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER = [("source", "ascending"), ("release", "ascending"), ("row", "ascending")]


def aside(
    node: Node,
    *,
    source: str | None = None,
    release: str | None = None,
    rule: str | None = None,
    row: int | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> Aside:
    """The rows that stand in quarantine, of one source, release, rule or row, or of all; at most `limit` after `skip`.

    A release may be named by its beginning, or by any reading of its file. The counts are of the same choice, but for
    rule and row: the way to another rule stays open.
    """
    table = node.lake.quarantine()
    table = table if source is None else table.filter(pc.field("source") == source)
    table = table if release is None else table.filter(pc.field("release").isin(_readings(table, release)))
    counts = _counts(table)
    for column, wanted in (("rule", rule), ("row", row)):
        table = table if wanted is None else table.filter(pc.field(column) == wanted)
    shown = table.sort_by(ORDER).slice(skip, limit)
    return Aside(table.num_rows, tuple(_set_aside(node, shown.to_pylist())), counts)


def _readings(table: pa.Table, release: str) -> list[str]:
    names = table["release"].unique().to_pylist()
    return [one for one in names if one.startswith(release) or first_reading(one) == first_reading(release)]


def _counts(table: pa.Table) -> tuple[RuleCount, ...]:
    counted = table.group_by(["source", "rule"]).aggregate([([], "count_all")])
    rows = counted.sort_by([("source", "ascending"), ("count_all", "descending"), ("rule", "ascending")]).to_pylist()
    return tuple(RuleCount(row["source"], row["rule"], row["count_all"]) for row in rows)


def _set_aside(node: Node, rows: Iterable[dict[str, Any]]) -> Iterator[SetAside]:
    from tocsin.sources.checks.catalogue import check

    names = {one["release"]: one["file_name"] for one in node.lake.releases().to_pylist()}
    closed = {one.name for one in node.sources if one.events}
    for row in rows:
        asked, is_open = check(row["rule"]), row["source"] not in closed
        yield SetAside(
            row["release"],
            row["source"],
            names.get(row["release"], ""),
            row["recorded_at"],
            row["row"],
            row["column"] or "",
            row["rule"],
            row["found"] or "",
            row["wanted"] or "",
            cells_of(row["raw"]),
            mendable=is_open and row["raw"] is not None,  # what was not kept cannot be shown to be corrected
            vouchable=is_open and asked.vouch,
        )


def cells_of(raw: str | None) -> dict[str, str | None]:
    """The cells of a row that was kept as JSON, each as text; none where the row was not kept."""
    cells: dict[str, Any] = json.loads(raw or "{}")
    return {
        name: cell if cell is None or isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
        for name, cell in cells.items()
    }


def acts(node: Node) -> tuple[Correction, ...]:
    """All that was ever said of rows set aside, newest first."""
    return corrections_of(node.lake.corrections())[::-1]


def settled(node: Node, limit: int = 200) -> tuple[Settled, ...]:
    """The rows that a later reading of their file accepted, newest reading first."""
    stored = {one["release"]: one["recorded_at"] for one in node.lake.releases().to_pylist()}
    steps = sorted(_steps(stored), key=lambda step: stored[step[1]], reverse=True)
    rows = node.lake.quarantine(settled=True)
    found: list[Settled] = []
    for before, after in steps:
        left = set(rows.filter(pc.field("release") == after)["row"].to_pylist())
        gone = [one for one in rows.filter(pc.field("release") == before).to_pylist() if one["row"] not in left]
        found += [_settled(one, after, stored[after]) for one in gone]
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def _steps(releases: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each reading of a release with the reading that followed it."""
    readings: dict[str, list[str]] = {}
    for release in sorted(releases):
        readings.setdefault(first_reading(release), []).append(release)
    for one in readings.values():
        yield from pairwise(one)


def _settled(row: dict[str, Any], after: str, at: Any) -> Settled:
    told = (row["source"], row["row"], row["column"] or "", row["rule"], row["found"] or "")
    return Settled(row["release"], *told, after, at)


def totals(node: Node) -> tuple[dict[str, Any], ...]:
    """The printed totals that the rows of their release do not come to, as rows of `RECONCILIATION_SCHEMA`."""
    rows = node.lake.reconciliation().sort_by([("source", "ascending"), ("release", "ascending"), ("of", "ascending")])
    return tuple(rows.to_pylist())

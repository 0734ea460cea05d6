"""Tracing: from observations to the releases and the rows of the kept files that they came from."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.errors import FileRefused
from tocsin.flow.mapping import as_read
from tocsin.records.correction import Correction, corrections_of
from tocsin.records.provenance import Conversion, FileRow, Part, PublisherFile, ReleaseFacts, Version
from tocsin.records.release import Release

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

Rows = dict[str, tuple[FileRow, ...]]
# Units that an adapter leaves behind, by the attribute that keeps the published figure.
LEFT_BEHIND = {"lb": ("kg", 0.45359237)}


def source_of(node: Node, name: str) -> Source:
    """The row of a source that this home knows."""
    from tocsin.sources.catalogue import source

    return source(name, node.sources)


def kept_file(node: Node, sha256: str) -> Path:
    """Where the raw store keeps a file; it need not be there."""
    from tocsin.sources.raw import kept_at

    return kept_at(node.directory / "raw", sha256)


def release_facts(node: Node, names: Iterable[str]) -> tuple[ReleaseFacts, ...]:
    """The releases of these ids, oldest first, each with what is kept of it."""
    rows, wanted = node.lake.releases(), pa.array(sorted(set(names)), pa.string())
    return tuple(_facts(node, row) for row in rows.filter(pc.field("release").isin(wanted)).to_pylist())


def _facts(node: Node, row: dict[str, Any]) -> ReleaseFacts:
    from tocsin.sources.tracing import original_of

    path = kept_file(node, row["file_sha256"])
    original: PublisherFile | None = original_of(path) if path.is_file() else None
    kept = "table" if original else "file" if path.is_file() else "nothing"
    copied = ("release", "source", "kind", "known_at", "known_basis", "recorded_at", "file_name", "file_sha256")
    told = {name: row[name] for name in (*copied, "rows_in", "rows_accepted", "rows_quarantined")}
    events = source_of(node, row["source"]).events
    return ReleaseFacts(**told, notes=tuple(row["notes"] or ()), kept="counts" if events else kept, original=original)


def rows_in(node: Node, release: str, observations: Collection[str] = (), rows: Collection[int] = ()) -> Rows:
    """By observation: the rows of the release's file that gave it. Empty where the file is not kept.

    `observations` are keys, `rows` numbers in the file; what is asked for by either is answered. A file that this
    version can no longer read gives no rows.
    """
    said = len(node.lake.corrections())
    return _rows_in(str(node.directory), release, frozenset(observations), frozenset(rows), said)


@lru_cache(maxsize=128)
def _rows_in(directory: str, release: str, observations: frozenset[str], rows: frozenset[int], said: int) -> Rows:
    from tocsin.flow.home import open_home
    from tocsin.sources.tracing import laid_over, rows_of

    node = open_home(directory)
    (row,) = node.lake.releases().filter(pc.field("release") == release).to_pylist()
    path = kept_file(node, row["file_sha256"])
    if not path.is_file():
        return {}
    said = (pc.field("file_sha256") == row["file_sha256"]) & (pc.field("source") == row["source"])
    spoken = corrections_of(node.lake.corrections().filter(said))
    standing = laid_over(release, spoken)
    try:
        found = rows_of(
            path,
            as_read(node, source_of(node, row["source"]), release),
            Release.from_row(row),
            row["recorded_at"],
            corrections=standing,
            observations=observations,
            rows=rows,
        )
    except FileRefused:
        return {}
    return _by_observation(found.to_pylist(), standing)


def _by_observation(found: list[dict[str, Any]], standing: tuple[Correction, ...]) -> Rows:
    rows: dict[str, list[FileRow]] = defaultdict(list)
    for one in found:
        cells = tuple(_published(json.loads(one["cells"]), one["file_row"], standing).items())
        rows[one["observation"]].append(FileRow(one["file_row"], cells, one["reading"]))
    return {observation: tuple(own) for observation, own in rows.items()}


def _published(cells: dict[str, Any], row: int, standing: tuple[Correction, ...]) -> dict[str, str | None]:
    """The cells as text; one that a person corrected shows what stands in the file, and what it was read as."""
    shown = {name: _text(cell) for name, cell in cells.items()}
    for one in standing:
        if one.row == row and one.column in shown:
            shown[one.column] = f"{one.found or ''} → {one.value or ''}"
    return shown


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return json.dumps(cell, ensure_ascii=False, sort_keys=True)


def parts_of(rows: Iterable[dict[str, Any]]) -> tuple[Part, ...]:
    """Parts from the rows of `Lake.versions`, in the order in which their keys first appear."""
    versions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        versions[row["observation"]].append(row)
    return tuple(_part(own) for own in versions.values())


def _part(rows: list[dict[str, Any]]) -> Part:
    from tocsin.vocabulary.names import resolve

    last = rows[-1]
    told = {
        name: last[name]
        for name in ("observation", "record", "substance_raw", "measure", "place", "period_start", "period_end")
    }
    names = ("value", "bound", "bound_kind", "tested", "retracted", "known_at", "known_basis", "recorded_at", "release")
    return Part(
        **told,
        substances=resolve(last["substance_raw"], last["source"]),
        versions=tuple(Version(**{name: row[name] for name in names}) for row in rows),
        conversion=_conversion(dict(last["attributes"] or ())),
    )


def _conversion(attributes: dict[str, str]) -> Conversion | None:
    for unit, (to, factor) in LEFT_BEHIND.items():
        if unit in attributes:
            return Conversion(float(attributes[unit]), unit, to, factor)
    return None


def with_rows(node: Node, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts, each with the rows of the release that its newest version came in."""
    asked: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        asked[part.newest.release].append(part.observation)
    found = {release: rows_in(node, release, keys) for release, keys in asked.items()}
    return tuple(replace(part, rows=found[part.newest.release].get(part.observation, ())) for part in parts)

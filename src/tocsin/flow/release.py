"""One release, and one row of its file: where every figure ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from tocsin.errors import BadValue
from tocsin.flow.answer import standing
from tocsin.flow.provenance import credit_of
from tocsin.flow.seen import may_see
from tocsin.flow.tracing import parts_of, release_facts, rows_in, source_of
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.provenance import ReleaseFacts, ReleaseView, RowTold

if TYPE_CHECKING:
    from tocsin.flow.home import Node


def release_view(
    node: Node, release: str, row: int | None = None, as_of: datetime | None = None, reader: Reader = PUBLIC
) -> ReleaseView:
    """A release known at `as_of`, with the row numbered `row` (1 = the first below the header).

    Raises `BadValue` when there is no such release or row, or none that this reader may see.
    """
    found = release_facts(node, [release])
    if not found or found[0].known_at > standing(node, as_of):
        raise _nothing("release", release)
    facts = found[0]
    source = source_of(node, facts.source)
    if not reader.may_see(source.mark, source.purpose):
        raise _nothing("release", release)
    asked = row is not None and facts.kept in ("file", "table")
    told = _row(node, facts, row, reader) if asked and row is not None else None
    return ReleaseView(facts, credit_of(source), source.mark.value, source.purpose.value, told)


def _row(node: Node, facts: ReleaseFacts, row: int, reader: Reader) -> RowTold:
    found = rows_in(node, facts.release, rows=(row,))
    if found:
        said = node.lake.versions(tuple(found), facts.source, facts.known_at).to_pylist()
        if not all(may_see(one, reader) for one in said):
            raise _nothing("row", str(row))
        return RowTold(row, next(iter(found.values()))[0].cells, parts_of(said), None, None)
    rows = node.lake.quarantine()
    aside = rows.filter((pc.field("release") == facts.release) & (pc.field("row") == row)).to_pylist()
    if not aside and not 1 <= row <= (facts.rows_in if _is_whole(node, facts) else row):
        raise _nothing("row", str(row))
    return RowTold(row, (), (), aside[0]["rule"] if aside else None, aside[0]["column"] if aside else None)


def _is_whole(node: Node, facts: ReleaseFacts) -> bool:
    """Whether the file holds this release alone, so that its rows are numbered to `rows_in`."""
    return node.lake.releases().filter(pc.field("file_sha256") == facts.file_sha256).num_rows == 1


def _nothing(what: str, got: str) -> BadValue:
    return BadValue(
        f"there is no such {what}",
        wanted=f"a {what} known at that date",
        got=got,
        next_step="see the releases on the page of a source",
    )

"""Resolving: the column of a table read by the vocabulary, its answers behind the columns that were there."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.errors import BadValue
from tocsin.vocabulary.reading import answers
from tocsin.vocabulary.reading.lexicon import names_in

COLUMNS = ("ids", "kind", "how", "left_over")


def resolved(path: Path, column: str, *, source: str = "", source_column: str | None = None) -> pa.Table:
    """The table of a file with four text columns more: ids (joined by `;`), kind, how, left_over.

    Rows stay as they are and in their order. `source` holds for all rows, or `source_column` names a column that says
    it for each. Raises `FileRefused` for what is no table, `BadValue` for a column that is not there.
    """
    from tocsin.sources.as_text import as_text

    table = as_text(path)
    for name in (column, source_column):
        if name is not None and name not in table.column_names:
            raise BadValue(
                "there is no such column", wanted=", ".join(table.column_names), got=name, next_step="name one of these"
            )
    read = answers(table[column], table[source_column] if source_column else source)
    told = [
        pc.call_function("binary_join", [read["ids"], ";"]),
        *(pc.cast(read[name], pa.string()) for name in COLUMNS[1:]),
    ]
    for name, values in zip(COLUMNS, told, strict=True):
        table = table.append_column(_unused(name, table), values)
    return table


def knows(source: str) -> bool:
    """Whether the vocabulary has names that one source alone uses."""
    names = names_in(source)
    return bool(names.exact or names.cut)


def _unused(name: str, table: pa.Table) -> str:
    """The name of a column of ours, with a sign behind it where the table has one of that name."""
    return name if name not in table.column_names else _unused(f"{name}_", table)

"""Columns: many texts at once. Each distinct text is read once, and the answers are laid out in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.errors import BadValue
from tocsin.vocabulary.reading.answers import read

ANSWERS = pa.schema(
    [
        ("ids", pa.list_(pa.string())),
        ("kind", pa.dictionary(pa.int32(), pa.string())),
        ("how", pa.dictionary(pa.int32(), pa.string())),
        ("left_over", pa.string()),
    ]
)
Texts = pa.Array | pa.ChunkedArray | Sequence[str | None]


def answers(texts: Texts, source: str | Texts = "") -> pa.Table:
    """One answer for each text: columns ids (a list), kind, how, left_over, in the order of the texts.

    `source` is one source for all, or a column as long as the texts. A text that is null is read as empty. Raises
    `BadValue` when the columns differ in length.
    """
    written = _column(texts)
    if isinstance(source, str):
        coded = written.dictionary_encode()
        codes, pairs = coded.indices, [(text or "", source) for text in coded.dictionary.to_pylist()]
    else:
        codes, pairs = _paired(written, _column(source))
    return _table(pairs).take(codes)


def _column(texts: Any) -> pa.Array:
    made = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    chunks = made.chunks if isinstance(made, pa.ChunkedArray) else [made]
    whole = pa.concat_arrays([pa.array([], pa.string()), *(pc.cast(chunk, pa.string()) for chunk in chunks)])
    return pc.fill_null(whole, "")


def _paired(texts: pa.Array, sources: pa.Array) -> tuple[pa.Array, list[tuple[str, str]]]:
    """For each row the number of its distinct (text, source), and those in order."""
    if len(texts) != len(sources):
        raise BadValue(
            "a column of sources needs one for each text",
            wanted=f"{len(texts)} sources",
            got=f"{len(sources)}",
            next_step="give both columns of the same table",
        )
    said, told = texts.dictionary_encode(), sources.dictionary_encode()
    width = max(len(told.dictionary), 1)
    numbers = said.indices.to_numpy().astype("int64") * width + told.indices.to_numpy()
    coded = pa.array(numbers).dictionary_encode()
    names, kinds = said.dictionary.to_pylist(), told.dictionary.to_pylist()
    return coded.indices, [(names[code // width], kinds[code % width]) for code in coded.dictionary.to_pylist()]


def _table(pairs: list[tuple[str, str]]) -> pa.Table:
    """Read each pair and keep its answer as plain text: objects in their hundred thousands would be costly to hold."""
    ids: list[str] = []
    offsets = [0]
    kind, how, left = [], [], []
    for text, source in pairs:
        one = read(text, source)
        ids += one.ids
        offsets.append(len(ids))
        kind.append(one.kind)
        how.append(one.how)
        left.append(one.left_over)
    columns = [
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(ids, pa.string())),
        pa.array(kind, pa.string()).dictionary_encode(),
        pa.array(how, pa.string()).dictionary_encode(),
        pa.array(left, pa.string()),
    ]
    return pa.table(columns, schema=ANSWERS)

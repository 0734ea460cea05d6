"""Fitting: whether a file has the columns that a mapping names, by its header alone."""

from __future__ import annotations

from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.records.mapping import Mapping
from tocsin.sources.containers import copied, unpacked
from tocsin.sources.mapping.cells import cells_of
from tocsin.sources.mapping.headings import headings
from tocsin.sources.mapping.laying import header_rows
from tocsin.sources.parquet import is_parquet, parquet_names


def fits(path: Path, folder: Path, mapping: Mapping) -> bool:
    """Whether the columns that the mapping names are there. Raises `FileRefused` when the file cannot be opened."""
    if is_parquet(path):
        upper = [list(parquet_names(path))]
    else:
        text = unpacked(path, folder, mapping.shape.sheet)
        text = text if mapping.shape.encoding == "utf-8" else copied(text, folder / "fit.csv", mapping.shape.encoding)
        upper, _ = header_rows(text, mapping.shape)
    try:
        return bool(cells_of(mapping, headings(upper, max(map(len, upper), default=0))))
    except FileRefused:
        return False

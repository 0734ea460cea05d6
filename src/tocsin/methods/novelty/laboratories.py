"""Laboratories: the series of one place in one panel, and what kind of name each of them carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.panel import Panel
from tocsin.vocabulary import substances

Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
SHARED = ("class", "all", "basket", "not_a_substance")  # names that no first can be told of


@dataclass(frozen=True, slots=True)
class Laboratories:
    """Who found what: `number` (N,) of each series' laboratory out of `count`, which stand at `places`, `substance` (N,) into `names` (K,).
    `level` (N,) numbers the levels of the places.

    A laboratory is a place of a source, at one level, and for flows one way between two places. Of each name, (K,):
    `single` can be first seen; `kind` is one substance (what Good-Turing counts); `group` stands for several;
    `unnamed` the vocabulary does not know.
    """

    number: Whole
    count: int
    places: list[str]
    substance: Whole
    level: Whole
    names: list[str]
    single: Bools
    kind: Bools
    group: Bools
    unnamed: Bools

    def total(self, values: Floats) -> Floats:
        """The sum of `values` (N,) over the series of each laboratory, (L,)."""
        return np.asarray(np.bincount(self.number, values, self.count), np.float64)


def laboratories_of(panel: Panel) -> Laboratories:
    """The laboratories of a panel, numbered in the order of their names."""
    codes = np.zeros(len(panel), np.int64)
    for column in ("place", "level", "origin", "destination"):
        number, texts = _numbered(panel.keys[column])
        codes = np.unique(codes * len(texts) + number, return_inverse=True)[1].astype(np.int64)
    holders = np.unique(codes, return_index=True)[1]
    substance, names = _numbered(panel.keys["substance"])
    kinds = np.array([substances.substance(name).kind for name in names])
    return Laboratories(
        codes,
        len(holders),
        panel.keys["place"].take(pa.array(holders)).to_pylist(),
        substance,
        _numbered(panel.keys["level"])[0],
        names,
        ~np.isin(kinds, SHARED),
        np.isin(kinds, ("substance", "unknown")),
        (kinds == "group") & np.array([name.endswith("-group") for name in names], bool),
        kinds == "unknown",
    )


def _numbered(column: pa.ChunkedArray) -> tuple[Whole, list[str]]:
    """Each text's number among the sorted distinct ones; nothing counts as an empty text."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    names, order = np.unique(np.array([text or "" for text in encoded.dictionary.to_pylist()]), return_inverse=True)
    return order[encoded.indices.to_numpy()].astype(np.int64), names.tolist()

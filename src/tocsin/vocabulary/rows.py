"""Reading the vocabulary's own CSV files, once."""

from __future__ import annotations

import csv
import hashlib
import io
from functools import cache
from importlib.resources import files

FILES = ("substances", "names", "classes", "places", "counties", "ct_towns", "measures", "streams", "annotations")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of `data/<name>.csv` as dictionaries of strings; an empty cell is an empty string."""
    text = (files("tocsin.vocabulary") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


@cache
def fingerprint() -> str:
    """Twelve hex digits over the bytes of all files."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((files("tocsin.vocabulary") / "data" / f"{name}.csv").read_bytes())
    return digest.hexdigest()[:12]


def label(row: dict[str, str], language: str, prefix: str = "label") -> str:
    """The row's words in `language`, English where a language is not ours."""
    return row.get(f"{prefix}_{language}") or row[f"{prefix}_en"]

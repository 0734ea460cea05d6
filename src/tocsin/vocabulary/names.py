"""Names as published, and the ids they stand for. An unknown name stays unknown and is watched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import pyarrow as pa

from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.substances import UNKNOWN, all_substances

GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
TYPED = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "’‘′ʹ´`"), "'")


def normalised(name: str) -> str:
    """A name without what typists vary: case, accents, Greek letters, dashes, primes, spaces, trailing asterisks."""
    spelled = "".join(GREEK.get(letter, letter) for letter in name.casefold()).translate(TYPED)
    bare = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return re.sub(r"[\s\-_]+", " ", bare.rstrip("* ").strip())


@cache
def _tables() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Exact and normalised names, by (scope, name). Labels and ids are names too, in every scope."""
    exact = {(row["scope"], row["name"]): row["substance"] for row in rows("names")}
    loose = {(scope, normalised(name)): substance for (scope, name), substance in reversed(exact.items())}
    for one in all_substances():
        for name in (one.id, one.label_en, one.label_fr, one.label_es):
            loose.setdefault(("", normalised(name)), one.id)
    return exact, loose


@cache
def resolve(name: str, source: str) -> tuple[str, ...]:
    """The ids a published name stands for: exact before normalised, the source's own names before everyone's.

    Nothing is guessed: a name that is not in the vocabulary answers `unknown:<name>`.
    """
    exact, loose = _tables()
    for scope in (source, ""):
        found = exact.get((scope, name)) or loose.get((scope, normalised(name)))
        if found:
            return (found,)
    return (f"{UNKNOWN}{name}",)


def resolution_table(source: str, names: Iterable[str]) -> pa.Table:
    """Columns source, substance_raw, substance: one row per distinct name and id."""
    pairs = [(name, found) for name in dict.fromkeys(names) for found in resolve(name, source)]
    return pa.table(
        {
            "source": pa.array([source] * len(pairs), pa.string()),
            "substance_raw": pa.array([raw for raw, _ in pairs], pa.string()),
            "substance": pa.array([found for _, found in pairs], pa.string()),
        }
    )

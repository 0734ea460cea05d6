"""Reading the UNII list cut to drugs (FDA and NCATS, 2025-06-12), and finding a substance in it by its names.

The list writes in capitals, Greek letters between dots (`.ALPHA.`) and the authority of a name in square brackets
(`[INN]`). Its types: of (official), cn (common), sys (systematic), cd (code), bn (brand).
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = "FDA UNII list 2025-06-12"
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
BRACKETS = re.compile(r"\s*\[[^\[\]]*\]")
DOTTED = re.compile(r"\.(ALPHA|BETA|GAMMA|DELTA|OMEGA|EPSILON|PSI|KAPPA)\.", re.IGNORECASE)
FOLDER = "data/unii-drug-names"


@dataclass(frozen=True, slots=True)
class Listed:
    """One name of one entry of the list; `shown` is the entry's display name."""

    name: str
    kind: str
    unii: str
    shown: str


def table(path: Path) -> list[dict[str, str]]:
    """A CSV file, zipped or not, as rows; no row where the file is not there."""
    if not path.exists():
        return []
    held = path.read_bytes()
    text = (gzip.decompress(held) if path.suffix == ".gz" else held).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def listed(shared: Path) -> list[Listed]:
    """All names of the list, spelled as people write them."""
    rows = table(shared / FOLDER / "names.csv.gz")
    return [Listed(spelled(r["name"]), r["type"], r["unii"], spelled(r["display_name"])) for r in rows]


def spelled(name: str) -> str:
    """A name without bracket tags, its Greek letters without dots."""
    return re.sub(r"\s+", " ", DOTTED.sub(r"\1", BRACKETS.sub("", name))).strip()


def signed(name: str) -> str:
    """Small letters without accents, hyphens and spaces, Greek spelled out; what tells isomers apart stays."""
    small = "".join(GREEK.get(c, c) for c in name.casefold())
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return re.sub(r"[\s\-]+(?![)])", "", re.sub(r"[‐‑‒–—]", "-", bare))


class Finder:
    """Finds the one entry that bears a name, first among display and official names, then among all but brands."""

    def __init__(self, names: Iterable[Listed]) -> None:
        self.first: dict[str, set[str]] = defaultdict(set)
        self.then: dict[str, set[str]] = defaultdict(set)
        for one in names:
            self.first[signed(one.shown)].add(one.unii)
            if one.kind == "of":
                self.first[signed(one.name)].add(one.unii)
            if one.kind in ("cn", "sys"):
                self.then[signed(one.name)].add(one.unii)

    def find(self, names: Iterable[str]) -> str:
        """The UNII of the first of `names` that belongs to one entry alone; empty when there is none."""
        wanted = [signed(name) for name in names]
        for known in (self.first, self.then):
            found = next((known[name] for name in wanted if len(known.get(name, ())) == 1), None)
            if found:
                return next(iter(found))
        return ""


def own_names(substance: dict[str, str], names: Iterable[dict[str, str]]) -> Iterator[str]:
    """The names by which a substance may be looked up: its label, then what everyone calls it; no brand."""
    yield substance["label_en"]
    for row in names:
        if not row["scope"] and row["kind"] not in ("trade", "abbreviation", "misspelling"):
            yield row["name"]

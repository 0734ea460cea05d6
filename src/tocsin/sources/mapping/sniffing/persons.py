"""Persons: cells that speak of people although no heading does. Such a file is refused, and nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tocsin.errors import FileRefused
from tocsin.sources.mapping.calendar import plain
from tocsin.sources.mapping.sniffing.kinds import kind_of
from tocsin.sources.mapping.sniffing.places import ENOUGH, scheme_of

# What a cell holds, and from which share of a column's cells on it speaks of people.
PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"), 0.0),
    (re.compile(r"[a-z]{4}\d{6}[hm][a-z]{5}[a-z\d]\d"), 0.0),  # CURP
    (re.compile(r"\d{3}-\d{2}-\d{4}"), 0.3),  # social security
    (re.compile(r"\+?[\d(][\d ().-]{8,15}\d"), 0.5),
    (
        re.compile(
            r"\d+[a-z]? (?:\w+ ){1,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|way)\.?\b.*"
        ),
        0.2,
    ),
    (
        re.compile(
            r"(?:calle|av\.?|avenida|c\.|calz\.?|rue|\d+,? rue|boul\.?|boulevard|chemin) .*\d.*|\d+,? (?:rue|chemin|avenue) .*"
        ),
        0.2,
    ),
)
FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+, [A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’.-]*)*")


def refuse_persons(columns: Mapping[str, Sequence[str]]) -> None:
    """Raise `FileRefused` for cells that hold addresses, telephone numbers, e-mail or the names of people.

    `columns` are the distinct cells by the name of their column.
    """
    found = [name for name, cells in columns.items() if speaks_of_people(cells)]
    if found:
        raise FileRefused(
            "this file seems to hold people's names or addresses",
            wanted="counts and concentrations for places",
            got="cells of the columns " + ", ".join(found[:12]),
            next_step="take these columns out at the source; Tocsin never keeps them",
        )


def speaks_of_people(cells: Sequence[str]) -> bool:
    """Whether the cells of a column look like those of a register of people."""
    texts = [text for text in cells if not _is_plain(text)]
    if not texts:
        return False
    for pattern, share in PATTERNS:
        hits = sum(pattern.fullmatch(plain(text).strip()) is not None for text in texts)
        if hits > share * len(texts):
            return True
    names = sum(FULL_NAME.fullmatch(text) is not None for text in texts)
    return names > 0.6 * len(texts) and len(texts) > 2 and scheme_of(texts)[1] < ENOUGH


def _is_plain(text: str) -> bool:
    """A number or a period: neither is a telephone number, though digits and hyphens are in all of them."""
    return kind_of(text) in ("number", "year", "period", "empty")

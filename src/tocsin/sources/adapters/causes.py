"""Causes: the substances that the free text of a death certificate names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.sources.adapters.naming import Reading
from tocsin.sources.checks import quoted
from tocsin.vocabulary.reading import answer
from tocsin.vocabulary.substances import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_WORDS = 3
SHORTEST_WORD = 4
FEWEST_DEATHS = 3  # an unknown name of fewer may be that of a person
# How the names of substances end. Words of a certificate that do not look so are not kept: they may be an illness.
LIKE_A_NAME = re.compile(
    r"(?=.*[a-z])(?:[\w,'()+-]*(?:ine|yne|ane|ene|one|yl|ol|ide|ate|il|am|ital|azole|tin|pram)|"
    r"(?=[\w,'-]{4,}$)(?=.*\d)[\w,'-]+)"
)


def texts(fields: Iterable[tuple[str, bool]]) -> str:
    """SQL over `once`: (file_row, raw, condition), one row for each text of a row.

    `fields` are columns, and whether they speak of conditions: of those only names that the vocabulary has count.
    """
    return " UNION ".join(
        f"SELECT file_row, {condition} AS condition, {quoted(column)} AS raw FROM once WHERE {quoted(column)} IS NOT NULL"
        for column, condition in fields
    )


def often_enough(rows: str) -> str:
    """SQL: of distinct rows (file_row, name, kind), those that may be kept.

    A name that the vocabulary has always; an unknown one only where it stands in three deaths of the file or more, so
    that who is named once in a certificate is nowhere in a home.
    """
    times = "count(*) OVER (PARTITION BY name, kind)"
    return f"SELECT file_row, name, kind FROM ({rows}) QUALIFY kind <> 'unknown' OR {times} >= {FEWEST_DEATHS}"


def in_text(source: str) -> Reading:
    """A reading of free text: every substance that it names, and the unknown names that look like one.

    Nothing is guessed from a part of a name: doxylamine is not xylazine, and an unknown analogue is not fentanyl.
    What does not look like the name of a substance stands for nothing.
    """

    def read(text: str) -> tuple[str, ...]:
        said = answer(text, source)
        named = said.ids if said.kind not in ("not_a_substance", "supply_term") else ()
        return (*named, *(f"{UNKNOWN}{name}" for name in said.unknown if _may_be_new(name, source)))

    return read


def _may_be_new(name: str, source: str) -> bool:
    """Whether an unknown part looks like a name. A known one that its text leaves in doubt is not counted at all."""
    return _looks_like_a_name(name) and answer(name, source).kind == "unknown"


def _looks_like_a_name(name: str) -> bool:
    words = name.split()
    return len(words) <= MOST_WORDS and all(
        len(word) >= SHORTEST_WORD and LIKE_A_NAME.fullmatch(word) for word in words
    )

"""Kinds: what a single cell looks like, before anything is known of its column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from tocsin.records.mapping import PeriodColumns
from tocsin.sources.mapping.periods import FORMS, read_period

NUMBER = re.compile(
    r"(?:[<>≤≥]\s*=?\s*)?[-−+]?[$€£]?\s?\d[\d.,'\u00a0\u202f\u2009 ]*(?:[eE][-+]?\d+)?\s?%?\s*[*†‡§]*"
    r"|[-−+]?[.,]\d+|\d+\s?[-–]\s?\d+"
)
YEAR = re.compile(r"(?:19|20)\d\d")
NOT_BARE = ("excel_day", "year")
NAMED = tuple(PeriodColumns(form) for form in FORMS if form not in NOT_BARE)
MOST_LETTERS_OF_A_MARK = 14
LOOKED_AT = 400


@lru_cache(maxsize=65_536)
def kind_of(cell: str) -> str:
    """empty, year, number, period, word (short: it may stand for a number) or text."""
    text = cell.strip()
    if not text:
        return "empty"
    if YEAR.fullmatch(text):
        return "year"
    if NUMBER.fullmatch(text) and not _is_day(text):
        return "number"
    if len(text) <= 40 and any(read_period(text, form) for form in NAMED):
        return "period"
    return "word" if len(text) <= MOST_LETTERS_OF_A_MARK else "text"


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}([.])\d{1,2}\1\d{2,4}|\d{4}-\d{1,2}", text))


def majority(cells: Sequence[str]) -> str:
    """The commonest kind of the filled cells; empty where none is filled. Numbers and years are one for a column."""
    counted = Counter(kind_of(cell) for cell in _spread(cells) if cell.strip())
    if not counted:
        return "empty"
    numbers = counted["number"] + counted["year"]
    if numbers * 2 >= counted.total():
        return "year" if counted["year"] * 10 >= counted.total() * 9 else "number"
    return counted.most_common(1)[0][0]


def _spread(cells: Sequence[str]) -> Sequence[str]:
    """Some of many cells, from everywhere among them."""
    return cells[:: max(1, len(cells) // LOOKED_AT)]

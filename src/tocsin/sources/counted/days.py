"""Days: the text of a date as a day and the kind of period it names. Asked once for each different text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence

Made = TypeVar("Made")
DAY = ""  # a day: its cadence is told by its neighbours
Told = tuple[date, str] | None  # a day within the period, and its kind: a `Cadence` or `DAY`
FIRST_YEAR, LAST_YEAR = 1800, 2200
ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
PART = re.compile(r"(\d{4})[- ]?([QTHS])([1-4])", re.IGNORECASE)  # quarter, trimestre; half-year, semestre
YEAR = re.compile(r"(\d{4})")
PARTS = {"Q": (Cadence.QUARTER, 3), "T": (Cadence.QUARTER, 3), "H": (Cadence.HALF_YEAR, 6), "S": (Cadence.HALF_YEAR, 6)}


def told(texts: Sequence[str]) -> list[Told]:
    """For each text its day and kind; None for what is no date. 2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026-H1, 2026.

    Days such as 13/02/2026 are read where all of them can be read in one order only. Raises `FileRefused` where both
    orders are possible.
    """
    slashed = [text for text in texts if SLASHED.fullmatch(text)]
    day_first = _day_first(slashed) if slashed else True
    return [_within(_told(text, day_first)) for text in texts]


def _day_first(texts: Sequence[str]) -> bool:
    parts = [tuple(map(int, match.groups())) for text in texts if (match := SLASHED.fullmatch(text))]
    by_day = all(_made(lambda one=one: date(one[2], one[1], one[0])) for one in parts)
    by_month = all(_made(lambda one=one: date(one[2], one[0], one[1])) for one in parts)
    if by_day and by_month and any(one[0] != one[1] for one in parts):
        raise FileRefused(
            "these dates can be read in two ways",
            wanted="2026-03-02",
            got=next(text for text, one in zip(texts, parts, strict=True) if one[0] != one[1]),
            next_step="write dates as year, month, day",
        )
    return by_day or not by_month


def _told(text: str, day_first: bool) -> Told:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[date, str]]], ...] = (
        (ISO_DAY, lambda m: (date(int(m[1]), int(m[2]), int(m[3])), DAY)),
        (WEEK, lambda m: (date.fromisocalendar(int(m[1]), int(m[2]), 1), Cadence.WEEK)),
        (PART, _part),
        (MONTH, lambda m: (date(int(m[1]), int(m[2]), 1), Cadence.MONTH)),
        (YEAR, lambda m: (date(int(m[1]), 1, 1), Cadence.YEAR)),
        (COMPACT, lambda m: (date(int(m[1]), int(m[2]), int(m[3])), DAY)),
        (SLASHED, lambda m: (date(int(m[3]), int(m[1 + day_first]), int(m[2 - day_first])), DAY)),
    )
    for pattern, read in readers:
        if match := pattern.fullmatch(text):
            return _made(lambda read=read, match=match: read(match))
    return None


def _part(match: re.Match[str]) -> tuple[date, str]:
    cadence, months = PARTS[match[2].upper()]
    return date(int(match[1]), 1 + months * (int(match[3]) - 1), 1), cadence


def _made(make: Callable[[], Made]) -> Made | None:
    try:
        return make()
    except ValueError:
        return None


def _within(one: Told) -> Told:
    return one if one and FIRST_YEAR <= one[0].year <= LAST_YEAR else None


def usual(kinds: Sequence[str]) -> str:
    """The kind that most dates are of; the first of those where several are as many."""
    return Counter(kinds).most_common(1)[0][0] if kinds else DAY

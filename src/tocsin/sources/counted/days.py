"""Days: the text of a date as a day and the kind of period it names. Asked once for each different text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence
from tocsin.sources.counted.months import named_month

Made = TypeVar("Made")
DAY = ""  # a day: its cadence is told by its neighbours
Told = tuple[date, str] | None  # a day within the period, and its kind: a `Cadence` or `DAY`
Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[date, str]]]
FIRST_YEAR, LAST_YEAR = 1800, 2200
ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
WEEK = re.compile(r"(\d{4})[- ]?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
SEMANA = re.compile(r"(\d{4})[- ]?S(\d{2})", re.IGNORECASE)  # semaine, semana: 2026-S07; 2026-S1 is a half-year
BARE_WEEK = re.compile(r"(\d{4})[-/ ]?S?(\d{1,2})", re.IGNORECASE)
WEEK_FIRST = re.compile(r"(?:SE|S|W)?[- ]?(\d{1,2})[-/ ](\d{4})", re.IGNORECASE)
MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{4})(\d{2})")
MONTH_FIRST = re.compile(r"(\d{1,2})[-/](\d{4})")
PART = re.compile(r"(\d{4})[- ]?([QTHS])([1-4])", re.IGNORECASE)  # quarter, trimestre; half-year, semestre
PART_FIRST = re.compile(r"([QTHS])([1-4])[-/ ]?(\d{4})", re.IGNORECASE)
SERIAL = re.compile(r"[2-7]\d{4}")  # how a workbook counts days: 1954 to 2118
SERIAL_ORIGIN = date(1899, 12, 30)
YEAR = re.compile(r"(\d{4})")
PARTS = {"Q": (Cadence.QUARTER, 3), "T": (Cadence.QUARTER, 3), "H": (Cadence.HALF_YEAR, 6), "S": (Cadence.HALF_YEAR, 6)}


def told(texts: Sequence[str], weeks: bool = False, beside: Sequence[str] = ()) -> list[Told]:
    """For each text its day and kind; None for what is no date. 2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026-H1, 2026.

    `weeks`: the heading says week, so that 2026-07 is the seventh. Months by name (marzo 2026, 2-Mar-2026) and the days
    of a workbook (46083) are read too. Days such as 13/02/2026 are read where all of them can be read in one order only,
    or are first days of months in one order only; else `beside`, another column of dates of the same table, tells the
    order. Raises `FileRefused` where both orders are possible.
    """
    slashed, others = ([text for text in some if SLASHED.fullmatch(text)] for some in (texts, beside))
    readers = _readers(_day_first(slashed, others) if slashed else True, weeks or any(map(SEMANA.fullmatch, texts)))
    return [_within(_told(text, readers)) for text in texts]


def _day_first(texts: Sequence[str], beside: Sequence[str] = ()) -> bool:
    parts = [tuple(map(int, match.groups())) for text in texts if (match := SLASHED.fullmatch(text))]
    by_day = all(_made(lambda one=one: date(one[2], one[1], one[0])) for one in parts)
    by_month = all(_made(lambda one=one: date(one[2], one[0], one[1])) for one in parts)
    if by_day and by_month and _of_months(parts, 0) != _of_months(parts, 1):
        return _of_months(parts, 0)
    if by_day and by_month and any(one[0] != one[1] for one in parts):
        if beside:
            return _day_first(beside)
        raise FileRefused(
            "these dates can be read in two ways",
            wanted="2026-03-02",
            got=next(text for text, one in zip(texts, parts, strict=True) if one[0] != one[1]),
            next_step="write dates as year, month, day",
        )
    return by_day or not by_month


def _of_months(parts: Sequence[tuple[int, ...]], day: int) -> bool:
    """Whether all are first days of months over more than one year, if the day stands at this place."""
    months, years = {one[1 - day] for one in parts}, {one[2] for one in parts}
    return {one[day] for one in parts} == {1} and len(months) > 1 and len(years) > 1


def _readers(day_first: bool, weeks: bool) -> Sequence[Reader]:
    own: tuple[Reader, ...] = (
        (BARE_WEEK, lambda m: (date.fromisocalendar(int(m[1]), int(m[2]), 1), Cadence.WEEK)),
        (WEEK_FIRST, lambda m: (date.fromisocalendar(int(m[2]), int(m[1]), 1), Cadence.WEEK)),
    )
    return (
        (ISO_DAY, lambda m: (date(int(m[1]), int(m[2]), int(m[3])), DAY)),
        (YEAR, lambda m: (date(int(m[1]), 1, 1), Cadence.YEAR)),
        (SERIAL, lambda m: (SERIAL_ORIGIN + timedelta(days=int(m[0])), DAY)),
        (WEEK, lambda m: (date.fromisocalendar(int(m[1]), int(m[2]), 1), Cadence.WEEK)),
        *(own if weeks else ()),
        (PART, lambda m: _part(m[1], m[2], m[3])),
        (PART_FIRST, lambda m: _part(m[3], m[1], m[2])),
        (MONTH, lambda m: (date(int(m[1] or m[3]), int(m[2] or m[4]), 1), Cadence.MONTH)),
        (MONTH_FIRST, lambda m: (date(int(m[2]), int(m[1]), 1), Cadence.MONTH)),
        (COMPACT, lambda m: (date(int(m[1]), int(m[2]), int(m[3])), DAY)),
        (SLASHED, lambda m: (date(int(m[3]), int(m[1 + day_first]), int(m[2 - day_first])), DAY)),
    )


def _told(text: str, readers: Sequence[Reader]) -> Told:
    for pattern, read in readers:
        if match := pattern.fullmatch(text):
            return _made(lambda read=read, match=match: read(match))
    if found := named_month(text):
        year, month, day = found
        return _made(lambda: (date(year, month, day or 1), DAY if day else Cadence.MONTH))
    return None


def _part(year: str, part: str, number: str) -> tuple[date, str]:
    cadence, months = PARTS[part.upper()]
    return date(int(year), 1 + months * (int(number) - 1), 1), cadence


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

"""Periods as people write them: one text, one form, its first and last day; None where the text is not of that form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from tocsin.records.mapping import PeriodColumns
from tocsin.records.period import Cadence
from tocsin.sources.mapping.calendar import HALVES, MONTHS, ORDINALS, QUARTERS, WEEKS, YEARS, plain, tokens

Span = tuple[date, date]
FIRST, LAST = 1900, 2100
EXCEL_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 60_000)  # 1954 to 2064
CADENCES = {
    "day_iso": Cadence.DAY,
    "day_mdy": Cadence.DAY,
    "day_dmy": Cadence.DAY,
    "day_named": Cadence.DAY,
    "excel_day": Cadence.DAY,
    "month": Cadence.MONTH,
    "fiscal_month": Cadence.MONTH,
    "quarter": Cadence.QUARTER,
    "half_year": Cadence.HALF_YEAR,
    "year": Cadence.YEAR,
    "fiscal_year": Cadence.YEAR,
    "iso_week": Cadence.WEEK,
    "mmwr_week": Cadence.MMWR_WEEK,
}
DAYS = ("day_iso", "day_mdy", "day_dmy", "day_named", "excel_day")
FISCAL = ("fiscal_month", "fiscal_year")


def read_period(text: str, form: PeriodColumns) -> Span | None:
    """First and last day (inclusive) of a period written in `form`."""
    if form.form in FISCAL:
        read = _fiscal_month if form.form == "fiscal_month" else _fiscal_year
        return read(text, form.year_starts)
    found = FORMS[form.form](text)
    return _spanned(found[0], form.span) if found and form.form in DAYS else found


def cadence_of(form: PeriodColumns) -> Cadence:
    """How often a table in this form ticks."""
    if form.form in DAYS and form.span != "as_written":
        return Cadence.MONTH if form.span == "month" else Cadence.WEEK
    return CADENCES[form.form]


def _spanned(day: date, span: str) -> Span:
    match span:
        case "week_ending":
            return day - timedelta(days=6), day
        case "week_starting":
            return day, day + timedelta(days=6)
        case "month":
            return _months(day.year, day.month, 1)
        case _:
            return day, day


def _day(year: int, month: int, day: int) -> Span | None:
    year += 0 if year > 99 else 1900 if year > 68 else 2000
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return (found, found) if FIRST <= year <= LAST else None


def _months(year: int, month: int, count: int) -> Span:
    """`count` months from the first day of one; `month` may lie beyond December."""
    start, end = month - 1, month - 1 + count
    first = date(year + start // 12, start % 12 + 1, 1)
    return first, date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _without_time(text: str) -> str:
    return re.sub(r"[ T]\d{1,2}:\d{2}.*$", "", text.strip())


def _day_iso(text: str) -> Span | None:
    found = re.fullmatch(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))", _without_time(text))
    return _day(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])) if found else None


def _numbered(text: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", _without_time(text))
    return (int(found[1]), int(found[3]), int(found[4])) if found else None


def _day_mdy(text: str) -> Span | None:
    parts = _numbered(text)
    return _day(parts[2], parts[0], parts[1]) if parts else None


def _day_dmy(text: str) -> Span | None:
    parts = _numbered(text)
    return _day(parts[2], parts[1], parts[0]) if parts else None


def _day_named(text: str) -> Span | None:
    """5 mars 2024, March 5, 2024, 05-ene-24."""
    words = tokens(_without_time(text))
    names = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [int(word) for word in words if word.isdigit() and len(word) <= 4]
    if len(names) != 1 or len(numbers) != 2 or len(words) > 4:
        return None
    day, year = numbers if numbers[0] < 32 else numbers[::-1]
    return _day(year, names[0], day)


def _excel_day(text: str) -> Span | None:
    found = re.fullmatch(r"(\d{5})(?:\.\d+)?", text.strip())
    if not found or int(found[1]) not in EXCEL_DAYS:
        return None
    day = EXCEL_ZERO + timedelta(days=int(found[1]))
    return day, day


def _year_in(words: tuple[str, ...], *, short: bool = False) -> int | None:
    """The one year among words; with `short` also of two digits."""
    years = [int(word) for word in words if word.isdigit() and len(word) == 4 and FIRST <= int(word) <= LAST]
    years = years or ([2000 + int(word) for word in words if word.isdigit() and len(word) == 2] if short else [])
    return years[0] if len(years) == 1 else None


def _month(text: str) -> Span | None:
    words = tokens(text)
    if len(words) == 1 and re.fullmatch(r"\d{6}", words[0]):
        words = (words[0][:4], words[0][4:])
    found = _month_and_year(words)
    return _months(found[1], found[0], 1) if found else None


def _month_and_year(words: tuple[str, ...]) -> tuple[int, int] | None:
    named = [MONTHS[word] for word in words if word in MONTHS]
    others = tuple(word for word in words if word not in MONTHS and word not in YEARS)
    year = _year_in(others, short=len(named) == 1)
    if year is None or len(named) > 1 or not all(word.isdigit() for word in others):
        return None
    if named:
        return (named[0], year) if len(others) == 1 else None
    left = [int(word) for word in others if int(word) != year]
    return (left[0], year) if len(left) == 1 and 1 <= left[0] <= 12 else None


def _part_of_year(text: str, words_for: frozenset[str], parts: int) -> Span | None:
    """A half or a quarter: its word, its number, its year, in any order."""
    words = tokens(text)
    year = _year_in(words)
    named = [word for word in words if word in words_for]
    others = [w for w in words if w not in words_for and w not in YEARS and not (w.isdigit() and int(w) == year)]
    if year is None or not named or len(others) != 1:
        return None
    number = int(others[0]) if others[0].isdigit() else ORDINALS.get(others[0], 0)
    return _months(year, 1 + (number - 1) * 12 // parts, 12 // parts) if 1 <= number <= parts else None


def _range(text: str, count: int) -> Span | None:
    """January to June 2024, enero-junio 2024."""
    words = tokens(text)
    year, named = _year_in(words), [MONTHS[word] for word in words if word in MONTHS]
    if year is None or len(named) != 2 or len(words) != 3 or named[1] - named[0] != count - 1 or named[0] % count != 1:
        return None
    return _months(year, named[0], count)


def _quarter(text: str) -> Span | None:
    return _part_of_year(text, QUARTERS, 4) or _range(text, 3)


def _half_year(text: str) -> Span | None:
    return _part_of_year(text, HALVES, 2) or _range(text, 6)


def _year(text: str) -> Span | None:
    found = re.fullmatch(r"(?:cy|ano|annee|year)?\s*(\d{4})(?:\.0)?\s*(?:p|r|\(p\)|\(r\)|\*|ytd)?", plain(text).strip())
    return _months(int(found[1]), 1, 12) if found and FIRST <= int(found[1]) <= LAST else None


def _fiscal_year(text: str, year_starts: int) -> Span | None:
    """The year named is the one it ends in, or both are: FY2024, 2023-24, 2023/2024."""
    words = [word for word in tokens(text) if word not in YEARS]
    if not words or not all(word.isdigit() for word in words) or len(words) > 2 or len(words[0]) not in (2, 4):
        return None
    begun = int(words[0]) + (2000 if len(words[0]) == 2 else 0)
    if len(words) == 2 and int(words[1]) % 100 != (begun + 1) % 100:
        return None
    year = begun if len(words) == 2 or year_starts == 1 else begun - 1
    return _months(year, year_starts, 12) if FIRST <= year <= LAST else None


def _fiscal_month(text: str, year_starts: int) -> Span | None:
    """A fiscal year, named by the year it ends in, and a month."""
    found = _month_and_year(tokens(text))
    if not found:
        return None
    month, year = found
    return _months(year - int(year_starts > 1 and month >= year_starts), month, 1)


def _week(text: str) -> tuple[int, int] | None:
    words = tuple(word for word in tokens(text) if word not in WEEKS and word not in YEARS)
    if len(words) == 1 and re.fullmatch(r"\d{6}", words[0]):
        words = (words[0][:4], words[0][4:])
    year = _year_in(words)
    left = [int(word) for word in words if word.isdigit() and int(word) != year]
    return (year, left[0]) if year and len(words) == 2 and len(left) == 1 and 1 <= left[0] <= 53 else None


def _iso_week(text: str) -> Span | None:
    found = _week(text)
    try:
        start = date.fromisocalendar(*found, 1) if found else None
    except ValueError:
        return None
    return (start, start + timedelta(days=6)) if start else None


def _mmwr_week(text: str) -> Span | None:
    """Sunday to Saturday; week 1 is the first with four days in its year."""
    found = _week(text)
    if not found:
        return None
    year, week = found
    first, next_first = _mmwr_first(year), _mmwr_first(year + 1)
    start = first + timedelta(weeks=week - 1)
    return (start, start + timedelta(days=6)) if start < next_first else None


def _mmwr_first(year: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=fourth.isoweekday() % 7)


FORMS: dict[str, Callable[[str], Span | None]] = {
    "day_iso": _day_iso,
    "day_mdy": _day_mdy,
    "day_dmy": _day_dmy,
    "day_named": _day_named,
    "excel_day": _excel_day,
    "month": _month,
    "quarter": _quarter,
    "half_year": _half_year,
    "year": _year,
    "fiscal_year": lambda text: _fiscal_year(text, 1),
    "fiscal_month": lambda text: _fiscal_month(text, 1),
    "iso_week": _iso_week,
    "mmwr_week": _mmwr_week,
}

"""Days, periods and ages in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from babel.dates import format_date, format_timedelta

from tocsin.wording.languages import locale_of
from tocsin.wording.speaking import say

DAY = {"en": "d MMMM y", "fr": "d MMMM y", "es": "d 'de' MMMM 'de' y"}
MONTH = {"en": "MMMM y", "fr": "MMMM y", "es": "MMMM 'de' y"}
SHORT_MONTH = {"en": "MMM y", "fr": "MMM y", "es": "MMM y"}
Unit = Literal["day", "week", "month", "year"]
AGES: tuple[tuple[Unit, float, int], ...] = (("day", 1, 28), ("week", 7, 70), ("month", 30.44, 731))
DAYS_A_YEAR = 365.25
FIRST_IN_FRENCH = "1ᵉʳ"


def day(value: date, language: str) -> str:
    """1 June 2026, 1ᵉʳ juin 2026, 1 de junio de 2026."""
    text = format_date(value, DAY[language], locale=locale_of(language))
    return FIRST_IN_FRENCH + text[1:] if language == "fr" and value.day == 1 else text


def moment(value: datetime, language: str) -> str:
    """The day of an instant, in UTC: nothing here is published by the hour."""
    return day(value.astimezone(UTC).date(), language)


def month(value: date, language: str, *, short: bool = False, year: bool = True) -> str:
    """April 2026; with `short`, Apr 2026; without `year`, April."""
    pattern = (SHORT_MONTH if short else MONTH)[language] if year else "MMMM"
    return format_date(value, pattern, locale=locale_of(language))


def age(days: int, language: str) -> str:
    """How old: days up to four weeks, weeks up to ten, months up to two years, then years."""
    for unit, length, most in AGES:
        if days < most:
            return _length(unit, length, days, language)
    return _length("year", DAYS_A_YEAR, days, language)


def _length(unit: Unit, length: float, days: int, language: str) -> str:
    whole = timedelta(days=round(days / length) * length)
    return format_timedelta(whole, granularity=unit, threshold=1e6, locale=locale_of(language))


def period(start: date, end: date, cadence: str, language: str) -> str:
    """A period, or a span of several, in words: "second half of 2025", "October 2025 to April 2026"."""
    whole = _whole(start, end, language)
    if whole:
        return whole
    if cadence in ("week", "mmwr_week") and (end - start).days == 6:
        return say("period.week", language, day=day(start, language))
    if start == end:
        return day(start, language)
    if _is_month_edge(start, end):
        return _months(start, end, language)
    return say("period.span", language, first=day(start, language), last=day(end, language))


def within(start: date, end: date, cadence: str, language: str) -> str:
    """The same after "in": "the second half of 2025", "el segundo semestre de 2025", "October 2025 to April 2026"."""
    if start.year == end.year and _is_month_edge(start, end) and (start.month, end.month) in ((1, 6), (7, 12)):
        return say(f"period.within_half_{1 + (start.month > 6)}", language, year=str(start.year))
    return period(start, end, cadence, language)


def _whole(start: date, end: date, language: str) -> str | None:
    if not _is_month_edge(start, end) or start.year != end.year:
        return None
    months = (start.month, end.month)
    if months == (1, 12):
        return str(start.year)
    if months in ((1, 6), (7, 12)):
        return say(f"period.half_{1 + (start.month > 6)}", language, year=str(start.year))
    return month(start, language) if start.month == end.month else None


def _months(start: date, end: date, language: str) -> str:
    same = start.year == end.year
    return say("period.span", language, first=month(start, language, year=not same), last=month(end, language))


def _is_month_edge(start: date, end: date) -> bool:
    return start.day == 1 and (end + timedelta(days=1)).day == 1


def short_period(start: date, end: date, cadence: str, language: str) -> str:
    """The same for an axis or a table: "2025 H2", "Apr 2026", "2025"."""
    if cadence == "year":
        return str(start.year)
    if cadence == "half_year":
        return say(f"period.short_half_{1 + (start.month > 6)}", language, year=str(start.year))
    if cadence == "quarter":
        return say("period.short_quarter", language, year=str(start.year), quarter=str((start.month + 2) // 3))
    if cadence in ("month", "rolling_12_months"):
        return month(end, language, short=True)
    return format_date(start, "medium", locale=locale_of(language))

"""Dates: in which forms the periods of a table can be read, and what only a person can say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tocsin.records.mapping import PeriodColumns
from tocsin.sources.mapping.calendar import HALVES, MONTHS, QUARTERS, tokens, words
from tocsin.sources.mapping.periods import DAYS, read_period
from tocsin.sources.mapping.questions import Choice, Desk, Question
from tocsin.sources.mapping.sniffing.columns import Column

ENOUGH = 0.9  # of the distinct texts: a few spoilt rows do not hide a date
ORDER = (
    *("day_iso", "day_named", "half_year", "quarter", "month", "year", "fiscal_year", "iso_week"),
    *("day_mdy", "day_dmy", "excel_day"),
)
MMWR = words("mmwr epi epiweek epidemiologica epidemiologique epidemiological cdc ew")
WEEK = words("week weeks wk semana semaine sem epiweek") | MMWR
MONTH = words("month months mes mois mo")
YEAR = words("year ano annee anio yr an")
FISCAL = words("fy fiscal exercice fytd ejercicio budgetaire")
DATE = words("date fecha day dia jour collected sampled collection muestreo prelevement periodo period periode")
ENDING = words("ending end ended termina fin final finalizada")
STARTING = words("starting start beginning begin inicio inicia debut commencant")


@dataclass(frozen=True, slots=True)
class Found:
    """A period as the table tells it: its columns (none where headings do), the forms it may have, an example."""

    columns: tuple[str, ...]
    forms: tuple[str, ...]
    texts: tuple[str, ...]
    words: frozenset[str]


def forms_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The forms in which nearly all texts can be read, the likeliest first."""
    looked = tuple(dict.fromkeys(text for text in texts if text))[:300]
    return tuple(form for form in ORDER if looked and _share(looked, form) >= ENOUGH)


def _share(texts: Sequence[str], form: str) -> float:
    reading = PeriodColumns(form)
    return sum(read_period(text, reading) is not None for text in texts) / len(texts)


def found_in(columns: Sequence[Column]) -> Found | None:
    """The period that one column, or a year beside a part of it, tells. None where no column does."""
    whole = [one for one in columns if (one.kind == "period" or _is_date(one)) and forms_of(one.filled)]
    whole.sort(key=lambda one: (not one.words & (DATE | MONTH | WEEK), one.number))
    years = [one for one in columns if one.kind == "year" or _is_year(one)]
    for year in years:
        part = next((one for one in columns if one is not year and _part_of(one)), None)
        if part:
            return _together(year, part)
    if whole:
        return Found((whole[0].name,), forms_of(whole[0].filled), whole[0].filled, whole[0].words)
    if years:
        return Found((years[0].name,), forms_of(years[0].filled), years[0].filled, years[0].words)
    return None


def found_above(periods: Sequence[str], headed: Sequence[Column], left: Sequence[Column]) -> Found | None:
    """The period that headings tell, alone or as the part of a year that stands in a column of the row."""
    words = frozenset[str]().union(*(one.words for one in headed))
    forms = forms_of(periods)
    if forms:
        return Found((), forms, tuple(periods), words)
    year = next((one for one in left if one.kind == "year"), None)
    if year is None:
        return None
    texts = tuple(f"{first} {part}" for first in year.filled[:20] for part in periods)
    forms = ("fiscal_month",) if year.words & FISCAL and "month" in forms_of(texts) else forms_of(texts)
    return Found((year.name,), forms, texts, year.words - WEEK)


def _is_date(one: Column) -> bool:
    """Serial days and six-digit months need the heading's word: without it they are numbers."""
    return one.kind == "number" and bool(one.words & (DATE | MONTH | WEEK)) and bool(forms_of(one.filled))


def _is_year(one: Column) -> bool:
    return bool(one.words & (YEAR | FISCAL)) and bool(forms_of(one.filled))


def _part_of(one: Column) -> str:
    """Which part of a year a column tells: month, week, quarter, half_year; empty for none."""
    bare = [text for text in one.filled if text]
    if not bare:
        return ""
    names = sum(len(parts := tokens(text)) == 1 and parts[0] in MONTHS for text in bare)
    if names >= ENOUGH * len(bare):
        return "month"
    kinds = ((WEEK, 53, "week"), (MONTH, 12, "month"), (QUARTERS, 4, "quarter"), (HALVES - {"s", "h"}, 2, "half_year"))
    digits = [int(text) for text in bare if text.isdecimal() and len(text) <= 2]
    lettered = sum(len(text) <= 14 and any(letter.isdecimal() for letter in text) for text in bare)
    for told, most, part in kinds:
        if one.words & told and len(digits) >= ENOUGH * len(bare) and max(digits, default=0) <= most:
            return part
        if one.words & told and not digits and part in ("quarter", "half_year") and lettered == len(bare):
            return part
    return ""


def _together(year: Column, part: Column) -> Found:
    joined = [f"{a} {b}" for a, b in zip(year.cells, part.cells, strict=True) if a and b]
    texts = tuple(dict.fromkeys(joined))
    kind = _part_of(part)
    fiscal = bool(year.words & FISCAL)
    form = {"week": "iso_week", "month": "fiscal_month" if fiscal else "month"}.get(kind, kind)
    if kind in ("quarter", "half_year") and not forms_of(texts):
        return Found((year.name, part.name), (), texts, year.words | part.words)
    return Found((year.name, part.name), (form,), texts, year.words | part.words)


def settled(found: Found, desk: Desk, language: str) -> PeriodColumns | None:
    """The one reading of a period, with what had to be asked. None where no form fits."""
    if not found.forms:
        return None
    example = found.texts[-1] if found.texts else ""
    form = _form(found, desk, language)
    period = PeriodColumns(form, found.columns)
    if form in ("fiscal_year", "fiscal_month"):
        return replace(period, year_starts=_fiscal_start(found, desk, example))
    return replace(period, span=_span(period, found, desk, example)) if form in DAYS else period


def _form(found: Found, desk: Desk, language: str) -> str:
    forms = found.forms
    if "iso_week" in forms[:1] or (found.words & WEEK and "iso_week" in forms):
        return _week(found, desk)
    if {"day_mdy", "day_dmy"} <= set(forms) and forms[0] in ("day_mdy", "day_dmy"):
        return _order(found, desk, language)
    fiscal = found.words & FISCAL or any("fy" in tokens(text) for text in found.texts[:5])
    return "fiscal_year" if "fiscal_year" in forms and (fiscal or forms[0] == "fiscal_year") else forms[0]


def _week(found: Found, desk: Desk) -> str:
    """Epidemiological weeks begin on Sunday, ISO weeks on Monday: asked unless the table says which."""
    if found.words & MMWR:
        return "mmwr_week"
    example = found.texts[0]
    if "iso" in found.words or any(f"W{n}" in example.upper() for n in "0123456789"):
        return "iso_week"
    choices = tuple(Choice(form, _told(example, form)) for form in ("mmwr_week", "iso_week"))
    return desk.ask(Question("week", choices, "mmwr_week", " + ".join(found.columns), example))


def _order(found: Found, desk: Desk, language: str) -> str:
    """3/4/2024 is the fourth of March or the third of April. Points are not written in the United States."""
    differ = [text for text in found.texts if _told(text, "day_mdy") != _told(text, "day_dmy")]
    if not differ or all("." in text for text in found.texts):
        return "day_dmy"
    choices = tuple(Choice(form, _told(differ[0], form)) for form in ("day_mdy", "day_dmy"))
    default = "" if language == "en" else "day_dmy"  # English is written both ways: only a person can say
    return desk.ask(Question("date_order", choices, default, " + ".join(found.columns), differ[0]))


def _told(text: str, form: str) -> str:
    span = read_period(text, PeriodColumns(form))
    return "" if span is None else str(span[0]) if span[0] == span[1] else f"{span[0]} – {span[1]}"


def _fiscal_start(found: Found, desk: Desk, example: str) -> int:
    choices = tuple(
        Choice(str(month), _span_told(example, PeriodColumns(found.forms[0], year_starts=month)))
        for month in (10, 4, 7, 1)
    )
    return int(desk.ask(Question("fiscal_start", choices, "10", " + ".join(found.columns), example)))


def _span_told(text: str, form: PeriodColumns) -> str:
    span = read_period(text, form)
    return f"{span[0]} – {span[1]}" if span else ""


def _span(period: PeriodColumns, found: Found, desk: Desk, example: str) -> str:
    """What a single day stands for: itself, the week that it ends or begins, or its month."""
    days = [span[0] for text in found.texts[:300] if (span := read_period(text, period))]
    if found.words & WEEK:
        if found.words & ENDING:
            return "week_ending"
        if found.words & STARTING:
            return "week_starting"
        choices = tuple(
            Choice(span, _span_told(example, replace(period, span=span)))
            for span in ("week_ending", "week_starting", "as_written")
        )
        return desk.ask(Question("span", choices, "week_ending", " + ".join(found.columns), example))
    firsts = all(day.day == 1 for day in days)
    return "month" if firsts and (len(set(days)) >= 3 or found.words & MONTH) else "as_written"

"""Figures as each language writes them: 1,234.5 in English and Spanish (Mexico), 1 234,5 in French (Canada)."""

from __future__ import annotations

import math

from babel.numbers import format_decimal

from tocsin.wording.languages import locale_of

NBSP = "\N{NO-BREAK SPACE}"


def number(value: float, language: str, digits: int = 0, *, trim: bool = False) -> str:
    """`value` with `digits` decimals; `trim` drops zeros at the end. NaN is a dash, rounding is half to even."""
    if not math.isfinite(value):
        return "–"
    places = ("#" if trim else "0") * digits
    return format_decimal(value, "#,##0" + (f".{places}" if digits else ""), locale=locale_of(language)).replace(
        "-", "−"
    )


def percent(share: float, language: str, digits: int | None = None) -> str:
    """A share (0.48) as a percentage (48 %).

    Without `digits`, two significant figures under 10 % and none after the point above, so that 0.01 % stays visible.
    """
    shown = number(
        share * 100,
        language,
        _digits(share * 100) if digits is None else digits,
        trim=digits is None and abs(share) < 0.01,
    )
    return f"{shown}%" if language == "en" else f"{shown}{NBSP}%"


def sensible(value: float, language: str) -> str:
    """Whole numbers as they are, others with about three significant figures."""
    if not math.isfinite(value) or float(value).is_integer() or abs(value) >= 1000:
        return number(value, language)
    return number(value, language, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2, trim=True)


def _digits(points: float) -> int:
    size = abs(points)
    return 0 if size >= 10 or size == 0 else 1 if size >= 1 else min(4, 1 - math.floor(math.log10(size)))

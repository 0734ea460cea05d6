"""Several things in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list

from tocsin.wording.languages import locale_of


def several(things: Iterable[str], language: str) -> str:
    """Ohio, Massachusetts and Maryland. No comma before the last "and"."""
    listed = [thing for thing in things if thing]
    return format_list(listed, locale=locale_of(language)).replace(", and ", " and ") if listed else ""

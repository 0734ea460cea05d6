"""The languages of the house, and the locale that writes their numbers and dates."""

from __future__ import annotations

from functools import cache

from babel import Locale

from tocsin.errors import BadValue

LANGUAGES = ("en", "fr", "es")
NAMES = {"en": "English", "fr": "Français", "es": "Español"}
LOCALES = {"en": "en_US", "fr": "fr_CA", "es": "es_MX"}  # the three countries' own usage


@cache
def locale_of(language: str) -> Locale:
    """The Babel locale of one of `LANGUAGES`. Raises `BadValue` for any other."""
    if language not in LOCALES:
        raise BadValue(
            "this language is not spoken here", wanted=", ".join(LANGUAGES), got=repr(language), next_step="choose one"
        )
    return Locale.parse(LOCALES[language])

"""Saying a code: its template, in a language, with its figures put in."""

from __future__ import annotations

from tocsin.errors import BadValue
from tocsin.wording.catalogue import english, translations
from tocsin.wording.figures import sensible
from tocsin.wording.languages import locale_of


def say(code: str, language: str, **figures: object) -> str:
    """The sentence of `code`, e.g. `say("period.half_2", "fr", year="2025")`.

    Numbers are written as the language writes them (a year is no number: give it as text). Where `count` is
    singular in the language and a code `<code>.one` exists, that one is said. Without a compiled catalogue the
    answer is English. Raises `BadValue` for an unknown code or a missing figure.
    """
    spoken = _for_count(code, language, figures.get("count"))
    template = english().get(spoken)
    if template is None:
        raise BadValue(
            "there is no such sentence",
            wanted="a code of wording/sentences",
            got=code,
            next_step="add it there, then make the catalogues",
        )
    translated = translations(language).pgettext(spoken, template)
    shown = {name: _shown(value, language) for name, value in figures.items()}
    try:
        return translated.format_map(shown)
    except (KeyError, IndexError) as missing:
        raise BadValue(
            f"the sentence {spoken} lacks a figure",
            wanted=str(missing),
            got=", ".join(shown) or "none",
            next_step="give it by name",
        ) from None


def knows(code: str) -> bool:
    """Whether there is such a sentence."""
    return code in english()


def _for_count(code: str, language: str, count: object) -> str:
    if isinstance(count, int) and locale_of(language).plural_form(count) == "one" and f"{code}.one" in english():
        return f"{code}.one"
    return code


def _shown(value: object, language: str) -> object:
    return sensible(value, language) if isinstance(value, (int, float)) and not isinstance(value, bool) else value

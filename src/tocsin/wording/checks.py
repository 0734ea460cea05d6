"""What is said of a row that was set aside: what it broke, what was wanted, and how to mend it."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from tocsin.wording.catalogue import english
from tocsin.wording.speaking import knows, say


def broken(rule: str, language: str) -> str:
    """What is wrong, by the code of the rule; the code itself where it has no sentence."""
    return say(f"rule.{rule}", language) if knows(f"rule.{rule}") else rule


def fix(rule: str, language: str) -> str:
    """How to mend it, by the code of the rule; nothing where it has no sentence."""
    return say(f"fix.{rule}", language) if knows(f"fix.{rule}") else ""


def wanted(text: str, language: str) -> str:
    """What a check wanted, which is kept in English; as it stands where no sentence `wanted.*` reads like it."""
    for code, form in _forms():
        if found := form.fullmatch(text):
            return say(code, language, **found.groupdict())
    return text


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences as patterns, those with most words of their own first."""
    codes = {code: list(Formatter().parse(text)) for code, text in english().items() if code.startswith("wanted.")}
    order = sorted(codes, key=lambda code: (-sum(len(words) for words, *_ in codes[code]), code))
    patterns = {code: "".join(_pattern(words, name) for words, name, *_ in parts) for code, parts in codes.items()}
    return tuple((code, re.compile(patterns[code], re.DOTALL)) for code in order)


def _pattern(words: str, figure: str | None) -> str:
    return re.escape(words) + (f"(?P<{figure}>.+)" if figure else "")

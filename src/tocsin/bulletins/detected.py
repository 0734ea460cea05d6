"""Sentences of one judged period, and of the rows that were not used."""

from __future__ import annotations

import math

from tocsin.wording import say

LENT = ("season_lent", "pooled")
OWN, FIRST, NONE = "own", "first", "none"
TRENDS = ("increase", "stable", "decrease", "unclear")


def judged_period(
    when: str,
    observed: float,
    expected: float,
    upper: float,
    verdict: str,
    rung: str,
    language: str,
    *,
    chance: float = math.nan,
    alone: bool = False,
    called: str = "",
) -> str:
    """What was seen, what was expected, and how much history says so. NaN: not known; `verdict` and `rung` are codes.

    `chance` is the p-value; `alone`: no other series stood beside it, so that none lent it anything;
    `called` are words of the method's own for what it found.
    """
    if math.isnan(observed):
        return say("detect.missing", language, when=when)
    said = {"when": when, "observed": observed, "verdict": called or say(f"verdict.{verdict}", language)}
    if verdict == "cannot_say" and rung != NONE:
        if math.isnan(expected) or not 0 < chance < 1:
            return say("detect.seen_unsaid", language, **said)
        return say("detect.seen_odd", language, **said, expected=expected, one_in=round(1 / chance))
    if rung == FIRST and observed > 0 and 0 < chance < 1:
        return say("detect.seen_first", language, **said, one_in=round(1 / chance))
    words = {**said, "rung": say(f"rung.{rung}_alone" if alone and rung in LENT else f"rung.{rung}", language)}
    if math.isnan(expected):
        return say("detect.seen_alone", language, **words)
    if not math.isfinite(upper):
        code = "detect.seen_no_threshold" if rung == OWN else "detect.seen_unsupported"
        return say(code, language, **words, expected=expected)
    return say("detect.seen", language, **words, expected=expected, upper=upper)


def trend(code: float, growth: float, language: str) -> str:
    """The class of a trend in words (`code` is its place among `TRENDS`), with its `growth`, a logarithm per year."""
    if math.isnan(code):
        return ""
    named = TRENDS[int(code)]
    moves = named in ("increase", "decrease") and math.isfinite(growth)
    times = float(f"{math.exp(min(growth, 50)):.2g}") if moves else 0.0
    return say(f"detect.trend.{named}", language, **({"times": times} if moves else {}))


def set_aside(row: int, column: str, reason: str, found: str, language: str) -> str:
    """Which row was not used, and why."""
    code = "detect.row" if column else "detect.row_whole"
    told = {"row": str(row), "column": column, "reason": say(f"detect.aside.{reason}", language), "found": found or "–"}
    return say(code, language, **told)

"""Sentences of one judged period, and of the rows that were not used."""

from __future__ import annotations

import math

from tocsin.wording import say

LENT = ("season_lent", "pooled")
OWN, FIRST, NONE = "own", "first", "none"


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
) -> str:
    """What was seen, what was expected, and how much history says so. NaN: not known; `verdict` and `rung` are codes.

    `chance` is the p-value; `alone`: no other series stood beside it, so that none lent it anything.
    """
    if math.isnan(observed):
        return say("detect.missing", language, when=when)
    said = {"when": when, "observed": observed, "verdict": say(f"verdict.{verdict}", language)}
    if verdict == "cannot_say" and rung != NONE:
        return say("detect.seen_unsaid", language, **said)
    if rung == FIRST and observed > 0 and 0 < chance < 1:
        return say("detect.seen_first", language, **said, one_in=round(1 / chance))
    words = {**said, "rung": say(f"rung.{rung}_alone" if alone and rung in LENT else f"rung.{rung}", language)}
    if math.isnan(expected):
        return say("detect.seen_alone", language, **words)
    if not math.isfinite(upper):
        code = "detect.seen_no_threshold" if rung == OWN else "detect.seen_unsupported"
        return say(code, language, **words, expected=expected)
    return say("detect.seen", language, **words, expected=expected, upper=upper)


def set_aside(row: int, column: str, reason: str, found: str, language: str) -> str:
    """Which row was not used, and why."""
    code = "detect.row" if column else "detect.row_whole"
    told = {"row": str(row), "column": column, "reason": say(f"detect.aside.{reason}", language), "found": found or "–"}
    return say(code, language, **told)

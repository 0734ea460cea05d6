"""Sentences of one judged period, and of the rows that were not used."""

from __future__ import annotations

import math

from tocsin.wording import say


def judged_period(
    when: str, observed: float, expected: float, upper: float, verdict: str, rung: str, language: str
) -> str:
    """What was seen, what was expected, and how much history says so. NaN: not known; `verdict` and `rung` are codes."""
    if math.isnan(observed):
        return say("detect.missing", language, when=when)
    words = {"verdict": say(f"verdict.{verdict}", language), "rung": say(f"rung.{rung}", language)}
    if verdict == "cannot_say" and rung != "none":
        return say("detect.seen_unsaid", language, when=when, observed=observed, verdict=words["verdict"])
    if math.isnan(expected):
        return say("detect.seen_alone", language, when=when, observed=observed, **words)
    figures = {"observed": observed, "expected": expected}
    if not math.isfinite(upper):
        return say("detect.seen_no_threshold", language, when=when, **figures, **words)
    return say("detect.seen", language, when=when, **figures, upper=upper, **words)


def set_aside(row: int, column: str, reason: str, found: str, language: str) -> str:
    """Which row was not used, and why."""
    code = "detect.row" if column else "detect.row_whole"
    told = {"row": str(row), "column": column, "reason": say(f"detect.aside.{reason}", language), "found": found or "–"}
    return say(code, language, **told)

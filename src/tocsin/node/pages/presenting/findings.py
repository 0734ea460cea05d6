"""Findings in plain sentences, each with how often its method rings for nothing."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins.parting import is_parting, parting_told
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting.figures import change, figure_link
from tocsin.node.pages.presenting.trend import Trend, trend
from tocsin.records.line import Member
from tocsin.wording import knows, number, period, say

NOT_ALL_IN = {"open_year", "incomplete_period"}  # a fall up to there is none, and no size of it is told


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding."""

    method: str
    name: str
    trend: Trend
    sentence: str
    size: str
    figures: tuple[tuple[str, str], ...]  # the periods compared, and where their figures are from
    false_alarms: str
    reasons: tuple[str, ...]


def method_name(method: str) -> str:
    """`share_change` of `share_change/1 months=3`; the variants of EARS share their words.

    A finding of `expectation` bears the name of the ladder that it asks.
    """
    name = method.partition("/")[0]
    if name == "ladder":
        return "expectation"
    return "ears" if name.startswith("ears_") else name


def finding_row(member: Member, asked: Asked) -> FindingRow:
    """What one method said of this series."""
    language = asked.language
    name, shown = method_name(member.method), change(member, language)
    sentence = say("finding.compared", language, before=shown.before, after=shown.after, of=shown.of, when=shown.when)
    parting = is_parting(member)
    return FindingRow(
        member.method,
        _said(f"method.{name}.title", name, language),
        trend(member.trend, language),
        parting_told(member, language) if parting else sentence,
        "" if parting else size_told(member, language),
        _figures(member, asked),
        _said(f"method.{name}.false_alarms", "", language),
        tuple(say(f"reason.{code}", language) for code in member.reasons if knows(f"reason.{code}")),
    )


def _figures(member: Member, asked: Asked) -> tuple[tuple[str, str], ...]:
    spans = ((member.baseline_start, member.baseline_end), (member.period_start, member.period_end))
    return tuple(
        (period(first, last, member.cadence, asked.language), link)
        for first, last in spans
        if first and last and (link := figure_link(member, first, last, asked))
    )


def size_told(member: Member, language: str) -> str:
    """How many times as much, or how much less; empty where nobody can say, and of a fall up to a period not all in."""
    if not (member.ratio > 0 and member.ratio_low > 0):  # NaN compares false
        return ""
    if member.ratio < 1 and not NOT_ALL_IN.isdisjoint(member.reasons):
        return ""
    ratio, low, high = (
        number(value, language, 1 if value < 20 else 0) for value in (member.ratio, member.ratio_low, member.ratio_high)
    )
    if member.ratio < 1:
        fall = number((1 - member.ratio) * 100, language)
        return say("finding.smaller", language, fall=fall)
    return (
        say("finding.larger", language, low=low)
        if member.ratio_high == float("inf")
        else say("finding.between", language, ratio=ratio, low=low, high=high)
    )


def _said(code: str, otherwise: str, language: str) -> str:
    return say(code, language) if knows(code) else otherwise

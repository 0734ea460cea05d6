"""Two figures side by side: what was, and what is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tocsin.flow.explaining import is_of_sites
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.records.line import Member
from tocsin.records.period import Cadence, span
from tocsin.vocabulary import measures
from tocsin.wording import number, percent, period, say
from tocsin.wording.figures import sensible


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` as text, and what they are of; `when` says which periods are held against each other."""

    before: str
    after: str
    of: str
    when: str


def change(member: Member, language: str) -> Change:
    """Shares where the method compared shares, figures with their unit otherwise."""
    unit = measures.unit_label(measures.events_of(member.measure), language)
    now = period(member.period_start, member.period_end, member.cadence, language)
    if member.baseline_start and member.baseline_end:
        then = period(member.baseline_start, member.baseline_end, member.cadence, language)
        when = say("change.when", language, before=then, after=now)
    else:
        when = now
    if member.basis == "share" and member.observed_tested and member.baseline_tested:
        before, after = member.baseline / member.baseline_tested, member.observed / member.observed_tested
        of = say(
            "change.share",
            language,
            unit=unit,
            observed=number(member.observed, language),
            tested=number(member.observed_tested, language),
        )
        return Change(percent(before, language), percent(after, language), of, when)
    return Change(sensible(member.baseline, language), sensible(member.observed, language), unit, when)


def figure_link(member: Member, first: date | None, last: date | None, asked: Asked) -> str:
    """The address of where a figure is from. A mean over sites is no figure of one series: its finding tells of it."""
    if first is None or last is None:
        return ""
    if is_of_sites(member.level, member.basis):
        return address("finding", carried(asked.state), member.finding) if first == member.period_start else ""
    return address("figure", carried(asked.state), member.series, span(first, last, Cadence(member.cadence)))


def amount(value: float | None, tested: float | None, basis: str, language: str) -> str:
    """One cell of a series, as its chart shows it."""
    if value is None:
        return "–"
    if basis == "share":
        return percent(value / tested, language) if tested else "–"
    return sensible(value, language)


def compact(value: float, language: str) -> str:
    """A figure short enough for a tile: 1.3k."""
    if value >= 999_500:
        return say(
            "figure.millions", language, figure=number(value / 1e6, language, 1 if value < 1e7 else 0, trim=True)
        )
    if value >= 9_995:
        return say("figure.thousands", language, figure=number(value / 1e3, language))
    return number(value, language, 0 if value >= 10 or float(value).is_integer() else 1)

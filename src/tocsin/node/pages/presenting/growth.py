"""How a series moves, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tocsin.node.pages.presenting.figures import amount
from tocsin.records.period import Cadence, last_day, number_of
from tocsin.records.series import Growth, LevelChange, SeriesView
from tocsin.wording import number, percent, say
from tocsin.wording.dates import period, short_period

RARE = 1e-4
SELDOM = 0.01  # chances below are told as one of so many
MOST_CHANGES = 4
ENDLESS = 100.0  # a hundredfold a year and more is written as such: nobody reads further digits
WIDE = 100.0  # an interval whose ends are so many times apart is not written: it says that nothing is known


@dataclass(frozen=True, slots=True)
class GrowthTold:
    """The sentences about a series, most important first; `kind` is a code of the trend, empty where none is told."""

    kind: str
    sentences: tuple[str, ...]
    changes: tuple[str, ...]


def growth_told(view: SeriesView, language: str) -> GrowthTold | None:
    """What its growth is; None for series of which growth is not asked."""
    if view.growth is None:
        return None
    growth = _sober(view.growth)
    told = (
        _until(growth, Cadence(view.cadence), language),
        _movement(growth, Cadence(view.cadence), language),
        _chance(growth, language),
        _doubling(growth, Cadence(view.cadence), language),
    )
    changes = tuple(_change(one, view, language) for one in growth.changes[-MOST_CHANGES:])
    return GrowthTold(growth.kind, tuple(filter(None, told)), changes)


def _sober(growth: Growth) -> Growth:
    """A rise or fall of which the interval holds a steep fall and a steep rise alike is told as unclear."""
    if growth.low is None or growth.high is None or not _moves(growth):
        return growth
    return (
        replace(growth, kind="unclear")
        if growth.low < 0 < growth.high and _is_wide(growth.low, growth.high)
        else growth
    )


def _moves(growth: Growth) -> bool:
    return growth.kind in ("increase", "decrease")


def _is_wide(low: float, high: float) -> bool:
    return 1 + high > WIDE * (1 + low)


def _until(growth: Growth, cadence: Cadence, language: str) -> str:
    """Up to which period it is told, where what came after is not all in."""
    if growth.until is None:
        return ""
    return say("growth.until", language, period=_period(growth.until, cadence, language))


def _movement(growth: Growth, cadence: Cadence, language: str) -> str:
    if growth.growth is None or growth.low is None or growth.high is None:
        return say("growth.unknown", language)
    since = _period(growth.since, cadence, language) if growth.since else ""
    parts = {"growth": growth.growth, "low": growth.low, "high": growth.high}
    factors = growth.high >= 2
    figures = {name: _a_year(part, factors, language) for name, part in parts.items()}
    return say(f"growth.{_told_as(growth, growth.low, growth.high)}", language, since=since, **figures)


def _told_as(growth: Growth, low: float, high: float) -> str:
    """Which sentence: an unclear trend may know nothing, or lean one way without being confirmed."""
    if growth.kind != "unclear":
        return f"{growth.kind}_loose" if _moves(growth) and low <= 0 <= high else growth.kind
    if low < 0 < high:
        return "unclear_wide" if _is_wide(low, high) else "unclear"
    return "unclear" if growth.since is None else "unclear_rising" if low >= 0 else "unclear_falling"


def _a_year(part: float, factors: bool, language: str) -> str:
    """A growth per year: +23%, -8%; with `factors` x 12, x 0.8, so that one interval is told in one way."""
    if not factors:
        return ("+" if part > 0 else "") + percent(part, language)
    if part + 1 >= ENDLESS:
        return say("growth.endless", language, times=number(ENDLESS, language))
    return f"×\N{NO-BREAK SPACE}{number(part + 1, language, 1 if part >= 0 else 2)}"


def _chance(growth: Growth, language: str) -> str:
    if not _moves(growth) or growth.probability is None:
        return ""
    chance = 1 - growth.probability
    if chance < RARE:
        return say("growth.chance_rare", language)
    if chance < SELDOM:
        return say("growth.chance_seldom", language, times=number(float(f"{1 / chance:.2g}"), language))
    return say("growth.chance", language, share=percent(chance, language))


def _doubling(growth: Growth, cadence: Cadence, language: str) -> str:
    if not _moves(growth):
        return ""
    if growth.doubling is None:
        return "" if growth.refused == "may_rest" else say(f"growth.refused.{growth.refused}", language)
    low, middle, high = (number(time, language, 1 if time < 20 else 0) for time in growth.doubling)
    one = language == "fr" and growth.doubling[1] < 2  # French says one up to, but not including, two
    unit = say(f"growth.{'unit_one' if one else 'unit'}.{cadence}", language)
    code = "growth.doubling" if growth.kind == "increase" else "growth.halving"
    return say(code, language, low=low, middle=middle, high=high, unit=unit)


def _change(one: LevelChange, view: SeriesView, language: str) -> str:
    cadence = Cadence(view.cadence)
    before, after = (amount(level, 1.0, view.basis, language) for level in (one.before, one.after))
    days = {name: _period(getattr(one, name), cadence, language) for name in ("day", "low", "high")}
    code = "growth.change" if one.low < one.high else "growth.change_at"
    per = "" if view.basis == "share" else say(f"growth.per.{cadence}", language)
    return say(code, language, before=before, after=after, per=per, **days)


def _period(begins: date, cadence: Cadence, language: str) -> str:
    """The name of the period that begins on a day, as it stands within a sentence."""
    ends = last_day(number_of(np.array([begins], "datetime64[D]"), cadence), cadence)[0]
    named = short_period if cadence is Cadence.QUARTER else period  # a span of months within a span reads badly
    told = named(begins, ends.astype(object), cadence.value, language)
    return say("growth.half_year", language, period=told) if cadence is Cadence.HALF_YEAR else told

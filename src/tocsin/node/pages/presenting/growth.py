"""How a series moves, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tocsin.node.pages.presenting.figures import amount
from tocsin.records.period import Cadence, last_day, number_of
from tocsin.records.series import Growth, LevelChange, SeriesView
from tocsin.wording import number, percent, period, say

RARE = 1e-4
MOST_CHANGES = 4
ENDLESS = 100.0  # a hundredfold a year and more is written as such: nobody reads further digits


@dataclass(frozen=True, slots=True)
class GrowthTold:
    """The sentences about a series, most important first; `kind` is a code of the trend, empty where none is told."""

    kind: str
    sentences: tuple[str, ...]
    changes: tuple[str, ...]


def growth_told(view: SeriesView, language: str) -> GrowthTold | None:
    """What its growth is; None for series of which growth is not asked."""
    growth = view.growth
    if growth is None:
        return None
    told = (_movement(growth, Cadence(view.cadence), language), _chance(growth, language), _doubling(growth, language))
    changes = tuple(_change(one, view, language) for one in growth.changes[-MOST_CHANGES:])
    return GrowthTold(growth.kind, tuple(filter(None, told)), changes)


def _movement(growth: Growth, cadence: Cadence, language: str) -> str:
    if growth.growth is None or growth.low is None or growth.high is None:
        return say("growth.unknown", language)
    figures = {name: _a_year(getattr(growth, name), language) for name in ("growth", "low", "high")}
    since = _period(growth.since, cadence, language) if growth.since else ""
    return say(f"growth.{growth.kind}", language, since=since, **figures)


def _a_year(part: float | None, language: str) -> str:
    """A growth per year with its sign: +23%, -8%, x 12."""
    if part is None:
        return "–"
    if part + 1 >= ENDLESS:
        return f"× > {number(ENDLESS, language)}"
    if part >= 2:
        return f"× {number(part + 1, language, 1)}"
    return ("+" if part > 0 else "") + percent(part, language)


def _chance(growth: Growth, language: str) -> str:
    if growth.kind not in ("increase", "decrease") or growth.probability is None:
        return ""
    chance = 1 - growth.probability
    if chance < RARE:
        return say("growth.chance_rare", language)
    return say("growth.chance", language, share=percent(chance, language))


def _doubling(growth: Growth, language: str) -> str:
    if growth.kind not in ("increase", "decrease"):
        return ""
    if growth.doubling is None:
        return say(f"growth.refused.{growth.refused}", language)
    low, middle, high = (number(time, language, 1) for time in growth.doubling)
    code = "growth.doubling" if growth.kind == "increase" else "growth.halving"
    return say(code, language, low=low, middle=middle, high=high)


def _change(one: LevelChange, view: SeriesView, language: str) -> str:
    cadence = Cadence(view.cadence)
    before, after = (amount(level, 1.0, view.basis, language) for level in (one.before, one.after))
    days = {name: _period(getattr(one, name), cadence, language) for name in ("day", "low", "high")}
    code = "growth.change" if one.low < one.high else "growth.change_at"
    return say(code, language, before=before, after=after, **days)


def _period(begins: date, cadence: Cadence, language: str) -> str:
    """The name of the period that begins on a day."""
    ends = last_day(number_of(np.array([begins], "datetime64[D]"), cadence), cadence)[0]
    return period(begins, ends.astype(object), cadence.value, language)

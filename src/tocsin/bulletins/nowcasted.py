"""Sentences of a nowcast period, and of the tables that were read for it and for scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from tocsin.records.forecast import AsideRow
from tocsin.records.nowcast import Stand
from tocsin.wording import say
from tocsin.wording.dates import period
from tocsin.wording.figures import number, percent

SHARE = 0.8


def told_period(
    start: date,
    end: date,
    cadence: str,
    reported: float,
    middle: float,
    low: float,
    high: float,
    completeness: float,
    basis: int,
    language: str,
    *,
    series: str = "",
    window: int = 1,
) -> str:
    """What is reported of a period, what it will come to (80 % between `low` and `high`), and how much of it is in."""
    when = period(start, end, cadence, language)
    if window > 1:
        when = say("nowcast.summed", language, span=span(window, cadence, language), when=when)
    when = say("nowcast.named", language, series=series, when=when) if series else when
    words: dict[str, object] = {"when": when[:1].upper() + when[1:] if not series else when}
    if not math.isfinite(reported) and not math.isfinite(middle):
        return say("nowcast.told_unknown", language, **words)
    words |= {"reported": number(reported, language), "count": whole(reported)}
    if basis == Stand.REFUSED or not math.isfinite(middle):
        return say("nowcast.told_refused", language, **words)
    if basis == Stand.CLOSED:
        return say("nowcast.told_closed", language, **words)
    words |= {"middle": number(middle, language), "share": percent(SHARE, language)}
    words |= {"low": number(low, language), "high": number(high, language)}
    if completeness > 1:
        return say("nowcast.told_down", language, **words)
    return say("nowcast.told", language, **words, done=percent(completeness, language, 0))


def span(steps: int, cadence: str, language: str) -> str:
    """So many periods, in their own unit: 6 weeks."""
    return say(f"nowcast.span.{cadence}", language, count=steps)


def whole(figure: float) -> float:
    """A figure as the count that singular and plural go by."""
    return int(figure) if math.isfinite(figure) and figure == int(figure) else figure


def stand_word(basis: str, language: str) -> str:
    """What a nowcast stands on, in words; `basis` is the name of a `Stand` in small letters."""
    return say(f"nowcast.stand.{basis}", language)


def closed_days(days: Sequence[int], language: str) -> str:
    """On which weekdays (Monday is 0) no reports come."""
    return say("nowcast.closed_days", language, days=", ".join(say(f"nowcast.weekday.{day}", language) for day in days))


def hub_row(one: AsideRow, language: str) -> str:
    """Which row of a hub's file was not used, and why."""
    told = {"file": one.file, "row": str(one.row), "column": one.column, "found": one.found or "–"}
    code = "score.row" if one.column else "score.row_whole"
    return say(code, language, **told, reason=say(f"score.aside.{one.reason}", language))

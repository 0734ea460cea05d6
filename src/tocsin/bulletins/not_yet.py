"""Sentences on figures that are still coming in: what is reported, what they will come to, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.bulletins.figures import amount
from tocsin.records.series import SETTLED, Cell, SeriesView
from tocsin.vocabulary import measures
from tocsin.wording import age, day, percent, period, say

MOST = 3  # periods told in sentences; the table has them all
NEARLY, MOST_SHORT_OF_ALL = 0.995, 0.999  # what is nearly all is not rounded up to all
SO_LITTLE = 0.25  # of which less is told by now may be lost as well as late


def interval(middle: float, low: float, high: float, measure: str, language: str) -> str:
    """239 (220–262): the middle, and the ends between which 80 % lie."""
    shown = (amount(figure, measure, language) for figure in (middle, low, high))
    return "{} ({}–{})".format(*shown)


def will_come_to(cell: Cell, measure: str, language: str) -> str:
    """What a period will read once all is reported; empty where nothing is said, or nothing moves any more."""
    if cell.nowcast is None or cell.nowcast_low is None or cell.nowcast_high is None or not cell.unsettled:
        return ""
    return interval(cell.nowcast, cell.nowcast_low, cell.nowcast_high, measure, language)


def by_now(cell: Cell, language: str) -> str:
    """62 %: how much of its final figure a period has by now; empty where nothing is said of it, or all of it stands."""
    if cell.completeness is None or cell.nowcast is None or not cell.unsettled or cell.completeness == 1:
        return ""
    nearly = NEARLY <= cell.completeness < 1
    return percent(min(cell.completeness, MOST_SHORT_OF_ALL) if nearly else cell.completeness, language, int(nearly))


def status_words(cell: Cell, measure: str, basis: str, language: str) -> str:
    """The state of a period in words; of one that is still coming in, what is said of it rests on.

    A percentage that is not all in is no lower bound. Of a share that stands while its counts come in, both are said.
    """
    if cell.status == "incomplete" and measures.is_percent(measure):
        return say("not_yet.status_percent", language)
    if cell.status == "incomplete" and cell.stand == "refused":
        return say("not_yet.status_refused", language)
    if cell.unsettled and cell.status != "incomplete":
        told = say("not_yet.status_share" if basis == "share" else "not_yet.status_moves", language)
    else:
        told = say(f"status.{cell.status}", language)
    return f"{told}; {say('not_yet.status_stated', language)}" if cell.stand == "stated" and cell.unsettled else told


def still_to_come(view: SeriesView, language: str) -> tuple[str, ...]:
    """What is still to come of a series, its newest periods first; nothing where all of it stands."""
    still = [cell for cell in reversed(view.cells) if cell.unsettled]
    if not still:
        return ()
    told = [sentence(cell, view, language) for cell in still[:MOST]]
    more = [say("not_yet.more", language, count=len(still) - MOST)] if len(still) > MOST else []
    return (*told, *more, *_grounds(still, view, language))


def sentence(cell: Cell, view: SeriesView, language: str) -> str:
    """One period that is still coming in: reported 181, will come to about 239 (220–262)."""
    when = period(cell.start, cell.end, view.cadence, language)
    when = when[:1].upper() + when[1:]
    value = _reported(cell, view, language)
    if cell.nowcast is None or cell.nowcast_low is None or cell.nowcast_high is None:
        if cell.stand == "closed":
            return say("not_yet.closed", language, period=when, value=value)
        return _refused(cell, view, when, value, language)
    shown = {
        name: amount(figure, view.measure, language)
        for name, figure in (("middle", cell.nowcast), ("low", cell.nowcast_low), ("high", cell.nowcast_high))
    }
    if shown["middle"] == value:
        return say("not_yet.stays", language, period=when, value=value, low=shown["low"], high=shown["high"])
    share = by_now(cell, language)
    code = "down" if (cell.completeness or 0.0) > 1 else "told" if share else "told_bare"
    told = say(f"not_yet.{code}", language, period=when, value=value, share=share, **shown)
    lost = cell.completeness is not None and cell.completeness < SO_LITTLE
    return f"{told} {say('not_yet.perhaps_lost', language)}" if lost else told


def _reported(cell: Cell, view: SeriesView, language: str) -> str:
    if measures.is_percent(view.measure):
        return percent((cell.value or 0.0) / 100, language)
    return amount(cell.value or 0.0, view.measure, language)


def _refused(cell: Cell, view: SeriesView, when: str, value: str, language: str) -> str:
    """Why nothing is said of what is to come of a period."""
    covering = [release for release in view.releases if release.covers.last >= cell.end]
    if not covering:
        last = max((release.covers.last for release in view.releases), default=view.as_of.date())
        return say("not_yet.cut", language, period=when, day=day(last, language), value=value)
    lag = (covering[0].known_at.date() - cell.end).days
    early = lag < _earliest_measured(view)
    percents = "_percent" if measures.is_percent(view.measure) else "_early" if early else ""
    return say(f"not_yet.refused{percents}", language, period=when, age=age(max(lag, 0), language), value=value)


def _earliest_measured(view: SeriesView) -> float:
    """How soon after its end a period was ever read that a later release read again; 0 where none was."""
    last = max((release.known_at for release in view.releases), default=view.as_of)
    lags = [(one.known_at.date() - one.covers.last).days for one in view.releases if one.known_at < last]
    return min(lags, default=0)


def _grounds(still: Sequence[Cell], view: SeriesView, language: str) -> list[str]:
    """What the figures rest on, and what they are not."""
    said = [cell for cell in still if cell.nowcast is not None]
    if not said:
        return []
    stands = dict.fromkeys(cell.stand for cell in said[:MOST])
    told = [say("not_yet.between", language)]
    told += [say(f"not_yet.{stand}", language) for stand in stands if stand in ("own", "pooled", "stated")]
    return told + ([say("not_yet.share", language)] if view.basis == "share" else [])


def line_to_come(told: Mapping[str, Any] | None, measure: str, language: str) -> str:
    """What the newest figure of a line will come to; `told` is what `flow.line_ends` says of it. Empty: nothing to say."""
    if not told or abs(told["completeness"] - 1) <= SETTLED:
        return ""
    figures = {name: amount(told[name], measure, language) for name in ("middle", "low", "high")}
    return say("not_yet.line_stated" if told["stand"] == "stated" else "not_yet.line", language, **figures)

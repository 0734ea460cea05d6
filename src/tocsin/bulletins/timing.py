"""Measured rhythm, delay and settling of a feed, in words."""

from __future__ import annotations

from tocsin.records.timing import Days, Timing
from tocsin.wording import number, say


def days_measured(days: Days | None, language: str) -> str:
    """The spread of a rhythm or a delay, or that it was not measured."""
    if days is None:
        return say("feed.not_measured", language)
    told = {name: number(getattr(days, name), language) for name in ("low", "middle", "high", "count")}
    return say("feed.measured", language, **told)


def settled(timing: Timing, language: str) -> str:
    """When the total of a period stands within a hundredth of what it comes to, as far as it was followed."""
    if timing.followed_days is None:
        return say("feed.not_measured", language)
    if timing.settled_days is None:
        return say("feed.still_moving", language, days=number(timing.followed_days, language))
    if timing.delay and timing.settled_days <= timing.delay.high:
        return say("feed.settled.at_once", language)
    return say("feed.settled", language, days=number(timing.settled_days, language))

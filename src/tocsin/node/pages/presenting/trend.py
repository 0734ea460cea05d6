"""A trend: an arrow, a colour and words. The arrow comes from a tested class, never from the last two points."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.wording import say

ARROWS = {"rising": ("▲", "up"), "new": ("▲", "up"), "falling": ("▼", "down")}


@dataclass(frozen=True, slots=True)
class Trend:
    """`look` is up, down or flat: shape and colour say the same thing twice."""

    arrow: str
    look: str
    words: str


def trend(kind: str, language: str) -> Trend:
    """For a finding's trend."""
    return worded_trend(kind, say(f"trend.{kind}", language))


def worded_trend(kind: str, words: str) -> Trend:
    """For a line's kind, with the words that the line has."""
    arrow, look = ARROWS.get(kind, ("●", "flat"))
    return Trend(arrow, look, words)

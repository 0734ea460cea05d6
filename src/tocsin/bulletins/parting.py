"""Parting: two streams that do not tell one story, in one sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from tocsin.records.line import Line, Member
from tocsin.vocabulary import measures, places
from tocsin.wording import percent, say, within

METHOD = "divergence/"


def is_parting(member: Member) -> bool:
    """Whether the finding is about two streams, and not about one series by itself."""
    return member.method.startswith(METHOD)


def parting_told(member: Member, language: str) -> str:
    """In the year to June 2025, laboratory reports fell by 35% while deaths rose by 18%: they do not tell one story."""
    first, second = member.facts["streams"]
    return say(
        f"parting.{'diverging' if 'diverging' in member.reasons else 'other_pace'}",
        language,
        month=_month(min(first["last"], second["last"]), language),
        first=_moved(first, language),
        second=_moved(second, language),
    )


def partings(line: Line, language: str, *, here: bool) -> list[str]:
    """The streams of a line that part ways, about its own place (`here`) or about others, which are named."""
    found = [m for m in line.members if is_parting(m) and (m.place == line.lead.place) is here]
    told = [parting_told(member, language) for member in found]
    if here:
        return told
    named = zip((places.label(member.place, language) for member in found), told, strict=True)
    return [say("parting.place", language, place=place, told=sentence) for place, sentence in named]


def _moved(stream: dict[str, Any], language: str) -> str:
    measure = measures.label(stream["measure"], language)
    if stream["low"] > 0 or stream["high"] < 0:
        code = "parting.rose" if stream["growth"] > 0 else "parting.fell"
        return say(code, language, measure=measure, change=percent(abs(stream["growth"]), language))
    low, high = (_signed(stream[name], language) for name in ("low", "high"))
    return say("parting.unclear", language, measure=measure, low=low, high=high)


def _signed(part: float, language: str) -> str:
    return ("+" if part > 0 else "−" if part < 0 else "") + percent(abs(part), language)


def _month(last: str, language: str) -> str:
    day = date.fromisoformat(last)
    return within(day.replace(day=1), day, "month", language)

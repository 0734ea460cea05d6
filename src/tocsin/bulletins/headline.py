"""The headline: one sentence over the page, and one about what cannot be said yet."""

from __future__ import annotations

from tocsin.bulletins.beside import sharpest
from tocsin.records.line import Briefing, Line
from tocsin.vocabulary import measures, places, substances
from tocsin.wording import day, percent, period, say, several
from tocsin.wording.naming import source_name


def headline(briefing: Briefing, language: str) -> str:
    """One sentence over the page: the first rise, the first of another country, and the fall that most streams show."""
    rises = [line for line in briefing.lines if line.kind != "falling"]
    falls = [line for line in briefing.lines if line.kind == "falling"]
    fall = max(falls, key=lambda line: (line.streams, line.lead.observed), default=None)
    told = [_clause(line, language) for line in [*_two(rises), *([fall] if fall else [])]]
    if not told:
        return say(_silence(briefing), language)
    told[0] = told[0][:1].upper() + told[0][1:]
    keys = dict(zip(("first", "second", "third"), told, strict=False))
    return say(f"headline.{('one', 'two', 'three')[len(told) - 1]}", language, **keys)


def _silence(briefing: Briefing) -> str:
    """Why there is no line: nothing is watched, no feed is current, or nothing changed."""
    if not briefing.watched:
        return "headline.nothing_watched"
    return "headline.all_overdue" if set(briefing.sources) <= set(briefing.overdue) else "headline.none"


def _two(rises: list[Line]) -> list[Line]:
    """The first, and the first sure one of a country that is not the first's; else the second."""
    sure = [line for line in rises if line.kind in ("rising", "new")]
    elsewhere = [line for line in sure if places.country_of(line.place) != places.country_of(rises[0].place)]
    return rises[:1] + (elsewhere[:1] or rises[1:2])


def _clause(line: Line, language: str) -> str:
    place = places.label(line.place, language)
    title = substances.label(line.subject, language) + ("" if line.lead.level == "country" else f" ({place})")
    spread = line.lead.facts.get("spread")
    if line.kind == "effort_or_flow":
        return say("headline.effort", language, place=place)
    if line.kind in ("rising", "new") and spread and spread["places"][-1] >= 20:
        level = "state" if line.lead.source != "cbp-drug-seizures" else "field_office"
        return say(
            "headline.rising_spread",
            language,
            subject=title,
            count=str(spread["places"][-1]),
            places=say(f"headline.places.{level}", language),
        )
    peak = sharpest(line)
    if peak:
        shares = percent(peak.facts["shares"][-1] / 100, language)
        where = places.label(peak.place, language)
        subject = substances.label(line.subject, language)
        events = measures.label(measures.events_of(peak.measure), language)
        return say("headline.share_reached", language, subject=subject, share=shares, place=where, events=events)
    if line.kind == "falling" and line.streams >= 3:
        return say("headline.falling_streams", language, subject=title, count=line.streams)
    code = "high" if line.kind == "high_unclear" else line.kind
    return say(f"headline.{code}", language, subject=title)


def cannot_say_yet(briefing: Briefing, language: str) -> str:
    """The second sentence: what the newest periods cannot tell yet."""
    told: dict[str, str] = {}
    for remark in briefing.remarks:
        code = f"headline.cannot.{remark.code}"
        if (
            remark.code in ("incomplete_period", "open_year", "edge_month")
            and (remark.code + remark.source) not in told
        ):
            start = remark.figures.get("baseline_end") or remark.period_start
            told[remark.code + remark.source] = say(
                code,
                language,
                source=source_name(remark.source, language),
                day=day(start, language),
                period=period(remark.period_start, remark.period_end, str(remark.figures["cadence"]), language),
            )
    return (
        say("headline.cannot", language, things=several(list(told.values()), language))
        if told
        else say(
            "headline.cannot.none" if _silence(briefing) == "headline.none" else "headline.cannot.history", language
        )
    )

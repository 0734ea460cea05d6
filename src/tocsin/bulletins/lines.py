"""Sentences of the briefing: each line's title, figures, why and limits, and the headline over them all."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np

from tocsin.bulletins.beside import files_beside, other_streams, shares_by_year, sharpest_told
from tocsin.bulletins.figures import amount, from_to, per_100_000, place_values, share, subject
from tocsin.bulletins.headline import cannot_say_yet, headline
from tocsin.bulletins.not_yet import line_to_come
from tocsin.bulletins.parting import is_parting, partings
from tocsin.bulletins.remarks import remark_title, remark_why
from tocsin.records.line import Line, Member
from tocsin.records.panel import Status
from tocsin.records.period import Cadence, first_day, number_of
from tocsin.vocabulary import measures, places, substances
from tocsin.wording import knows, number, period, say, within

__all__ = [
    "cannot_say_yet",
    "headline",
    "line_details",
    "line_figures",
    "line_gist",
    "line_kind",
    "line_limits",
    "line_outranks",
    "line_title",
    "line_unit",
    "line_why",
    "remark_title",
    "remark_why",
]


def line_title(line: Line, language: str) -> str:
    """Carfentanil, United States; Medetomidine, New York City; All drugs, San Diego field office."""
    place = places.label(line.place, language)
    if line.kind == "effort_or_flow":
        return say("line.title_all", language, place=place)
    told = subject(
        line.subject if line.lead.substance == line.subject or line.subject.endswith("-group") else line.lead.substance,
        language,
    )
    return say("line.title_place", language, subject=told, place=place)


def line_figures(line: Line, language: str) -> str:
    """0.01% → 1.3%."""
    before, after = from_to(line.lead, language)
    return say("line.figures", language, before=before, after=after)


def line_unit(line: Line, language: str) -> str:
    """What the figures are: of fentanyl-related laboratory reports; events, October 2025 to April 2026."""
    lead = line.lead
    told = period(lead.period_start, lead.period_end, lead.cadence, language)
    if lead.basis == "share":
        whole = code if knows(code := f"line.whole.{lead.measure}") else "line.whole.other"
        first = substances.label(substances.parts(lead.substance)[0], language)
        return say("line.unit.share", language, whole=say(whole, language, period=told, first=first))
    unit = (
        measures.label(lead.measure, language)
        if lead.measure == "mass_kg"
        else measures.unit_label(lead.measure, language)
    )
    return say(f"line.unit.{lead.basis}", language, unit=unit, period=told)


def line_kind(line: Line, language: str) -> str:
    """Rising, falling, new: the trend in words."""
    return say(f"line.kind.{line.kind}", language)


def line_why(line: Line, language: str) -> str:
    """Why the line stands here: the change, what the newest period holds so far, and where."""
    lead = line.lead
    still = lead.trace_status[-1:] == (Status.INCOMPLETE,) and not measures.is_percent(lead.measure)
    so_far = [_so_far(lead, language)] if still else []
    return " ".join([_main(line, language), *so_far, *_places(line, language), *sharpest_told(line, language)])


def line_details(line: Line, language: str) -> str:
    """The figures one by one: period by period, under which names, weighed how."""
    return " ".join([*_periods(line.lead, language), *_more(line, language)])


def line_gist(line: Line, language: str) -> tuple[str, str]:
    """The one or two sentences that a list shows, and the rest of the why for whoever opens it."""
    main, periods, where, more = (
        _main(line, language),
        _periods(line.lead, language),
        _places(line, language),
        _more(line, language),
    )
    by_place = bool(where) and line.kind in ("rising", "new")
    shown = [where[0], *periods] if by_place else [main]
    shown += files_beside(line, language) + more[-1:] if "why.files" in line.why else []
    shown += sharpest_told(line, language) or [part for part in other_streams(line, language) if not by_place]
    rest = [part for part in (main, *periods, *where, *more) if part and part not in shown]
    return " ".join(shown), " ".join(rest)


def line_limits(line: Line, language: str) -> str:
    """What cannot be said."""
    codes = [*line.cannot_say, *(["limit.one_stream"] if line.streams < 2 else [])]
    return " ".join(say(code, language) for code in codes)


def line_outranks(line: Line, language: str) -> str:
    """Why the line stands above the next; empty for the last."""
    return say(f"outranks.{line.outranks}", language) if line.outranks else ""


def _main(line: Line, language: str) -> str:
    lead, facts = line.lead, line.lead.facts
    if line.kind == "effort_or_flow":
        pairs = [
            say(
                "why.drug_pair",
                language,
                drug=substances.label(d, language),
                before=number(b, language),
                after=number(a, language),
            )
            for d, b, a in facts["drugs"]
        ]
        return say("why.effort_or_flow", language, drugs=", ".join(pairs))
    apart = partings(line, language, here=True)
    kind = _own_kind(lead) if line.kind == "diverging" else line.kind
    code = f"why.{kind}.{lead.basis}"
    between = facts.get("highest_between")
    if code == "why.high_unclear.share" and not between:
        code = "why.high_unclear.share_plain"
    if knows(bare := f"why.{kind}.expected.{lead.basis}") and lead.baseline_start is None:
        code = bare  # held against an expectation, and no one period
    return " ".join([*apart, say(code, language, **_figures(lead, between, language))])


def _own_kind(lead: Member) -> str:
    return lead.trend if lead.trend in ("new", "high_unclear", "falling") else "rising"


def _figures(lead: Member, between: dict[str, Any] | None, language: str) -> dict[str, str]:
    digits = 2 if lead.ratio < 10 else 0
    told = {
        "count": amount(lead.observed, lead.measure, language),
        "base_count": amount(lead.baseline, lead.measure, language),
        "tested": number(lead.observed_tested or 0, language),
        "base_tested": number(lead.baseline_tested or 0, language),
        "share": share(lead.observed, lead.observed_tested, language),
        "base_share": share(lead.baseline, lead.baseline_tested, language),
        "rate": per_100_000(lead.observed, lead.observed_tested, language),
        "base_rate": per_100_000(lead.baseline, lead.baseline_tested, language),
        "expected": number(lead.baseline, language, 0 if lead.baseline >= 10 else 1),
        "unit": measures.unit_label(lead.measure, language),
        "period": within(lead.period_start, lead.period_end, lead.cadence, language),
        "ratio": number(lead.ratio, language, digits)
        if math.isfinite(lead.ratio)
        else f"> {number(lead.ratio_low, language, digits)}",
        "low": number(lead.ratio_low, language, digits),
        "high": number(lead.ratio_high, language, digits) if lead.ratio_high < 1e6 else "∞",
        "base_period": within(lead.baseline_start, lead.baseline_end, lead.cadence, language)
        if lead.baseline_start and lead.baseline_end
        else "",
        "looked_for": str(lead.facts.get("looked_for", "")),
        "matched": str(lead.facts.get("matched", "")),
    }
    if between:
        start, end = date.fromisoformat(between["start"]), date.fromisoformat(between["end"])
        told |= {
            "between_period": within(start, end, lead.cadence, language),
            "between_count": number(between["count"], language),
            "between_tested": number(between["tested"], language),
            "between_share": share(between["count"], between["tested"], language),
        }
    return told


def _periods(lead: Member, language: str) -> list[str]:
    """The values one by one: each half-year since the baseline, or the same months of each year."""
    facts = lead.facts
    if lead.cadence == "half_year" and lead.trace:
        first = _baseline_index(lead)
        shown = [
            say("why.at_least", language, value=number(v, language)) if s == 5 else number(v, language)
            for v, s in zip(lead.trace[first:], lead.trace_status[first:], strict=True)
        ]
        return [say("why.by_period", language, values=", ".join(shown))] if len(shown) > 2 else []
    if "shares" in facts:
        return [say("why.shares_by_year", language, values=shares_by_year(lead, language))]
    if "years" in facts:
        shown = [
            say("why.year_value", language, value=number(v, language), year=str(y))
            for y, v in zip(facts["years"], facts["by_year"], strict=True)
        ]
        return [say("why.by_year", language, values=", ".join(shown))]
    return []


def _baseline_index(lead: Member) -> int:
    """Where the baseline stands in the trace; the last seven periods where it lies before it."""
    if lead.baseline_end is None or lead.basis == "load":
        return max(0, len(lead.trace) - 7)
    months = (lead.trace_end.year - lead.baseline_end.year) * 12 + lead.trace_end.month - lead.baseline_end.month
    return max(0, len(lead.trace) - 1 - months // 6) if lead.trend != "new" else max(0, len(lead.trace) - 4)


def _so_far(lead: Member, language: str) -> str:
    tested = lead.trace_tested[-1]
    part = share(lead.trace[-1], tested, language)
    told = say("why.so_far_share", language, share=part) if part != "–" else ""
    cadence = Cadence(lead.cadence)
    start = first_day(number_of(np.array([lead.trace_end], "datetime64[D]"), cadence), cadence)[0].astype(object)
    sentence = say(
        "why.so_far",
        language,
        period=period(start, lead.trace_end, lead.cadence, language),
        count=amount(lead.trace[-1], lead.measure, language),
        share=told,
    )
    coming = line_to_come(lead.facts.get("to_come"), lead.measure, language)
    return f"{sentence} {coming}" if coming else sentence


def _places(line: Line, language: str) -> list[str]:
    """Where: how many places now and at the baseline, the places with most, newest and newest complete."""
    lead = line.lead
    spread = lead.facts.get("spread")
    if not spread or line.kind == "falling" or lead.cadence != "half_year":
        return []
    then = spread["places"][_baseline_index(lead)]
    told = [
        say(
            "why.places",
            language,
            count=str(spread["places"][-1]),
            before=str(then),
            most=place_values(spread["newest"], language),
        )
    ]
    if lead.trace_status[-1] == 5 and spread["complete"]:
        told.append(
            say(
                "why.places_complete",
                language,
                period=within(lead.period_start, lead.period_end, lead.cadence, language),
                most=place_values(spread["complete"], language),
            )
        )
    return told


def _more(line: Line, language: str) -> list[str]:
    told = other_streams(line, language) + files_beside(line, language) + partings(line, language, here=False)
    if "why.many_names" in line.why:
        same = {
            m.substance: m
            for m in reversed(line.members)
            if m.level == line.lead.level
            and m.measure == line.lead.measure
            and m.substance != line.subject
            and not is_parting(m)
        }
        names = [
            say(
                "why.drug_pair",
                language,
                drug=substances.label(s, language),
                before=number(m.baseline, language),
                after=number(m.observed, language),
            )
            for s, m in sorted(same.items(), key=lambda pair: -pair[1].observed)
        ]
        told += [say("why.many_names", language, names=", ".join(names[:5]))] if len(names) > 1 else []
    if line.new_places:
        told.append(say("why.new_places", language, count=line.new_places))
    weights = line.lead.facts.get("weights")
    if weights:
        shown = [
            say(
                "why.drug_pair",
                language,
                drug=substances.label(d, language),
                before=amount(b, "mass_kg", language),
                after=amount(a, "mass_kg", language),
            )
            for d, b, a in weights
        ]
        told.append(say("why.weights", language, weights="; ".join(shown)))
    return told + ([say("why.files", language)] if "why.files" in line.why else [])

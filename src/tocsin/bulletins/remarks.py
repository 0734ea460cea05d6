"""Sentences of the data-quality list: what tempts, and why it is not called a signal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tocsin.bulletins.figures import amount, change, share, subject, times
from tocsin.records.line import Remark
from tocsin.vocabulary import places, substances
from tocsin.vocabulary.annotations import annotations as annotated
from tocsin.wording import age, day, number, percent, period, say, several, within
from tocsin.wording.naming import source_name

Told = dict[str, object]


def remark_title(remark: Remark, language: str) -> str:
    """What a hasty reader would say: NFLIS "−28 %" in the second half of 2025."""
    return say(f"remark.{remark.code}.title", language, **_told(remark, language))


def remark_why(remark: Remark, language: str) -> str:
    """What it is instead."""
    code, told = f"remark.{remark.code}.why", _told(remark, language)
    if remark.code == "weight_outlier" and substances.substance(remark.subject).kind == "basket":
        code += "_basket"
    if remark.code == "feed_loss" and not told["others"]:
        code += "_one"
    if remark.code == "feed_overdue" and remark.figures["as_usual"]:
        code += "_as_usual"
    return say(code, language, **told)


def _told(remark: Remark, language: str) -> Told:
    if remark.code == "feed_overdue":
        return _overdue(remark, language)
    if remark.code == "feed_silence":
        return _silence(remark, language)
    if "jump" in remark.figures:
        return _jump(remark, language)
    if "release" in remark.figures:
        return _release(remark, language)
    before, after, facts = remark.before or 0.0, remark.after or 0.0, remark.figures["facts"]
    told = {
        "subject": subject(remark.subject, language),
        "source": source_name(remark.source, language),
        "place": places.label(remark.places[0], language),
        "before": amount(before, remark.measure, language),
        "after": amount(after, remark.measure, language),
        "change": change(before, after, language),
        "times": times(before, after, language),
        "period": within(remark.period_start, remark.period_end, str(remark.figures["cadence"]), language),
    }
    more: dict[str, Callable[[Remark, dict[str, Any], str], Told]] = {
        "feed_loss": _feed_loss,
        "weight_outlier": _weight,
        "edge_month": _edge,
        "more_samples": _samples,
        "site_mix": _sites,
        "recording_change": _recording,
        "definition_break": _recording,
    }
    return told | (more[remark.code](remark, facts, language) if remark.code in more else {})


def _overdue(remark: Remark, language: str) -> Told:
    figures = remark.figures
    return {
        "source": subject_of_source(remark.source, language),
        "age": age(int(figures["age_days"]), language),
        "day": day(remark.period_end, language),
        "due": day(figures["due"], language),
        "due_measured": day(figures["due_measured"], language) if figures["due_measured"] else "",
    }


def _silence(remark: Remark, language: str) -> Told:
    figures = remark.figures
    days = {name: day(figures[name], language) for name in ("due", "until")}
    late = age(int(figures["days"]), language)
    return {"source": subject_of_source(remark.source, language), "late": late, **days}


def _jump(remark: Remark, language: str) -> Told:
    """A jump in completeness: the period, how much of it was there, and how much is usual at its age."""
    jump, start, end = remark.figures["jump"], remark.period_start, remark.period_end
    grown = remark.code == "feed_caught_up"
    now, usual = (value - 1 if grown else value for value in (jump["share"], jump["usual"]))
    return {
        "source": subject_of_source(remark.source, language),
        "day": day(remark.figures["known_at"], language),
        "period": period(start, end, "week" if (end - start).days == 6 else "month", language),
        "age": age(int(jump["lag_days"]), language),
        "now": percent(now, language),
        "usual": percent(usual, language),
        "count": number(jump["now"], language),
        "before": number(jump["before"], language),
        "compared": number(jump["compared"], language),
        "of": say(f"remark.feed_jump.{jump['side']}", language),
    }


def _release(remark: Remark, language: str) -> Told:
    """What a release shows of its feed: the counts that its sentence needs."""
    figures = remark.figures
    raised, lowered = figures["closed_raised"], figures["closed_lowered"]
    ratio = figures["closed_ratio" if remark.code == "feed_shifted_definition" else "ratio"]
    count = figures["retracted"] if remark.code == "feed_retracted" else figures["filled"] + figures["returned"]
    counts = {
        name: number(figures[name], language) for name in ("retracted", "twice", "raised", "lowered", "held", "closed")
    }
    told: Told = {
        "count": count,
        "now": number(figures["common_now"], language),
        "before": number(figures["common_before"], language),
        "inside": number(figures["inside_before"], language),
        "moved": number(raised + lowered, language),
        "same": number(max(raised, lowered), language),
        "source": subject_of_source(remark.source, language),
        "day": day(figures["known_at"], language),
        "last": day(figures["newest_before"] or remark.period_end, language),
        "name": figures["closed_name"],
        "change": change(1.0, ratio, language) if ratio is not None else "",
    }
    return told | counts


def subject_of_source(source: str, language: str) -> str:
    """The short name of a source as the first word of a title."""
    name = source_name(source, language)
    return name[:1].upper() + name[1:]


def _feed_loss(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    values = " / ".join(number(float(v), language) for v in facts.get("recent", []))
    others = [
        f"{places.label(place, language)} ({' / '.join(number(float(v), language) for v in recent)})"
        for place, _, _, recent in remark.figures["by_place"][1:]
    ]
    return {"values": values, "others": several(others, language)}


def _weight(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    start, end = date.fromisoformat(facts["largest_start"]), date.fromisoformat(facts["largest_end"])
    usual = max(facts["others_high"], 1e-9)
    return {
        "weight": amount(facts["largest"], "mass_kg", language),
        "period": period(start, end, "month", language),
        "low": amount(facts["others_low"], "mass_kg", language),
        "high": amount(facts["others_high"], "mass_kg", language),
        "times": times(usual, facts["largest"], language),
    }


def _edge(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    figures = remark.figures
    before, after = remark.before or 0.0, remark.after or 0.0
    moved = change(before / figures["before_tested"], after / figures["after_tested"], language)
    return {
        "after_tested": number(figures["after_tested"], language),
        "before_tested": number(figures["before_tested"], language),
        "change": moved,
    }


def _samples(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    years = [
        say(
            "remark.more_samples.year",
            language,
            count=number(count, language),
            share=share(count, tested, language),
            year=year,
        )
        for year, (count, tested) in facts["by_year"].items()
    ]
    return {"by_year": several(years, language)}


def _sites(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    return {
        "matched": str(facts["matched"]),
        "ratio": number(facts["matched_now"] / facts["matched_then"], language, 2),
    }


def _recording(remark: Remark, facts: dict[str, Any], language: str) -> Told:
    notes = [n for n in annotated(remark.source) if n.breaks and n.place in ("", remark.places[0]) and n.place]
    text = {"fr": notes[0].text_fr, "es": notes[0].text_es}.get(language, notes[0].text_en) if notes else ""
    return {
        "first": ", ".join(number(v, language) for v in facts.get("first", [])),
        "zeros": str(facts.get("zeros", "")),
        "note": f" {text}" if text else "",
    }

"""What stands beside a line: the place where it is sharpest, other streams that say the same, files of other kinds."""

from __future__ import annotations

from datetime import date
from typing import Any

from tocsin.bulletins.figures import amount, from_to
from tocsin.bulletins.parting import is_parting
from tocsin.records.line import Line, Member
from tocsin.vocabulary import measures, places, streams, substances
from tocsin.wording import percent, say, within

TWELVE_MONTHS = "rolling_12_months"


def sharpest(line: Line) -> Member | None:
    """The member whose rising share pushed another kind out most; None where no share gave way."""
    pushed = [m for m in line.members if m.facts.get("gave_way") and m.trend != "falling"]
    narrower = [m for m in pushed if m.level != "country"] or pushed
    return max(narrower, key=lambda m: m.ratio_low, default=None)


def sharpest_told(line: Line, language: str) -> list[str]:
    """Most clearly in Alberta: 48% (2023), 61% (2024), 82% (2025); fentanyl 92% → 52%. What happened beside it."""
    found = sharpest(line)
    if found is None:
        return []
    told = [
        say(
            "why.sharpest",
            language,
            place=places.label(found.place, language),
            shares=shares_by_year(found, language, most=3),
            gave_way=", ".join(_moved(s, b / 100, a / 100, language) for s, b, a in found.facts["gave_way"]),
        )
    ]
    told += [say("why.part_year", language)] if "part_year" in found.reasons else []
    return told + _totals(found, language)


def shares_by_year(member: Member, language: str, most: int = 9) -> str:
    """48% (2023), 61% (2024), 82% (2025)."""
    pairs = list(zip(member.facts["years"], member.facts["shares"], strict=True))[-most:]
    return ", ".join(say("why.year_value", language, value=percent(v / 100, language), year=str(y)) for y, v in pairs)


def _moved(substance: str, before: float, after: float, language: str) -> str:
    drug = substances.label(substance, language)
    return say("why.drug_pair", language, drug=drug, before=percent(before, language), after=percent(after, language))


def _totals(member: Member, language: str) -> list[str]:
    """Deaths, calls and visits of the same place, in the newest period and the same one a year before."""
    rows: list[list[Any]] = member.facts.get("beside", [])
    if not rows:
        return []
    first, last = (date.fromisoformat(text) for text in rows[0][3:5])
    told = [
        say(
            "why.drug_pair",
            language,
            drug=measures.label(measure, language),
            before=amount(before, measure, language),
            after=amount(after, measure, language),
        )
        for measure, before, after, *_ in rows
    ]
    return [say("why.beside", language, period=within(first, last, "quarter", language), totals=", ".join(told))]


def other_streams(line: Line, language: str) -> list[str]:
    """What other streams say of the same place, in the same direction."""
    lead = line.lead
    falling = lead.trend == "falling"
    seen: dict[str, Member] = {}
    for member in line.members:
        same = member.place == lead.place and (member.trend == "falling") is falling
        if same and member.stream != lead.stream and not is_parting(member):
            seen.setdefault(member.stream, member)
    if not seen or line.kind == "diverging":
        return []
    return [say("why.streams", language, parts="; ".join(_stream(m, language) for m in seen.values()))]


def _stream(member: Member, language: str) -> str:
    if member.cadence == TWELVE_MONTHS and "years" in member.facts:
        values = ", ".join(
            say("why.year_value", language, value=amount(v, member.measure, language), year=str(y))
            for y, v in zip(member.facts["years"], member.facts["by_year"], strict=True)
        )
        month = within(member.period_end.replace(day=1), member.period_end, "month", language)
        return say("why.streams.sums", language, month=month, values=values)
    before, after = from_to(member, language)
    stream = streams.label(member.stream, language)
    return say("why.diverging.part", language, stream=stream, before=before, after=after)


def files_beside(line: Line, language: str) -> list[str]:
    """Files of other kinds in the same place: federal files, firearms, homicides with a firearm."""
    if "why.beside_files" not in line.why:
        return []
    seen: dict[str, Member] = {}
    for member in line.members:
        if member.substance != line.lead.substance and "years" in member.facts:
            seen.setdefault(member.substance, member)
    told = [
        say(
            "why.drug_pair",
            language,
            drug=substances.label(m.substance, language),
            before=amount(m.baseline, m.measure, language),
            after=amount(m.observed, m.measure, language),
        )
        for m in seen.values()
    ]
    return [say("why.beside_files", language, files="; ".join(told))] if told else []

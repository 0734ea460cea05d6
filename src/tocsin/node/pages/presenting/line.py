"""One ranked line of the first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.figures import figure_link
from tocsin.node.pages.presenting.spark import spark
from tocsin.node.pages.presenting.trend import Trend, worded_trend
from tocsin.node.pages.presenting.worded import LineWords, line_words
from tocsin.records.line import Line
from tocsin.vocabulary import substances
from tocsin.wording import age, say, several


@dataclass(frozen=True, slots=True)
class LineRow:
    """What the template shows of a line; `use` is the statement that a `health_only` figure never goes without."""

    signal: str
    rank: int
    link: str
    before_link: str  # where its two figures are from; empty where they are of several series
    after_link: str
    words: LineWords
    harm: str
    harm_words: str
    drug_class: str
    spark: SafeString
    trend: Trend
    streams: str
    who: str
    age: str
    age_days: int
    use: str
    mark: str
    map_link: str
    mapped: bool
    within: bool


def line_row(line: Line, asked: Asked, mapped: bool) -> LineRow:
    """A line in the reader's language."""
    language, lead = asked.language, line.lead
    words = line_words(line, language)
    days = max((asked.as_of.date() - lead.period_end).days, 0)
    return LineRow(
        signal=line.signal,
        rank=line.rank,
        link=address("series", carried(asked.state), lead.series),
        before_link=figure_link(lead, lead.baseline_start, lead.baseline_end, asked),
        after_link=figure_link(lead, lead.period_start, lead.period_end, asked),
        words=words,
        harm=line.harm,
        harm_words=say(f"harm.{line.harm}", language),
        drug_class=substances.class_label(substances.substance(line.subject).drug_class, language),
        spark=spark(lead, language),
        trend=worded_trend(line.kind, words.kind),
        streams=_streams(line, language),
        who=_who(line, language),
        age=say("line.age", language, age=age(days, language)),
        age_days=days,
        use=_use(line, language),
        mark=line.mark,
        map_link=address("home", asked.state, map=line.signal) + "#map",
        mapped=mapped,
        within=line.within_budget,
    )


def _streams(line: Line, language: str) -> str:
    return names.sentence_case(
        several(dict.fromkeys(names.stream(member.stream, language) for member in line.members), language)
    )


def _who(line: Line, language: str) -> str:
    return several(dict.fromkeys(names.source(member.source, language) for member in line.members), language)


def _use(line: Line, language: str) -> str:
    if line.purpose != "health_only":
        return ""
    rows = (names.source_row(name) for name in dict.fromkeys(member.source for member in line.members))
    codes = [row.use_statement for row in rows if row and row.use_statement]
    return " ".join(names.sentence(code, language) for code in codes) or say("purpose.health_only", language)

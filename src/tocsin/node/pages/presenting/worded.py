"""The sentences of lines and remarks, gathered from `bulletins.lines`."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins import lines
from tocsin.bulletins.figures import from_to
from tocsin.records.line import Briefing, Line, Remark


@dataclass(frozen=True, slots=True)
class LineWords:
    """Everything said of a line. `before` and `after` are its two figures, `unit` what they are of."""

    title: str
    before: str
    after: str
    unit: str
    kind: str
    gist: str
    rest: str
    limits: str
    outranks: str


def line_words(line: Line, language: str) -> LineWords:
    """The sentences of one line."""
    before, after = from_to(line.lead, language)
    gist, rest = lines.line_gist(line, language)
    return LineWords(
        lines.line_title(line, language),
        before,
        after,
        lines.line_unit(line, language),
        lines.line_kind(line, language),
        gist,
        rest,
        lines.line_limits(line, language),
        lines.line_outranks(line, language),
    )


def remark_words(remark: Remark, language: str) -> tuple[str, str]:
    """What tempts, and why it is not called."""
    return lines.remark_title(remark, language), lines.remark_why(remark, language)


def headline(briefing: Briefing, language: str) -> tuple[str, str]:
    """The one sentence of the page, and what cannot be said yet."""
    return lines.headline(briefing, language), lines.cannot_say_yet(briefing, language)

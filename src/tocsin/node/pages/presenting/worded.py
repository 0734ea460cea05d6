"""The sentences of lines and remarks, gathered from `wording.lines`."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.records.line import Briefing, Line, Remark
from tocsin.wording import lines


@dataclass(frozen=True, slots=True)
class LineWords:
    """Everything said of a line."""

    title: str
    figures: str
    why: str
    limits: str
    outranks: str


def line_words(line: Line, language: str) -> LineWords:
    """The sentences of one line."""
    return LineWords(
        lines.line_title(line, language), lines.line_figures(line, language), lines.line_why(line, language),
        lines.line_limits(line, language), lines.line_outranks(line, language),
    )


def remark_words(remark: Remark, language: str) -> tuple[str, str]:
    """What tempts, and why it is not called."""
    return lines.remark_title(remark, language), lines.remark_why(remark, language)


def headline(briefing: Briefing, language: str) -> tuple[str, str]:
    """The one sentence of the page, and what cannot be said yet."""
    return lines.headline(briefing, language), lines.cannot_say_yet(briefing, language)

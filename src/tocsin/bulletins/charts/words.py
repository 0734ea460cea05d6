"""The words of one chart, already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartWords:
    """`title` is the finding, `subtitle` measure and unit, `footnote` limits, source, licence, as-of and mark."""

    title: str
    subtitle: str
    footnote: tuple[str, ...]
    incomplete: str
    expected: str
    band: str
    threshold: str
    alarm: str
    earlier: str
    tested: str
    overlay: str
    percent: bool
    decimal: str  # decimal mark and thousands mark of the language
    thousands: str
    notes: tuple[tuple[str, str], ...]  # ISO day, short text: annotations as rules
    nowcast: str = ""  # what dashes and diamonds are
    nowcast_end: str = ""  # beside the newest figure: what it will come to, and what is reported so far
    reported_end: str = ""
    percent_sign: str = "\N{NO-BREAK SPACE}%"  # after a figure, with its space where the language has one

"""What a series led one to expect in its newest complete period, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.figures import amount
from tocsin.records.finding import Rung, Verdict
from tocsin.records.series import Cell, SeriesView
from tocsin.wording import percent, period, say

COMPLETE = ("observed", "zero")
RARE = 1e-4


@dataclass(frozen=True, slots=True)
class Expected:
    """The sentences of one series: what came, how rare that is, and what the answer stands on. Empty: not said."""

    verdict: str
    sentence: str
    chance: str
    rung: str


def newest_complete(view: SeriesView) -> Cell | None:
    """The last period that is wholly known."""
    return next((cell for cell in reversed(view.cells) if cell.status in COMPLETE), None)


def expected(view: SeriesView, language: str) -> Expected:
    """What its newest complete period was held against."""
    cell = newest_complete(view)
    if cell is None:
        return Expected("", say("expected.nothing", language), "", "")
    shown = {
        name: amount(getattr(cell, name), cell.tested, view.basis, language)
        for name in ("value", "expected", "upper", "lower")
    }
    when = period(cell.start, cell.end, view.cadence, language)
    known = cell.verdict != Verdict.CANNOT_SAY
    return Expected(
        cell.verdict,
        names.sentence_case(say(f"expected.{cell.verdict}", language, period=when, **shown)),
        _chance(cell, language) if known else "",
        say(f"expected.rung.{cell.rung}", language) if known and cell.rung != Rung.NONE else "",
    )


def _chance(cell: Cell, language: str) -> str:
    if cell.p_value is None or cell.verdict == Verdict.BELOW:
        return ""
    if cell.p_value < RARE:
        return say("expected.chance_rare", language)
    return say("expected.chance", language, share=percent(cell.p_value, language))

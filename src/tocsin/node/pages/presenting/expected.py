"""What a series led one to expect in its newest complete period, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.figures import amount
from tocsin.records.finding import Rung, Verdict
from tocsin.records.period import Cadence
from tocsin.records.series import Cell, SeriesView
from tocsin.vocabulary import measures
from tocsin.wording import number, percent, period, say

COMPLETE = ("observed", "zero")
RARE = 1e-4
SELDOM = 0.01  # chances below are told as one of so many


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
    known = cell.verdict != Verdict.CANNOT_SAY
    return Expected(
        cell.verdict,
        names.sentence_case(_held(cell, view, language)),
        _chance(cell, language) if known else "",
        say(_rung(cell, view), language) if known and cell.rung != Rung.NONE else "",
    )


def threshold(cell: Cell, view: SeriesView) -> float | None:
    """The limit above which a period rings; None where no figure could: of a share nothing lies above all of it."""
    whole = cell.tested if view.basis == "share" else 100.0 if measures.is_percent(view.measure) else None
    return None if cell.upper is None or (whole is not None and cell.upper >= whole) else cell.upper


def _held(cell: Cell, view: SeriesView, language: str) -> str:
    """What came, beside what was to be expected."""
    limit = threshold(cell, view)
    figures = {"value": cell.value, "expected": cell.expected, "upper": limit, "lower": cell.lower}
    shown = {name: _amount(figure, cell, view, language) for name, figure in figures.items()}
    without = view.basis == "share" or measures.is_percent(view.measure)
    unit = "" if without else say("expected.unit", language, unit=measures.unit_label(view.measure, language))
    when = period(cell.start, cell.end, view.cadence, language)
    vain = _vain(cell, view)
    if cell.verdict == Verdict.CANNOT_SAY and vain:
        return say("expected.after_zeros", language, period=when, unit=unit, count=vain, **shown)
    code = "within_open" if cell.verdict == Verdict.WITHIN and limit is None else cell.verdict
    return say(f"expected.{code}", language, period=when, unit=unit, **shown)


def _vain(cell: Cell, view: SeriesView) -> int:
    """In how many periods before its first event a series had none; 0 where that is one alone, or no first event."""
    before = [one.value for one in view.cells if one.end < cell.end and one.value is not None]
    return len(before) if cell.value and len(before) > 1 and not any(before) else 0


def _amount(value: float | None, cell: Cell, view: SeriesView, language: str) -> str:
    if value is not None and measures.is_percent(view.measure):
        return percent(value / 100, language)
    return amount(value, cell.tested, view.basis, language)


def _rung(cell: Cell, view: SeriesView) -> str:
    """The code of what the answer stands on."""
    if cell.rung == Rung.OWN and view.cadence == Cadence.ROLLING_12_MONTHS:
        return "expected.rung.year_before"
    if cell.rung == Rung.OWN and not measures.is_count(view.measure):
        return "expected.rung.usual_level"
    return f"expected.rung.{cell.rung}"


def _chance(cell: Cell, language: str) -> str:
    """Told of what came out above its expectation alone: of less, so much or more is no surprise."""
    if cell.p_value is None or cell.value is None or cell.expected is None or cell.value <= cell.expected:
        return ""
    if cell.p_value < RARE:
        return say("expected.chance_rare", language)
    if cell.p_value < SELDOM:
        return say("expected.chance_seldom", language, times=number(float(f"{1 / cell.p_value:.2g}"), language))
    return say("expected.chance", language, share=percent(cell.p_value, language))

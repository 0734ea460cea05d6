"""Orientation: whether columns are to become rows, and what each of the header rows then names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records.mapping import PeriodColumns
from tocsin.sources.mapping.calendar import plain
from tocsin.sources.mapping.cells import LEAP_YEAR
from tocsin.sources.mapping.periods import read_period
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.sources.mapping.sniffing.dates import ORDER
from tocsin.sources.mapping.sniffing.marks import KNOWN_TOTALS
from tocsin.sources.mapping.sniffing.places import scheme_of
from tocsin.sources.mapping.sniffing.substances import share_known

FIGURES = ("number", "word", "empty")
ENOUGH = 0.5  # of the columns of figures
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Orientation:
    """`roles` of the header rows, empty where the table is long; `columns` those that become rows."""

    roles: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    periods: tuple[str, ...] = ()

    def said(self, column: Column, role: str) -> str:
        """The parts of a heading that play a role."""
        return " ".join(part for part, own in zip(column.parts, self.roles, strict=False) if own == role and part)


def orientation_of(columns: Sequence[Column]) -> Orientation:
    """The orientation of a table: wide where at least two columns of figures are headed by periods, or by places."""
    figures = [one for one in columns if one.kind in FIGURES and any(one.parts)]
    rows = len(columns[0].parts) if columns else 0
    for size in (2, 1):
        for start in range(rows - size + 1):
            headed = _headed_by_periods(figures, start, size)
            if headed:
                return _with_roles(headed, rows, dict.fromkeys(range(start, start + size), "period"))
    if any(one.kind == "year" for one in columns):
        for row in range(rows):
            headed = _headed_by_periods(figures, row, 1, before=f"{LEAP_YEAR} ")
            if headed:
                return _with_roles(headed, rows, {row: "period"})
    for row in range(rows):
        headed = _headed_by_places(figures, row)
        if headed and not any(one.kind == "text" and scheme_of(one.filled)[1] >= ENOUGH for one in columns):
            return _with_roles(headed, rows, {row: "place"})
    return Orientation()


def _headed_by_periods(figures: Sequence[Column], start: int, size: int, before: str = "") -> list[Column]:
    """The columns whose headings are periods of one form; with `before` in front of them, parts of a year."""
    texts = {one.number: before + " ".join(filter(None, one.parts[start : start + size])) for one in figures}
    counted = Counter(form for text in set(texts.values()) for form in ORDER if read_period(text, PeriodColumns(form)))
    if not counted or (size == 2 and all(one.parts[start] == one.parts[start + 1] for one in figures)):
        return []
    form = max(counted, key=lambda one: (counted[one], -ORDER.index(one)))
    headed = [one for one in figures if read_period(texts[one.number], PeriodColumns(form))]
    others = [
        one
        for one in figures
        if one not in headed and plain(texts[one.number].removeprefix(before)) not in KNOWN_TOTALS
    ]
    enough = counted[form] >= FEWEST and len(headed) >= ENOUGH * (len(headed) + len(others))
    return headed if enough and form not in ("day_mdy", "excel_day") else []


def _headed_by_places(figures: Sequence[Column], row: int) -> list[Column]:
    texts = tuple(dict.fromkeys(one.parts[row] for one in figures if one.parts[row]))
    schemes, share = scheme_of(texts)
    return [one for one in figures if one.parts[row]] if len(texts) > FEWEST and share >= 0.8 and schemes else []


def _with_roles(headed: list[Column], rows: int, known: dict[int, str]) -> Orientation:
    roles = tuple(
        known.get(row) or _role(tuple(dict.fromkeys(one.parts[row] for one in headed))) for row in range(rows)
    )
    made = Orientation(roles, tuple(headed))
    return Orientation(roles, made.columns, tuple(dict.fromkeys(made.said(one, "period") for one in headed)))


def _role(texts: tuple[str, ...]) -> str:
    """What a further header row names: substances, places, or which figure it is; one text for all names nothing."""
    if len(texts) < FEWEST:
        return "ignore"
    if share_known(texts) >= ENOUGH:
        return "substance"
    return "place" if scheme_of(texts)[1] >= 0.8 else "value"

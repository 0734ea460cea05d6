"""The page about rows that were set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.records.correction import Correction
from tocsin.records.set_aside import Aside, RuleCount, SetAside
from tocsin.wording import moment, number, say
from tocsin.wording.checks import broken, fix, wanted

AT_ONCE = 20
CHOICES = ("source", "rule", "release")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One source and rule, with how many rows broke it."""

    source: str
    broken: str
    fix: str
    rows: str
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CellField:
    """One cell of a row as a field of its form."""

    name: str
    column: str
    value: str
    at_fault: bool


@dataclass(frozen=True, slots=True)
class RowCard:
    """One row: what is wrong with it, and what can be done."""

    row: SetAside
    anchor: str
    title: str
    source: str
    broken: str
    wanted: str
    fix: str
    cells: tuple[CellField, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ActRow:
    """One thing that was said of a row."""

    when: str
    act: str
    release: str
    row: str
    column: str
    found: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One printed total that the rows of its release do not come to."""

    release: str
    of: str
    column: str
    printed: str
    added: str
    why: str


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """Everything the page shows. `releases` are those of the rows shown: their files can be taken up again."""

    rows: int
    rules: tuple[RuleRow, ...]
    cards: tuple[RowCard, ...]
    releases: tuple[str, ...]
    acts: tuple[ActRow, ...]
    totals: tuple[TotalRow, ...]
    all_link: str
    earlier_link: str
    later_link: str


def quarantine_page(
    aside: Aside,
    acts: Sequence[Correction],
    totals: Sequence[Mapping[str, Any]],
    asked: Asked,
    skip: int,
    entered: Mapping[str, str],
) -> QuarantinePage:
    """The page. `entered` is what was sent of a row and could not be recorded: it is shown again."""
    chosen = {name: asked.state[name] for name in CHOICES if name in asked.state}
    earlier, later = max(skip - AT_ONCE, 0), skip + AT_ONCE
    return QuarantinePage(
        aside.rows,
        tuple(_rule(count, asked, chosen) for count in aside.counts),
        tuple(_card(row, asked.language, entered) for row in aside.shown),
        tuple(dict.fromkeys(row.release for row in aside.shown if row.mendable)),
        tuple(_act(one, asked.language) for one in acts),
        tuple(_total(one, asked.language) for one in totals),
        address("quarantine") if chosen else "",
        address("quarantine", chosen, skip=str(earlier)) if skip else "",
        address("quarantine", chosen, skip=str(later)) if later < aside.rows else "",
    )


def _rule(count: RuleCount, asked: Asked, chosen: Mapping[str, str]) -> RuleRow:
    language = asked.language
    return RuleRow(
        names.source(count.source, language),
        broken(count.rule, language),
        fix(count.rule, language),
        number(count.rows, language),
        address("quarantine", chosen, source=count.source, rule=count.rule),
        (chosen.get("source"), chosen.get("rule")) == (count.source, count.rule),
    )


def _card(row: SetAside, language: str, entered: Mapping[str, str]) -> RowCard:
    code = "quarantine.row" if row.column and "+" not in row.column else "quarantine.row_whole"
    again = (entered.get("release"), entered.get("row")) == (row.release, str(row.row))
    return RowCard(
        row,
        f"{row.release}-{row.row}",
        say(code, language, row=str(row.row), column=row.column),
        names.source(row.source, language),
        broken(row.rule, language),
        wanted(row.wanted, language),
        fix(row.rule, language),
        _fields(row, entered if again else {}),
        again,
    )


def _fields(row: SetAside, entered: Mapping[str, str]) -> tuple[CellField, ...]:
    """The cells, those at fault first: that is where a person begins."""
    at_fault = row.column.split("+")
    columns = sorted(row.cells, key=lambda column: column not in at_fault)
    return tuple(
        CellField(f"cell:{column}", column, entered.get(f"cell:{column}", row.cells[column] or ""), column in at_fault)
        for column in columns
    )


def _act(one: Correction, language: str) -> ActRow:
    return ActRow(
        moment(one.recorded_at, language),
        say(f"quarantine.act.{one.act.value}", language),
        one.release,
        "" if one.row is None else str(one.row),
        one.column or "",
        one.found or "",
        one.value or "",
        one.why,
    )


def _total(one: Mapping[str, Any], language: str) -> TotalRow:
    printed, added = (number(one[name], language, 2) for name in ("printed", "added"))
    why = names.sentence(f"release_note.{one['total']}", language)
    return TotalRow(one["release"], one["of"], one["column"], printed, added, why)

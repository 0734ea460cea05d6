"""The page of a table of one's own: what was understood, what is asked, and what can be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.flow import mapping
from tocsin.records.mark import MARKS
from tocsin.vocabulary import measures
from tocsin.wording import say

if TYPE_CHECKING:
    from tocsin.sources.mapping.questions import Question
    from tocsin.sources.mapping.showing import ShownColumn
    from tocsin.sources.mapping.sniffing.sample import Sample
    from tocsin.sources.mapping.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    words: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a group of radio buttons, and a field for another answer where any is taken."""

    code: str
    words: str
    options: tuple[Option, ...]
    open: bool
    other: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column: its part and figure can be chosen; `cells` are (as it stands, as it will be read)."""

    number: int
    name: str
    how: str
    roles: tuple[Option, ...]
    figures: tuple[Option, ...]  # empty where it holds none
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    """Everything the template shows."""

    frame: str
    columns: tuple[ColumnRow, ...]
    rows: tuple[str, ...]
    asked: tuple[Asked, ...]
    unread: str
    name: str
    marks: tuple[Option, ...]


def map_page(seen: Sample, understood: Understanding, answers: Mapping[str, str], language: str) -> MapPage:
    """The page of a file, given the answers so far."""
    shown = mapping.first_rows(understood, language)
    bad = mapping.cells_unread(understood)
    return MapPage(
        mapping.frame_in_words(seen, understood, language),
        tuple(_column(one, answers, language) for one in shown),
        tuple(say("mapping.row", language, number=n + 1) for n in range(max((len(c.cells) for c in shown), default=0))),
        tuple(_asked(question, answers, language) for question in understood.questions),
        say("mapping.unread", language, cells="; ".join(bad)) if bad else "",
        understood.source.name,
        tuple(Option(mark.value, mark.value, mark is understood.source.mark) for mark in MARKS),
    )


def _column(one: ShownColumn, answers: Mapping[str, str], language: str) -> ColumnRow:
    said = answers.get(f"column.{one.number}", "")
    understood = say(f"mapping.role.{one.role}", language)
    roles = (
        Option("", say("mapping.as_understood", language, reading=understood), not said),
        *(Option(role, say(f"mapping.role.{role}", language), role == said) for role in mapping.roles()),
    )
    cells = tuple((raw, "" if raw == read else read or "?") for raw, read in one.cells)
    return ColumnRow(one.number, one.name, one.how, roles, _figures(one, answers, language), cells)


def _figures(one: ShownColumn, answers: Mapping[str, str], language: str) -> tuple[Option, ...]:
    if one.role != "value":
        return ()
    said = answers.get(f"figure.{one.number}", "")
    options = (
        Option(f"{measure}:{unit}", f"{measures.label(measure, language)} ({unit})", f"{measure}:{unit}" == said)
        for measure, unit in mapping.figures()
    )
    return (Option("", say("mapping.as_understood", language, reading=one.how), not said), *options)


def _asked(question: Question, answers: Mapping[str, str], language: str) -> Asked:
    given = answers.get(question.code, question.default)
    values = [choice.value for choice in question.choices]
    return Asked(
        question.code,
        mapping.asked_in_words(question, language),
        tuple(
            Option(c.value, mapping.choice_in_words(question, c, language), c.value == given) for c in question.choices
        ),
        question.open,
        given if given not in values else "",
    )

"""Understanding: from a sample and a person's answers to a mapping, with the questions that are left."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.records.mapping import (
    Mapping,
    PeriodColumns,
    PlaceColumn,
    Shape,
    SubstanceColumn,
    ValueColumn,
)
from tocsin.records.source import Source
from tocsin.sources.mapping.describing import described
from tocsin.sources.mapping.questions import Desk, Question
from tocsin.sources.mapping.refusing import refuse_known
from tocsin.sources.mapping.said import Said
from tocsin.sources.mapping.sniffing import dates, places, substances
from tocsin.sources.mapping.sniffing.columns import Column, columns_of
from tocsin.sources.mapping.sniffing.frame import Frame, frame_of
from tocsin.sources.mapping.sniffing.language import language_of
from tocsin.sources.mapping.sniffing.marks import marks_of, totals_in
from tocsin.sources.mapping.sniffing.numbers import numbers_of
from tocsin.sources.mapping.sniffing.orientation import Orientation, orientation_of
from tocsin.sources.mapping.sniffing.persons import refuse_persons
from tocsin.sources.mapping.sniffing.repeats import adds_up
from tocsin.sources.mapping.sniffing.sample import Sample
from tocsin.sources.mapping.sniffing.substances import named_in
from tocsin.sources.mapping.sniffing.values import (
    ALL,
    Figures,
    are_counts,
    by_rows,
    long_values,
    told_by_rows,
    wide_values,
)
from tocsin.sources.opening import refuse_people

LONG_TEXT = 60  # letters: a column of such texts is remarks
ROLES = ("period", "place", "substance", "value", "tested", "limit", "key", "ignored")


@dataclass(frozen=True, slots=True)
class Understanding:
    """`source` carries the mapping. `questions` are all that were put, `open` those without an answer.

    `roles` say for each column what it was taken for; `frame` and `columns` are what was looked at.
    """

    source: Source
    questions: tuple[Question, ...]
    open: tuple[Question, ...]
    roles: tuple[str, ...]
    frame: Frame
    columns: tuple[Column, ...]

    @property
    def mapping(self) -> Mapping:
        """How the table is to be read."""
        if self.source.mapping is None:
            raise ValueError("a source of one's own has a mapping")
        return self.source.mapping


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every step looks at."""

    sample: Sample
    columns: tuple[Column, ...]
    told: str  # titles and sheet
    language: str
    desk: Desk


def understand(sample: Sample, answers: Pairs[str, str], name: str = "") -> Understanding:
    """What a file says of itself, and what only a person can say. Raises `FileRefused` for what must not be mapped:
    people, a file of a source that is known already, and a table without periods or figures.
    """
    frame = frame_of(sample.rows, sample.last)
    named, columns = columns_of(frame)
    refuse_people(named.names)
    refuse_persons({one.name: one.filled for one in columns})
    refuse_known(named.names)
    told = " ".join((*frame.titles, sample.sheet))
    language = language_of(" ".join((told, Path(sample.file).stem, *named.names)))
    ground = _Ground(sample, columns, told, language, Desk(answers))
    mapping = _mapped(ground, frame, answers)
    source = described(mapping, columns, frame.titles, name or Path(sample.file).stem, answers)
    return Understanding(source, tuple(ground.desk.asked), ground.desk.open(), _roles(mapping, columns), frame, columns)


def _mapped(ground: _Ground, frame: Frame, answers: Pairs[str, str]) -> Mapping:
    said = Said(ground.columns, answers)
    columns = said.kept()
    wide = orientation_of([one for one in columns if said.role(one) in ("", "value")])
    left = [one for one in columns if one not in wide.columns]
    period = _period(ground, said.candidates(left, "period"), wide)
    left = [one for one in left if one.name not in period.columns]
    place, site = _place(ground, said.candidates(left, "place"), wide)
    left = [one for one in left if one.name != place.column and one not in site]
    what = _what(said, left, wide)
    left = [one for one in left if one is not what]
    figures, told = _figures(ground, said, wide, left, named=what is not None)
    left = [one for one in left if one is not told]
    if not figures.values:
        raise _without("a column of figures", ground.columns)
    return _completed(ground, frame, wide, period, place, site, what, left, figures)


def _figures(
    ground: _Ground, said: Said, wide: Orientation, left: list[Column], *, named: bool
) -> tuple[Figures, Column | None]:
    """The figures, and the column that tells the unit or indicator of each row, if there is one."""
    told = told_by_rows([one for one in left if not said.role(one)])
    if told:
        known = {f"figure.{one.number}": ":".join(told[1][0][1:]) for one in (*left, *wide.columns)}
        desk = replace(ground.desk, answers=known | dict(ground.desk.answers))
        figures = _one_by_one(ground, desk, said, wide, [one for one in left if one is not told[0]], named=named)
        if len(figures.values) == 1:
            return by_rows(figures, told), told[0]
    return _one_by_one(ground, ground.desk, said, wide, left, named=named), None


def _one_by_one(
    ground: _Ground, desk: Desk, said: Said, wide: Orientation, left: list[Column], *, named: bool
) -> Figures:
    if wide.roles:
        return wide_values(wide, ground.told, desk)
    return long_values(said.figures(left), ground.told, desk, named=named)


def _what(said: Said, left: list[Column], wide: Orientation) -> Column | None:
    """The column of substances, if there is one."""
    named = [one for one in left if said.role(one) == "substance"]
    if named or "substance" in wide.roles:
        return named[0] if named else None
    return substances.substance_column(said.candidates(left, "substance"))


def _without(wanted: str, columns: Sequence[Column]) -> FileRefused:
    return FileRefused(
        "this table cannot be mapped",
        wanted=wanted,
        got="columns " + ", ".join(one.name for one in columns[:12]),
        next_step="give the table a heading for each column, and one row for each place and period",
    )


def _period(ground: _Ground, left: list[Column], wide: Orientation) -> PeriodColumns:
    found = dates.found_above(wide.periods, wide.columns, left) if "period" in wide.roles else dates.found_in(left)
    settled = dates.settled(found, ground.desk, ground.language) if found else None
    if settled is None:
        raise _without(
            "a column of dates, months, weeks, quarters, half-years or years, or such headings", ground.columns
        )
    return settled


def _place(ground: _Ground, left: list[Column], wide: Orientation) -> tuple[PlaceColumn, list[Column]]:
    """The place, and the column of sites that the vocabulary does not know."""
    if "place" in wide.roles:
        schemes, _ = places.scheme_of(tuple(wide.said(one, "place") for one in wide.columns))
        return PlaceColumn(scheme=schemes[0]), []
    found = places.place_column(left)
    if found:
        column, schemes = found
        return PlaceColumn(column.name, places.settled(column, schemes, ground.desk)), []
    sites = [one for one in left if one.words & (places.SITES | places.HEADS) and one.kind in ("text", "word")]
    about, example = (sites[0].name, sites[0].filled[0]) if sites and sites[0].filled else ("", "")
    fixed = places.fixed_place(ground.told, ground.desk, ground.language, about, example)
    return PlaceColumn(fixed=fixed), sites[:1]


def _completed(
    ground: _Ground,
    frame: Frame,
    wide: Orientation,
    period: PeriodColumns,
    place: PlaceColumn,
    site: list[Column],
    what: Column | None,
    left: list[Column],
    figures: Figures,
) -> Mapping:
    """The mapping, once it is known what each column is."""
    held = {name for one in figures.values for name in (one.column, one.tested, one.limit)}
    others = [one for one in left if one.name not in held and one.name not in figures.ignored]
    said = Said(ground.columns, ground.desk.answers)
    keys = [*site, *(one for one in others if said.role(one) == "key" or (not said.role(one) and _tells_apart(one)))]
    aside = [one for one in others if one not in keys]
    named = [one for one in ground.columns if one.name == place.column] + ([what] if what else []) + keys
    cells = [cell for one in ground.columns if one.name in held or one in wide.columns for cell in one.cells]
    values = _named_values(figures.values, what, wide, ground)
    ignored = tuple(one.name for one in ground.columns if ground.desk.answers.get(f"column.{one.number}") == "ignored")
    concentration = any(one.measure.startswith("concentration") for one in values)
    whole = are_counts(values)
    texts = (*(text for one in named for text in one.filled), *_heading_parts(ground.columns))
    totals = tuple(sorted({*totals_in(texts), *_unknown_texts(values, ground.columns)}))
    told = (*period.columns, *(one.name for one in named), *dict.fromkeys(one.where for one in values if one.where))
    return Mapping(
        _shape(ground.sample, frame),
        numbers_of(cells, ground.desk, whole=whole, typed=ground.sample.typed, language=ground.language),
        period,
        place,
        SubstanceColumn(what.name if what else ""),
        values,
        wide.roles,
        tuple(one.name for one in keys),
        tuple(dict.fromkeys((*figures.ignored, *(one.name for one in aside), *ignored))),
        marks_of(cells, ground.desk, concentration=concentration),
        "below_lod" if concentration or any("load" in one.measure for one in values) else "suppressed",
        totals,
        adds_up(ground.columns, told, totals, ground.desk) if told else False,
    )


def _unknown_texts(values: tuple[ValueColumn, ...], columns: Sequence[Column]) -> set[str]:
    """Indicators that are no figure of ours, such as shares and rates: their rows are left out."""
    known = {value.holds for value in values}
    return {text for one in columns if one.name == values[0].where for text in one.filled if text not in known}


def _heading_parts(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(part for one in columns for part in one.parts if len(one.parts) and one.kind != "text")


def _tells_apart(one: Column) -> bool:
    """A column of words that are no remarks; one word throughout the sample may be another further down."""
    if one.kind not in ("text", "word"):
        return False
    return sum(map(len, one.filled)) <= LONG_TEXT * len(one.filled)


def _named_values(
    values: tuple[ValueColumn, ...], what: Column | None, wide: Orientation, ground: _Ground
) -> tuple[ValueColumn, ...]:
    """Every figure speaks of a substance: the column's, the heading's, its own, or all of them together."""
    if what is not None or "substance" in wide.roles:
        return tuple(replace(one, substance="") for one in values)
    return tuple(replace(one, substance=one.substance or named_in(ground.told) or ALL) for one in values)


def _shape(sample: Sample, frame: Frame) -> Shape:
    return Shape(sample.encoding, sample.delimiter, sample.sheet, frame.skip, len(frame.header), True)


def _roles(mapping: Mapping, columns: Sequence[Column]) -> tuple[str, ...]:
    """What each column was taken for."""
    given = dict.fromkeys(mapping.period.columns, "period") | dict.fromkeys(mapping.keys, "key")
    given |= {mapping.place.column: "place", mapping.substance.column: "substance"}
    given |= {value.where: "kind" for value in mapping.values if value.where}
    given |= {value.limit: "limit" for value in mapping.values} | {value.tested: "tested" for value in mapping.values}
    given |= {value.column: "value" for value in mapping.values} if not mapping.wide else {}
    ignored = {*mapping.ignored, *mapping.totals}
    plain = "value" if mapping.wide else "ignored"
    return tuple(
        "ignored" if one.name in ignored or ignored & set(one.parts) else given.get(one.name, plain) for one in columns
    )

"""Values: which columns hold figures, what they measure, and which columns stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tocsin.records.mapping import ValueColumn
from tocsin.sources.mapping.calendar import tokens, words
from tocsin.sources.mapping.questions import Choice, Desk, Question
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.sources.mapping.sniffing.figures import LIMITS, TESTED, is_percent, measure_in, measured, unit_in
from tocsin.sources.mapping.sniffing.marks import is_mark
from tocsin.sources.mapping.sniffing.orientation import Orientation
from tocsin.sources.mapping.sniffing.places import CODES
from tocsin.sources.mapping.sniffing.substances import named_in
from tocsin.sources.mapping.units import counts_things, unit_of, units_of

ALL = "all drugs together"
WATER = "wastewater itself"
INDICATORS = words(
    "indicator indicador indicateur measure mesure medida metric metrica variable statistic estadistica type tipo"
)
GENERIC = words(
    "value values valor valeur count counts conteo n total number nombre numero cases case casos cas figure data "
    "frequency frecuencia frequence quantity cantidad quantite amount obs reported"
)
MOST_TEXTS = 40
NUMBERED = words("id no num number nro index row code zip postal objectid uid")


@dataclass(frozen=True, slots=True)
class Figures:
    """The values, and the columns (or heading parts) that are no figures of ours."""

    values: tuple[ValueColumn, ...]
    ignored: tuple[str, ...]


def is_figure(one: Column) -> bool:
    """Whether a column holds figures, or the words that stand for them."""
    if one.kind == "number":
        return True
    marks = sum(is_mark(text) for text in one.filled)
    return one.kind in ("word", "text") and 0 < len(one.filled) <= marks * 2


def long_values(columns: Sequence[Column], title: str, desk: Desk, *, named: bool) -> Figures:
    """The figures of a long table. `named`: a column of it names the substance."""
    figures = [one for one in columns if is_figure(one)]
    out = [one for one in figures if is_percent(one.name) or one.words & (CODES | NUMBERED)]
    limits = [one for one in figures if one.words & LIMITS and one not in out]
    tested = [one for one in figures if one.words & TESTED and not _positive(one) and one not in (*out, *limits)]
    rest = [one for one in figures if one not in (*out, *limits, *tested)]
    chosen = _chosen(rest, desk, named=named)
    out += [one for one in rest if one not in chosen]
    keyed = len(chosen) > 1
    values = [_value(one, title, desk, f".{one.number}" if keyed else "", named=named) for one in chosen]
    values, twins = _distinct(values, desk)
    values, beside = _with_tested(values, tested)
    values += [
        ValueColumn("samples", "count", one.name, "" if named else ALL) for one in tested if one.name not in beside
    ]
    if len(limits) == 1 and len(values) == 1:
        values, limits = [replace(values[0], limit=limits[0].name)], []
    return Figures(tuple(values), (*(one.name for one in (*out, *limits)), *twins))


def _distinct(values: list[ValueColumn], desk: Desk) -> tuple[list[ValueColumn], list[str]]:
    """One column for each measure of a substance: where several say the same thing, one is asked for."""
    kept, twins = list(values), list[str]()
    for number, value in enumerate(values):
        same = [one for one in values if (one.measure, one.substance) == (value.measure, value.substance)]
        if len(same) > 1 and same[0] is value:
            code = "value_column" if not number else f"value_column.{number}"
            answer = desk.ask(Question(code, tuple(Choice(one.column) for one in same), value.column))
            twins += [one.column for one in same if one.column != answer]
    return [one for one in kept if one.column not in twins], twins


def _positive(one: Column) -> bool:
    return measure_in(one.words) == "detections"


def _chosen(rest: list[Column], desk: Desk, *, named: bool) -> list[Column]:
    """Columns whose headings tell what they hold; where none does, all of them are substances, or one is asked for."""
    strong = [one for one in rest if unit_in(one.name) or measure_in(one.words) or (not named and named_in(one.name))]
    if strong or len(rest) < 2 or not named:
        return strong or rest
    choices = tuple(Choice(one.name, one.filled[0] if one.filled else "") for one in rest)
    answer = desk.ask(Question("value_column", choices, ""))
    return [one for one in rest if one.name == answer]


def _value(one: Column, title: str, desk: Desk, key: str, *, named: bool) -> ValueColumn:
    heading = named_in(one.name)
    # One title serves all substances: they are asked about once.
    measure, unit = measured(one.name, title, desk, "" if heading else key, one.number)
    if named:
        return ValueColumn(measure, unit, one.name)
    if measure == "flow_m3_per_day":
        return ValueColumn(measure, unit, one.name, WATER)
    told = bool(unit_in(one.name) or measure_in(one.words) or one.words & GENERIC)
    return ValueColumn(measure, unit, one.name, heading or (named_in(title) or ALL if told else one.name))


def _with_tested(values: list[ValueColumn], tested: list[Column]) -> tuple[list[ValueColumn], frozenset[str]]:
    """Detections beside the samples tested for them: those of their own substance, else those of all."""
    own = {named_in(one.name).casefold(): one.name for one in tested}
    found = [
        replace(value, tested=own.get(value.substance.casefold(), own.get("", "")))
        if value.measure == "detections"
        else value
        for value in values
    ]
    return found, frozenset(value.tested for value in found if value.tested)


def wide_values(wide: Orientation, title: str, desk: Desk) -> Figures:
    """The figures of a wide table: one, or one for each text of the header row that names them."""
    if "value" not in wide.roles:
        said = " ".join((*dict.fromkeys(wide.said(one, "ignore") for one in wide.columns), title))
        measure, unit = measured("", said, desk, number=wide.columns[0].number)
        return Figures((ValueColumn(measure, unit, "", _of_all(wide, title, measure)),), ())
    texts = tuple(dict.fromkeys(wide.said(one, "value") for one in wide.columns))
    out = tuple(text for text in texts if is_percent(text))
    tested = next(
        (t for t in texts if t not in out and set(tokens(t)) & TESTED and measure_in(tokens(t)) != "detections"), ""
    )
    values: list[ValueColumn] = []
    for number, text in enumerate(text for text in texts if text not in (*out, tested)):
        measure, unit = measured(text, title, desk, f".{number}" if number else "", _first(wide, text))
        beside = tested if measure == "detections" else ""
        values.append(ValueColumn(measure, unit, text, _of_all(wide, title, measure), tested=beside))
    if tested and not any(value.tested for value in values):
        values.append(ValueColumn("samples", "count", tested, _of_all(wide, title, "samples")))
    return Figures(tuple(values), out)


def _first(wide: Orientation, text: str) -> int:
    """The number of the first column whose heading holds this text."""
    return next(one.number for one in wide.columns if wide.said(one, "value") == text)


def _of_all(wide: Orientation, title: str, measure: str) -> str:
    """What a figure speaks of where neither heading nor column names it."""
    if "substance" in wide.roles:
        return ""
    return WATER if measure == "flow_m3_per_day" else named_in(title)


def told_by_rows(columns: Sequence[Column]) -> tuple[Column, tuple[tuple[str, str, str], ...]] | None:
    """A column that tells the unit or the indicator of each row, and (text, measure, unit) for those it knows."""
    for one in columns:
        if one.kind not in ("word", "text") or len(one.filled) > MOST_TEXTS:
            continue
        units = [(text, found.measure, found.name) for text in one.filled if (found := unit_of(text))]
        if units and len(units) == len(one.filled):
            return one, tuple(units)
        spoken = [(text, measure_in(tokens(text))) for text in one.filled if not is_percent(text)]
        known = [
            (text, measure, units_of(measure)[0]) for text, measure in spoken if measure and counts_things(measure)
        ]
        if one.words & INDICATORS and known:
            return one, tuple(known)
    return None


def by_rows(figures: Figures, told: tuple[Column, tuple[tuple[str, str, str], ...]]) -> Figures:
    """The one figure of a table, once for each unit or indicator that its rows tell."""
    column, known = told
    (value,) = figures.values
    made = (replace(value, measure=m, unit=unit, where=column.name, holds=text) for text, m, unit in known)
    return Figures(tuple(made), figures.ignored)


def are_counts(values: Sequence[ValueColumn]) -> bool:
    """Whether every figure counts whole things."""
    return all(counts_things(value.measure) for value in values)

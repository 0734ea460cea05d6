"""Showing: the first rows of a table, each cell as it stands and as it will be read; and cells that cannot be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.records.mapping import Mapping, ValueColumn
from tocsin.sources.mapping.periods import read_period
from tocsin.sources.mapping.reading import BETWEEN, FLAGS, LESS, MORE, number_pattern
from tocsin.sources.mapping.sniffing.columns import Column
from tocsin.sources.mapping.understanding import Understanding
from tocsin.sources.mapping.units import COUNT, factor_of
from tocsin.vocabulary.measures import label as measure_label
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.places import find, label
from tocsin.vocabulary.substances import UNKNOWN
from tocsin.vocabulary.substances import label as substance_label
from tocsin.wording import say

ROWS = 3
MOST_UNREAD = 5


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """`how` tells form, scheme or unit in words; `cells` pairs each text with what it will be read as, empty for neither."""

    number: int
    name: str
    role: str
    how: str
    cells: tuple[tuple[str, str], ...]


def shown(understood: Understanding, language: str, rows: int = ROWS) -> tuple[ShownColumn, ...]:
    """Every column of the table with its first rows."""
    mapping = understood.mapping
    return tuple(
        ShownColumn(
            one.number,
            one.name,
            role,
            how(mapping, one, role, language),
            tuple((cell, _read(mapping, one, role, cell, language)) for cell in one.cells[:rows]),
        )
        for one, role in zip(understood.columns, understood.roles, strict=True)
    )


def how(mapping: Mapping, one: Column, role: str, language: str) -> str:
    """The form of a period, the scheme of places, the measure and unit of a figure, in words."""
    match role:
        case "period":
            return say(f"mapping.form.{mapping.period.form}", language)
        case "place":
            return say(f"mapping.scheme.{mapping.place.scheme}", language)
        case "value":
            value, heading = _value_of(mapping, one), _heading(mapping, one)
            unit = value.unit if value and value.unit != COUNT else ""
            measure = measure_label(value.measure, language) if value else ""
            if value and value.where:
                measure, unit = value.where, ""
            return " · ".join(filter(None, (heading, measure, unit)))
        case _:
            return ""


def _value_of(mapping: Mapping, one: Column) -> ValueColumn | None:
    if not mapping.wide:
        return next((value for value in mapping.values if value.column == one.name), None)
    said = " ".join(part for part, role in zip(one.parts, mapping.wide, strict=False) if role == "value" and part)
    return next((value for value in mapping.values if value.column in ("", said)), None)


def _heading(mapping: Mapping, one: Column) -> str:
    """The period that a heading tells."""
    if "period" not in mapping.wide:
        return ""
    said = " ".join(part for part, role in zip(one.parts, mapping.wide, strict=False) if role == "period" and part)
    span = read_period(said, mapping.period)
    return f"{span[0]} – {span[1]}" if span else ""


def _read(mapping: Mapping, one: Column, role: str, cell: str, language: str) -> str:
    if not cell:
        return ""
    if role == "period" and not _in_parts(mapping):
        span = read_period(re.sub(r"[ T]\d{1,2}:\d{2}.*$", "", cell), mapping.period)
        return "" if span is None else str(span[0]) if span[0] == span[1] else f"{span[0]} – {span[1]}"
    if role == "place":
        found = find(cell, mapping.place.scheme)
        return label(found, language) if found else ""
    if role == "substance":
        found = resolve(cell, "")[0]
        return cell if found.startswith(UNKNOWN) else substance_label(found, language)
    if role not in ("value", "tested", "limit"):
        return cell
    return read_figure(mapping, cell, language, _factor(mapping, one))


def _in_parts(mapping: Mapping) -> bool:
    """Whether one cell alone does not tell the period."""
    return len(mapping.period.columns) > 1 or "period" in mapping.wide


def _factor(mapping: Mapping, one: Column) -> float:
    value = _value_of(mapping, one)
    return factor_of(value.measure, value.unit) if value else 1.0


def read_figure(mapping: Mapping, cell: str, language: str, factor: float = 1.0) -> str:
    """A figure as it will be read, in the measure's unit; what a mark means; empty where it cannot be read."""
    kinds = dict(mapping.marks)
    if cell.lower() in kinds:
        return say(f"mapping.kind.{kinds[cell.lower()]}", language)
    number = _number(mapping, cell)
    if number is not None:
        return f"{number * factor:.10g}"
    for sign, pattern in (("<", f"{LESS}(.+)"), (">", f"{MORE}(.+)"), ("≤", rf"\d+{BETWEEN}(\d+)")):
        found = re.fullmatch(pattern, cell.lower())
        bound = _number(mapping, found[1]) if found else None
        if bound is not None:
            kind = "above" if sign == ">" else mapping.below
            return f"{sign} {bound * factor:.10g} ({say(f'mapping.kind.{kind}', language)})"
    return ""


def _number(mapping: Mapping, cell: str) -> float | None:
    """The same as the SQL of `reading`, for one cell."""
    bare = re.sub(FLAGS, "", cell.strip())
    pattern = number_pattern(mapping.numbers).replace(r"\x{A0}\x{202F}\x{2009}", "\u00a0\u202f\u2009")
    if not re.fullmatch(pattern, bare) or not any(letter.isdecimal() for letter in bare):
        return None
    parted = re.sub(f"[ \u00a0\u202f\u2009{re.escape(mapping.numbers.thousands)}']", "", bare)
    return float(parted.replace(mapping.numbers.decimal, ".").replace("−", "-"))


def unread(understood: Understanding) -> tuple[str, ...]:
    """Cells of the sample that cannot be read, as `column: text`; a few of them."""
    mapping = understood.mapping
    told: list[str] = []
    for one, role in zip(understood.columns, understood.roles, strict=True):
        if role in ("period", "place", "value", "tested") and not (
            role == "period" and len(mapping.period.columns) > 1
        ):
            bad = [
                cell for cell in one.filled if cell not in mapping.totals and not _read(mapping, one, role, cell, "en")
            ]
            told += [f"{one.name}: {cell}" for cell in bad[:2]]
    return tuple(told[:MOST_UNREAD])

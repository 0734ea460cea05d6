"""Cells: the figures of a row, and what each column says of them beside the row's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tocsin.errors import FileRefused
from tocsin.records.mapping import Mapping, ValueColumn
from tocsin.sources.checks import quoted
from tocsin.sources.mapping.headings import Headings
from tocsin.sources.mapping.periods import read_period
from tocsin.sources.mapping.units import counts_things, factor_of
from tocsin.vocabulary.places import find

LEAP_YEAR = 2000  # any year, to see whether a heading is the part of one


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of figures. What is empty (or None) is told by the row, or for the whole table."""

    column: str
    measure: str
    factor: float
    whole: bool
    tested: str = ""
    limit: str = ""
    substance: str = ""
    place: str = ""
    heard: str = ""  # the place as the heading names it
    first: date | None = None
    last: date | None = None
    heading: str = ""  # the part of a period that the heading tells, where the row tells the rest
    number: int = 0  # which of those headings, from 1
    where: str = ""
    holds: str = ""

    @property
    def said(self) -> str:
        """SQL: the text of the figure; NULL in rows that give another figure."""
        if not self.where:
            return quoted(self.column)
        holds = self.holds.lower().replace("'", "''")
        return f"CASE WHEN lower(trim({quoted(self.where)})) = '{holds}' THEN {quoted(self.column)} END"


def cells_of(mapping: Mapping, named: Headings) -> tuple[Cell, ...]:
    """The columns of figures of a table. Raises `FileRefused` for one that the mapping names and the table has not."""
    _refuse_missing(mapping, named)
    found = _wide(mapping, named) if mapping.wide else tuple(_cell(value, value.column) for value in mapping.values)
    if not found:
        raise _unlike("a column of figures", named.names)
    _refuse_twins(found)
    return found


def _refuse_twins(cells: tuple[Cell, ...]) -> None:
    """Two columns that would give one observation twice."""
    seen: dict[tuple[object, ...], str] = {}
    for cell in cells:
        said = (cell.measure, cell.substance, cell.place, cell.heard, cell.first, cell.last, cell.heading, cell.holds)
        if said in seen:
            raise FileRefused(
                "two columns of this table say the same thing",
                wanted="a measure, substance, place or period of its own for each",
                got=f"{seen[said]} and {cell.column}",
                next_step="name one of them under `ignored` in the mapping",
            )
        seen[said] = cell.column


def row_columns(mapping: Mapping) -> tuple[str, ...]:
    """The columns that speak of the whole row."""
    own = (mapping.place.column, mapping.substance.column, *(value.where for value in mapping.values))
    return (*mapping.period.columns, *dict.fromkeys(name for name in own if name), *mapping.keys)


def _refuse_missing(mapping: Mapping, named: Headings) -> None:
    figures = [name for one in mapping.values for name in (one.column, one.tested, one.limit) if name]
    for name in (*row_columns(mapping), *(() if mapping.wide else figures)):
        if name not in named.names:
            raise _unlike(f"the column {name}", named.names)


def _unlike(wanted: str, names: tuple[str, ...]) -> FileRefused:
    return FileRefused(
        "this table is not laid out as its mapping says",
        wanted=wanted,
        got="columns " + ", ".join(names[:12]) + (" and more" if len(names) > 12 else ""),
        next_step="change the mapping, or run `tocsin map` on this file",
    )


def _cell(value: ValueColumn, column: str, **said: object) -> Cell:
    given = {"tested": value.tested, "limit": value.limit, "substance": value.substance} | said
    given |= {"where": value.where, "holds": value.holds}
    return Cell(
        column,
        value.measure,
        factor_of(value.measure, value.unit),
        counts_things(value.measure),
        **given,  # pyright: ignore[reportArgumentType]
    )


def _wide(mapping: Mapping, named: Headings) -> tuple[Cell, ...]:
    left = {*row_columns(mapping), *mapping.ignored}
    totals = {word.lower() for word in mapping.totals}
    found: list[Cell] = []
    for name, parts in zip(named.names, named.parts, strict=True):
        if name not in left and any(parts) and not {part.lower() for part in parts} & totals:
            found += _heading(mapping, named, name, parts)
    headings = tuple(dict.fromkeys(cell.heading for cell in found if cell.heading))
    return tuple(replace(one, number=headings.index(one.heading) + 1) if one.heading else one for one in found)


def said_by(parts: tuple[str, ...], roles: tuple[str, ...], role: str) -> str:
    """The parts of a heading that play one role, joined by a space."""
    return " ".join(part for part, part_role in zip(parts, roles, strict=False) if part_role == role and part)


def _heading(mapping: Mapping, named: Headings, name: str, parts: tuple[str, ...]) -> list[Cell]:
    """The cell of one column of a wide table; none for a column that another one is a share of."""
    said = {role: said_by(parts, mapping.wide, role) for role in ("period", "substance", "place", "value")}
    beside = {text for one in mapping.values for text in (one.tested, one.limit) if text}
    if said["value"] in {*beside, *mapping.ignored} - {one.column for one in mapping.values}:
        return []
    values = [one for one in mapping.values if one.column in ("", said["value"])]
    if not values:
        raise _unread(name, "one of " + ", ".join(one.column for one in mapping.values))
    shared = _when(mapping, name, said["period"]) | _where(mapping, name, said["place"])
    return [_cell(value, name, **shared | _named(mapping, named, parts, value, said["substance"])) for value in values]


def _named(
    mapping: Mapping, named: Headings, parts: tuple[str, ...], value: ValueColumn, substance: str
) -> dict[str, object]:
    """What stands beside one value of a heading, and the substance that the heading names."""
    return {
        "tested": _beside(named, parts, mapping.wide, value.tested),
        "limit": _beside(named, parts, mapping.wide, value.limit),
        "substance": substance or value.substance,
    }


def _when(mapping: Mapping, name: str, text: str) -> dict[str, object]:
    if "period" not in mapping.wide:
        return {}
    partial = bool(mapping.period.columns)  # the row has the year
    found = read_period(f"{LEAP_YEAR} {text}" if partial else text, mapping.period)
    if found is None:
        raise _unread(name, f"a period as in the other headings ({mapping.period.form})")
    return {"heading": text} if partial else {"first": found[0], "last": found[1]}


def _where(mapping: Mapping, name: str, text: str) -> dict[str, object]:
    if "place" not in mapping.wide:
        return {}
    found = find(text, mapping.place.scheme)
    if found is None:
        raise _unread(name, "a place of the vocabulary")
    return {"place": found, "heard": text}


def _beside(named: Headings, parts: tuple[str, ...], roles: tuple[str, ...], wanted: str) -> str:
    """The column with the same heading but for its value part."""
    if not wanted:
        return ""
    others = tuple(wanted if role == "value" else part for part, role in zip(parts, roles, strict=False))
    return next((name for name, own in zip(named.names, named.parts, strict=True) if own == others), "")


def _unread(name: str, wanted: str) -> FileRefused:
    return FileRefused(
        "a heading of this table cannot be read",
        wanted=wanted,
        got=name,
        next_step="name the column under `ignored` in the mapping, or correct the mapping",
    )

"""Observing: the view `cells` of a mapped table, one row for each figure, and the observation each of them gives."""

from __future__ import annotations

from datetime import date

from tocsin.records.mapping import Mapping
from tocsin.sources.checks import quoted
from tocsin.sources.mapping.cells import Cell
from tocsin.vocabulary.places import place

CELLS = "cells"
NOTHING = "('empty', 'missing')"


def cells_view(mapping: Mapping, cells: tuple[Cell, ...]) -> str:
    """CREATE VIEW: file_row, record, substance, place, level, first, last, measure, kind, value, bound, tested, attributes."""
    listed = ", ".join(_struct(mapping, cell) for cell in cells)
    rows = f'SELECT *, unnest([{listed}]) AS cell FROM once WHERE NOT "tocsin left out"'
    read = (
        "SELECT file_row, cell.measure, cell.factor, cell.whole, cell.said, cell.substance, cell.place, cell.level, "
        "cell.first, cell.last, mapped_kind(cell.said) AS kind, mapped_number(cell.said) AS number, "
        "coalesce(mapped_bound(cell.said), mapped_number(cell.limit)) AS edge, mapped_number(cell.tested) AS tested, "
        f"{_record(mapping)} AS record, {_keys(mapping)} AS keys FROM ({rows})"
    )
    figures = (
        f"SELECT file_row, record, substance, place, level, first, last, measure, kind, keys, tested, said, factor, "
        f"CASE WHEN kind = 'number' THEN number * factor END AS value, {_bound()} AS bound "
        f"FROM ({read}) WHERE kind NOT IN {NOTHING}"
    )
    return f"CREATE VIEW {CELLS} AS {_added(figures) if mapping.add_up else figures}"


def _struct(mapping: Mapping, cell: Cell) -> str:
    """What one column says, as a struct of the same shape for all."""
    fields = {
        "measure": _text(cell.measure),
        "factor": f"CAST({cell.factor!r} AS DOUBLE)",
        "whole": str(cell.whole).lower(),
        "said": cell.said,
        "tested": quoted(cell.tested) if cell.tested else "CAST(NULL AS VARCHAR)",
        "limit": quoted(cell.limit) if cell.limit else "CAST(NULL AS VARCHAR)",
        "substance": _substance(mapping, cell),
        "place": _place(mapping, cell),
        "level": _level(mapping, cell),
        "heard": _text(cell.heard),
        "first": _day(cell.first, cell.number, "first"),
        "last": _day(cell.last, cell.number, "last"),
    }
    return "{" + ", ".join(f"'{name}': {sql}" for name, sql in fields.items()) + "}"


def _substance(mapping: Mapping, cell: Cell) -> str:
    column = mapping.substance.column
    return (
        f"trim({quoted(column)})" if column and not cell.substance else _text(cell.substance or mapping.substance.fixed)
    )


def _place(mapping: Mapping, cell: Cell) -> str:
    if cell.place or not mapping.place.column:
        return _text(cell.place or mapping.place.fixed)
    return '"tocsin place"'


def _level(mapping: Mapping, cell: Cell) -> str:
    """How finely the place is known: a site of one's own lies somewhere in the place that was named for all."""
    if cell.place or not mapping.place.column:
        return _text(place(cell.place or mapping.place.fixed).level)
    return '"tocsin level"'


def _day(day: date | None, number: int, end: str) -> str:
    """A day of the period: the heading's, the row's, or that of the row under one of the headings."""
    if day:
        return f"DATE '{day}'"
    return f'"tocsin {end}s"[{number}]' if number else f'"tocsin {end}"'


def _record(mapping: Mapping) -> str:
    """The published key: first and last day, the place in the publisher's words, and what else tells rows apart."""
    own = [name for name in (mapping.place.column, *mapping.keys) if name]
    texts = [f"coalesce(trim({quoted(name)}), '')" for name in own]
    return f"concat_ws('|', CAST(cell.first AS VARCHAR), CAST(cell.last AS VARCHAR), nullif(cell.heard, ''), {', '.join(texts) or 'NULL'})"


def _keys(mapping: Mapping) -> str:
    if not mapping.keys:
        return "CAST(MAP {} AS MAP(VARCHAR, VARCHAR))"
    pairs = ", ".join(f"{_text(name)}: coalesce(trim({quoted(name)}), '')" for name in mapping.keys)
    return f"MAP {{{pairs}}}"


def _bound() -> str:
    """Whole things fewer than 5 are at most 4."""
    strict = "whole AND regexp_matches(trim(said), '^(<[^=]|less|fewer|under|moins|menos)') AND edge = floor(edge)"
    return f"CASE WHEN kind <> 'number' THEN (edge - CASE WHEN {strict} THEN 1 ELSE 0 END) * factor END"


def _added(figures: str) -> str:
    """Rows that speak of the same thing, added: one bound among them makes the sum a bound."""
    return (
        "SELECT min(file_row) AS file_row, record, substance, place, level, first, last, measure, "
        "coalesce(any_value(kind) FILTER (kind <> 'number'), 'number') AS kind, any_value(keys) AS keys, "
        "sum(tested) AS tested, string_agg(said, ' + ' ORDER BY file_row) AS said, any_value(factor) AS factor, "
        "CASE WHEN bool_and(kind = 'number') THEN sum(value) END AS value, "
        "CASE WHEN NOT bool_and(kind = 'number') AND bool_and(coalesce(value, bound) IS NOT NULL) "
        "THEN sum(coalesce(value, bound)) END AS bound "
        f"FROM ({figures}) GROUP BY record, substance, place, level, first, last, measure"
    )


def observed(mapping: Mapping) -> dict[str, str]:
    """The schema's columns, by SQL over the view `cells`. Where a figure was turned into another unit, it is kept as written."""
    written = "CASE WHEN factor <> 1 OR kind <> 'number' THEN MAP {'as_written': left(said, 200)} END"
    return {
        "from": CELLS,
        "record": "record",
        "substance_raw": "substance",
        "place": "place",
        "place_precision": "level",
        "period_start": "first",
        "period_end": "last",
        "measure": "measure",
        "value": "value",
        "bound": "bound",
        "bound_kind": "nullif(kind, 'number')",
        "tested": "tested",
        "attributes": f"nullif(map_concat(keys, {written}), MAP {{}})" if mapping.keys else written,
    }


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

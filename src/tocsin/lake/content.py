"""What makes two states of a key the same, as SQL: the words that comparing and repairing share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tocsin.lake.layout import STORED
from tocsin.records.observation import CONTENT
from tocsin.records.release import ReleaseKind

if TYPE_CHECKING:
    from tocsin.records.release import Covers, Release

COLUMNS = tuple(STORED.names)
COMPARED = tuple(name for name in CONTENT if name != "retracted")
ROW = "observation, known_at, recorded_at, release"  # what tells rows apart
FIGURES = ("value", "bound", "bound_kind", "tested")  # what a retraction takes back


def text(value: str) -> str:
    """`value` as a string of SQL."""
    return "'" + value.replace("'", "''") + "'"


def instant(value: datetime) -> str:
    """`value` as an instant of SQL."""
    return f"TIMESTAMPTZ '{value.isoformat(sep=' ')}'"


def alive(row: str) -> str:
    """Whether the state `row` (a table or a struct) holds a value; a missing or retracted one does not."""
    return f"coalesce(NOT {row}.retracted, false)"


def same(left: str, right: str) -> str:
    """Whether two states say the same. Absent and retracted are one; two nulls are equal."""
    equal = " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in COMPARED)
    return f"CASE WHEN {alive(left)} AND {alive(right)} THEN {equal} ELSE {alive(left)} = {alive(right)} END"


def last_by_key(rows: str) -> str:
    """Per key the last of `rows` (a table with `again`): a window only over keys that have more than one.

    All rows but those that a later one replaced, rather than a union of two kinds of keys: DuckDB 1.5
    never ends when it streams out millions of rows of an anti-join and a semi-join with the same keys.
    """
    several = f"(SELECT observation FROM {rows} WHERE again)"
    later = "row_number() OVER (PARTITION BY observation ORDER BY known_at DESC, recorded_at DESC, release DESC) > 1"
    replaced = f"SELECT {ROW} FROM {rows} SEMI JOIN {several} USING (observation) QUALIFY {later}"
    return f"SELECT {', '.join(COLUMNS)} FROM {rows} ANTI JOIN ({replaced}) USING ({ROW})"


def changed_row(row: str, **columns: str) -> str:
    """The state `row` as a struct of the stored columns, with some of them set to other SQL."""
    return "struct_pack(" + ", ".join(f"{name} := {columns.get(name, f'{row}.{name}')}" for name in COLUMNS) + ")"


def retraction(row: str, release: Release) -> str:
    """The state `row` as taken back by `release`: its place and period stay, its figures go."""
    figures = {name: f"NULL::{'VARCHAR' if name == 'bound_kind' else 'DOUBLE'}" for name in FIGURES}
    return changed_row(
        row, retracted="true", release=text(release.release), known_basis=text(release.known_basis), **figures
    )


def retracts(row: str, release: Release) -> str:
    """Whether `release`, if it does not hold the key, takes the state `row` back."""
    if release.kind is not ReleaseKind.SNAPSHOT:
        return "false"
    return f"({alive(row)} AND {_inside(row, release.covers)})"


def _inside(row: str, covers: Covers) -> str:
    first, last = (f"DATE '{day.isoformat()}'" for day in (covers.first, covers.last))
    sides = {"place": covers.places, "substance_raw": covers.substances, "measure": covers.measures}
    parts = [f"{row}.period_start >= {first}", f"{row}.period_end <= {last}"]
    parts += [f"{row}.{name} IN ({', '.join(map(text, names))})" for name, names in sides.items() if names]
    return " AND ".join(parts)

"""Rules a row must keep. A broken rule is a result (row, column, rule, found, wanted), never an exception."""

from __future__ import annotations

from dataclasses import dataclass

ABSURD = 1e15


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` is an SQL condition over the raw table's text columns; `code` names its sentence in wording."""

    code: str
    column: str
    broken: str
    wanted: str


def quoted(column: str) -> str:
    """A column name as SQL reads it."""
    return '"' + column.replace('"', '""') + '"'


def filled(column: str) -> Rule:
    """The cell must not be empty."""
    return Rule("missing", column, f"trim(coalesce({quoted(column)}, '')) = ''", "a value")


def number(column: str, *, whole: bool = False, optional: bool = False) -> Rule:
    """The cell must be a finite number, not negative and not absurd."""
    cell = f"try_cast({quoted(column)} AS DOUBLE)"
    bad = f"({cell} IS NULL OR NOT isfinite({cell}) OR {cell} < 0 OR {cell} > {ABSURD:.0f}"
    bad += f" OR {cell} <> floor({cell}))" if whole else ")"
    empty = f"trim(coalesce({quoted(column)}, '')) = ''"
    return Rule("not_a_number", column, f"{bad} AND NOT {empty}" if optional else bad, "a number, zero or more")


def one_of(column: str, allowed: tuple[str, ...]) -> Rule:
    """The cell must be one of the publisher's own words."""
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in allowed)
    return Rule("unknown_code", column, f"trim({quoted(column)}) NOT IN ({listed})", "one of: " + ", ".join(allowed))


def pattern(column: str, regex: str, wanted: str) -> Rule:
    """The cell must look like what the publisher writes there."""
    return Rule("not_in_form", column, f"NOT regexp_full_match(trim(coalesce({quoted(column)}, '')), '{regex}')", wanted)


def year(column: str, last: int) -> Rule:
    """The year must lie between 1900 and the year the file can have been written in."""
    cell = f"try_cast(left(trim({quoted(column)}), 4) AS INTEGER)"
    return Rule("date_out_of_range", column, f"({cell} IS NULL OR {cell} < 1900 OR {cell} > {last})", f"a year from 1900 to {last}")


def known_place(column: str, places_table: str) -> Rule:
    """The place must be in the vocabulary; `places_table` is a table with the columns raw and place."""
    return Rule(
        "unknown_place", column, f"trim({quoted(column)}) NOT IN (SELECT raw FROM {places_table})",
        "a place of the vocabulary",
    )


def printable(column: str) -> Rule:
    """A name must be of a readable length and hold no control characters."""
    cell = quoted(column)
    return Rule("unreadable_name", column, f"(length({cell}) > 200 OR regexp_matches({cell}, '[\\x00-\\x1f\\x7f]'))", "up to 200 printable characters")

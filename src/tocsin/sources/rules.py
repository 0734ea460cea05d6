"""Rules a row must keep. A broken rule is a result (row, column, rule, found, wanted), never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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


def empty(column: str) -> str:
    """SQL: the cell is empty."""
    return f"trim(coalesce({quoted(column)}, '')) = ''"


def filled(column: str) -> Rule:
    """The cell must not be empty."""
    return Rule("missing", column, empty(column), "a value")


def number(column: str, *, whole: bool = False, optional: bool = False) -> tuple[Rule, ...]:
    """The cell must be a finite number, not negative and not absurd; NaN and infinity are told from words."""
    cell = f"try_cast(trim({quoted(column)}) AS DOUBLE)"
    wanted = "a whole number, zero or more" if whole else "a number, zero or more"
    return (
        *(() if optional else (filled(column),)),
        Rule(
            "not_a_number",
            column,
            f"({cell} IS NULL OR contains({quoted(column)}, '_')) AND NOT ({empty(column)})",
            wanted,
        ),  # DuckDB reads 1_000
        Rule("absurd", column, f"NOT ({cell} BETWEEN -{ABSURD:.0f} AND {ABSURD:.0f})", wanted),
        Rule("negative", column, f"{cell} < 0", wanted),
        *((Rule("not_whole", column, f"{cell} <> floor({cell})", wanted),) if whole else ()),
    )


def one_of(column: str, allowed: tuple[str, ...]) -> Rule:
    """The cell must be one of the publisher's own words, in any case."""
    listed = ", ".join("'" + word.upper().replace("'", "''") + "'" for word in allowed)
    return Rule(
        "unknown_code",
        column,
        f"upper(trim(coalesce({quoted(column)}, ''))) NOT IN ({listed})",
        "one of: " + ", ".join(allowed),
    )


def pattern(column: str, regex: str, wanted: str) -> Rule:
    """The cell must look like what the publisher writes there."""
    return Rule(
        "not_in_form", column, f"NOT regexp_full_match(trim(coalesce({quoted(column)}, '')), '{regex}')", wanted
    )


def year(column: str, last: int, suffix: str = "") -> tuple[Rule, ...]:
    """The cell must be a year from 1900 to `last`, with what the publisher may write after it."""
    cell = f"try_cast(left(trim({quoted(column)}), 4) AS INTEGER)"
    wanted = f"a year from 1900 to {last}"
    return (
        filled(column),
        pattern(column, r"\d{4}" + suffix, wanted),
        Rule("date_out_of_range", column, f"{cell} NOT BETWEEN 1900 AND {last}", wanted),
    )


def month(column: str, start: str, until: datetime) -> tuple[Rule, ...]:
    """The cell must be a month that `start` (SQL, NULL when it cannot be read) finds between 1900 and `until`."""
    return (
        filled(column),
        Rule("not_in_form", column, f"{start} IS NULL", "a month"),
        Rule(
            "date_out_of_range",
            column,
            f"{start} NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'",
            "a month that had begun",
        ),
    )


def begun(column: str, start: str, until: str) -> Rule:
    """The period must have begun when the file was published (`until`, SQL)."""
    return Rule("date_out_of_range", column, f"{start} > {until}", "a period that had begun when this was published")


def known_place(column: str, places_table: str) -> tuple[Rule, ...]:
    """The place must be in the vocabulary; `places_table` is a table with the columns raw and place."""
    cell = f"trim(coalesce({quoted(column)}, ''))"
    return (
        filled(column),
        Rule("unknown_place", column, f"{cell} NOT IN (SELECT raw FROM {places_table})", "a place of the vocabulary"),
    )


def printable(column: str) -> tuple[Rule, ...]:
    """A name must be there, be of a readable length, and hold no control characters."""
    cell = quoted(column)
    unseen = r"[\x00-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]"
    return (
        filled(column),
        Rule(
            "unreadable_name",
            column,
            f"length({cell}) > 200 OR regexp_matches({cell}, '{unseen}')",
            "up to 200 printable characters",
        ),
    )

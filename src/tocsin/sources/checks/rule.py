"""A rule that a row must keep. A broken rule is a result (row, column, rule, found, wanted), never an exception."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` is an SQL condition over the raw table's text columns; `code` names its sentences in wording.

    `column` names several columns with `+` between them. `wanted` is English, and a sentence of `wording` where other
    languages are to say it too.
    """

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

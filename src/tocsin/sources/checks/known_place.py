"""Known place: the vocabulary must have the place."""

from __future__ import annotations

from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.rule import Rule, quoted


def known_place(column: str, places_table: str) -> tuple[Rule, ...]:
    """The place must be in the vocabulary; `places_table` is a table with the columns raw and place."""
    cell = f"trim(coalesce({quoted(column)}, ''))"
    return (
        filled(column),
        Rule("unknown_place", column, f"{cell} NOT IN (SELECT raw FROM {places_table})", "a place of the vocabulary"),
    )

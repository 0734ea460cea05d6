"""Year: the cell must be a year that can be."""

from __future__ import annotations

from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.pattern import pattern
from tocsin.sources.checks.rule import Rule, quoted


def year(column: str, last: int, suffix: str = "") -> tuple[Rule, ...]:
    """The cell must be a year from 1900 to `last`, with what the publisher may write after it."""
    cell = f"try_cast(left(trim({quoted(column)}), 4) AS INTEGER)"
    wanted = f"a year from 1900 to {last}"
    return (
        filled(column),
        pattern(column, r"\d{4}" + suffix, wanted),
        Rule("date_out_of_range", column, f"{cell} NOT BETWEEN 1900 AND {last}", wanted),
    )

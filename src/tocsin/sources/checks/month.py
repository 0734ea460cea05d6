"""Month: the cell must be a month that can be."""

from __future__ import annotations

from datetime import datetime

from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.rule import Rule


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

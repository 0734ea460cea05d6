"""Begun: nothing is published of a time that has not come."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule


def begun(column: str, start: str, until: str) -> Rule:
    """The period must have begun when the file was published (`until`, SQL)."""
    return Rule("date_out_of_range", column, f"{start} > {until}", "a period that had begun when this was published")

"""In order: a period must end after it starts."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule


def in_order(columns: str, start: str, end: str) -> Rule:
    """The period from `start` to `end` (SQL dates) must not run backwards; `columns` are shown, with `+` between."""
    return Rule("period_reversed", columns, f"{start} > {end}", "a period that ends after it starts")

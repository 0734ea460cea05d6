"""Distinct: two rows that speak of the same thing must say the same."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule


def distinct(key: tuple[str, ...]) -> Rule:
    """One row for each `key`. Sifting itself looks for twins: this rule has no condition of its own."""
    return Rule("duplicate_key", "+".join(key), "", "one row for each key")

"""Filled: the cell must hold something."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, empty


def filled(column: str) -> Rule:
    """The cell must not be empty."""
    return Rule("missing", column, empty(column), "a value")

"""Whole row: a line must have the columns of its header."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule


def whole_row(width: int) -> Rule:
    """A line of `width` readable cells. Loading itself finds the others: this rule has no condition and no column."""
    return Rule("unreadable_row", "", "", f"{width} columns")

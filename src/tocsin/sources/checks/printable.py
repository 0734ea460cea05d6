"""Printable: a name must be one that a person can read."""

from __future__ import annotations

from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.rule import Rule, quoted

UNSEEN = r"[\x00-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]"


def printable(column: str) -> tuple[Rule, ...]:
    """A name must be there, be of a readable length, and hold no control characters."""
    cell = quoted(column)
    return (
        filled(column),
        Rule(
            "unreadable_name",
            column,
            f"length({cell}) > 200 OR regexp_matches({cell}, '{UNSEEN}')",
            "up to 200 printable characters",
        ),
    )

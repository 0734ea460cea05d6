"""One of: the cell must be a word that the publisher uses."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, quoted


def one_of(column: str, allowed: tuple[str, ...]) -> Rule:
    """The cell must be one of the publisher's own words, in any case."""
    listed = ", ".join("'" + word.upper().replace("'", "''") + "'" for word in allowed)
    return Rule(
        "unknown_code",
        column,
        f"upper(trim(coalesce({quoted(column)}, ''))) NOT IN ({listed})",
        "one of: " + ", ".join(allowed),
    )

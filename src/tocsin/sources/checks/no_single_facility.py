"""No single facility: nothing is kept of one prison, school or hospital."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, quoted


def no_single_facility(column: str, several: tuple[str, ...]) -> Rule:
    """The sample must not be of one institution: the cell is empty, or one of the words for none (`several`)."""
    words = ", ".join("'" + word.casefold().replace("'", "''") + "'" for word in ("", *several))
    return Rule(
        "single_facility",
        column,
        f"lower(trim(coalesce({quoted(column)}, ''))) NOT IN ({words})",
        "a catchment, not one institution",
    )

"""Pattern: the cell must look like what the publisher writes there."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, quoted


def pattern(column: str, regex: str, wanted: str) -> Rule:
    """The whole cell must match `regex`; `wanted` says in words what that is."""
    return Rule(
        "not_in_form", column, f"NOT regexp_full_match(trim(coalesce({quoted(column)}, '')), '{regex}')", wanted
    )

"""Not more than: a part cannot be larger than its whole."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, quoted


def not_more_than(column: str, tested: str) -> Rule:
    """The samples with a substance (`column`) must not be more than the samples tested for it (`tested`)."""
    part, whole = (f"try_cast(trim({quoted(one)}) AS DOUBLE)" for one in (column, tested))
    return Rule("more_than_tested", column, f"{part} > {whole}", f"no more than {tested}")

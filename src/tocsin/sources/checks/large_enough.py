"""Large enough: nothing is kept of a catchment so small that it could point at its people."""

from __future__ import annotations

from tocsin.sources.checks.rule import Rule, quoted

ANY_CATCHMENT = 3_000  # nothing at all of fewer people
PUBLIC_CATCHMENT = 10_000  # nothing public of fewer


def large_enough(population: str) -> Rule:
    """The plant must serve enough people (`population`, a column of numbers; one that tells no number is let pass)."""
    people = f"try_cast(trim({quoted(population)}) AS DOUBLE)"
    wanted = f"a catchment of {ANY_CATCHMENT:,} people or more"
    return Rule("small_catchment", population, f"{people} < {ANY_CATCHMENT}", wanted)

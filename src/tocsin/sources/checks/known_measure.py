"""Known measure: a source publishes what its catalogue row says."""

from __future__ import annotations

from dataclasses import replace

from tocsin.sources.checks.one_of import one_of
from tocsin.sources.checks.rule import Rule


def known_measure(column: str, measures: tuple[str, ...]) -> Rule:
    """The cell must be one of the measures that the source publishes."""
    return replace(one_of(column, measures), code="unknown_measure")

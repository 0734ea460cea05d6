"""The checks under their former name."""

from tocsin.sources.checks import (
    ABSURD,
    Rule,
    begun,
    empty,
    filled,
    known_place,
    month,
    number,
    one_of,
    pattern,
    printable,
    quoted,
    year,
)

__all__ = [
    "ABSURD",
    "Rule",
    "begun",
    "empty",
    "filled",
    "known_place",
    "month",
    "number",
    "one_of",
    "pattern",
    "printable",
    "quoted",
    "year",
]

"""Checks: one file for each thing that is asked of a row. The catalogue lists what a row can do wrong."""

from tocsin.sources.checks.begun import begun
from tocsin.sources.checks.distinct import distinct
from tocsin.sources.checks.filled import filled
from tocsin.sources.checks.in_order import in_order
from tocsin.sources.checks.known_measure import known_measure
from tocsin.sources.checks.known_place import known_place
from tocsin.sources.checks.large_enough import large_enough
from tocsin.sources.checks.month import month
from tocsin.sources.checks.no_single_facility import no_single_facility
from tocsin.sources.checks.not_more_than import not_more_than
from tocsin.sources.checks.number import ABSURD, number
from tocsin.sources.checks.one_of import one_of
from tocsin.sources.checks.pattern import pattern
from tocsin.sources.checks.printable import UNSEEN, printable
from tocsin.sources.checks.rule import Rule, empty, quoted
from tocsin.sources.checks.whole_row import whole_row
from tocsin.sources.checks.year import year

__all__ = [
    "ABSURD",
    "UNSEEN",
    "Rule",
    "begun",
    "distinct",
    "empty",
    "filled",
    "in_order",
    "known_measure",
    "known_place",
    "large_enough",
    "month",
    "no_single_facility",
    "not_more_than",
    "number",
    "one_of",
    "pattern",
    "printable",
    "quoted",
    "whole_row",
    "year",
]

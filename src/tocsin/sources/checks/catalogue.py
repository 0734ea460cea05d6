"""The checks in service. Listing is registering: each code has its sentences `rule.<code>` and `fix.<code>`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a row can do wrong. `made_by` names the functions of this package that ask for it.

    `scope` says what is at fault: a `cell` (a correction names one column), `cells` (one of several), or the whole
    `row`, which has no cells to correct. `vouch`: a person may let the row stand as it is, for it can be read all the
    same; no other rule is ever waived.
    """

    code: str
    made_by: tuple[str, ...]
    scope: Literal["cell", "cells", "row"] = "cell"
    vouch: bool = False

    @property
    def asks(self) -> str:
        """The code of the sentence that says what was broken."""
        return f"rule.{self.code}"

    @property
    def fix(self) -> str:
        """The code of the sentence that says how to mend it."""
        return f"fix.{self.code}"


CHECKS: tuple[Check, ...] = (
    Check("missing", ("filled", "number", "year", "month", "known_place", "printable")),
    Check("not_a_number", ("number",)),
    Check("absurd", ("number",)),
    Check("negative", ("number",)),
    Check("not_whole", ("number",)),
    Check("more_than_tested", ("not_more_than",), vouch=True),
    Check("unknown_code", ("one_of",)),
    Check("not_in_form", ("pattern", "year", "month")),
    Check("date_out_of_range", ("year", "month", "begun")),
    Check("period_reversed", ("in_order",), "cells"),
    Check("unknown_place", ("known_place",)),
    Check("unknown_measure", ("known_measure",)),
    Check("unreadable_name", ("printable",)),
    Check("duplicate_key", ("distinct",), "cells", vouch=True),  # of the rows that clash, this one counts
    Check("small_catchment", ("large_enough",)),
    Check("single_facility", ("no_single_facility",)),
    Check("unreadable_row", ("whole_row",), "row"),
)
VOUCHABLE = tuple(check.code for check in CHECKS if check.vouch)


def check(code: str) -> Check:
    """The check of a code; one that asks nothing of its own is a check of a cell."""
    return next((one for one in CHECKS if one.code == code), Check(code, ()))

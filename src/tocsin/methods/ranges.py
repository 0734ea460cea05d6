"""Ranges: the values that settings may have, written beside their types and held wherever a detector is made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from math import inf
from typing import Any, get_type_hints

from tocsin.errors import BadValue


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `least` to `most`, both included; with `between` neither is. NaN lies in none.

    `Annotated[int, Range(1)]` is a field that a detector asks to be 1 or more; None stands for what is left to choose,
    and of a tuple each part is meant.
    """

    least: float
    most: float = inf
    between: bool = False

    def holds(self, value: Any) -> bool:
        """Whether a value, or each part of a tuple, lies in it."""
        if isinstance(value, tuple):
            return all(self.holds(part) for part in value)
        if value is None:
            return True
        return self.least < value < self.most if self.between else self.least <= value <= self.most

    def __str__(self) -> str:
        if self.most == inf:
            return f"a number above {self.least:g}" if self.between else f"a number from {self.least:g} on"
        between = f"{self.least:g} and {self.most:g}"
        return f"a number between {between}" if self.between else f"a number between {between}, or either"


CHANCE = Range(0, 1, between=True)
POSITIVE = Range(0, between=True)
FROM_ZERO = Range(0)
FROM_ONE = Range(1)
FROM_TWO = Range(2)
ABOVE_ONE = Range(1, between=True)


def check_ranges(detector: Any) -> None:
    """Raise `BadValue` where a setting lies out of the range that its field names; call it in `__post_init__`."""
    for name, range_, usual in _ranges(type(detector)):
        value = getattr(detector, name)
        if not range_.holds(value):
            raise BadValue(
                f"{name} cannot be set to this",
                wanted=str(range_),
                got=str(value),
                next_step="leave it out" if usual is None else f"its usual value is {usual}",
            )


@lru_cache(maxsize=64)
def _ranges(kind: type) -> tuple[tuple[str, Range, Any], ...]:
    """Each field of a detector that names a range, with the range and the value it has if left out."""
    hints = get_type_hints(kind, include_extras=True)
    named = ((one, getattr(hints[one.name], "__metadata__", ())) for one in fields(kind))
    return tuple((one.name, mark, one.default) for one, marks in named for mark in marks if isinstance(mark, Range))

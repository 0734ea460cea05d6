"""Sharing marks (TLP 2.0), purposes, and the reader they are held against."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Mark(StrEnum):
    """Traffic Light Protocol 2.0, from the freest to the strictest."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class Purpose(StrEnum):
    """What a figure may be used for."""

    ANY = "any"
    HEALTH_ONLY = "health_only"


MARKS = tuple(Mark)


def strictest_mark(marks: Iterable[Mark]) -> Mark:
    """The mark of anything derived: the strictest of its inputs, `CLEAR` for none."""
    return max(marks, key=MARKS.index, default=Mark.CLEAR)


def strictest_purpose(purposes: Iterable[Purpose]) -> Purpose:
    """`HEALTH_ONLY` as soon as one input is, else `ANY`."""
    return Purpose.HEALTH_ONLY if Purpose.HEALTH_ONLY in set(purposes) else Purpose.ANY


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: the strictest mark they may see, and whether they look for health or enforcement."""

    clearance: Mark = Mark.CLEAR
    purpose: str = "health"

    def may_see(self, mark: Mark, purpose: Purpose) -> bool:
        """A `health_only` figure never reaches another purpose, whatever its mark."""
        cleared = MARKS.index(mark) <= MARKS.index(self.clearance)
        return cleared and (purpose is Purpose.ANY or self.purpose == "health")


PUBLIC = Reader()

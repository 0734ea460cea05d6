"""Headings: one name and its parts for each column, from one or more header rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

JOINED = " / "
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Headings:
    """`names` are told apart in any case; `parts` has one text for each header row of each column."""

    names: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]

    def at(self, name: str) -> int:
        """Where the column of this name stands; -1 where there is none."""
        return self.names.index(name) if name in self.names else -1


def headings(rows: Sequence[Sequence[str]], width: int) -> Headings:
    """Names and parts of `width` columns. An upper heading holds for the empty cells on its right, as merged cells do."""
    padded = [[_tidy(cell) for cell in (*row, *[""] * (width - len(row)))][:width] for row in rows]
    spread = [_spread(row, padded[-1]) for row in padded[:-1]] + padded[-1:]
    parts = tuple(tuple(row[column] for row in spread) for column in range(width))
    return Headings(_apart([_joined(one) for one in parts]), parts)


def _tidy(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.replace("+", " plus ")).strip()[:MOST_LETTERS]  # a rule joins columns with +


def _spread(row: list[str], lowest: list[str]) -> list[str]:
    """A heading holds to its right until the next one, over columns that have a heading of their own below."""
    held, out = "", []
    for cell, below in zip(row, lowest, strict=True):
        held = cell or (held if below else "")
        out.append(held)
    return out


def _joined(parts: tuple[str, ...]) -> str:
    kept = [part for number, part in enumerate(parts) if part and part not in parts[:number]]
    return JOINED.join(kept)


def _apart(names: list[str]) -> tuple[str, ...]:
    """Empty and repeated names get a number."""
    taken: set[str] = {"file_row"}
    out: list[str] = []
    for number, name in enumerate(names, 1):
        bare = name or f"column {number}"
        chosen, again = bare, 2
        while chosen.casefold() in taken:
            chosen, again = f"{bare} ({again})", again + 1
        taken.add(chosen.casefold())
        out.append(chosen)
    return tuple(out)

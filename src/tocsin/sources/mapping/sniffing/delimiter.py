"""Delimiter: what stands between the cells, by which sign most rows have the same number of cells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence

from tocsin.sources.opening import parted

SIGNS = (";", "\t", "|", ",")  # a comma may stand in a number: it comes last where two part the rows as well
LINES = 200


def delimiter_of(text: str) -> str:
    """The sign that parts most rows into the same number of cells, two or more; a comma where none does."""
    lines = [line for line in text.split("\n")[: LINES * 2] if line.strip()][:LINES]
    return max(reversed(SIGNS), key=lambda sign: _alike(lines, sign))


def parsed(lines: Sequence[str], sign: str) -> list[list[str]]:
    """The rows of some lines; where one of them is no CSV, each line on its own, and that one left out."""
    try:
        return list(csv.reader((f"{line}\n" for line in lines), delimiter=sign))
    except csv.Error:
        return [row for line in lines if (row := parted(line, sign))]


def _alike(lines: list[str], sign: str) -> tuple[int, int]:
    """How many rows have the commonest width, and that width."""
    widths = Counter(len(row) for row in parsed(lines, sign))
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0, 0
    width = max(several, key=lambda one: (several[one], one))
    return several[width], SIGNS[::-1].index(sign)

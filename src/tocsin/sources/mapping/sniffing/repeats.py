"""Repeats: rows that speak of the same place, time and substance, and whether they are to be added up."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.sources.mapping.questions import Choice, Desk, Question
from tocsin.sources.mapping.sniffing.columns import Column


def adds_up(columns: Sequence[Column], key: Sequence[str], totals: Sequence[str], desk: Desk) -> bool:
    """Whether rows with the same key are parts of one figure. Asked where the sample holds such rows."""
    told = [one.cells for one in columns if one.name in key]
    seen: set[tuple[str, ...]] = set()
    for row in zip(*told, strict=True):
        if row in seen and all(row) and not set(row) & set(totals):
            choices = (Choice("yes"), Choice("no"))
            return desk.ask(Question("add_up", choices, "", example=", ".join(row))) == "yes"
        seen.add(row)
    return False

"""Numbers: which sign is the decimal and which parts thousands, by what the figures of the sample leave possible."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tocsin.records.mapping import Numbers
from tocsin.sources.mapping.questions import Choice, Desk, Question

POINT, COMMA = Numbers(".", ","), Numbers(",", ".")
FIGURE = re.compile(r"\d[\d.,]*")
PARTED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")


def numbers_of(cells: Iterable[str], desk: Desk, *, whole: bool, typed: bool, language: str) -> Numbers:
    """How numbers are written. `whole`: they are all counts, which have no decimals; `typed`: a spreadsheet wrote them.

    Asked only where every figure with a sign is like 1.234: a thousand, or one and a bit.
    """
    figures = [
        found[0].rstrip(".,") for cell in cells if (found := FIGURE.search(re.sub(r"(?<=\d)\s(?=\d)", "", cell)))
    ]
    signed = [figure for figure in figures if "." in figure or "," in figure]
    sure = {decimal for figure in signed if (decimal := _decimal(figure))}
    if not signed or (typed and "," not in sure):
        return Numbers(".", "," if any("," in figure for figure in signed) else "")
    if sure:
        return COMMA if sure == {","} else POINT if sure == {"."} else _mixed(signed)
    parting = signed[0][len(signed[0]) - 4]
    if whole:
        return POINT if parting == "," else COMMA
    return _asked(signed[0], parting, desk, language)


def _decimal(figure: str) -> str:
    """The decimal sign that one figure gives away; empty where both can be."""
    last = max(figure.rfind("."), figure.rfind(","))
    sign, other = figure[last], "," if figure[last] == "." else "."
    if other in figure:
        return sign
    if figure.count(sign) > 1:
        return other
    return "" if PARTED.fullmatch(figure) else sign


def _mixed(signed: list[str]) -> Numbers:
    """Figures that contradict each other: the sign that more of them speak for. The others are set aside when read."""
    commas = sum(_decimal(figure) == "," for figure in signed)
    return COMMA if commas * 2 > len(signed) else POINT


def _asked(figure: str, parting: str, desk: Desk, language: str) -> Numbers:
    before, after = figure[:-4], figure[-3:]
    choices = (Choice("thousands", before + after), Choice("decimal", f"{before}.{after}"))
    american = language == "en" or parting == "."
    default = "thousands" if (parting == "," and american) or (parting == "." and language != "en") else "decimal"
    answer = desk.ask(Question("decimal", choices, default, example=figure))
    other = "," if parting == "." else "."
    return Numbers(other, parting) if answer == "thousands" else Numbers(parting, other)

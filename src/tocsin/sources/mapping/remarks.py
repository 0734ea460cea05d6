"""Remarks around a table: titles above it and footnotes below. They are rows of the file and no figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.sources.mapping.calendar import plain

OPENS = re.compile(
    r"^\W*(?:[*†‡§¹²³(\[]|(?:source|sources|note|notes|nota|notas|fuente|fuentes|remarque|footnote|preliminar|"
    r"provisional|donnees|datos|data|extracted|extrait|elaborado|n\.?d\.?\s*[=:]|suppr\.?\s*[=:]|\d\s*[/).]\s)\b)"
)
SENTENCE = 25  # letters: a cell that is longer, and holds several words, is no figure and no name


def is_remark(cells: Sequence[str], width: int) -> bool:
    """Whether a row is a title, a footnote or blank: one filled cell, one long text over many, or a note's first word."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) <= 1:
        return not filled or width > 1
    if len(set(filled)) == 1:
        return len(filled[0]) >= SENTENCE or (_speaks(filled[0]) and len(filled[0]) > 3)
    return len(filled) * 2 <= width and _speaks(filled[0])


def is_footnote(cells: Sequence[str], width: int) -> bool:
    """A remark, or a line of prose whose commas part it into cells: a first word of notes and another width."""
    if is_remark(cells, width):
        return True
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(cells) != width and _speaks(filled[0])


def _speaks(text: str) -> bool:
    return bool(OPENS.match(plain(text))) or (len(text) >= SENTENCE and text.count(" ") >= 3)

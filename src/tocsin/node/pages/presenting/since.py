"""What changed of a series after the day that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins.since import MoveRow, caption, heading, rows, sentences
from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked
from tocsin.records.since import Since

NEWEST = 12  # periods shown at once; the others unfold
Linked = tuple[MoveRow, str]


@dataclass(frozen=True, slots=True)
class SinceTold:
    """Sentences, most important first, and the table; each row has the address of its newest release, or none."""

    heading: str
    sentences: tuple[str, ...]
    caption: str
    rows: tuple[Linked, ...]
    older: tuple[Linked, ...]
    said: bool


def since_told(told: Since, asked: Asked) -> SinceTold:
    """In the reader's language."""
    language = asked.language
    listed = tuple((row, _link(row)) for row in rows(told, language))
    return SinceTold(
        heading(told, language),
        sentences(told, language),
        caption(told, language),
        listed[:NEWEST],
        listed[NEWEST:],
        any(row.said for row, _ in listed),
    )


def _link(row: MoveRow) -> str:
    """A release that came after the day looked at stands on the page of today alone."""
    return address("release", {}, row.release) if row.release else ""

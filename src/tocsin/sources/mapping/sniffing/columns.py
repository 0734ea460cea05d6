"""Columns: what the sample holds, read downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.sources.mapping.calendar import tokens
from tocsin.sources.mapping.headings import Headings, headings
from tocsin.sources.mapping.sniffing.frame import Frame
from tocsin.sources.mapping.sniffing.kinds import majority


@dataclass(frozen=True, slots=True)
class Column:
    """`cells` are all of the sample, `filled` the distinct ones in their order; `words` are those of its heading."""

    number: int
    name: str
    parts: tuple[str, ...]
    cells: tuple[str, ...]
    filled: tuple[str, ...]
    kind: str
    words: frozenset[str]

    def has(self, *words: str) -> bool:
        """Whether the heading holds one of the words, in any form without accents."""
        return not self.words.isdisjoint(words)


def columns_of(frame: Frame) -> tuple[Headings, tuple[Column, ...]]:
    """The headings of a frame and its columns."""
    upper = frame.header or (("",) * frame.width,)
    named = headings(upper, frame.width)
    turned: Sequence[Sequence[str]] = list(zip(*frame.body, strict=True)) if frame.body else [()] * frame.width
    return named, tuple(
        Column(
            number,
            name,
            parts,
            tuple(cells),
            tuple(dict.fromkeys(cell for cell in cells if cell)),
            majority(cells),
            words_of(name),
        )
        for number, (name, parts, cells) in enumerate(zip(named.names, named.parts, turned, strict=True))
    )


def words_of(text: str) -> frozenset[str]:
    """The words of a heading; those written together, as totalSamples or cve_ent, apart as well."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in text)
    return frozenset((*tokens(text), *tokens(text.replace("_", " ")), *tokens(spaced)))

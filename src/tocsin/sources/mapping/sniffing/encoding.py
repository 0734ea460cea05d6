"""Encoding: how the letters of a text file are written, from all of its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

from tocsin.errors import FileRefused
from tocsin.sources.plain import UTF_16, surveyed

PIECE = 1 << 20
LONGEST = 4 << 20  # bytes: a first line beyond it is no header
WINDOWS = frozenset(range(0x80, 0xA0))  # letters and quotes there, controls in Latin-1
UNDEFINED = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # in Windows-1252


def encoding_of(path: Path) -> str:
    """utf-8, utf-16, cp1252 or latin-1. UTF-8 with single broken lines stays UTF-8: those rows are set aside.

    Raises `FileRefused` for binary data.
    """
    with path.open("rb") as file:
        start = file.read(LONGEST)
    if start[:2] in UTF_16:
        return "utf-16"
    if len(start) == LONGEST and b"\n" not in start:
        raise FileRefused(
            "this file is one long line",
            wanted="a line for each row",
            got=f"no line break in {LONGEST >> 20} MB",
            next_step="export it as CSV again",
        )
    if b"\x00" in start:
        return _wide_letters(start)
    survey = surveyed(path)
    if not survey.broken or survey.multibyte:
        return "utf-8"
    odd = _odd_bytes(path)
    return "cp1252" if odd and not odd & UNDEFINED else "latin-1"


def _wide_letters(start: bytes) -> str:
    """UTF-16 without its mark has a zero in every second place of plain letters."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    for zeros, others, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > half * 0.4 and others < half * 0.05:
            return codecs.lookup(name).name
    raise FileRefused(
        "this file holds NUL bytes", wanted="text, XLSX or Parquet", got="binary data", next_step="export it as CSV"
    )


def _odd_bytes(path: Path) -> frozenset[int]:
    found: set[int] = set()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found |= set(piece) & WINDOWS
    return frozenset(found)

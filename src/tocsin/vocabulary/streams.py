"""Streams: the kinds of place where a signal can show."""

from __future__ import annotations

from functools import cache

from tocsin.vocabulary.rows import label as words
from tocsin.vocabulary.rows import rows


@cache
def label(stream: str, language: str) -> str:
    """The name of a stream; the code itself where it is not one of ours."""
    found = next((row for row in rows("streams") if row["id"] == stream), None)
    return words(found, language) if found else stream

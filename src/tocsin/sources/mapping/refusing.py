"""Refusing what needs no mapping: a file of a source that is known already."""

from __future__ import annotations

from tocsin.errors import FileRefused
from tocsin.sources.adapters.listing import ADAPTERS

FEW = 5  # columns: a header of fewer is anybody's, and must be there whole and alone


def known_source(names: tuple[str, ...]) -> str:
    """The catalogued source whose header stands among these columns; empty where there is none."""
    held = set(names)
    fitting = [
        one for one in ADAPTERS if set(one.header) <= held and (len(one.header) >= FEW or set(one.header) == held)
    ]
    return max(fitting, key=lambda one: len(one.header)).source if fitting else ""


def refuse_known(names: tuple[str, ...]) -> None:
    """Raise `FileRefused` for the header of a catalogued source, with the command that takes the file in."""
    name = known_source(names)
    if name:
        raise FileRefused(
            f"this is a file of {name}, which needs no mapping",
            got="its columns " + ", ".join(names[:9]),
            next_step=f"use tocsin ingest FILE --source {name}",
        )

"""Names of sources: short ones where they are written, else what the source is called."""

from __future__ import annotations

from tocsin.wording.speaking import knows, say


def source_name(name: str, language: str, title: str = "") -> str:
    """The short name of a source; of one that this house did not write, its title or its name."""
    code = f"source.{name}.short"
    return say(code, language) if knows(code) else title or name

"""Blocks of docs/reference/nowcast.md: each bench writes its own, between its markers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "nowcast.md"


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_block(name: str, text: str, page: Path = PAGE) -> None:
    """Put `text` between `<!-- name -->` and `<!-- /name -->`; at the end of the page where they are not there yet."""
    begins, ends = f"<!-- {name} -->", f"<!-- /{name} -->"
    whole = page.read_text(encoding="utf-8") if page.exists() else "# Nowcast, measured\n"
    block = f"{begins}\n{text.strip()}\n{ends}"
    if begins in whole and ends in whole:
        before, rest = whole.split(begins, 1)
        whole = before + block + rest.split(ends, 1)[1]
    else:
        whole = f"{whole.rstrip()}\n\n{block}\n"
    page.write_text(whole, encoding="utf-8")

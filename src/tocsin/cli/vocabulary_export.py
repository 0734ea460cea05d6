"""`tocsin vocabulary export`: the vocabulary itself, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tocsin.cli.options import Home, home_if_any


def export(
    *,
    format: Annotated[
        Literal["csv", "json", "skos"], Parameter(help="csv: one row for each substance; skos: a thesaurus in Turtle.")
    ] = "csv",
    table: Annotated[str | None, Parameter(help="With csv: one table as it is, such as `names`.")] = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="A file; else standard output.")] = None,
    home: Home = None,
) -> int:
    """Write the whole vocabulary: substances with names, numbers, classes, groups, schedules and sources.

    Inside a node's home the node's own rows are in it, with the reasons that were given for them: read them before you
    hand the file on. What the site offers holds the project's rows alone. The compilation may be used under Apache-2.0.

    Example: `tocsin vocabulary export --format skos -o vocabulary.ttl`
    """
    import sys

    from tocsin.errors import UsageError
    from tocsin.flow.writing import write
    from tocsin.vocabulary import exporting

    home_if_any(home)
    if format == "csv":
        write(exporting.table(table) if table else exporting.flat(), "csv", output)
        return 0
    if table:
        raise UsageError("a single table is written as CSV", got=format, next_step="leave out --format, or --table")
    text = _text(format)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.buffer.write(text.encode())
    return 0


def _text(format: str) -> str:
    import json

    from tocsin.vocabulary.exporting import document
    from tocsin.vocabulary.thesaurus import turtle

    return turtle() if format == "skos" else json.dumps(document(), ensure_ascii=False, indent=1) + "\n"

"""`tocsin vocabulary export`: the vocabulary itself, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from tocsin.cli.options import Home, home_of


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

    Inside a node's home the node's own rows are in it. The compilation may be used under Apache-2.0.

    Example: `tocsin vocabulary export --format skos -o vocabulary.ttl`
    """
    import sys

    from tocsin.errors import UsageError
    from tocsin.flow.writing import write
    from tocsin.vocabulary import exporting

    _with_own_names(home)
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


def _with_own_names(home: Path | None) -> None:
    """Open the home that is named or near, if there is one: the project's vocabulary needs none."""
    from tocsin.errors import HomeError

    try:
        home_of(home)
    except HomeError:
        if home is not None:
            raise


def _text(format: str) -> str:
    import json

    from tocsin.vocabulary.exporting import document
    from tocsin.vocabulary.thesaurus import turtle

    return turtle() if format == "skos" else json.dumps(document(), ensure_ascii=False, indent=1) + "\n"

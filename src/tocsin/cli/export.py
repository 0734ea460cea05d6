"""`tocsin export`: figures as a table for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from tocsin.cli.options import AsOf, Clearance, Home, date_of, home_of, reader_of
from tocsin.cli.output import remark


def export(
    what: Literal["observations", "panels", "findings", "signals", "odm"],
    *,
    source: str | None = None,
    substance: str | None = None,
    place: str | None = None,
    since: Annotated[str | None, Parameter(help="Only periods that end on or after this date.")] = None,
    as_of: AsOf = None,
    format: Annotated[Literal["csv", "parquet", "json"], Parameter(help="json: one object a line.")] = "csv",
    output: Annotated[Path | None, Parameter(name=["--output", "-o"], help="A file; else standard output.")] = None,
    clearance: Clearance = "clear",
    home: Home = None,
) -> int:
    """Write observations, panels, findings or signals as CSV, Parquet or JSON lines; `odm`: wastewater as PHES-ODM.

    Example: `tocsin export observations --source cbp-drug-seizures --substance fentanyl --as-of 2026-01-15 --format csv`
    """
    from tocsin.flow.export import table
    from tocsin.flow.writing import write

    node, reader = home_of(home), reader_of(clearance)
    asked: Any = {"source": source, "substance": substance, "place": place, "since": since, "as_of": date_of(as_of)}
    made = table(node, what, **asked, reader=reader)
    write(made, format, output)
    if not made.num_rows:
        hidden = table(node, what, **asked, reader=reader_of("red")).num_rows
        remark(f"No row. {hidden:,} rows are left out by their mark: see --clearance." if hidden else "No row.")
    return 0

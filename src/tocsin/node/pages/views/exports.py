"""The same figures as files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
from django.http import HttpRequest, HttpResponse

from tocsin.flow import export, writing
from tocsin.flow.series import series as view_of
from tocsin.node.pages.asking import asked, or_404


def signals(request: HttpRequest) -> HttpResponse:
    """The ranked list as CSV."""
    what = asked(request)
    return csv_file(
        export.table(what.node, "signals", as_of=what.as_of, reader=what.reader),
        f"tocsin-signals-{what.as_of:%Y-%m-%d}.csv",
    )


def values(request: HttpRequest, series: str) -> HttpResponse:
    """The periods of one series as CSV."""
    what = asked(request)
    view = or_404(view_of, what.node, series, what.reader, what.as_of)
    names = (
        "start",
        "end",
        "value",
        "tested",
        "status",
        "earlier",
        "earlier_tested",
        "expected",
        "upper",
        "lower",
        "p_value",
        "verdict",
        "rung",
        "completeness",
        "nowcast",
        "nowcast_low",
        "nowcast_high",
        "stand",
    )
    rows = [{name: getattr(cell, name) for name in names} for cell in view.cells]
    head = {
        name: getattr(view, name) for name in ("source", "substance", "place", "measure", "cadence", "mark", "purpose")
    }
    return csv_file(
        pa.Table.from_pylist([head | row for row in rows]), f"tocsin-{series[:12]}-{what.as_of:%Y-%m-%d}.csv"
    )


def csv_file(table: pa.Table, name: str) -> HttpResponse:
    """A table as a CSV file to keep."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / name
        writing.write(table, "csv", target)
        content = target.read_bytes()
    return attached(content, "text/csv; charset=utf-8", name)


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep, under a name."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

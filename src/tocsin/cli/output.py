"""Output: JSON for programs, sentences and tables for people, errors and progress on standard error."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tocsin.errors import TocsinError


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dataclasses as objects, dates as ISO text, NaN and infinity as null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (date, datetime, Path)):
        return str(value) if isinstance(value, Path) else value.isoformat()
    return value


def as_json(value: Any) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[str] = ()) -> None:
    """Print a table that fits the window; columns named in `right` are aligned to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 160, highlight=False, markup=False).print(shown)


def say(text: str) -> None:
    """Print one line, at once: whoever reads through a pipe waits for the address of the site."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def remark(text: str) -> None:
    """One line on standard error, beside an answer that a program may read."""
    sys.stderr.write(f"tocsin: {text}\n")


def explain(error: TocsinError, *, as_json: bool) -> None:
    """An error on standard error: one sentence, or its parts as JSON."""
    parts = {
        "error": type(error).__name__,
        "what": error.what,
        "wanted": error.wanted,
        "got": error.got,
        "next": error.next_step,
    }
    sys.stderr.write(json.dumps(parts, ensure_ascii=False) + "\n" if as_json else f"tocsin: {error}\n")


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error for long work; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda name, done, total: bar.update(task, description=f"{title}: {name}", completed=done, total=total)

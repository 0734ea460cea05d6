"""Options that many commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.mark import Reader

Home = Annotated[
    Path | None, Parameter(name="--home", help="The node's folder; else TOCSIN_HOME, else the nearest one upwards.")
]
AsOf = Annotated[str | None, Parameter(name="--as-of", help="Answer as things were known on this date (YYYY-MM-DD).")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON for programs.")]
Language = Annotated[Literal["en", "fr", "es"], Parameter(name="--language", help="Language of sentences.")]
Clearance = Annotated[
    Literal["clear", "green", "amber", "amber+strict", "red"],
    Parameter(name="--clearance", help="Show what is marked up to this TLP mark: your own files are green at first."),
]


def home_of(home: Path | None) -> Node:
    """The node a command works on."""
    from tocsin.flow.home import open_home

    return open_home(home)


def home_if_any(home: Path | None) -> Node | None:
    """The node a command works beside: the one that is named, else the nearest, else none."""
    from tocsin.errors import HomeError

    try:
        return home_of(home)
    except HomeError:
        if home is not None:
            raise
    return None


def reader_of(clearance: str) -> Reader:
    """Who looks: the keeper at the keyboard, for health, up to the mark that was asked for."""
    from tocsin.records.mark import Mark, Reader

    return Reader(Mark(f"TLP:{clearance.upper()}"))


def date_of(text: str | None) -> datetime | None:
    """The end of the day that a user names, or None."""
    from tocsin.clock import moment

    return moment(text) if text else None

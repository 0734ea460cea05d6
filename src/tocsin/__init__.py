"""Tocsin: early warning and trend tracking for drugs, from published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.flow.home import Node

__version__ = "0.1.0"


def open(directory: str | Path) -> Node:
    """Open the node home in `directory`. Raises `HomeError` when there is none."""
    from tocsin.flow.home import open_home

    return open_home(directory)

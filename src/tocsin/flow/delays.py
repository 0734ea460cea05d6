"""Delays: what is still to come of each series' newest periods, learned from the releases known by then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.nowcast import Nowcast
    from tocsin.records.panel import Panel
    from tocsin.records.source import Source


def nowcast_of(node: Node, source: Source, panel: Panel, at: datetime) -> Nowcast | None:
    """The nowcast of each series of `panel` as known at `at`; None where its source has shown no delay yet."""
    return None

"""The ledger: what this node did, in the site's own database. Lake before ledger: a run is in the lake first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.flow.home import Node


def apply_runs(node: Node) -> int:
    """Record every run of the lake that the ledger does not know yet; how many that were.

    Safe to call at any time and twice: at start, after a night, after a crash in between.
    """
    from tocsin.node.ledger.applying import apply_missing

    return apply_missing(node.lake.runs())

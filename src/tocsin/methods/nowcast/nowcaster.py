"""Nowcasters: what reads the vintages of a source and says what its newest periods will come to."""

from __future__ import annotations

from typing import Protocol

from tocsin.records.nowcast import Nowcast
from tocsin.records.vintages import Vintages


class Nowcaster(Protocol):
    """Something that nowcasts many series at once."""

    @property
    def name(self) -> str:
        """Name, version and settings."""
        ...

    def nowcast(self, vintages: Vintages) -> Nowcast:
        """The final figures of all periods as of the newest vintage, learned from the vintages and nothing else."""
        ...

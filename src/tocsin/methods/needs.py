"""What a method asks of a panel, and the one question every method answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.records.panel import Panel


@dataclass(frozen=True, slots=True)
class Needs:
    """`history`: periods before the one looked at. `denominators`: `Panel.tested` must be known."""

    history: int
    denominators: bool = False
    whole_numbers: bool = True


class Method(Protocol):
    """Something that reads a panel and answers with findings (`FINDING_SCHEMA`); its class states `needs: Needs`."""

    @property
    def name(self) -> str:
        """Name, version and settings: part of a finding's key."""
        ...

    def detect(self, panel: Panel, everything: bool = False) -> pa.Table:
        """Findings of the panel's newest periods; with `everything`, also what stayed within."""
        ...

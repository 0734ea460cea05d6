"""The sources in service. Listing is registering: one literal row for each, and nothing of a source elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.errors import UsageError
from tocsin.records.source import Source
from tocsin.sources.catalogue import (
    drug_checking,
    harms,
    laboratories,
    local_harms,
    money,
    police,
    seizures,
    wastewater,
)

SOURCES: tuple[Source, ...] = (
    *seizures.ROWS,
    *money.ROWS,
    *laboratories.ROWS,
    *drug_checking.ROWS,
    *wastewater.ROWS,
    *harms.ROWS,
    *local_harms.ROWS,
    *police.ROWS,
)


def source(name: str, among: Iterable[Source] = SOURCES) -> Source:
    """The row of a source, by default of the bundled catalogue. Raises `UsageError` with the names there are."""
    rows = tuple(among)
    found = next((one for one in rows if one.name == name), None)
    if found is None:
        raise UsageError(
            "no such source",
            wanted="one of " + ", ".join(one.name for one in rows),
            got=name,
            next_step="run `tocsin sources`",
        )
    return found

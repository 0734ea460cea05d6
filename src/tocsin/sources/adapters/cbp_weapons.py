"""CBP weapons and ammunition seizures: one row for each event and category, counted into cells by office and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.adapters.fiscal import fiscal_rules, fiscal_start, renewed_after
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, number, one_of, printable

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

START = fiscal_start("Fiscal Year")
PLACE = '(SELECT any_value(place) FROM offices WHERE raw = trim("Area of Responsibility"))'
OFFICE = (
    'concat_ws(\'|\', left(trim("Fiscal Year"), 4), upper(trim("Month (abbv)")), trim(Component), trim(Region), '
    'upper(trim("Area of Responsibility")))'
)
WAY = 'concat_ws(\'|\', upper(trim("Inbound/Outbound")), trim("Mode of Transportation"), trim("Seizure Type"))'
# Event ids are written as decimals: 2144569237.0.
EVENT = 'CAST(try_cast(trim("Event ID") AS DOUBLE) AS BIGINT)'
CATEGORY, QUANTITY = "trim(Category)", '"Quantity Seized"'
WHOLE = "all weapons and ammunition"
# What a quantity counts. Of a category that is not here the unit is not known: its quantity stays an attribute.
COUNTED_IN = {
    "Handgun": "firearms",
    "Long Arm": "firearms",
    "Ammunition": "rounds",
    "Magazine": "firearm_parts",
    "Receivers": "firearm_parts",
    "Scope": "firearm_parts",
    "Silencer (Muffler or Sound Moderator)": "firearm_parts",
}
MEASURES = ("seizures", *dict.fromkeys(COUNTED_IN.values()))
CELLS = f"""
CREATE TABLE cells AS SELECT {OFFICE} AS office, {WAY} AS way, {CATEGORY} AS category, {PLACE} AS place,
any_value({START}) AS start, lower(any_value(trim("Inbound/Outbound"))) AS direction,
any_value(trim("Mode of Transportation")) AS mode, any_value(trim("Seizure Type")) AS kind,
count(DISTINCT {EVENT}) AS events, sum(CAST({QUANTITY} AS DECIMAL(38, 6))) AS quantity,
list(file_row ORDER BY file_row) AS file_rows
FROM once AS good GROUP BY ALL ORDER BY min(file_row)
"""
OFFICES = f"""
CREATE TABLE office_months AS SELECT {OFFICE} AS office, {PLACE} AS place, any_value({START}) AS start,
count(DISTINCT {EVENT}) AS events,
list(file_row ORDER BY file_row) AS file_rows FROM once AS good GROUP BY ALL ORDER BY min(file_row)
"""


@dataclass(frozen=True, slots=True)
class CbpWeapons:
    """Events and quantities by office, month, direction, mode and category, and the events of an office in all.

    One event stands in several rows, one for each category: the events of categories are never added, and the series
    of all weapons and ammunition counts each event once.
    """

    source: ClassVar[str] = "cbp-weapons"
    header: ClassVar[tuple[str, ...]] = (
        "Fiscal Year",
        "Month (abbv)",
        "Component",
        "Region",
        "Area of Responsibility",
        "Inbound/Outbound",
        "Mode of Transportation",
        "Seizure Type",
        "Category",
        "Event ID",
        "Quantity Seized",
    )
    key: ClassVar[tuple[str, ...]] = header[:10]
    identity: ClassVar[str] = f"concat_ws(chr(31), {OFFICE}, {WAY}, {CATEGORY}, CAST({EVENT} AS VARCHAR))"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Offices and sectors by the publisher's names, in capitals or not."""
        place_table(connection, "offices", "Area of Responsibility", "cbp")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A fiscal month, an office, a direction, names, an event and a quantity."""
        names = ("Region", "Mode of Transportation", "Seizure Type", "Category")
        return (
            *fiscal_rules("Fiscal Year", until),
            one_of("Component", ("Office of Field Operations", "U.S. Border Patrol")),
            *(rule for column in names for rule in printable(column)),
            *known_place("Area of Responsibility", "offices"),
            one_of("Inbound/Outbound", ("Inbound", "Outbound", "Other")),
            *number("Event ID", whole=True),
            *number("Quantity Seized"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """Count the events; one snapshot of the portal."""
        extent = covers(connection, START, f"last_day({START})", places=PLACE, measures=MEASURES)
        if extent is None:
            return []
        connection.execute(CELLS)
        connection.execute(OFFICES)
        return [Plan("true", *renewed_after(extent.last, known_at), ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Events of a category, events of all, and the quantities whose unit is known."""
        return (self._events(), self._all(), *(self._counted(name) for name in MEASURES[1:]))

    def _events(self) -> dict[str, str]:
        told = "'direction': direction, 'mode': mode, 'kind': kind"
        return _shared() | {
            "from": "cells",
            "measure": "'seizures'",
            "value": "events",
            "attributes": f"MAP {{{told}, 'quantity': CAST(CAST(quantity AS DOUBLE) AS VARCHAR)}}",
        }

    def _counted(self, measure: str) -> dict[str, str]:
        listed = ", ".join(f"'{name}'" for name, counted in COUNTED_IN.items() if counted == measure)
        return _shared() | {
            "from": "cells",
            "measure": f"'{measure}'",
            "value": "quantity",
            "attributes": "MAP {'direction': direction, 'mode': mode}",
            "where": f"category IN ({listed})",
        }

    def _all(self) -> dict[str, str]:
        return _shared() | {
            "from": "office_months",
            "record": "office",
            "substance_raw": f"'{WHOLE}'",
            "measure": "'seizures'",
            "value": "events",
        }


def _shared() -> dict[str, str]:
    return {
        "record": "office || '|' || way",
        "substance_raw": "category",
        "place": "place",
        "place_precision": "'field_office'",
        "period_start": "start",
        "period_end": "last_day(start)",
    }

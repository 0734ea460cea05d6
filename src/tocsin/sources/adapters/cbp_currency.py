"""CBP currency seizures: field office or sector by month and direction, events and US dollars."""

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
END = f"last_day({START})"
PLACE = '(SELECT any_value(place) FROM offices WHERE raw = trim("Area of Responsibility"))'
RECORD = (
    'concat_ws(\'|\', left(trim("Fiscal Year"), 4), upper(trim("Month (abbv)")), trim(Component), trim(Region), '
    'trim("Land Filter"), upper(trim("Area of Responsibility")), upper(trim("Inbound/Outbound")))'
)
EVENTS, AMOUNT = '"Count of Seizure Events"', '"Currency Seizures Amount (USD)"'
# Where the amount is not known the portal prints a dollar or two for an event. It is kept, and marked.
PLACEHOLDER = 2
STANDS_IN = f"CAST({AMOUNT} AS DOUBLE) <= {PLACEHOLDER} * CAST({EVENTS} AS DOUBLE)"


@dataclass(frozen=True, slots=True)
class CbpCurrency:
    """A row gives two observations: `seizures` (events) and `amount_usd`. A row that is absent is a zero."""

    source: ClassVar[str] = "cbp-currency"
    header: ClassVar[tuple[str, ...]] = (
        "Fiscal Year",
        "Month (abbv)",
        "Component",
        "Region",
        "Land Filter",
        "Area of Responsibility",
        "Inbound/Outbound",
        "Count of Seizure Events",
        "Currency Seizures Amount (USD)",
    )
    key: ClassVar[tuple[str, ...]] = header[:7]
    identity: ClassVar[str] = RECORD

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Offices and sectors by the publisher's names, in capitals or not."""
        place_table(connection, "offices", "Area of Responsibility", "cbp")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A fiscal month, an office, a direction, and two numbers. However large an amount is, it is kept."""
        return (
            *fiscal_rules("Fiscal Year", until),
            one_of("Component", ("Office of Field Operations", "U.S. Border Patrol")),
            *printable("Region"),
            *printable("Land Filter"),
            *known_place("Area of Responsibility", "offices"),
            one_of("Inbound/Outbound", ("Inbound", "Outbound", "Other")),
            *number("Count of Seizure Events", whole=True),
            *number("Currency Seizures Amount (USD)"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the portal."""
        extent = covers(connection, START, END, places=PLACE, measures=("seizures", "amount_usd"))
        if extent is None:
            return []
        return [Plan("true", *renewed_after(extent.last, known_at), ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Events, then dollars; an amount that only stands in for one says so."""
        direction = "'direction': lower(trim(\"Inbound/Outbound\")), 'region': trim(Region)"
        marked = f"MAP {{{direction}, 'amount': 'a placeholder: no more than {PLACEHOLDER} dollars an event'}}"
        shared = {
            "record": RECORD,
            "substance_raw": "'Currency'",
            "place": PLACE,
            "place_precision": "'field_office'",
            "period_start": START,
            "period_end": END,
        }
        return (
            shared | {"measure": "'seizures'", "value": EVENTS, "attributes": f"MAP {{{direction}}}"},
            shared
            | {
                "measure": "'amount_usd'",
                "value": AMOUNT,
                "attributes": f"CASE WHEN {STANDS_IN} THEN {marked} ELSE MAP {{{direction}}} END",
            },
        )

"""CBP Air and Marine Operations: drug seizures by branch and month, partly the same events as the nationwide file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.cbp import END, KG_PER_LB, POUNDS, START
from tocsin.sources.adapters.covering import covers
from tocsin.sources.adapters.fiscal import fiscal_rules, renewed_after
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, number, one_of, printable

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

RECORD = (
    "concat_ws('|', left(trim(FY), 4), upper(trim(\"Month (abbv)\")), trim(Component), trim(Region), "
    'trim("Land Filter"), trim(Branch))'
)


@dataclass(frozen=True, slots=True)
class CbpAirAndMarine:
    """A row gives two observations: `seizures` (events) and `mass_kg`. A row that is absent is a zero.

    A branch flies and sails over many districts: the place is the country, and the branch an attribute.
    """

    source: ClassVar[str] = "cbp-amo"
    header: ClassVar[tuple[str, ...]] = (
        "FY",
        "Month (abbv)",
        "Component",
        "Region",
        "Land Filter",
        "Branch",
        "Drug Type",
        "Count of Event",
        "Sum Qty (lbs)",
    )
    key: ClassVar[tuple[str, ...]] = header[:7]
    identity: ClassVar[str] = f'concat_ws(chr(31), {RECORD}, trim("Drug Type"))'

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the country."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A fiscal month, the component that this file is of, names, and two numbers."""
        return (
            *fiscal_rules("FY", until),
            one_of("Component", ("Air and Marine Operations",)),
            *(rule for column in ("Region", "Land Filter", "Branch", "Drug Type") for rule in printable(column)),
            *number("Count of Event", whole=True),
            *number("Sum Qty (lbs)"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the portal."""
        extent = covers(
            connection, START, END, substances='trim("Drug Type")', places="'US'", measures=("seizures", "mass_kg")
        )
        if extent is None:
            return []
        return [Plan("true", *renewed_after(extent.last, known_at), ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Events, then weight; each with its branch and region."""
        where = "'branch': trim(Branch), 'region': trim(Region)"
        shared = {
            "record": RECORD,
            "substance_raw": 'trim("Drug Type")',
            "place": "'US'",
            "place_precision": "'country'",
            "period_start": START,
            "period_end": END,
        }
        return (
            shared | {"measure": "'seizures'", "value": '"Count of Event"', "attributes": f"MAP {{{where}}}"},
            shared
            | {
                "measure": "'mass_kg'",
                "value": f"{POUNDS} * {KG_PER_LB}",
                "attributes": f"MAP {{{where}, 'lb': CAST({POUNDS} AS VARCHAR)}}",
            },
        )

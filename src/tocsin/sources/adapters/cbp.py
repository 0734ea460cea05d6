"""US CBP nationwide drug seizures: field office or sector by month and drug, events and pounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, known_place, number, one_of, printable, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
KG_PER_LB = 0.45359237
# The publisher adds up floats: the last digits differ between releases where nothing was revised.
POUNDS = 'round(CAST("Sum Qty (lbs)" AS DOUBLE), 9)'
FISCAL = "try_cast(left(trim(FY), 4) AS INTEGER)"
MONTH = "list_position(['" + "', '".join(MONTHS) + '\'], upper(trim("Month (abbv)")))'
START = f"make_date({FISCAL} - CAST({MONTH} >= 10 AS INTEGER), {MONTH}, 1)"
END = f"last_day({START})"
PLACE = '(SELECT any_value(place) FROM offices WHERE raw = trim("Area of Responsibility"))'
RECORD = (
    "concat_ws('|', left(trim(FY), 4), upper(trim(\"Month (abbv)\")), trim(Component), trim(Region), "
    'trim("Land Filter"), '
    'trim("Area of Responsibility"))'
)


@dataclass(frozen=True, slots=True)
class CbpDrugSeizures:
    """A row gives two observations: `seizures` (events) and `mass_kg`. A row that is absent is a zero."""

    source: ClassVar[str] = "cbp-drug-seizures"
    header: ClassVar[tuple[str, ...]] = (
        "FY",
        "Month (abbv)",
        "Component",
        "Region",
        "Land Filter",
        "Area of Responsibility",
        "Drug Type",
        "Count of Event",
        "Sum Qty (lbs)",
    )
    key: ClassVar[tuple[str, ...]] = header[:7]
    identity: ClassVar[str] = f'concat_ws(chr(31), {RECORD}, trim("Drug Type"))'

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Offices and sectors by the publisher's names."""
        place_table(connection, "offices", "Area of Responsibility", "cbp")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """Fiscal years end in September: a file of autumn already speaks of the next one."""
        return (
            *year("FY", until.year + 1, suffix=r"( \(FYTD\))?"),
            one_of("Month (abbv)", MONTHS),
            begun("Month (abbv)", START, f"DATE '{until.date()}'"),
            one_of("Component", ("Office of Field Operations", "U.S. Border Patrol")),
            *printable("Region"),
            *printable("Land Filter"),
            *printable("Drug Type"),
            *known_place("Area of Responsibility", "offices"),
            *number("Count of Event", whole=True),
            *number("Sum Qty (lbs)"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot. The portal is renewed about the twelfth of the next month: assumed where no date is given."""
        extent = covers(
            connection, START, END, substances='trim("Drug Type")', places=PLACE, measures=("seizures", "mass_kg")
        )
        if extent is None:
            return []
        following = date(extent.last.year + extent.last.month // 12, extent.last.month % 12 + 1, 12)
        known, basis = (known_at, "reported") if known_at else (published(following), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Events, then weight."""
        shared = {
            "record": RECORD,
            "substance_raw": 'trim("Drug Type")',
            "place": PLACE,
            "place_precision": "'field_office'",
            "period_start": START,
            "period_end": END,
        }
        return (
            shared | {"measure": "'seizures'", "value": '"Count of Event"'},
            shared
            | {
                "measure": "'mass_kg'",
                "value": f"{POUNDS} * {KG_PER_LB}",
                "attributes": f"MAP {{'lb': CAST({POUNDS} AS VARCHAR)}}",
            },
        )

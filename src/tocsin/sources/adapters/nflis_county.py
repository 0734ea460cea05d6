"""NFLIS-Drug by county and year: opioids in five states, 2010 to 2017, as given out for a modelling contest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, not_more_than, number, printable, year
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

YEAR = "try_cast(trim(YYYY) AS INTEGER)"
START, END = f"make_date({YEAR}, 1, 1)", f"make_date({YEAR}, 12, 31)"
FIPS = "lpad(trim(FIPS_Combined), 5, '0')"
NAME = "trim(SubstanceName)"
PLACE = "(SELECT any_value(place) FROM counties WHERE raw = trim(FIPS_Combined))"
RECORD = f"concat_ws('|', trim(YYYY), {FIPS})"
COUNTIES = (
    "SELECT concat_ws(', ', trim(State), trim(YYYY)) AS of, max(printed) AS printed, sum(county) AS added FROM ("
    f"SELECT State, YYYY, {FIPS}, max(CAST(TotalDrugReportsState AS DOUBLE)) AS printed, "
    f"max(CAST(TotalDrugReportsCounty AS DOUBLE)) AS county FROM {GOOD} GROUP BY ALL) GROUP BY 1"
)
# The contest began on 24 January 2019: the workbook is assumed known from then on.
RELEASED = "2019-01-24"


@dataclass(frozen=True, slots=True)
class NflisCounty:
    """A row gives one observation: reports of a substance, out of all drug reports of the county. An absent one is zero."""

    source: ClassVar[str] = "nflis-county"
    header: ClassVar[tuple[str, ...]] = (
        "YYYY",
        "State",
        "FIPS_Combined",
        "SubstanceName",
        "DrugReports",
        "TotalDrugReportsCounty",
        "TotalDrugReportsState",
    )
    key: ClassVar[tuple[str, ...]] = ("YYYY", "FIPS_Combined", "SubstanceName")
    identity: ClassVar[str] = f"concat_ws(chr(31), {RECORD}, {NAME})"
    totals: ClassVar[tuple[Total, ...]] = (
        # Counties without an opioid are not in the file, and some reports name no county.
        Total("counties_short_of_state", "TotalDrugReportsState", COUNTIES, share=0.02),
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Counties, and Virginia's independent cities, by their federal codes."""
        place_table(connection, "counties", "FIPS_Combined", "us_county")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A year, a county, a name; and no more reports of one substance than of all."""
        return (
            *year("YYYY", until.year),
            *printable("State"),
            *known_place("FIPS_Combined", "counties"),
            *printable("SubstanceName"),
            *number("DrugReports", whole=True),
            *number("TotalDrugReportsCounty", whole=True),
            *number("TotalDrugReportsState", whole=True),
            not_more_than("DrugReports", "TotalDrugReportsCounty"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the counties and substances that it names."""
        extent = covers(connection, START, END, substances=NAME, places=PLACE, measures=("reports",))
        if extent is None:
            return []
        known, basis = (known_at, "reported") if known_at else (published(RELEASED), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row, with the reports of all drugs as what it is a share of."""
        return (
            {
                "record": RECORD,
                "substance_raw": NAME,
                "place": PLACE,
                "place_precision": "'county'",
                "period_start": START,
                "period_end": END,
                "measure": "'reports'",
                "value": "DrugReports",
                "tested": "TotalDrugReportsCounty",
            },
        )

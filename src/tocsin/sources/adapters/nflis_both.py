"""NFLIS-Drug by month, as counted by Lim and others: samples of nine kinds of drug, and those with fentanyl in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.sources.adapters.nflis_annual import country_snapshot
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, month, not_more_than, number, one_of, printable
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

START = "CAST(try_strptime(trim(Time), '%Y-%m') AS DATE)"
END = f"last_day({START})"
PAIR = "trim(\"Drug.sample\") || ' + Fentanyl'"
RECORD = f"strftime({START}, '%Y-%m')"
SHARES = (
    "SELECT concat_ws(', ', trim(Time), trim(\"Drug.sample\")) AS of, CAST(P100_fent AS DOUBLE) AS printed, "
    f"100 * CAST(Count_fent AS DOUBLE) / CAST(Total AS DOUBLE) AS added FROM {GOOD}"
)


@dataclass(frozen=True, slots=True)
class NflisWithFentanyl:
    """A row gives one observation of a pair: samples with both, out of those with the first."""

    source: ClassVar[str] = "nflis-annual"
    header: ClassVar[tuple[str, ...]] = ("State", "Time", "Drug.sample", "Total", "Count_fent", "P100_fent")
    key: ClassVar[tuple[str, ...]] = header[:3]
    identity: ClassVar[str] = f'concat_ws(chr(31), {RECORD}, trim("Drug.sample"))'
    totals: ClassVar[tuple[Total, ...]] = (Total("shares_differ", "P100_fent", SHARES, share=1e-6, least=1e-9),)

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the country."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """The country's row, a month, a name, and two whole numbers of which one holds the other."""
        return (
            one_of("State", ("0.US",)),
            *month("Time", START, until),
            *printable("Drug.sample"),
            *number("Total", whole=True),
            *number("Count_fent", whole=True),
            *number("P100_fent", optional=True),
            not_more_than("Count_fent", "Total"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of every pair."""
        return country_snapshot(connection, known_at, START, END, "detections_with_both")

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row."""
        return (
            {
                "record": RECORD,
                "substance_raw": PAIR,
                "place": "'US'",
                "place_precision": "'country'",
                "period_start": START,
                "period_end": END,
                "measure": "'detections_with_both'",
                "value": "Count_fent",
                "tested": "Total",
            },
        )

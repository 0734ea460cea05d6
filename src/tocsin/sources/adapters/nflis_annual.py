"""NFLIS-Drug by year, as counted by Lim and others from its records: every substance, the whole country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, number, printable, year
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

YEAR = "try_cast(trim(YYYY) AS INTEGER)"
START, END = f"make_date({YEAR}, 1, 1)", f"make_date({YEAR}, 12, 31)"
NAME = "trim(SubstanceDetected)"
SAMPLES = "CAST(Freq AS DOUBLE)"
SHARES = (
    f"SELECT trim(YYYY) AS of, 100.0 AS printed, sum(CAST(Percent_p100 AS DOUBLE)) AS added FROM {GOOD} GROUP BY 1 "
    f"UNION ALL SELECT concat_ws(', ', trim(YYYY), {NAME}), CAST(Percent_p100 AS DOUBLE), "
    f"100 * {SAMPLES} / sum({SAMPLES}) OVER (PARTITION BY trim(YYYY)) FROM {GOOD}"
)
# The article is in the volume of November 2024: its table is assumed known from the first of that month.
RELEASED = "2024-11-01"


def country_snapshot(
    connection: duckdb.DuckDBPyConnection, known_at: datetime | None, start: str, end: str, measure: str
) -> list[Plan]:
    """One snapshot of the country, as the article has it: its newest year was not complete when the records were drawn."""
    extent = covers(connection, start, end, places="'US'", measures=(measure,))
    if extent is None:
        return []
    known, basis = (known_at, "reported") if known_at else (published(RELEASED), "assumed")
    return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent, notes=("newest_year_partial",))]


@dataclass(frozen=True, slots=True)
class NflisAnnual:
    """A row gives one observation: samples in which the substance was reported. A name that is absent is a zero."""

    source: ClassVar[str] = "nflis-annual"
    header: ClassVar[tuple[str, ...]] = ("YYYY", "SubstanceDetected", "Freq", "Percent_p100")
    key: ClassVar[tuple[str, ...]] = header[:2]
    identity: ClassVar[str] = f"concat_ws(chr(31), trim(YYYY), {NAME})"
    totals: ClassVar[tuple[Total, ...]] = (Total("shares_differ", "Percent_p100", SHARES, share=1e-6, least=1e-9),)

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the country."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A year, a name and a whole number; the printed share where there is one."""
        return (
            *year("YYYY", until.year),
            *printable("SubstanceDetected"),
            *number("Freq", whole=True),
            *number("Percent_p100", optional=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of every substance."""
        return country_snapshot(connection, known_at, START, END, "detections")

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row. The names stay as they are: dexmedetomidine is not medetomidine."""
        return (
            {
                "record": "trim(YYYY)",
                "substance_raw": NAME,
                "place": "'US'",
                "place_precision": "'country'",
                "period_start": START,
                "period_end": END,
                "measure": "'detections'",
                "value": "Freq",
            },
        )

"""New York City drug checking: a rolling year of opioid samples, and all samples by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, month, not_more_than, number

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

# The copies at hand carry no date; the cut of the window tells it to a few days. Assumed, by the hash of the file.
RELEASED = {
    # bc67139c_window_2025-01_2026-01.csv
    "5edf92f00da85dc3b2e91b9451bbba8cf4ead81911adf955ef0ab85a7d73e740": "2026-01-26",
    # 0019fa29_window_2025-05_2026-04.csv
    "1d8b162874a30de937e045b4a0b64dfe861d0a871ed385762fe08bb18c85fc2f": "2026-05-01",
    # e4aad430_window_2025-05_2026-05.csv
    "3e6384d5978e3cc9fd3cf8d49b57f30cdbeedef7d594c6ae1b914ab0b7abdf05": "2026-05-30",
    # data_counts_per_month_1031f58e.csv
    "5ad21cd79e162f24061058c6a295aef6cab2a1edc9ec4272cc0aa80b1dffa032": "2026-05-30",
}
PANEL_START = "CAST(try_strptime(trim(yr_mo), '%b %Y') AS DATE)"
PANEL_END = f"last_day({PANEL_START})"
SAMPLE_START = "CAST(try_strptime(trim(month), '%Y-%m') AS DATE)"
SAMPLE_END = f"last_day({SAMPLE_START})"
PANEL_RECORD = f"strftime({PANEL_START}, '%b %Y')"
SAMPLE_RECORD = f"'all|' || strftime({SAMPLE_START}, '%Y-%m')"
PLACE = {"place": "'US-NY/new-york-city'", "place_precision": "'city'"}


def _known(known_at: datetime | None, sha256: str, last: date) -> tuple[datetime, str]:
    if known_at:
        return known_at, "reported"
    return published(RELEASED.get(sha256, last)), "assumed"


@dataclass(frozen=True, slots=True)
class NycOpioidPanel:
    """Opioid samples with three substances. The oldest month of the window is cut by the day: not taken."""

    source: ClassVar[str] = "nyc-drugchecking"
    header: ClassVar[tuple[str, ...]] = (
        "yr_mo",
        "Total_Lab_Fent_Pos",
        "Total_Lab_Xyl_Pos",
        "Total_Lab_Med_Pos",
        "Total_Lab",
    )
    key: ClassVar[tuple[str, ...]] = ("yr_mo",)
    identity: ClassVar[str] = PANEL_RECORD

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the city."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """Positives can never outnumber the samples."""
        counts = tuple(rule for column in self.header[1:] for rule in number(column, whole=True))
        most = tuple(not_more_than(c, "Total_Lab") for c in self.header[1:4])
        return (*month("yr_mo", PANEL_START, until), *counts, *most)

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One window; its covers start after the month that is cut."""
        extent = covers(connection, PANEL_START, PANEL_END, measures=("detections", "samples"))
        if extent is None:
            return []
        inner = covers(connection, PANEL_START, PANEL_END, where=f"{PANEL_START} > DATE '{extent.first}'")
        extent = replace(extent, first=inner.first) if inner else extent
        known, basis = _known(known_at, sha256, extent.last)
        return [Plan("true", known, basis, ReleaseKind.WINDOW, extent, notes=("edge_month_cut",))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Three substances with the samples tested, and the samples themselves."""
        # The oldest of all rows, also of those set aside: the cut month is the window's.
        whole = f"{PANEL_START} > (SELECT min({PANEL_START}) FROM raw)"
        shared = PLACE | {"record": PANEL_RECORD, "period_start": PANEL_START, "period_end": PANEL_END, "where": whole}
        found = tuple(
            shared | {"substance_raw": f"'{name}'", "measure": "'detections'", "value": column, "tested": "Total_Lab"}
            for name, column in (
                ("Fentanyl", "Total_Lab_Fent_Pos"),
                ("Xylazine", "Total_Lab_Xyl_Pos"),
                ("Medetomidine", "Total_Lab_Med_Pos"),
            )
        )
        return (
            *found,
            shared | {"substance_raw": "'all opioid samples'", "measure": "'samples'", "value": "Total_Lab"},
        )


@dataclass(frozen=True, slots=True)
class NycSamples:
    """All samples tested, by month."""

    source: ClassVar[str] = "nyc-drugchecking"
    header: ClassVar[tuple[str, ...]] = ("month", "count")
    key: ClassVar[tuple[str, ...]] = ("month",)
    identity: ClassVar[str] = SAMPLE_RECORD

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the city."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month and a whole number."""
        return (*month("month", SAMPLE_START, until), *number("count", whole=True))

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of every month."""
        extent = covers(connection, SAMPLE_START, SAMPLE_END, measures=("samples",))
        if extent is None:
            return []
        known, basis = _known(known_at, sha256, extent.last)
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, replace(extent, substances=("all samples",)))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Samples, whatever they were sold as."""
        return (
            PLACE
            | {
                "record": SAMPLE_RECORD,
                "substance_raw": "'all samples'",
                "period_start": SAMPLE_START,
                "period_end": SAMPLE_END,
                "measure": "'samples'",
                "value": "count",
            },
        )

"""New York City drug checking: a rolling year of opioid samples, and all samples by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.rules import Rule, number

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

# The copies at hand carry no date; the cut of the window tells it to a few days. Assumed, by the hash of the file.
RELEASED = {
    "bc67139c": "2026-01-26", "0019fa29": "2026-05-01", "e4aad430": "2026-05-30", "1031f58e": "2026-05-30",
}
PANEL_START = "CAST(try_strptime(trim(yr_mo), '%b %Y') AS DATE)"
PANEL_END = f"last_day({PANEL_START})"
SAMPLE_START = "CAST(try_strptime(trim(month), '%Y-%m') AS DATE)"
SAMPLE_END = f"last_day({SAMPLE_START})"
PLACE = {"place": "'US-NY/new-york-city'", "place_precision": "'city'"}


def _known(known_at: datetime | None, file_name: str, last: object) -> tuple[datetime, str]:
    if known_at:
        return known_at, "reported"
    listed = next((day for mark, day in RELEASED.items() if mark in file_name), None)
    return (published(listed), "assumed") if listed else (published(str(last)), "assumed")


def _month_rule(column: str, start: str, now: datetime) -> Rule:
    broken = f"({start} IS NULL OR {start} > DATE '{now.date()}' OR {start} < DATE '1990-01-01')"
    return Rule("date_out_of_range", column, broken, "a month that has begun")


@dataclass(frozen=True, slots=True)
class NycOpioidPanel:
    """Opioid samples with fentanyl, xylazine and medetomidine. The oldest month of the window is cut by the day: not taken."""

    source: ClassVar[str] = "nyc-drugchecking"
    header: ClassVar[tuple[str, ...]] = ("yr_mo", "Total_Lab_Fent_Pos", "Total_Lab_Xyl_Pos", "Total_Lab_Med_Pos", "Total_Lab")
    key: ClassVar[tuple[str, ...]] = ("yr_mo",)

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the city."""

    def rules(self, now: datetime) -> tuple[Rule, ...]:
        """Positives can never outnumber the samples."""
        counts = tuple(number(column, whole=True) for column in self.header[1:])
        most = tuple(
            Rule("more_than_tested", c, f"CAST({c} AS DOUBLE) > CAST(Total_Lab AS DOUBLE)", "no more than Total_Lab") for c in self.header[1:4]
        )
        return (_month_rule("yr_mo", PANEL_START, now), *counts, *most)

    def plans(self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str) -> list[Plan]:
        """One window; its covers start after the month that is cut."""
        extent = covers(connection, PANEL_START, PANEL_END, measures=("detections", "samples"))
        if extent is None:
            return []
        inner = covers(connection, PANEL_START, PANEL_END, where=f"{PANEL_START} > DATE '{extent.first}'")
        extent = replace(extent, first=inner.first) if inner else extent
        known, basis = _known(known_at, file_name, extent.last)
        return [Plan("true", known, basis, ReleaseKind.WINDOW, extent, notes=("edge_month_cut",))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Three substances with the samples tested, and the samples themselves."""
        whole = f"{PANEL_START} > (SELECT min({PANEL_START}) FROM good)"
        shared = PLACE | {"record": "trim(yr_mo)", "period_start": PANEL_START, "period_end": PANEL_END, "where": whole}
        found = tuple(
            shared | {"substance_raw": f"'{name}'", "measure": "'detections'", "value": column, "tested": "Total_Lab"}
            for name, column in (("Fentanyl", "Total_Lab_Fent_Pos"), ("Xylazine", "Total_Lab_Xyl_Pos"), ("Medetomidine", "Total_Lab_Med_Pos"))
        )
        return (*found, shared | {"substance_raw": "'all opioid samples'", "measure": "'samples'", "value": "Total_Lab"})


@dataclass(frozen=True, slots=True)
class NycSamples:
    """All samples tested, by month."""

    source: ClassVar[str] = "nyc-drugchecking"
    header: ClassVar[tuple[str, ...]] = ("month", "count")
    key: ClassVar[tuple[str, ...]] = ("month",)

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the city."""

    def rules(self, now: datetime) -> tuple[Rule, ...]:
        """A month and a whole number."""
        return (_month_rule("month", SAMPLE_START, now), number("count", whole=True))

    def plans(self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str) -> list[Plan]:
        """One snapshot of every month."""
        extent = covers(connection, SAMPLE_START, SAMPLE_END, measures=("samples",))
        if extent is None:
            return []
        known, basis = _known(known_at, file_name, extent.last)
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, replace(extent, substances=("all samples",)))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Samples, whatever they were sold as."""
        return (PLACE | {"record": "'all|' || trim(month)", "substance_raw": "'all samples'", "period_start": SAMPLE_START,
                         "period_end": SAMPLE_END, "measure": "'samples'", "value": "count"},)

"""Mexico, SESNSP: small-scale dealing files by state and month; one file may hold several dated copies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.rules import Rule, known_place, number, pattern, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

START = "make_date(CAST(year AS INTEGER), CAST(month AS INTEGER), 1)"
END = f"last_day({START})"
PLACE = "(SELECT any_value(place) FROM states WHERE raw = trim(cve_ent))"
VINTAGE = "try_cast(trim(vintage) AS DATE)"


class _Vintages:
    """What both registers share: states by INEGI code, months, and a column that dates the copy."""

    source: ClassVar[str] = "mx-sesnsp"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States by INEGI's codes."""
        place_table(connection, "states", "cve_ent", "inegi")

    def rules(self, now: datetime) -> tuple[Rule, ...]:
        """A dated copy, a state, a month that has begun, a whole number."""
        return (
            Rule("date_out_of_range", "vintage", f"({VINTAGE} IS NULL OR {VINTAGE} > DATE '{now.date()}')", "the date of the copy"),
            year("year", now.year), pattern("month", "0?[1-9]|1[0-2]", "a month from 1 to 12"), known_place("cve_ent", "states"),
            number("n", whole=True), Rule("date_out_of_range", "month", f"{START} > DATE '{now.date()}'", "a month that has begun"),
        )

    def plans(self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str) -> list[Plan]:
        """One snapshot for each dated copy, oldest first."""
        found = [day for (day,) in connection.execute("SELECT DISTINCT trim(vintage) FROM good ORDER BY 1").fetchall()]
        plans = []
        for day in found:
            extent = covers(connection, START, END, where=f"trim(vintage) = '{day}'", places=PLACE, measures=("files",))
            if extent:
                names = tuple(n for (n,) in connection.execute(f"SELECT DISTINCT {self.name()} FROM good ORDER BY 1").fetchall())
                known = known_at if known_at and len(found) == 1 else published(day)
                plans.append(Plan(f"trim(vintage) = '{day}'", known, "release", ReleaseKind.SNAPSHOT, replace(extent, substances=names), label=day))
        return plans

    def name(self) -> str:
        """The SQL of the crime's name as published."""
        return "'Narcomenudeo'"

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row; published zeros are zeros."""
        return ({
            "record": f"concat_ws('|', trim(cve_ent), year, lpad(trim(month), 2, '0'), {self.name()})", "substance_raw": self.name(), "place": PLACE,
            "place_precision": "'state'", "period_start": START, "period_end": END, "measure": "'files'", "value": "n",
        },)


@dataclass(frozen=True, slots=True)
class SesnspDealing(_Vintages):
    """The register of 2015 to 2025: one crime, no split."""

    header: ClassVar[tuple[str, ...]] = ("vintage", "cve_ent", "year", "month", "n")
    key: ClassVar[tuple[str, ...]] = header[:4]


@dataclass(frozen=True, slots=True)
class SesnspNewRegister(_Vintages):
    """The register from 2026: possession and dealing apart, and not comparable between states."""

    header: ClassVar[tuple[str, ...]] = ("vintage", "cve_ent", "year", "month", "subtype", "n")
    key: ClassVar[tuple[str, ...]] = header[:5]

    def name(self) -> str:
        """The subtype is the name."""
        return "trim(subtype)"

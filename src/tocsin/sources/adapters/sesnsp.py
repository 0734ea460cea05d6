"""Mexico, SESNSP: small-scale dealing files by state and month; one file may hold several dated copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, filled, known_place, number, pattern, printable, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

YEAR, MONTH = "try_cast(trim(year) AS INTEGER)", "try_cast(trim(month) AS INTEGER)"
START = f"make_date({YEAR}, {MONTH}, 1)"
END = f"last_day({START})"
RECORD = "concat_ws('|', trim(cve_ent), trim(year), lpad(trim(month), 2, '0'))"
PLACE = "(SELECT any_value(place) FROM states WHERE raw = trim(cve_ent))"
VINTAGE = "CAST(try_strptime(trim(vintage), '%Y-%m-%d') AS DATE)"


class _Vintages:
    """What both registers share: states by INEGI code, months, and a column that dates the copy."""

    source: ClassVar[str] = "mx-sesnsp"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States by INEGI's codes."""
        place_table(connection, "states", "cve_ent", "inegi")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A dated copy, a state, a month that has begun, a whole number."""
        return (
            filled("vintage"),
            Rule("not_in_form", "vintage", f"{VINTAGE} IS NULL", "the date of the copy, as 2024-12-21"),
            Rule(
                "date_out_of_range",
                "vintage",
                f"{VINTAGE} NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'",
                "a day that has come",
            ),
            *year("year", until.year),
            pattern("month", "0?[1-9]|1[0-2]", "a month from 1 to 12"),
            begun("month", START, VINTAGE),
            *known_place("cve_ent", "states"),
            *number("n", whole=True),
            *self.names(),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot for each dated copy, oldest first."""
        found = [
            day
            for (day,) in connection.execute(
                f"SELECT DISTINCT strftime({VINTAGE}, '%Y-%m-%d') FROM good ORDER BY 1"
            ).fetchall()
        ]
        plans = []
        for day in found:
            where = f"{VINTAGE} = DATE '{day}'"
            extent = covers(
                connection, START, END, where=where, substances=self.name(), places=PLACE, measures=("files",)
            )
            known, basis = (known_at, "reported") if known_at and len(found) == 1 else (published(day), "release")
            plans += [Plan(where, known, basis, ReleaseKind.SNAPSHOT, extent, label=day)] if extent else []
        return plans

    def names(self) -> tuple[Rule, ...]:
        """What the crime's name must keep."""
        return ()

    def name(self) -> str:
        """The SQL of the crime's name as published."""
        return "'Narcomenudeo'"

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row; published zeros are zeros."""
        return (
            {
                "record": f"concat_ws('|', {RECORD}, {self.name()})",
                "substance_raw": self.name(),
                "place": PLACE,
                "place_precision": "'state'",
                "period_start": START,
                "period_end": END,
                "measure": "'files'",
                "value": "n",
            },
        )


@dataclass(frozen=True, slots=True)
class SesnspDealing(_Vintages):
    """The register of 2015 to 2025: one crime, no split."""

    header: ClassVar[tuple[str, ...]] = ("vintage", "cve_ent", "year", "month", "n")
    key: ClassVar[tuple[str, ...]] = header[:4]
    identity: ClassVar[str] = f"concat_ws(chr(31), {VINTAGE}, {RECORD})"


@dataclass(frozen=True, slots=True)
class SesnspNewRegister(_Vintages):
    """The register from 2026: possession and dealing apart, and not comparable between states."""

    header: ClassVar[tuple[str, ...]] = ("vintage", "cve_ent", "year", "month", "subtype", "n")
    key: ClassVar[tuple[str, ...]] = header[:5]
    identity: ClassVar[str] = f"concat_ws(chr(31), {VINTAGE}, {RECORD}, trim(subtype))"

    def name(self) -> str:
        """The subtype is the name."""
        return "trim(subtype)"

    def names(self) -> tuple[Rule, ...]:
        """A name that can be read, and that speaks of dealing: the same register holds every other crime too."""
        return (*printable("subtype"), pattern("subtype", "Narcomenudeo.*", "a subtype of Narcomenudeo"))


FIREARM_RECORD = (
    "concat_ws('|', trim(cve_ent), trim(year), lpad(trim(month), 2, '0'), trim(crime), trim(subtype), 'firearm')"
)
DAYS_LATER = 21  # this copy has no date; the dealing files of the same copy came 21 days after their last month


@dataclass(frozen=True, slots=True)
class SesnspFirearmCrimes:
    """Files of homicide, femicide and injuries with a firearm: beside the dealing files, and never added to them."""

    source: ClassVar[str] = "mx-sesnsp"
    header: ClassVar[tuple[str, ...]] = ("cve_ent", "year", "month", "crime", "subtype", "n")
    key: ClassVar[tuple[str, ...]] = header[:5]
    identity: ClassVar[str] = f"concat_ws(chr(31), {FIREARM_RECORD})"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States by INEGI's codes."""
        place_table(connection, "states", "cve_ent", "inegi")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A state, a month that has begun, a crime with a firearm, a whole number."""
        return (
            *year("year", until.year),
            pattern("month", "0?[1-9]|1[0-2]", "a month from 1 to 12"),
            begun("month", START, f"DATE '{until.date()}'"),
            *known_place("cve_ent", "states"),
            pattern("crime", "Homicidio|Feminicidio|Lesiones", "Homicidio, Feminicidio or Lesiones"),
            *printable("subtype"),
            *number("n", whole=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot."""
        extent = covers(connection, START, END, substances="trim(subtype)", places=PLACE, measures=("firearm_files",))
        if extent is None:
            return []
        assumed = published(extent.last + timedelta(days=DAYS_LATER))
        known, basis = (known_at, "reported") if known_at else (assumed, "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row; published zeros are zeros."""
        return (
            {
                "record": FIREARM_RECORD,
                "substance_raw": "trim(subtype)",
                "place": PLACE,
                "place_precision": "'state'",
                "period_start": START,
                "period_end": END,
                "measure": "'firearm_files'",
                "value": "n",
            },
        )

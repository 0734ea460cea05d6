"""Mexico, Sonora: deaths by accidental poisoning, by month and municipality of a state; no substance is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, known_place, number, pattern, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

# One of sixty groups of causes (X40 to X49). It stands for no drug: the vocabulary has it as a total.
CAUSE = "Envenenamiento accidental"
STATE = ", Sonora"
START = "make_date(try_cast(trim(year) AS INTEGER), try_cast(trim(month) AS INTEGER), 1)"
END = f"last_day({START})"
TOWN = "trim(municipality)"
PLACE = f"(SELECT any_value(place) FROM municipalities WHERE raw = {TOWN})"


@dataclass(frozen=True, slots=True)
class SonoraPoisonings:
    """A row gives one observation. A month and municipality without a row had no such death."""

    source: ClassVar[str] = "mx-sonora"
    header: ClassVar[tuple[str, ...]] = ("year", "month", "municipality", "deaths")
    key: ClassVar[tuple[str, ...]] = header[:3]
    identity: ClassVar[str] = f"concat_ws('|', trim(year), lpad(trim(month), 2, '0'), {TOWN})"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Municipalities by their names, all of one state."""
        connection.execute(f"CREATE TABLE written AS SELECT {TOWN} || '{STATE}' AS full_name FROM raw")
        place_table(connection, "full_names", "full_name", "mx_municipio", table="written")
        connection.execute(
            f"CREATE TABLE municipalities AS SELECT left(raw, length(raw) - {len(STATE)}) AS raw, place FROM full_names"
        )

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month that has begun, a municipality of Sonora, a whole number."""
        return (
            *year("year", until.year),
            pattern("month", "0?[1-9]|1[0-2]", "a month from 1 to 12"),
            begun("month", START, f"DATE '{until.date()}'"),
            *known_place("municipality", "municipalities"),
            *number("deaths", whole=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot. The deaths of a year are published about a year after it: assumed where no date is given."""
        extent = covers(connection, START, END, substances=f"'{CAUSE}'", places=PLACE, measures=("deaths",))
        if extent is None:
            return []
        assumed = published(date(extent.last.year + 1, 12, 31))
        known, basis = (known_at, "reported") if known_at else (assumed, "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Deaths, whatever the poison."""
        return (
            {
                "record": self.identity,
                "substance_raw": f"'{CAUSE}'",
                "place": PLACE,
                "place_precision": "'county'",
                "period_start": START,
                "period_end": END,
                "measure": "'deaths'",
                "value": "deaths",
            },
        )

"""Statistics Canada, Canadian Wastewater Survey (table 13-10-0871-01): loads by city and month, with their spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, month, number, one_of, printable
from tocsin.sources.loading import ROW

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

LOAD = "Load per capita (milligrams per one thousand people per day)"
SPREAD = {
    "Low 95% confidence interval, load per capita": "low",
    "High 95% confidence interval, load per capita": "high",
    "Standard error, load per capita": "standard_error",
    "Imputation rate, load per capita": "imputation_rate",
}
UNIT = "Milligrams per one thousand people per day (mg/1000 people/day)"
AVERAGE = ("Weighted average, cities measured", "CA/cws-cities")  # an aggregate: never added, never a roll-up
# Statistics Canada has published a year about ten months after its end: assumed to the day.
REPORTED_IN = (10, 31)
START = "CAST(try_strptime(trim(REF_DATE), '%Y-%m') AS DATE)"
END = f"last_day({START})"
PLACE = "(SELECT any_value(place) FROM cities WHERE raw = trim(GEO))"
FLOOR = "the printed standard error is zero: the value may stand for days below the limit of detection"


@dataclass(frozen=True, slots=True)
class CanadianWastewaterSurvey:
    """Five rows give one load: what it is, and its interval, standard error and imputation rate as attributes.

    Low values that repeat are kept as printed: the table does not say which stand for a limit of detection, so none is
    taken for one; where the printed standard error is zero, an attribute says so. A row of spread whose load is not in
    the file, or was set aside, gives nothing.

    A file holds whole survey years, and each year was published by itself: one increment for each. Whoever looks as of
    January 2024 knew the months of 2022 (assumed to be known from 2023-10-31) and none of 2023 (from 2024-10-31). One
    snapshot dated like the newest year would deny them 2022; one dated like the oldest would give them 2023 a year
    early. An increment and not a snapshot, for the same table is also handed out in parts: a key that is missing says
    nothing.
    """

    source: ClassVar[str] = "statcan-cws"
    header: ClassVar[tuple[str, ...]] = ("REF_DATE", "GEO", "Measure", "Characteristics", "UOM", "VALUE", "STATUS")
    key: ClassVar[tuple[str, ...]] = header[:4]
    identity: ClassVar[str] = (
        "concat_ws(chr(31), trim(REF_DATE), trim(GEO), trim(Measure), lower(trim(Characteristics)))"
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Cities by the survey's names, and its weighted average as a place of its own."""
        place_table(connection, "cities", "GEO", "statcan_city")
        connection.execute("INSERT INTO cities VALUES (?, ?)", AVERAGE)

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month, a city, a substance, one of the five figures in the one unit, and a number where there is any."""
        return (
            *month("REF_DATE", START, until),
            *known_place("GEO", "cities"),
            *printable("Measure"),
            one_of("Characteristics", (LOAD, *SPREAD)),
            one_of("UOM", (UNIT,)),
            *number("VALUE", optional=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each survey year, oldest first."""
        _loads(connection)
        years = connection.execute(f"SELECT DISTINCT year({START}) FROM good ORDER BY 1").fetchall()
        return [plan for (year,) in years if (plan := _plan(connection, year, known_at))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One load for each month, city and substance; `x` is a figure that the publisher holds back."""
        held_back = "upper(trim(coalesce(STATUS, ''))) = 'X'"
        return (
            {
                "from": "loads",
                "record": "concat_ws('|', trim(REF_DATE), trim(GEO))",
                "substance_raw": "trim(Measure)",
                "place": PLACE,
                "place_precision": f"CASE WHEN trim(GEO) = '{AVERAGE[0]}' THEN 'group' ELSE 'city' END",
                "period_start": START,
                "period_end": END,
                "measure": "'load_mg_per_day_per_1000'",
                "value": "VALUE",
                "bound_kind": f"CASE WHEN VALUE IS NULL AND {held_back} THEN 'suppressed' END",
                "attributes": "attributes",
                "where": f"(VALUE IS NOT NULL OR {held_back})",
            },
        )


def _loads(connection: duckdb.DuckDBPyConnection) -> None:
    """A table of loads with the row they stand in, and what the other rows say of them."""
    figures = {LOAD: "VALUE"} | SPREAD
    values = ", ".join(
        f"max(nullif(trim(VALUE), '')) FILTER ({_is(name)}) AS {column}" for name, column in figures.items()
    )
    status = f"max(nullif(trim(STATUS), '')) FILTER ({_is(LOAD)})"
    floor = f"CASE WHEN try_cast(standard_error AS DOUBLE) = 0 THEN '{FLOOR}' END"
    connection.execute(
        f"CREATE OR REPLACE TABLE loads AS SELECT *, map_from_entries(list_filter(map_entries(MAP {{{_pairs()}, "
        f"'status': STATUS, 'floor': {floor}}}), e -> e.value IS NOT NULL)) AS attributes FROM ("
        f"SELECT min({ROW}) FILTER ({_is(LOAD)}) AS {ROW}, trim(REF_DATE) AS REF_DATE, "
        f"trim(GEO) AS GEO, trim(Measure) AS Measure, {values}, {status} AS STATUS FROM once GROUP BY 2, 3, 4)"
    )


def _is(figure: str) -> str:
    return f"lower(trim(Characteristics)) = '{figure.lower()}'"


def _pairs() -> str:
    return ", ".join(f"'{column}': {column}" for column in SPREAD.values())


def _plan(connection: duckdb.DuckDBPyConnection, year: int, known_at: datetime | None) -> Plan | None:
    where = f"year({START}) = {year}"
    extent = covers(
        connection,
        START,
        END,
        where=where,
        substances="trim(Measure)",
        places=PLACE,
        measures=("load_mg_per_day_per_1000",),
    )
    known, basis = (known_at, "reported") if known_at else (published(date(year + 1, *REPORTED_IN)), "assumed")
    return Plan(where, known, basis, ReleaseKind.INCREMENT, extent, label=str(year)) if extent else None

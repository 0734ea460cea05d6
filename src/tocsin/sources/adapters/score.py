"""EUDA and SCORE: daily loads in wastewater, one week a year for each site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import Covers, ReleaseKind
from tocsin.sources.adapters.covering import place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, number, printable, year
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

DAYS = ("Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday")
YEAR = "try_cast(trim(Year) AS INTEGER)"
PLACE = '(SELECT any_value(place) FROM sites WHERE raw = trim("Site ID"))'
MEAN = "list_avg([" + ", ".join(f'try_cast("{day}" AS DOUBLE)' for day in DAYS) + "])"
PRINTED = 'try_cast("Daily mean" AS DOUBLE)'
NAME = "concat_ws(', ', trim(Year), trim(\"Site ID\"), trim(Metabolite))"
REPORTED_IN = (3, 20)  # the study reports each spring on the year before: assumed to the day


@dataclass(frozen=True, slots=True)
class ScoreDailyLoads:
    """A row gives up to seven daily loads. Only the year is published: the period of a day is its year.

    A file holds many years, each of which was published in the following spring: one release for each year.
    """

    source: ClassVar[str] = "euda-score"
    header: ClassVar[tuple[str, ...]] = ("Year", "Metabolite", "Site ID", "Country", "City", *DAYS, "Daily mean")
    key: ClassVar[tuple[str, ...]] = ("Year", "Metabolite", "Site ID")
    identity: ClassVar[str] = 'concat_ws(chr(31), trim(Year), trim("Site ID"), trim(Metabolite))'
    totals: ClassVar[tuple[Total, ...]] = (
        Total(
            "daily_mean_differs",
            "Daily mean",
            f"SELECT {NAME} AS of, {PRINTED} AS printed, {MEAN} AS added FROM {GOOD}",
            share=0.01,
            least=0.01,  # the last printed digit
        ),
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Sites by the study's own codes."""
        place_table(connection, "sites", "Site ID", "score")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A year, a substance, a known site, and numbers where there are any."""
        days = tuple(rule for day in DAYS for rule in number(day, optional=True))
        return (*year("Year", until.year), *printable("Metabolite"), *known_place("Site ID", "sites"), *days)

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each year, oldest first."""
        years = connection.execute(
            f"SELECT {YEAR}, list_sort(list(DISTINCT trim(Metabolite))) FROM good GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return [
            Plan(
                f"{YEAR} = {number}",
                known_at or published(date(number + 1, *REPORTED_IN)),
                "reported" if known_at else "assumed",
                ReleaseKind.INCREMENT,
                Covers(date(number, 1, 1), date(number, 12, 31), tuple(names), measures=("load_mg_per_day_per_1000",)),
                label=str(number),
            )
            for number, names in years
        ]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each day that has a value. A zero is kept as published, and marked as ambiguous."""
        return tuple(self._day(day) for day in DAYS)

    def _day(self, day: str) -> dict[str, str]:
        site, value = 'trim("Site ID")', f'trim("{day}")'
        zero = "MAP {'zero': 'below the limit of quantification, or measured zero'}"
        return {
            "record": f"concat_ws('|', trim(Year), {site}, trim(Metabolite), '{day}')",
            "substance_raw": "trim(Metabolite)",
            "place": PLACE,
            "place_precision": "'site'",
            "period_start": f"make_date({YEAR}, 1, 1)",
            "period_end": f"make_date({YEAR}, 12, 31)",
            "measure": "'load_mg_per_day_per_1000'",
            "value": value,
            "attributes": f"map_concat(MAP {{'weekday': '{day}'}}, "
            f"CASE WHEN CAST({value} AS DOUBLE) = 0 THEN {zero} END)",
            "where": f"{value} <> ''",
        }

"""FinCEN's suspicious activity reports since 2012: counties by month, and states by year with printed totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.sources.adapters.covering import place_table
from tocsin.sources.adapters.fincen import MEASURE, filed_in, query, state_table
from tocsin.sources.adapters.fincen_years import LONG_MONTHS, month_start
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, known_place, number, one_of, printable, quoted, year
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

MONTH = month_start("try_cast(trim(Year) AS INTEGER)", "Month")
COUNTY = "(SELECT any_value(place) FROM counties WHERE raw = trim(Countym))"
SIDES = ("Industry", "Regulator", "Relationship", "Product", "Instrument")
FILED = f"concat_ws('|', strftime({MONTH}, '%Y-%m'), trim(Countym), {', '.join(f'trim({side})' for side in SIDES)})"

TOTAL, ALL_YEARS = "[Total]", "All Years [Total]"
YEAR = 'try_cast(trim("Year Month") AS INTEGER)'
ACTIVITY = 'trim("Suspicious Activity")'
COUNT = "CAST(replace(trim(Count), ',', '') AS DOUBLE)"
A_PART = f"trim(State) <> '{TOTAL}' AND {ACTIVITY} <> '{TOTAL}' AND trim(\"Year Month\") <> '{ALL_YEARS}'"
STATES = (
    f"SELECT concat_ws(', ', trim(\"Year Month\"), trim(State), trim(Type)) AS of, "
    f"max({COUNT}) FILTER ({ACTIVITY} = '{TOTAL}') AS printed, "
    f"sum({COUNT}) FILTER ({ACTIVITY} <> '{TOTAL}') AS added FROM {GOOD} "
    f"WHERE trim(State) <> '{TOTAL}' AND trim(\"Year Month\") <> '{ALL_YEARS}' GROUP BY 1"
)
COUNTRY = (
    f"SELECT concat_ws(', ', '{ALL_YEARS}', trim(Type)) AS of, "
    f"max({COUNT}) FILTER (trim(\"Year Month\") = '{ALL_YEARS}') AS printed, "
    f"sum({COUNT}) FILTER ({A_PART}) AS added FROM {GOOD} GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class FincenCountyMonths:
    """A row gives one observation; a row that is absent says nothing, for the tables at hand are parts of a query."""

    source: ClassVar[str] = "fincen-sar"
    header: ClassVar[tuple[str, ...]] = (
        "Year",
        "Month",
        "State",
        "Countym",
        "Industry",
        "Suspicious.Activity",
        "Regulator",
        "Relationship",
        "Product",
        "Instrument",
        "Count",
    )
    key: ClassVar[tuple[str, ...]] = header[:10]
    identity: ClassVar[str] = f'concat_ws(chr(31), {FILED}, trim("Suspicious.Activity"))'

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Counties by their names, with the state's code."""
        place_table(connection, "counties", "Countym", "us_county")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month that has begun, a county, names and a whole number."""
        return (
            *year("Year", until.year),
            one_of("Month", LONG_MONTHS),
            begun("Month", MONTH, f"DATE '{until.date()}'"),
            *known_place("Countym", "counties"),
            *(rule for column in (*SIDES, "Suspicious.Activity") for rule in printable(column)),
            *number("Count", whole=True, thousands=","),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One query."""
        return query(connection, MONTH, f"last_day({MONTH})", known_at)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Reports that name the activity, with who filed, about whom and with what."""
        told = ", ".join(f"'{side.lower()}': trim({side})" for side in SIDES)
        return (
            {
                "record": FILED,
                "substance_raw": 'trim("Suspicious.Activity")',
                "place": COUNTY,
                "place_precision": "'county'",
                "period_start": MONTH,
                "period_end": f"last_day({MONTH})",
                "measure": MEASURE,
                "value": "replace(trim(Count), ',', '')",
                "attributes": f"MAP {{{told}}}",
            },
        )


class _StateActivities:
    """What the tables of one kind of activity share: states, a year, and totals that are printed beside their parts.

    A total is the sum of its activities, not of its reports: it is held against the rows and not taken.
    """

    source: ClassVar[str] = "fincen-sar"
    product: ClassVar[str] = ""
    totals: ClassVar[tuple[Total, ...]] = (
        Total("state_total_differs", "Count", STATES),
        Total("country_total_differs", "Count", COUNTRY),
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States and territories by their names; a total has no place of its own."""
        state_table(connection, "State")
        connection.execute(f"INSERT INTO states VALUES ('{TOTAL}', 'US')")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A year or all years, a state, names and a whole number with its thousands parted by commas."""
        dated = tuple(
            Rule(one.code, one.column, f"trim({quoted(one.column)}) <> '{ALL_YEARS}' AND {one.broken}", one.wanted)
            if one.code != "missing"
            else one
            for one in year("Year Month", until.year)
        )
        return (
            *dated,
            *known_place("State", "states"),
            *printable("Industry"),
            *printable("Suspicious Activity"),
            *printable("Type"),
            *number("Count", whole=True, thousands=","),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One query."""
        return query(connection, f"make_date({YEAR}, 1, 1)", f"make_date({YEAR}, 12, 31)", known_at)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Reports that name the activity, by state and year."""
        told = "'industry': trim(Industry), 'kind': trim(Type)"
        bare, named = f"MAP {{{told}}}", f"MAP {{{told}, 'product': trim({self.product})}}"
        return (
            {
                "record": filed(self.product),
                "substance_raw": ACTIVITY,
                **filed_in("State"),
                "period_start": f"make_date({YEAR}, 1, 1)",
                "period_end": f"make_date({YEAR}, 12, 31)",
                "measure": MEASURE,
                "value": "replace(trim(Count), ',', '')",
                "attributes": f"CASE WHEN trim({self.product}) <> '' THEN {named} ELSE {bare} END"
                if self.product
                else bare,
                "where": A_PART,
            },
        )


def filed(product: str) -> str:
    """SQL: the record of a state's year; with the product where the table has one."""
    last = f"coalesce(trim({product}), '')" if product else "''"
    return f"concat_ws('|', trim(\"Year Month\"), trim(State), trim(Industry), trim(Type), {last})"


@dataclass(frozen=True, slots=True)
class FincenProductActivities(_StateActivities):
    """The tables drawn for one product, such as deposit accounts."""

    product: ClassVar[str] = "Product"
    header: ClassVar[tuple[str, ...]] = (
        "Year Month",
        "State",
        "Industry",
        "Suspicious Activity",
        "Product",
        "Count",
        "Type",
    )
    key: ClassVar[tuple[str, ...]] = ("Year Month", "State", "Industry", "Suspicious Activity", "Product", "Type")
    identity: ClassVar[str] = f"concat_ws(chr(31), {filed('Product')}, {ACTIVITY})"


@dataclass(frozen=True, slots=True)
class FincenActivities(_StateActivities):
    """The tables drawn for all products."""

    header: ClassVar[tuple[str, ...]] = ("Year Month", "State", "Industry", "Suspicious Activity", "Count", "Type")
    key: ClassVar[tuple[str, ...]] = ("Year Month", "State", "Industry", "Suspicious Activity", "Type")
    identity: ClassVar[str] = f"concat_ws(chr(31), {filed('')}, {ACTIVITY})"

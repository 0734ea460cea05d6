"""FinCEN's suspicious activity reports of 1996 to 2011: states by year and activity, and the country by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.sources.adapters.fincen import ACTIVITIES, MEASURE, filed_in, keep_industry, query, state_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, known_place, number, one_of, printable, quoted, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
YEAR = "try_cast(trim(Year) AS INTEGER)"
INDUSTRY = "(SELECT code FROM industry)"
# A year that is printed as zero throughout was not filed or not counted: published zeros all the same, and marked.
WHOLE_YEAR_ZERO = "(SELECT max(CAST(t.Incidents AS DOUBLE)) FROM good t WHERE trim(t.Year) = trim(good.Year)) = 0"
ZERO = "'zero': 'the whole year is printed as zero'"


def month_start(year: str, column: str) -> str:
    """SQL: the first day of a month by its English name, long or short; NULL when it has none."""
    listed = ", ".join(f"'{month.lower()}'" for month in MONTHS)
    return f"make_date({year}, list_position([{listed}], left(lower(trim({quoted(column)})), 3)), 1)"


def told(attributes: str) -> str:
    """SQL: the attributes, with a mark where the whole year is printed as zero."""
    return f"CASE WHEN {WHOLE_YEAR_ZERO} THEN MAP {{{attributes}, {ZERO}}} ELSE MAP {{{attributes}}} END"


@dataclass(frozen=True, slots=True)
class FincenStateYears:
    """A row gives one observation, a published zero too. Only the file's name or its activities tell the industry."""

    source: ClassVar[str] = "fincen-sar"
    header: ClassVar[tuple[str, ...]] = ("Nature", "State", "Year", "Incidents")
    key: ClassVar[tuple[str, ...]] = header[:3]
    identity: ClassVar[str] = "concat_ws(chr(31), trim(State), trim(Year), trim(Nature))"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States and territories by their names; those overseas have no state of ours."""
        state_table(connection, "State")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A state, a year, an activity and a whole number."""
        return (
            *known_place("State", "states"),
            *year("Year", until.year),
            *printable("Nature"),
            *number("Incidents", whole=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """A query of one industry."""
        keep_industry(connection, "trim(Nature)", file_name)
        return query(connection, f"make_date({YEAR}, 1, 1)", f"make_date({YEAR}, 12, 31)", known_at)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Reports that name the activity, by state and year."""
        return (
            {
                "record": f"concat_ws('|', {INDUSTRY}, trim(State), trim(Year))",
                "substance_raw": "trim(Nature)",
                **filed_in("State"),
                "period_start": f"make_date({YEAR}, 1, 1)",
                "period_end": f"make_date({YEAR}, 12, 31)",
                "measure": MEASURE,
                "value": "Incidents",
                "attributes": told(f"'industry': {INDUSTRY}, 'state': trim(State)"),
            },
        )


class _CountryMonths:
    """What both monthly tables share: all reports of one industry, in the whole country."""

    source: ClassVar[str] = "fincen-sar"
    month: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the country."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month that has begun, a year and a whole number."""
        start = month_start(YEAR, self.month)
        return (
            *year("Year", until.year),
            one_of(self.month, self.names),
            begun(self.month, start, f"DATE '{until.date()}'"),
            *number("Incidents", whole=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """A query of one industry."""
        keep_industry(connection, f"'{self.month}'", file_name)
        start = month_start(YEAR, self.month)
        return query(connection, start, f"last_day({start})", known_at)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """All reports of the month, whatever they name."""
        start = month_start(YEAR, self.month)
        return (
            {
                "record": f"concat_ws('|', {INDUSTRY}, strftime({start}, '%Y-%m'))",
                "substance_raw": f"'{ACTIVITIES}'",
                "place": "'US'",
                "place_precision": "'country'",
                "period_start": start,
                "period_end": f"last_day({start})",
                "measure": MEASURE,
                "value": "Incidents",
                "attributes": told(f"'industry': {INDUSTRY}"),
            },
        )


@dataclass(frozen=True, slots=True)
class FincenBankMonths(_CountryMonths):
    """Depository institutions: the column of months is headed `Nature`."""

    month: ClassVar[str] = "Nature"
    names: ClassVar[tuple[str, ...]] = MONTHS
    header: ClassVar[tuple[str, ...]] = ("Year", "Nature", "Incidents")
    key: ClassVar[tuple[str, ...]] = header[:2]
    identity: ClassVar[str] = "concat_ws(chr(31), trim(Year), lower(trim(Nature)))"


@dataclass(frozen=True, slots=True)
class FincenMoneyServiceMonths(_CountryMonths):
    """Money services businesses: months by their whole names."""

    month: ClassVar[str] = "Year.Mo"
    names: ClassVar[tuple[str, ...]] = LONG_MONTHS
    header: ClassVar[tuple[str, ...]] = ("Year", "Year.Mo", "Incidents")
    key: ClassVar[tuple[str, ...]] = header[:2]
    identity: ClassVar[str] = 'concat_ws(chr(31), trim(Year), lower(trim("Year.Mo")))'

"""Canada, Health Infobase: opioid- and stimulant-related harms by region; three layouts of one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, dated_by_name, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, one_of, printable

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

PERIOD = "period (read)"  # a column of ours beside the published ones
DELAY_DAYS = 170  # from the end of the newest quarter to its release, where the file's name does not date the copy
# What stands where there is no figure. The layout of 2023 writes -1 and -2 for the first and the second.
HIDDEN = ("Suppressed", "Suppr.", "-1")
NO_FIGURE = (*HIDDEN, "Not available", "Not applicable", "n/a", "-2")
MOST_SUPPRESSED = 4  # the publisher hides counts under 5
SOURCES = {
    "Deaths": "deaths",
    "Hospitalizations": "hospitalizations",
    "Emergency Department (ED) Visits": "emergency_visits",
    "Emergency Medical Services (EMS)": "ems_responses",
}
SHARES = {"deaths": "percent_of_deaths", "hospitalizations": "percent_of_hospitalizations"}
MEASURES = (*SOURCES.values(), *SHARES.values())
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
QUARTERS, YEARS = 19, 5  # 2016 to the third quarter of 2020: what a group of the layout of 2022 holds when it is whole

TEXT = f'trim("{PERIOD}")'
YEAR = f"try_cast(left({TEXT}, 4) AS INTEGER)"
QUARTER = f"try_cast(regexp_extract({TEXT}, '[QT]([1-4])', 1) AS INTEGER)"


def _month(group: int) -> str:
    found = f"regexp_extract({TEXT}, '\\(([A-Z][a-z]+) to ([A-Z][a-z]+)\\)', {group})"
    return f"list_position({list(MONTHS)!r}, {found})"


START = f"make_date({YEAR}, coalesce({QUARTER} * 3 - 2, {_month(1)}, 1), 1)"
END = f"last_day(make_date({YEAR}, coalesce({QUARTER} * 3, {_month(2)}, 12), 1))"
STREAM_MEASURE = "CASE trim(Source) " + " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in SOURCES.items()) + " END"
SHARE_MEASURE = (
    "CASE trim(Source) "
    + " ".join(f"WHEN '{k}' THEN '{SHARES[v]}'" for k, v in SOURCES.items() if v in SHARES)
    + " END"
)
PLACE = "(SELECT any_value(place) FROM regions WHERE raw = trim(Region))"
OVERALL = "trim(Specific_Measure) = 'Overall numbers' AND trim(Unit) = 'Number'"
TYPES = (
    "regexp_matches(trim(Specific_Measure), '^Type of (opioids|stimulants)( breakdown)?$') AND trim(Unit) = 'Percent'"
)
NAME = "coalesce(nullif(trim(Disaggregator), ''), nullif(trim(Aggregator), ''))"
FIGURE = f"CASE WHEN trim(Value) NOT IN {NO_FIGURE} THEN trim(Value) END"
CELL = f"concat_ws('|', trim(Source), trim(Substance), trim(Region), {TEXT})"
IS_HIDDEN = f"trim(Value) IN {HIDDEN}"


class _Infobase:
    """Counts of all events, and the types of drug among them in per cent; breakdowns by age and sex are not taken.

    Of the layouts that part accidental from all events, all events are taken: the later layout has only these.
    """

    source: ClassVar[str] = "ca-infobase"
    period: ClassVar[str]  # SQL: the period's text
    total: ClassVar[str]  # SQL: the row is of all events, whatever their intent

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Regions by name, and the period in a column of its own."""
        place_table(connection, "regions", "Region", "infobase")
        connection.execute(f'CREATE OR REPLACE TABLE raw AS SELECT *, {self.period} AS "{PERIOD}" FROM raw')

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """What a row must keep."""
        cell = "trim(coalesce(Value, ''))"
        return (
            one_of("Substance", ("Opioids", "Stimulants")),
            one_of("Source", tuple(SOURCES)),
            *printable("Specific_Measure"),
            *known_place("Region", "regions"),
            one_of("Unit", ("Number", "Percent", "Crude rate", "Age-adjusted rate", "Adjusted rate")),
            Rule("missing", PERIOD, f"{START} IS NULL", "a year, a quarter or a part of a year"),
            Rule("date_out_of_range", PERIOD, f"{START} > DATE '{until.date()}'", "a period that had begun"),
            Rule("missing", "Disaggregator", f"{TYPES} AND {NAME} IS NULL", "the type of drug that this is a share of"),
            Rule(
                "not_a_number",
                "Value",
                f"try_cast({cell} AS DOUBLE) IS NULL AND {cell} NOT IN {NO_FIGURE}",
                "a number, or one of: " + ", ".join(NO_FIGURE),
            ),
            Rule(
                "absurd",
                "Value",
                f"{cell} NOT IN {NO_FIGURE} AND NOT (try_cast({cell} AS DOUBLE) BETWEEN 0 AND 1e9)",
                "a count, a rate or a share",
            ),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot, known on the day that the file's name gives, else assumed."""
        taken = f"({OVERALL} OR {TYPES}) AND {self.total}"
        extent = covers(connection, START, END, where=taken, places=PLACE, measures=MEASURES)
        if extent is None:
            return []
        connection.execute(
            f"CREATE TABLE events_of_cells AS SELECT {CELL} AS cell, max(try_cast(Value AS DOUBLE)) AS events FROM once "
            f"WHERE {OVERALL} AND {self.total} GROUP BY 1"
        )
        day = dated_by_name(file_name, extent.last)
        if known_at:
            known, basis = known_at, "reported"
        elif day:
            known, basis = published(day), "release"
        else:
            known, basis = published(extent.last + timedelta(days=DELAY_DAYS)), "assumed"
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent, notes=("breakdowns_not_taken",))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Counts of a year or a quarter; shares of a year, with the events they are shares of."""
        where = f"{self.total} AND ({FIGURE} IS NOT NULL OR {IS_HIDDEN})"
        shared = {
            "place": PLACE,
            "place_precision": "'region'",
            "period_start": START,
            "period_end": END,
            "value": FIGURE,
            "bound_kind": f"CASE WHEN {IS_HIDDEN} THEN 'suppressed' END",
        }
        record = f"concat_ws('|', trim(Source), trim(Region), {TEXT})"
        return (
            shared
            | {
                "record": record,
                "substance_raw": "trim(Substance)",
                "measure": STREAM_MEASURE,
                "bound": f"CASE WHEN {IS_HIDDEN} THEN {MOST_SUPPRESSED} END",
                "where": f"{OVERALL} AND {where}",
            },
            shared
            | {
                "record": f"concat_ws('|', {record}, trim(Substance))",
                "substance_raw": NAME,
                "measure": SHARE_MEASURE,
                "tested": f"(SELECT any_value(events) FROM events_of_cells WHERE cell = {CELL})",
                "where": f"{TYPES} AND {where} AND {SHARE_MEASURE} IS NOT NULL",
            },
        )


ALL_EVENTS = "regexp_matches(trim(Type_Event), '^(Total|EMS responses)')"
COMMON = ("Substance", "Source", "Specific_Measure", "Region", "PRUID", "Time_Period", "Unit", "Value")
BROKEN_DOWN = ("Aggregator", "Disaggregator")


def _identity(columns: tuple[str, ...]) -> str:
    cells = ", ".join(f"coalesce(trim({column}), '')" for column in columns)
    return f"concat_ws(chr(31), {cells}, {TEXT})"


@dataclass(frozen=True, slots=True)
class Infobase2026(_Infobase):
    """The layout since 2026: a period in its own column, and one kind of event."""

    header: ClassVar[tuple[str, ...]] = (*COMMON, *BROKEN_DOWN, "Year_Quarter")
    key: ClassVar[tuple[str, ...]] = (*COMMON[:4], "Time_Period", "Year_Quarter", *BROKEN_DOWN, "Unit")
    identity: ClassVar[str] = _identity((*COMMON[:4], *BROKEN_DOWN, "Time_Period", "Unit"))
    period: ClassVar[str] = "trim(Year_Quarter)"
    total: ClassVar[str] = "true"


@dataclass(frozen=True, slots=True)
class Infobase2023(_Infobase):
    """The layout of 2023: accidental and all events apart; -1 and -2 where there is no figure."""

    header: ClassVar[tuple[str, ...]] = (*COMMON, *BROKEN_DOWN, "Year_Quarter", "Type_Event")
    key: ClassVar[tuple[str, ...]] = (*COMMON[:4], "Type_Event", "Time_Period", "Year_Quarter", *BROKEN_DOWN, "Unit")
    identity: ClassVar[str] = _identity((*COMMON[:4], "Type_Event", *BROKEN_DOWN, "Time_Period", "Unit"))
    period: ClassVar[str] = "trim(Year_Quarter)"
    total: ClassVar[str] = ALL_EVENTS


GROUP = ", ".join((*COMMON[:4], "Type_Event", "Time_Period", "Unit", *BROKEN_DOWN))
PLACE_IN_GROUP = f"row_number() OVER (PARTITION BY {GROUP} ORDER BY file_row)"
SIZE_OF_GROUP = f"count(*) OVER (PARTITION BY {GROUP})"
A_PERIOD = r"^20\d\d( [QT][1-4]| \([A-Z][a-z]+ to [A-Z][a-z]+\))?$"


@dataclass(frozen=True, slots=True)
class Infobase2022(_Infobase):
    """The layout of 2022: the period stands among the breakdowns, and not at all in the rows of totals.

    Where a group of totals is whole (19 quarters, 5 years), its rows stand in the order of time, and their place says
    the period; the rows of a group with gaps cannot be dated, and are set aside.
    """

    header: ClassVar[tuple[str, ...]] = (*COMMON, *BROKEN_DOWN, "Type_Event")
    key: ClassVar[tuple[str, ...]] = (*COMMON[:4], "Type_Event", "Time_Period", *BROKEN_DOWN, "Unit")
    identity: ClassVar[str] = _identity((*COMMON[:4], "Type_Event", *BROKEN_DOWN, "Time_Period", "Unit"))
    total: ClassVar[str] = ALL_EVENTS
    period: ClassVar[str] = (
        f"CASE WHEN regexp_matches(Time_Period, '{A_PERIOD}') THEN Time_Period "
        f"WHEN regexp_matches(Aggregator, '{A_PERIOD}') THEN Aggregator "
        f"WHEN Time_Period = 'By quarter' AND {SIZE_OF_GROUP} = {QUARTERS} "
        f"THEN concat(2016 + ({PLACE_IN_GROUP} - 1) // 4, ' Q', ({PLACE_IN_GROUP} - 1) % 4 + 1) "
        f"WHEN Time_Period = 'By year' AND {SIZE_OF_GROUP} = {YEARS} THEN "
        f"CASE WHEN {PLACE_IN_GROUP} = {YEARS} THEN '2020 (Jan to Sep)' ELSE CAST(2015 + {PLACE_IN_GROUP} AS VARCHAR) END "
        "END"
    )

"""CDC VSRR: provisional drug overdose deaths, sums of twelve months by jurisdiction and kind of drug."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Self

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, known_place, number, one_of, printable, quoted, year
from tocsin.sources.checks.number import plain

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

MONTHS = (
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
# A month is first shown in the middle of the fifth month after it. The copies at hand fit this: data to July 2024 were
# there on 8 January 2025, data to February 2025 on 17 July 2025. Assumed to the day.
MONTHS_LATER, DAY = 5, 15
SUPPRESSED = "Data suppressed"  # in the footnote: the publisher hides 1 to 9 deaths
MOST_SUPPRESSED = 9
ALL_CAUSES, SPECIFIED = "Number of Deaths", "Percent with drugs specified"
# These hold one another, and T40.4: never read as T40.4, never added.
OVERLAPPING = (
    "Natural & semi-synthetic opioids, incl. methadone (T40.2, T40.3)",
    "Natural, semi-synthetic, & synthetic opioids, incl. methadone (T40.2-T40.4)",
    "Opioids (T40.0-T40.4,T40.6)",
)
MEASURES = (
    "deaths_12_months",
    "deaths_any_of_12_months",
    "predicted_deaths_12_months",
    "deaths_all_causes_12_months",
    "percent_drugs_specified",
)
WAITING = "percent_pending_investigation"


TITLED = ("State", "Year", "Month", "Indicator", "Data Value", "Predicted Value", "Percent Complete", "Footnote")
SNAKE = tuple(name.lower().replace(" ", "_") for name in TITLED)
Header = tuple[str, ...]


def _cell(header: Header, name: str) -> str:
    return f"trim({quoted(header[TITLED.index(name)])})"


def _record(header: Header) -> str:
    return f"concat_ws('|', {_cell(header, 'State')}, left({_cell(header, 'Year')}, 4), {_cell(header, 'Month')})"


def _identity(header: Header) -> str:
    return f"concat_ws(chr(31), {_record(header)}, {_cell(header, 'Indicator')})"


def _last(header: Header) -> str:
    month = f"list_position({list(MONTHS)!r}, {_cell(header, 'Month')})"
    return f"last_day(make_date(try_cast({_cell(header, 'Year')} AS INTEGER), {month}, 1))"


def _first(header: Header) -> str:
    return f"CAST(date_trunc('month', {_last(header)}) - INTERVAL 11 MONTH AS DATE)"


def _place(header: Header) -> str:
    return f"(SELECT any_value(place) FROM states WHERE raw = {_cell(header, 'State')})"


@dataclass(frozen=True, slots=True)
class _Vsrr:
    """A row gives the reported sum and, where there is one, the publisher's own prediction: never one for the other.

    A sum that is not shown because of low data quality is no observation; one of 1 to 9 is a bound. How many per cent of
    all deaths are still under investigation is the same in all rows of a place and month: it is kept once, of all deaths,
    where the file has that column, `pending`.
    """

    source: ClassVar[str] = "cdc-vsrr"
    header: ClassVar[Header]
    pending: str = field(default="", compare=False)

    @property
    def compared(self) -> Header:
        """What two rows of one key must agree in."""
        return (*self.header, self.pending) if self.pending else self.header

    def following(self, header: Header) -> Self:
        """The adapter for a file with these columns."""
        named = (name for name in header if name.lower().replace(" ", "_") == WAITING)
        return replace(self, pending=next(named, ""))

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Jurisdictions by postal code: YC is New York City, which NY leaves out."""
        place_table(connection, "states", self.header[0], "us_postal")
        connection.execute("INSERT INTO states VALUES ('US', 'US')")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """What a row must keep."""
        state, year_, month, indicator, reported, predicted, *_ = self.header
        return (
            *known_place(state, "states"),
            *year(year_, until.year),
            one_of(month, MONTHS),
            begun(month, _last(self.header), f"last_day(DATE '{until.date()}')"),
            *printable(indicator),
            *number(reported, optional=True, thousands=","),
            *number(predicted, optional=True, thousands=","),
            *(number(self.pending, optional=True) if self.pending else ()),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the jurisdictions and indicators that the file names."""
        extent = covers(
            connection,
            _first(self.header),
            _last(self.header),
            substances=_cell(self.header, "Indicator"),
            places=_place(self.header),
            measures=(*MEASURES, WAITING) if self.pending else MEASURES,
        )
        if extent is None:
            return []
        months = extent.last.month - 1 + MONTHS_LATER
        shown = date(extent.last.year + months // 12, months % 12 + 1, DAY)
        known, basis = (known_at, "reported") if known_at else (published(shown), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """The reported sum, the predicted one, and how many per cent of all deaths are under investigation."""
        shared = {
            "record": _record(self.header),
            "substance_raw": _cell(self.header, "Indicator"),
            "place": _place(self.header),
            "place_precision": f"CASE {_cell(self.header, 'State')} WHEN 'US' THEN 'country' ELSE 'state' END",
            "period_start": _first(self.header),
            "period_end": _last(self.header),
        }
        predicted = f"nullif({plain(self.header[5], ',')}, '')"
        return (
            shared | self._reported(),
            shared
            | {
                "measure": "'predicted_deaths_12_months'",
                "value": predicted,
                "where": f"{predicted} IS NOT NULL AND {_cell(self.header, 'Indicator')} NOT IN {(ALL_CAUSES, SPECIFIED)}",
            },
            *((shared | self._waiting(),) if self.pending else ()),
        )

    def _waiting(self) -> dict[str, str]:
        percent = f"nullif({plain(self.pending)}, '')"
        return {
            "measure": f"'{WAITING}'",
            "value": percent,
            "where": f"{percent} IS NOT NULL AND {_cell(self.header, 'Indicator')} = '{ALL_CAUSES}'",
        }

    def _reported(self) -> dict[str, str]:
        reported = f"nullif({plain(self.header[4], ',')}, '')"
        hidden = f"({reported} IS NULL AND contains(coalesce({_cell(self.header, 'Footnote')}, ''), '{SUPPRESSED}'))"
        complete = _cell(self.header, "Percent Complete")
        return {
            "measure": f"CASE WHEN {_cell(self.header, 'Indicator')} IN {OVERLAPPING} THEN 'deaths_any_of_12_months' ELSE "
            f"CASE {_cell(self.header, 'Indicator')} WHEN '{ALL_CAUSES}' THEN 'deaths_all_causes_12_months' "
            f"WHEN '{SPECIFIED}' THEN 'percent_drugs_specified' ELSE 'deaths_12_months' END END",
            "value": reported,
            "bound": f"CASE WHEN {hidden} THEN {MOST_SUPPRESSED} END",
            "bound_kind": f"CASE WHEN {hidden} THEN 'suppressed' END",
            "attributes": f"CASE WHEN {complete} <> '' THEN MAP {{'percent_complete': {complete}}} END",
            "where": f"({reported} IS NOT NULL OR {hidden})",
        }


@dataclass(frozen=True, slots=True)
class VsrrTitled(_Vsrr):
    """The header in words: "Data Value"."""

    header: ClassVar[Header] = TITLED
    key: ClassVar[Header] = TITLED[:4]
    identity: ClassVar[str] = _identity(TITLED)


@dataclass(frozen=True, slots=True)
class VsrrSnake(_Vsrr):
    """The header as the publisher's interface spells it: "data_value"."""

    header: ClassVar[Header] = SNAKE
    key: ClassVar[Header] = SNAKE[:4]
    identity: ClassVar[str] = _identity(SNAKE)

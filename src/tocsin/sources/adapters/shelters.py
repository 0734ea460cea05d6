"""Toronto: suspected non-fatal opioid overdoses in the shelter system, by quarter, for the city and for each site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.mark import Mark
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, filled, number, one_of, pattern, printable
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

QUARTER = "trim(quarter)"
START = f"make_date(try_cast(left({QUARTER}, 4) AS INTEGER), 3 * try_cast(right({QUARTER}, 1) AS INTEGER) - 2, 1)"
END = f"last_day({START} + INTERVAL 2 MONTH)"
FEWEST, MOST = 1, 4  # "< 5" hides one to four events
SUSPECTED = "suspected opioids"
SHARED = {
    "substance_raw": f"'{SUSPECTED}'",
    "place": "'CA-ON/toronto'",
    "period_start": START,
    "period_end": END,
}


def _quarter(until: datetime) -> tuple[Rule, ...]:
    return (
        filled("quarter"),
        pattern("quarter", "(19|20)[0-9]{2}Q[1-4]", "a quarter, as 2024Q1"),
        begun("quarter", START, f"DATE '{until.date()}'"),
    )


def _plans(connection: duckdb.DuckDBPyConnection, known_at: datetime | None, measure: str) -> list[Plan]:
    """One snapshot. No date is given: the end of its last quarter, which the publisher had not completed, is assumed."""
    extent = covers(connection, START, END, substances=f"'{SUSPECTED}'", measures=(measure,))
    if extent is None:
        return []
    known, basis = (known_at, "reported") if known_at else (published(extent.last), "assumed")
    return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent, notes=("last_quarter_incomplete",))]


@dataclass(frozen=True, slots=True)
class TorontoSheltersCity:
    """A row gives one observation: an interval wherever a site is hidden, for its sum is known from below and above."""

    source: ClassVar[str] = "ca-toronto-shelters"
    header: ClassVar[tuple[str, ...]] = (
        "quarter",
        "reported_sum",
        "sites_reported",
        "sites_suppressed_lt5",
        "sites_missing",
        "low",
        "high",
    )
    key: ClassVar[tuple[str, ...]] = ("quarter",)
    identity: ClassVar[str] = QUARTER
    totals: ClassVar[tuple[Total, ...]] = tuple(
        Total(
            "interval_differs",
            column,
            f"SELECT {QUARTER} AS of, {column} AS printed, try_cast(reported_sum AS DOUBLE) + {each} * "
            f"try_cast(sites_suppressed_lt5 AS DOUBLE) AS added FROM {GOOD}",
        )
        for column, each in (("low", FEWEST), ("high", MOST))
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the city."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A quarter that has begun, and whole numbers."""
        return (*_quarter(until), *(rule for column in self.header[1:] for rule in number(column, whole=True)))

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the city's quarters."""
        return _plans(connection, known_at, "overdoses_suspected")

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """The sum, or its upper bound. Sites that are missing are missing: they are not in the interval."""
        hidden = "CAST(sites_suppressed_lt5 AS DOUBLE) > 0"
        told = ", ".join(f"'{column}': trim({column})" for column in ("low", *self.header[1:5]))
        return (
            SHARED
            | {
                "record": f"'city|' || {QUARTER}",
                "place_precision": "'city'",
                "measure": "'overdoses_suspected'",
                "value": f"CASE WHEN NOT {hidden} THEN reported_sum END",
                "bound": f"CASE WHEN {hidden} THEN high END",
                "bound_kind": f"CASE WHEN {hidden} THEN 'suppressed' END",
                "attributes": f"MAP {{{told}}}",
            },
        )


@dataclass(frozen=True, slots=True)
class TorontoSheltersSite:
    """A row gives one observation of one site under its pseudonym, kept at the city's place; a missing one gives none."""

    source: ClassVar[str] = "ca-toronto-shelters"
    header: ClassVar[tuple[str, ...]] = ("site", "quarter", "value", "status")
    key: ClassVar[tuple[str, ...]] = ("site", "quarter")
    identity: ClassVar[str] = f"concat_ws('|', trim(site), {QUARTER})"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: sites have no place of their own."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A pseudonym, a quarter, a word for how the value stands, and a number where it is reported."""
        reported = "lower(trim(coalesce(status, ''))) = 'reported'"
        nothing = "trim(coalesce(value, '')) = ''"
        return (
            *printable("site"),
            pattern("site", "S[0-9]{3}", "a pseudonym, as S001"),
            *_quarter(until),
            one_of("status", ("reported", "suppressed_lt5", "missing")),
            Rule("missing", "value", f"{reported} AND {nothing}", "a whole number, zero or more"),
            *number("value", whole=True, optional=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of the sites' quarters."""
        return _plans(connection, known_at, "overdoses_suspected_at_site")

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """What a site reported, or that it hid one to four events."""
        hidden = "lower(trim(status)) = 'suppressed_lt5'"
        return (
            SHARED
            | {
                "record": self.identity,
                "place_precision": "'site'",
                "measure": "'overdoses_suspected_at_site'",
                "value": f"CASE WHEN NOT {hidden} THEN value END",
                "bound": f"CASE WHEN {hidden} THEN {MOST} END",
                "bound_kind": f"CASE WHEN {hidden} THEN 'suppressed' END",
                "attributes": f"CASE WHEN {hidden} THEN MAP {{'low': '{FEWEST}'}} END",
                "mark": f"'{Mark.AMBER}'",  # nothing public of a single shelter, not even under a pseudonym
                "where": "lower(trim(status)) <> 'missing'",
            },
        )

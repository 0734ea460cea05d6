"""Canada: drug checking figures that programmes print in reports, copied by hand with the address of each page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import Covers, ReleaseKind
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, filled, in_order, month, not_more_than, number, one_of, printable
from tocsin.sources.totals import GOOD, Total

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

REPORTED_AFTER = timedelta(days=45)  # a report carries no date here: assumed, counted from the end of what it tells of
MEASURES = ("samples", "detections", "percent_of_samples", "median_percent_by_weight")
MONTH = "CAST(try_strptime(trim(month), '%Y-%m') AS DATE)"
PROGRAMS = (
    ("Toronto Drug Checking Service", "CA-ON/toronto", "city"),
    ("BC Interior Health (BCCSU report)", "CA-BC/interior-health", "group"),
)
FIRST, LAST = (f"CAST(try_strptime(trim(\"{column}\"), '%Y-%m-%d') AS DATE)" for column in ("start", "end"))


def _plans(connection: duckdb.DuckDBPyConnection, known_at: datetime | None, first: str, last: str) -> list[Plan]:
    """One increment for each day on which what is reported ends, oldest first: a month not there says nothing."""
    ends = connection.execute(f"SELECT {last} AS until, min({first}) FROM good GROUP BY 1 ORDER BY 1").fetchall()
    return [
        Plan(
            f"{last} = DATE '{until}'",
            known_at or published(until + REPORTED_AFTER),
            "reported" if known_at else "assumed",
            ReleaseKind.INCREMENT,
            Covers(since, until, measures=MEASURES),
            label=str(until),
        )
        for until, since in _days(ends)
    ]


def _days(rows: list[tuple[date, date]]) -> list[tuple[date, date]]:
    return [(date.fromisoformat(str(until)[:10]), date.fromisoformat(str(since)[:10])) for until, since in rows]


@dataclass(frozen=True, slots=True)
class VancouverIslandMonths:
    """A row is a month with one observation for each cell that is filled: an empty one was not mentioned, not zero.

    Only benzodiazepines are printed with the samples they were looked for in; other counts may be over all samples.
    """

    source: ClassVar[str] = "ca-drugchecking-published"
    counts: ClassVar[tuple[tuple[str, str, str, str], ...]] = (
        ("samples_total", "all samples", "samples", "NULL"),
        ("opioid_down_n", "expected opioid-down samples", "samples", "NULL"),
        ("benzo_n", "benzodiazepines", "detections", "opioid_down_n"),
        ("bromazolam_n", "bromazolam", "detections", "NULL"),
        ("carfentanil_n", "carfentanil", "detections", "NULL"),
        ("xylazine_n", "xylazine", "detections", "NULL"),
        ("medetomidine_n", "medetomidine", "detections", "NULL"),
    )
    shares: ClassVar[tuple[tuple[str, str, str, str], ...]] = (
        ("benzo_pct_printed", "benzodiazepines", "percent_of_samples", "NULL"),
        ("fentanyl_median_pct", "fentanyl", "median_percent_by_weight", "NULL"),
        ("fluorofentanyl_median_pct", "fluorofentanyl", "median_percent_by_weight", "NULL"),
        ("ortho_methylfentanyl_median_pct", "ortho-methylfentanyl", "median_percent_by_weight", "NULL"),
    )
    header: ClassVar[tuple[str, ...]] = ("month", *(c[0] for c in counts), *(s[0] for s in shares), "note", "url")
    key: ClassVar[tuple[str, ...]] = ("month",)
    identity: ClassVar[str] = f"strftime({MONTH}, '%Y-%m')"
    totals: ClassVar[tuple[Total, ...]] = (
        Total(
            "printed_share_differs",
            "benzo_pct_printed",
            "SELECT trim(month) AS of, try_cast(benzo_pct_printed AS DOUBLE) AS printed, "
            f"100 * try_cast(benzo_n AS DOUBLE) / try_cast(opioid_down_n AS DOUBLE) AS added FROM {GOOD}",
        ),
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: the place is the island."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A month, the address of its report, and numbers where there are any."""
        return (
            *month("month", MONTH, until),
            filled("url"),
            *(rule for column, *_ in self.counts for rule in number(column, whole=True, optional=True)),
            *(rule for column, *_ in self.shares for rule in number(column, optional=True)),
            not_more_than("benzo_n", "opioid_down_n"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each month."""
        return _plans(connection, known_at, MONTH, f"last_day({MONTH})")

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Samples, detections, the printed share and median concentrations, each a measure of its own."""
        return tuple(self._cell(*cell) for cell in (*self.counts, *self.shares))

    def _cell(self, column: str, name: str, measure: str, tested: str) -> dict[str, str]:
        return {
            "record": f"'Vancouver Island|' || {self.identity}",
            "substance_raw": f"'{name}'",
            "place": "'CA-BC/vancouver-island'",
            "place_precision": "'group'",
            "period_start": MONTH,
            "period_end": f"last_day({MONTH})",
            "measure": f"'{measure}'",
            "value": column,
            "tested": tested,
            "attributes": "map_concat(MAP {'url': trim(url)}, CASE WHEN note IS NOT NULL THEN MAP {'note': note} END)",
            "where": f"{column} IS NOT NULL AND trim({column}) <> ''",
        }


@dataclass(frozen=True, slots=True)
class TorontoAndInterior:
    """A row is one substance in one report: its count where it is printed, and its share as printed."""

    source: ClassVar[str] = "ca-drugchecking-published"
    header: ClassVar[tuple[str, ...]] = (
        "program",
        "start",
        "end",
        "substance",
        "denominator_text",
        "numerator",
        "denominator",
        "pct_printed",
        "url",
    )
    key: ClassVar[tuple[str, ...]] = header[:5]
    identity: ClassVar[str] = (
        f"concat_ws('|', trim(program), strftime({FIRST}, '%Y-%m-%d'), strftime({LAST}, '%Y-%m-%d'), "
        "trim(substance), trim(denominator_text))"
    )
    totals: ClassVar[tuple[Total, ...]] = (
        Total(
            "printed_share_differs",
            "pct_printed",
            "SELECT concat_ws(', ', trim(program), trim(\"end\"), trim(substance)) AS of, "
            "try_cast(pct_printed AS DOUBLE) AS printed, "
            f"100 * try_cast(numerator AS DOUBLE) / try_cast(denominator AS DOUBLE) AS added FROM {GOOD}",
        ),
    )

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Nothing to look up: a programme is its place."""

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A programme that is known, a period that has begun and runs forwards, a name, numbers where there are any."""
        days = tuple(
            rule
            for column, day in (("start", FIRST), ("end", LAST))
            for rule in (filled(column), Rule("not_in_form", column, f"{day} IS NULL", "a day, as 2022-01-29"))
        )
        return (
            one_of("program", tuple(name for name, _, _ in PROGRAMS)),
            *days,
            begun("start", FIRST, f"DATE '{until.date()}'"),
            in_order("start+end", FIRST, LAST),
            *printable("substance"),
            *printable("denominator_text"),
            filled("url"),
            *number("numerator", whole=True, optional=True),
            *number("denominator", whole=True, optional=True),
            *number("pct_printed", optional=True),
            not_more_than("numerator", "denominator"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One increment for each report's last day."""
        return _plans(connection, known_at, FIRST, LAST)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Detections where a count is printed, and the share as printed."""
        places, levels = (
            "CASE trim(program) " + " ".join(f"WHEN '{row[0]}' THEN '{row[n]}'" for row in PROGRAMS) + " END"
            for n in (1, 2)
        )
        shared = {
            "record": self.identity,
            "substance_raw": "trim(substance)",
            "place": places,
            "place_precision": levels,
            "period_start": FIRST,
            "period_end": LAST,
            "attributes": "MAP {'url': trim(url), 'among': trim(denominator_text)}",
        }
        count = {"measure": "'detections'", "value": "numerator", "tested": "nullif(trim(denominator), '')"}
        share = {"measure": "'percent_of_samples'", "value": "pct_printed"}
        return (
            shared | count | {"where": "trim(coalesce(numerator, '')) <> ''"},
            shared | share | {"where": "trim(coalesce(pct_printed, '')) <> ''"},
        )

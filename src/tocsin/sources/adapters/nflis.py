"""NFLIS-Drug public query: drug reports by substance, state and half-year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, begun, filled, known_place, number, pattern, printable, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

YEAR = "try_cast(trim(YYYY) AS INTEGER)"
HALF = "try_cast(substr(trim(PERIOD), 3, 1) AS INTEGER)"
START = f"make_date({YEAR}, ({HALF} - 1) * 6 + 1, 1)"
END = f"last_day(make_date({YEAR}, {HALF} * 6, 1))"
RUN = "try_cast(trim(QUERY_RUN_DATE) AS TIMESTAMP)"
PLACE = "(SELECT any_value(place) FROM states WHERE raw = trim(STATE))"
RECORD = (
    "concat_ws('|', trim(LABTYPE), trim(RPTAGGR), trim(YYYY), left(trim(PERIOD), 3), trim(STATE), "
    "trim(SUBSTANCE_ID), trim(BASE_ID))"
)


@dataclass(frozen=True, slots=True)
class NflisQuery:
    """A query of some substances: what it does not name it says nothing of. Salts keep their own records."""

    source: ClassVar[str] = "nflis-dqs"
    header: ClassVar[tuple[str, ...]] = (
        "LABTYPE",
        "RPTAGGR",
        "YYYY",
        "PERIOD",
        "DRUG_REPORTS",
        "QUERY_RUN_DATE",
        "SUBSTANCE_ID",
        "SUBSTANCE_DESCRIPTION",
        "BASE_ID",
        "BASE_DESCRIPTION",
        "DRUG_CATEGORY_DESCRIPTION",
        "STATE",
    )
    key: ClassVar[tuple[str, ...]] = ("LABTYPE", "RPTAGGR", "YYYY", "PERIOD", "SUBSTANCE_ID", "BASE_ID", "STATE")
    identity: ClassVar[str] = f"concat_ws(chr(31), {RECORD}, trim(BASE_DESCRIPTION))"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States by their postal codes; XX is the publisher's own "not given"."""
        place_table(connection, "states", "STATE", "us_postal")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """What a row must keep. A query is not run in the future, nor does it name a half-year after its run."""
        names = [
            rule
            for column in ("LABTYPE", "RPTAGGR", "BASE_DESCRIPTION", "SUBSTANCE_DESCRIPTION")
            for rule in printable(column)
        ]
        return (
            *year("YYYY", until.year),
            pattern("PERIOD", "SA[12]( .*)?", "SA1 or SA2"),
            *names,
            filled("SUBSTANCE_ID"),
            filled("BASE_ID"),
            filled("DRUG_CATEGORY_DESCRIPTION"),
            *known_place("STATE", "states"),
            *number("DRUG_REPORTS", whole=True),
            Rule("not_in_form", "QUERY_RUN_DATE", f"{RUN} IS NULL", "a date and time"),
            Rule(
                "date_out_of_range",
                "QUERY_RUN_DATE",
                f"CAST({RUN} AS DATE) > DATE '{until.date()}'",
                "a day that has come",
            ),
            begun("PERIOD", START, RUN),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One query, known since it was run. A category counts as held whole when several of its drugs came."""
        extent = covers(connection, START, END, substances="trim(BASE_DESCRIPTION)", measures=("reports",))
        if extent is None:
            return []
        whole = connection.execute(
            "SELECT trim(DRUG_CATEGORY_DESCRIPTION) FROM good GROUP BY 1 HAVING count(DISTINCT BASE_ID) > 1 ORDER BY 1"
        ).fetchall()
        run = connection.execute(f"SELECT max({RUN}) FROM good").fetchone()
        known, basis = (known_at, "reported") if known_at else (published(run[0]) if run else None, "reported")
        return (
            [Plan("true", known, basis, ReleaseKind.QUERY, replace(extent, families=tuple(f for (f,) in whole)))]
            if known
            else []
        )

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each row: reports, with category and salt as attributes."""
        return (
            {
                "record": RECORD,
                "substance_raw": "trim(BASE_DESCRIPTION)",
                "place": PLACE,
                "place_precision": "'state'",
                "period_start": START,
                "period_end": END,
                "measure": "'reports'",
                "value": "DRUG_REPORTS",
                "attributes": "MAP {'family': trim(DRUG_CATEGORY_DESCRIPTION), "
                "'substance': trim(SUBSTANCE_DESCRIPTION)}",
            },
        )

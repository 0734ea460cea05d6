"""FinCEN's suspicious activity reports: what its tables of all years share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import quoted

if TYPE_CHECKING:
    import duckdb

MEASURE = "'money_reports'"
ACTIVITIES = "all suspicious activities"
INDUSTRIES = {
    "DI": "Depository Institution",
    "MSB": "Money Services Business",
    "CC": "Casino/Card Club",
    "SF": "Securities/Futures",
}
NOT_TOLD = "industry not told"
# Activities that only one industry's form has, and the monthly tables' own headings.
TELLTALES = {
    "Check.Kiting": "DI",
    "Mortgage.Loan.Fraud": "DI",
    "Nature": "DI",
    "Comes.in.frequently.and.purchases.less.than..3.000": "MSB",
    "Two.or.more.individuals.working.together": "MSB",
    "Year.Mo": "MSB",
}
# The tables of 2020 were drawn on 1 March 2021, by the dates inside their archive: assumed of the other years too.
DRAWN = (3, 1)
# States of the reports that are no states of ours: associated countries, and what was filed from overseas.
OVERSEAS = "Overseas"
NOWHERE = "US-XX"


def state_table(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """The table `states`: states and territories, the associated countries, and overseas."""
    place_table(connection, "states", column, "us_postal")
    place_table(connection, "associated", column, "country")
    connection.execute("INSERT INTO states FROM associated ANTI JOIN states USING (raw)")
    connection.execute(f"INSERT INTO states VALUES ('{OVERSEAS}', '{NOWHERE}')")


def filed_in(column: str) -> dict[str, str]:
    """The place of a row that names a state; a country where it names none of ours."""
    return {
        "place": f"(SELECT any_value(place) FROM states WHERE raw = trim({quoted(column)}))",
        "place_precision": f"CASE WHEN (SELECT any_value(place) FROM states WHERE raw = trim({quoted(column)})) "
        "LIKE 'US-%' THEN 'state' ELSE 'country' END",
    }


def keep_industry(connection: duckdb.DuckDBPyConnection, activity: str, file_name: str) -> None:
    """The table `industry` of one row: told by the file's activities, else by its name, else not told."""
    cases = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in TELLTALES.items())
    told = connection.execute(f"SELECT max(CASE {activity} {cases} END) FROM good").fetchone()
    named = re.search(r"(?<![A-Za-z])(DI|MSB|CC|SF)(?![A-Za-z])", file_name)
    code = (told or (None,))[0] or (named.group(1) if named else "")
    connection.execute("CREATE TABLE industry AS SELECT ? AS code", [INDUSTRIES.get(str(code), NOT_TOLD)])


def query(
    connection: duckdb.DuckDBPyConnection, start: str, end: str, known_at: datetime | None, where: str = "true"
) -> list[Plan]:
    """One query of the publisher's tables: what it does not name it says nothing of."""
    extent = covers(connection, start, end, where=where, measures=("money_reports",))
    if extent is None:
        return []
    drawn = published(date(extent.last.year + 1, *DRAWN))
    known, basis = (known_at, "reported") if known_at else (drawn, "assumed")
    return [Plan("true", known, basis, ReleaseKind.QUERY, extent)]

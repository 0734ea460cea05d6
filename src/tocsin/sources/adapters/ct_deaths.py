"""Connecticut, chief medical examiner: accidental drug-related deaths, one row each, counted at the door.

A row is a death. It is counted on its day and in its town: once for every substance that it names in a flag, in the
cause, among the other conditions or in `Other`, however often and in whatever spelling (see `naming`); once for every
pair of them; and once as a death. Age, sex, race and the words of the certificate are never kept; a name that the
vocabulary does not have is kept only from three deaths on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.causes import in_text, often_enough, texts
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.adapters.naming import name_table, whole
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, filled, quoted
from tocsin.vocabulary.places import counties

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

# The copies at hand carry no date. Assumed, by the hash of the file: when the copy was first seen elsewhere.
RELEASED = {
    # Accidental_Drug_Related_Deaths_2012-2018: stored elsewhere between February and April 2020
    "84d3a775722d205ca7a2a9b862eb97a6e87922672c182415ba956ec56f322c6a": "2020-04-30",
    # Accidental_Drug_Related_Deaths_2012-2022: stored elsewhere on that day
    "c4220496b6a4e05937e17c5b6b92793c1bd6672d94dc26feba45ceece32030b6": "2024-04-11",
}
ALL_DEATHS = "any drug"
STATE = "US-CT"
DAY = "CAST(try_strptime(split_part(trim(Date), ' ', 1), '%m/%d/%Y') AS DATE)"
PAIRED = "('substance', 'group')"  # totals and baskets are left out of pairs
FLAGGED = "regexp_matches(lower(trim(coalesce({column}, ''))), '^y')"  # Y, y, YES, Y POPS, Y (PTCH)


class _Deaths:
    """What both headers share. `texts` are free text and whether it speaks of conditions, `flags` a column and a name."""

    source: ClassVar[str] = "ct-deaths"
    key: ClassVar[tuple[str, ...]] = ("Date",)
    identity: ClassVar[str] = "CAST(file_row AS VARCHAR)"  # equal rows are deaths of their own
    date_type: ClassVar[str]
    towns: ClassVar[tuple[str, str]]
    texts: ClassVar[tuple[tuple[str, bool], ...]]
    flags: ClassVar[tuple[tuple[str, str], ...]]

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Towns and villages, and the county that each lies in."""
        for number, column in enumerate(self.towns):
            place_table(connection, f"towns_{number}", column, "ct_town")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A day. Everything else may be empty: a death without a town lies in the state."""
        return (
            filled("Date"),
            Rule("not_in_form", "Date", f"{DAY} IS NULL", "a day, as 3/4/2019"),
            Rule(
                "date_out_of_range",
                "Date",
                f"{DAY} NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'",
                "a day that has come",
            ),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot of all deaths to its last day."""
        extent = covers(connection, DAY, DAY, measures=("deaths", "deaths_with_both"))
        if extent is None:
            return []
        extent = replace(extent, places=(STATE, *(one.id for one in counties() if one.within == STATE)))
        self._count(connection)
        assumed = RELEASED.get(sha256, date(extent.last.year + 2, 4, 1))  # about fifteen months after the year
        known, basis = (known_at, "reported") if known_at else (published(assumed), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent, notes=("names_counted_at_the_door",))]

    def _count(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make `cells`: (day, town, place, precision, name, measure, deaths, reported)."""
        connection.execute(f"CREATE TABLE pieces AS {texts(self.texts)}")
        name_table(connection, "said", "SELECT raw FROM pieces", in_text(self.source))
        names = ", ".join(f"('{name}')" for _, name in self.flags)
        name_table(connection, "flagged", f"FROM (VALUES {names})", whole(self.source))
        flags = " UNION ALL ".join(
            f"SELECT file_row, '{name}' AS raw FROM once WHERE {FLAGGED.format(column=quoted(column))}"
            for column, name in self.flags
        )
        named = (
            f"SELECT file_row, name, kind FROM ({flags}) JOIN flagged USING (raw) "
            "UNION SELECT file_row, name, kind FROM pieces JOIN said USING (raw) WHERE NOT condition OR kind <> 'unknown'"
        )
        connection.execute(f"CREATE TABLE named AS {often_enough(named)}")
        connection.execute(f"CREATE TABLE deaths AS {self._deaths()}")
        connection.execute(f"CREATE TABLE cells AS {_cells()}")

    def _deaths(self) -> str:
        """The town of death; where it is not said, that of the injury; where neither is known, the state."""
        first, second = self.towns
        found = [
            f"(SELECT any_value(place) FROM towns_{n} WHERE raw = trim({quoted(c)}))" for n, c in enumerate(self.towns)
        ]
        reported = f"lower(trim(coalesce({quoted(self.date_type)}, ''))) IN ('date reported', 'datereported')"
        return (
            f"SELECT file_row, {DAY} AS day, {reported} AS reported, coalesce(first, second, '{STATE}') AS place, "
            "CASE WHEN first IS NOT NULL THEN named_first WHEN second IS NOT NULL THEN named_second "
            "ELSE 'UNKNOWN' END AS town FROM ("
            f"SELECT *, {found[0]} AS first, {found[1]} AS second, upper(trim({quoted(first)})) AS named_first, "
            f"upper(trim({quoted(second)})) AS named_second FROM once)"
        )

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each cell."""
        reported = "MAP {'date_reported': CAST(reported AS VARCHAR)}"
        return (
            {
                "from": "cells",
                "record": "concat_ws('|', strftime(day, '%Y-%m-%d'), town)",
                "substance_raw": "name",
                "place": "place",
                "place_precision": "CASE WHEN town = 'UNKNOWN' THEN 'state' ELSE 'town' END",
                "period_start": "day",
                "period_end": "day",
                "measure": "measure",
                "value": "deaths",
                "attributes": f"CASE WHEN reported > 0 THEN {reported} END",
            },
        )


def _cells() -> str:
    """SQL: deaths by day and town, of any drug, of each substance, and of each two of them."""
    cell = "SELECT day, town, any_value(place) AS place, {name} AS name, '{measure}' AS measure, count(*) AS deaths, "
    cell += "count(*) FILTER (reported) AS reported FROM {rows} GROUP BY day, town, {name}"
    pair = "(SELECT a.file_row, a.name || ' + ' || b.name AS pair FROM named AS a JOIN named AS b "
    pair += f"ON a.file_row = b.file_row AND a.name < b.name WHERE a.kind IN {PAIRED} AND b.kind IN {PAIRED})"
    return " UNION ALL ".join(
        (
            cell.format(name=f"'{ALL_DEATHS}'", measure="deaths", rows="deaths"),
            cell.format(name="name", measure="deaths", rows="named JOIN deaths USING (file_row)"),
            cell.format(name="pair", measure="deaths_with_both", rows=f"{pair} JOIN deaths USING (file_row)"),
        )
    )


@dataclass(frozen=True, slots=True)
class CtDeathsTo2018(_Deaths):
    """The header of the release with deaths to 2018: short names, and xylazine in the text only."""

    date_type: ClassVar[str] = "DateType"
    towns: ClassVar[tuple[str, str]] = ("DeathCity", "InjuryCity")
    texts: ClassVar[tuple[tuple[str, bool], ...]] = (("COD", False), ("OtherSignifican", True), ("Other", False))
    flags: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Heroin", "Heroin"),
        ("Cocaine", "Cocaine"),
        ("Fentanyl", "Fentanyl"),
        ("FentanylAnalogue", "Fentanyl Analogue"),
        ("Oxycodone", "Oxycodone"),
        ("Oxymorphone", "Oxymorphone"),
        ("Ethanol", "Ethanol"),
        ("Hydrocodone", "Hydrocodone"),
        ("Benzodiazepine", "Benzodiazepine"),
        ("Methadone", "Methadone"),
        ("Amphet", "Amphet"),
        ("Tramad", "Tramad"),
        ("Morphine_NotHeroin", "Morphine (Not Heroin)"),
        ("Hydromorphone", "Hydromorphone"),
        ("OpiateNOS", "Opiate NOS"),
        ("AnyOpioid", "Any Opioid"),
    )
    header: ClassVar[tuple[str, ...]] = ("Date", date_type, *towns, *(c for c, _ in texts), *(c for c, _ in flags))


@dataclass(frozen=True, slots=True)
class CtDeathsTo2022(_Deaths):
    """The header of the release with deaths to 2022: full names, and flags for xylazine and gabapentin."""

    date_type: ClassVar[str] = "Date Type"
    towns: ClassVar[tuple[str, str]] = ("Death City", "Injury City")
    texts: ClassVar[tuple[tuple[str, bool], ...]] = (
        ("Cause of Death", False),
        ("Other Significant Conditions", True),
        ("Other", False),
        ("Other Opioid", False),
    )
    flags: ClassVar[tuple[tuple[str, str], ...]] = tuple(
        (name, name)
        for name in (
            "Heroin",
            "Heroin death certificate (DC)",
            "Cocaine",
            "Fentanyl",
            "Fentanyl Analogue",
            "Oxycodone",
            "Oxymorphone",
            "Ethanol",
            "Hydrocodone",
            "Benzodiazepine",
            "Methadone",
            "Meth/Amphetamine",
            "Amphet",
            "Tramad",
            "Hydromorphone",
            "Morphine (Not Heroin)",
            "Xylazine",
            "Gabapentin",
            "Opiate NOS",
            "Heroin/Morph/Codeine",
            "Other Opioid",
            "Any Opioid",
        )
    )
    header: ClassVar[tuple[str, ...]] = tuple(
        dict.fromkeys(("Date", date_type, *towns, *(c for c, _ in texts), *(c for c, _ in flags)))
    )

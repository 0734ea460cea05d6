"""British Columbia: drug checking results, one row each, counted at the door.

A row is a sample. There is no sample number: two equal rows are two samples. Samples are counted by day, town and
what they were sold as; the site, which may be a festival, is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, dated_by_name, place_table
from tocsin.sources.adapters.naming import name_table, whole
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, filled, known_place, one_of, pattern, printable, quoted

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

DAY = "CAST(try_strptime(trim(Date), '%Y-%m-%d') AS DATE)"
MAIL = "Mail In"  # a way to come, not a place: such samples lie in the province
CITY = 'trim("City/Town")'
PLACE = f"(SELECT any_value(place) FROM cities WHERE raw = {CITY})"
SOLD_AS = 'trim("Expected Substance")'
STRIPS = (("Fentanyl Test Strip", "fentanyl (strip)"), ("Benzo Test Strip", "benzodiazepines (strip)"))
# Answers of a strip. "N/A" is one of them: no strip was used. A strip that failed looked for nothing.
ANSWERS = ("True", "False", "N/A", "Invalid", "Positive;Negative")
FTIR = quoted("FTIR Spectrometer")
NO_NAME = "(?i).*(uncertain|possibly|no library match|no signal).*|"  # what the instrument says when it cannot tell
SEEN_AFTER = timedelta(days=3)  # the copy with results to 1 November 2020 was made on the fourth


@dataclass(frozen=True, slots=True)
class BcDrugChecking:
    """A cell gives samples, what strips found among those they were used on, and what the spectrometer named.

    The two methods are measures of their own: one sample may be found by both. `tested` is known of strips alone; the
    spectrometer sees nothing below about a twentieth of the weight, so that it never says "not there".
    """

    source: ClassVar[str] = "bc-drugchecking"
    header: ClassVar[tuple[str, ...]] = (
        "Date",
        "City/Town",
        "Expected Substance",
        "Fentanyl Test Strip",
        "Benzo Test Strip",
        "FTIR Spectrometer",
    )
    key: ClassVar[tuple[str, ...]] = ("Date", "City/Town", "Expected Substance")
    identity: ClassVar[str] = "CAST(file_row AS VARCHAR)"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Towns by the service's own names, and what came by mail."""
        place_table(connection, "cities", "City/Town", "bc_city")
        connection.execute(f"INSERT INTO cities VALUES ('{MAIL}', 'CA-BC')")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A day, a town or the mail, a name, answers that strips give, and a list of names."""
        late = f"{DAY} NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'"
        return (
            filled("Date"),
            Rule("not_in_form", "Date", f"{DAY} IS NULL", "a day, as 2020-11-01"),
            Rule("date_out_of_range", "Date", late, "a day that has come"),
            *known_place("City/Town", "cities"),
            *printable("Expected Substance"),
            *(one_of(column, ANSWERS) for column, _ in STRIPS),
            pattern("FTIR Spectrometer", r"\[.*\]", "a list of names in square brackets"),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """One snapshot. The file's name carries its date; where it does not, some days after the last sample."""
        measures = ("samples", "detections", "detections_by_spectrometer")
        extent = covers(connection, DAY, DAY, measures=measures)
        if extent is None:
            return []
        _count(connection, self.source)
        dated = dated_by_name(file_name, extent.last)
        known, basis = (published(dated), "release") if dated else (published(extent.last + SEEN_AFTER), "assumed")
        known, basis = (known_at, "reported") if known_at else (known, basis)
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent, notes=("names_counted_at_the_door",))]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """One observation for each cell."""
        return (
            {
                "from": "cells",
                "record": "concat_ws('|', strftime(day, '%Y-%m-%d'), city, sold_as)",
                "substance_raw": "name",
                "place": "place",
                "place_precision": f"CASE WHEN city = '{MAIL}' THEN 'state' ELSE 'city' END",
                "period_start": "day",
                "period_end": "day",
                "measure": "measure",
                "value": "found",
                "tested": "tested",
                "attributes": "MAP {'sold_as': sold_as}",
            },
        )


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Make `cells`: (day, city, place, sold_as, name, measure, found, tested)."""
    connection.execute(
        f"CREATE TABLE samples AS SELECT file_row, {DAY} AS day, {CITY} AS city, {PLACE} AS place, "
        f"{SOLD_AS} AS sold_as, {FTIR} AS ftir, {', '.join(f'lower(trim({quoted(c)})) AS {_short(c)}' for c, _ in STRIPS)} "
        "FROM once"
    )
    connection.execute(
        "CREATE TABLE peaks AS SELECT DISTINCT file_row, trim(raw) AS raw FROM (SELECT file_row, "
        "substring(cell, 2, length(cell) - 2) AS raw FROM (SELECT file_row, "
        "unnest(regexp_extract_all(ftir, '''[^'']*''|\"[^\"]*\"')) AS cell FROM samples)) "
        f"WHERE NOT regexp_full_match(trim(raw), '{NO_NAME}')"
    )
    name_table(connection, "peak_names", "SELECT raw FROM peaks", whole(source))
    connection.execute(f"CREATE TABLE cells AS {' UNION ALL '.join((_samples(), *map(_strip, STRIPS), _peaks()))}")


def _short(column: str) -> str:
    return column.split(" ", maxsplit=1)[0].lower()


def _cell(name: str, measure: str, found: str, tested: str, rows: str) -> str:
    return (
        f"SELECT day, city, any_value(place) AS place, sold_as, {name} AS name, '{measure}' AS measure, "
        f"{found} AS found, {tested} AS tested FROM {rows} GROUP BY day, city, sold_as, {name}"
    )


def _samples() -> str:
    return _cell("'all samples checked'", "samples", "count(*)", "NULL", "samples")


def _strip(strip: tuple[str, str]) -> str:
    """Positives among the strips that gave an answer."""
    column, name = _short(strip[0]), strip[1]
    answered = f"(SELECT * FROM samples WHERE {column} IN ('true', 'false'))"
    return _cell(f"'{name}'", "detections", f"count(*) FILTER ({column} = 'true')", "count(*)", answered)


def _peaks() -> str:
    """Samples in which the spectrometer named a substance, once for all its salts and forms."""
    named = "(SELECT DISTINCT file_row, name FROM peaks JOIN peak_names USING (raw)) JOIN samples USING (file_row)"
    return _cell("name", "detections_by_spectrometer", "count(*)", "NULL", named)

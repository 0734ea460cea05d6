"""Mexico, FGR: files opened for federal crimes against health and under the firearms law, by state and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import Covers, ReleaseKind
from tocsin.sources.adapters.covering import place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, known_place, number, one_of, printable, year

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

MONTHS = (
    "ENERO",
    "FEBRERO",
    "MARZO",
    "ABRIL",
    "MAYO",
    "JUNIO",
    "JULIO",
    "AGOSTO",
    "SEPTIEMBRE",
    "OCTUBRE",
    "NOVIEMBRE",
    "DICIEMBRE",
)
ABROAD = "EXTRANJERO"
HEALTH, DEALING = "CONTRA LA SALUD", "NARCOMENUDEO"
FIREARMS = "LEY FEDERAL DE ARMAS DE FUEGO Y EXPLOSIVOS (L.F.A.F.E.)"
# There is one copy, of July 2025, and the publisher renews the file on about the twentieth of each month: a month is
# taken as known on the twentieth of the next. Months before 2024 come as one release, known when 2023 was complete.
DAY, APART_FROM = 20, date(2024, 1, 1)
LONG = "months"  # the months of the file's columns as rows


@dataclass(frozen=True, slots=True)
class FgrFiles:
    """A row is a year with twelve months. Only drugs and firearms are taken; the other crimes are read and left.

    What is taken: crimes against health by type, organised crime against health, small-scale dealing under the health
    law, and the firearms law. A month without any file in the whole country has not come yet.
    """

    source: ClassVar[str] = "mx-fgr"
    header: ClassVar[tuple[str, ...]] = ("AÑO", "INEGI", "ENTIDAD", "LEY", "CONCEPTO", "TIPO", *MONTHS)
    key: ClassVar[tuple[str, ...]] = header[:6]
    identity: ClassVar[str] = 'concat_ws(chr(31), trim("AÑO"), trim(ENTIDAD), trim(LEY), trim(CONCEPTO), trim(TIPO))'

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """States by name; files opened abroad stand at the country."""
        place_table(connection, "states", "ENTIDAD", "inegi")
        connection.execute(f"INSERT INTO states VALUES ('{ABROAD}', 'MX')")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A year, a state, a law and whole numbers."""
        return (
            *year("AÑO", until.year),
            *known_place("ENTIDAD", "states"),
            one_of("LEY", ("CODIGO PENAL FEDERAL", "OTRAS LEYES Y CODIGOS")),
            *printable("CONCEPTO"),
            *printable("TIPO"),
            *(rule for month in MONTHS for rule in number(month, whole=True, optional=True)),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """An increment for all that was known when 2023 was complete, and one for each month after; one for all, where its date is given."""
        self._lay_months(connection)
        found = connection.execute(
            f"SELECT start, list_sort(list(DISTINCT crime)) FROM {LONG} GROUP BY 1 ORDER BY 1"
        ).fetchall()
        if not found:
            return []
        days, crimes = [day for day, _ in found], tuple(sorted({c for _, names in found for c in names}))
        if known_at:
            return [self._plan(days, crimes, known_at, "reported", "true")]
        early = [day for day in days if day < APART_FROM]
        parts = ([early] if early else []) + [[day] for day in days if day >= APART_FROM]
        return [
            self._plan(part, crimes, published(_twentieth(part[-1])), "assumed", self._rows(part[-1], days))
            for part in parts
        ]

    def _rows(self, last: date, days: list[date]) -> str:
        """A row is counted with the newest month of its year that the file holds."""
        newest = max(day for day in days if day.year == last.year)
        if last == days[-1]:  # and with it the rows of years without any file
            others = sorted({day.year for day in days} - {last.year})
            return f'CAST(trim("AÑO") AS INTEGER) NOT IN {(*others, 0, 0)}'
        years = f"<= {last.year}" if last < APART_FROM else f"= {last.year}"
        return f'CAST(trim("AÑO") AS INTEGER) {years}' if newest == last else "false"

    def _lay_months(self, connection: duckdb.DuckDBPyConnection) -> None:
        columns = ", ".join(f"'{month}'" for month in MONTHS)
        crime = (
            f"CASE WHEN trim(TIPO) = '{FIREARMS}' THEN 'Ley Federal de Armas de Fuego y Explosivos' "
            f"WHEN contains(TIPO, '{DEALING}') THEN 'Narcomenudeo (Ley General de Salud)' "
            f"WHEN starts_with(CONCEPTO, 'LEY FEDERAL CONTRA LA DELINCUENCIA') AND trim(TIPO) = '{HEALTH}' "
            "THEN 'Delincuencia organizada contra la salud' "
            f"WHEN trim(CONCEPTO) = '{HEALTH}' THEN concat('Contra la salud: ', lower(trim(TIPO))) END"
        )
        connection.execute(
            f"CREATE TABLE {LONG} AS WITH tall AS (SELECT *, {crime} AS crime FROM (UNPIVOT once ON "
            f"{', '.join(MONTHS)} INTO NAME month VALUE files)) "
            'SELECT *, make_date(CAST(trim("AÑO") AS INTEGER), '
            f"list_position([{columns}], month), 1) AS start FROM tall WHERE crime IS NOT NULL"
        )
        connection.execute(
            f"DELETE FROM {LONG} WHERE start NOT IN (SELECT start FROM {LONG} WHERE CAST(files AS DOUBLE) > 0)"
        )

    def _plan(self, days: list[date], crimes: tuple[str, ...], known: datetime, basis: str, rows: str) -> Plan:
        last = date(days[-1].year + days[-1].month // 12, days[-1].month % 12 + 1, 1)
        extent = Covers(days[0], date.fromordinal(last.toordinal() - 1), crimes, measures=("files", "firearm_files"))
        where = f"start BETWEEN DATE '{days[0]}' AND DATE '{days[-1]}'"
        notes = ("other_crimes_not_taken",)
        return Plan(where, known, basis, ReleaseKind.INCREMENT, extent, f"{days[-1]:%Y-%m}", notes, rows)

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """Files of one month, of drugs and of firearms as measures of their own."""
        return (
            {
                "record": "concat_ws('|', strftime(start, '%Y-%m'), trim(ENTIDAD))",
                "substance_raw": "crime",
                "place": "(SELECT any_value(place) FROM states WHERE raw = trim(ENTIDAD))",
                "place_precision": f"CASE trim(ENTIDAD) WHEN '{ABROAD}' THEN 'country' ELSE 'state' END",
                "period_start": "start",
                "period_end": "last_day(start)",
                "measure": "CASE WHEN starts_with(crime, 'Ley Federal de Armas') THEN 'firearm_files' ELSE 'files' END",
                "value": "files",
                "from": LONG,
            },
        )


def _twentieth(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, DAY)

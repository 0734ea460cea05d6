"""UNODC individual drug seizures: one row for each incident, counted at the door by day, country, drug and route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tocsin.clock import published
from tocsin.records.release import ReleaseKind
from tocsin.sources.adapters.covering import covers, place_table
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import Rule, filled, known_place, number, printable
from tocsin.sources.loading import ROW

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

DAY = "CAST(try_strptime(trim(SEIZURE_DATE), '%Y-%m-%d') AS DATE)"
DRUG = "trim(DRUG_NAME)"
PLACE = "(SELECT any_value(place) FROM countries WHERE raw = trim(COUNTRY))"
# The copy at hand carries no date: its archive was packed on this day.
RELEASED = "2022-06-19"
# What an amount counts, by the publisher's unit: exact factors alone. A ton is the metric one, an ounce avoirdupois.
# Tablets, litres and kilograms are never added; an amount in any other unit stays an attribute of its seizures.
COUNTED_IN: dict[str, dict[str, float]] = {
    "mass_kg": {
        "Kilogram": 1,
        "Gram": 1e-3,
        "Milligram": 1e-6,
        "Microgram": 1e-9,
        "Ton": 1000,
        "Ounce": 0.028349523125,
        "100 gram": 0.1,
        "Block (350gr)": 0.35,
        "Paper (1/10 gm)": 1e-4,
    },
    "volume_l": {
        "Litre": 1,
        "Millilitre": 1e-3,
        "Cc": 1e-3,
        "Cubic Centimeter": 1e-3,
        "Gallons (US, liquid)": 3.785411784,
        "Gallons (UK)": 4.54609,
    },
    "tablets": {"Tablet": 1, "Thousand of tablets": 1000},
}
MEASURES = ("seizures", *COUNTED_IN)
# The cell's sides beside country, day and drug, by their names as attributes.
SIDES = {
    "division": "ADMINISTRATIVE_DIVISION",
    "unit": "DRUG_UNIT",
    "hidden_in": "HIDING_PLACE",
    "found_at": "INSTALLATION",
    "transport": "TRANSPORT",
    "produced_in": "PRODUCING_COUNTRY",
    "departure": "DEPARTURE_COUNTRY",
    "destination": "DESTINATION_COUNTRY",
    "routing": "ROUTING",
}
CELLS = f"""
CREATE TABLE cells AS
WITH counted AS (
    SELECT trim(COUNTRY) AS country, {DAY} AS day, {DRUG} AS drug, count(*) AS incidents,
    {", ".join(f"nullif(trim({column}), '') AS {name}" for name, column in SIDES.items())},
    sum(CAST(AMOUNT AS DECIMAL(38, 12))) AS amount FROM good GROUP BY ALL
)
SELECT counted.*, countries.place AS place, departures.place AS leaves, destinations.place AS goes
FROM counted JOIN countries ON countries.raw = counted.country
LEFT JOIN departures ON departures.raw = counted.departure
LEFT JOIN destinations ON destinations.raw = counted.destination
"""
RECORD = "concat_ws('|', country, day, " + ", ".join(f"coalesce({name}, '')" for name in SIDES) + ")"


def _told(names: tuple[str, ...], amount: bool = False) -> str:
    """SQL: the attributes that are there, and the amount in the publisher's unit."""
    pairs = [f"{{'k': '{name}', 'v': {name}}}" for name in names]
    pairs += ["{'k': 'amount', 'v': CAST(CAST(amount AS DOUBLE) AS VARCHAR)}"] if amount else []
    return f"map_from_entries(list_filter([{', '.join(pairs)}], lambda one: one.v IS NOT NULL))"


@dataclass(frozen=True, slots=True)
class UnodcSeizures:
    """Incidents have no id, and equal rows are separate incidents: a cell of them is one observation, `seizures`.

    Its amount is another, where the unit has one. The place of the seizure, free text down to house numbers, is not
    read.
    """

    source: ClassVar[str] = "unodc-ids"
    header: ClassVar[tuple[str, ...]] = ("COUNTRY", "SEIZURE_DATE", "DRUG_NAME", "AMOUNT", *SIDES.values())
    key: ClassVar[tuple[str, ...]] = ("COUNTRY", "SEIZURE_DATE", "DRUG_NAME")
    identity: ClassVar[str] = f"CAST({ROW} AS VARCHAR)"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Countries as the publisher writes them: of the seizure, of departure, of destination."""
        place_table(connection, "countries", "COUNTRY", "country")
        place_table(connection, "departures", "DEPARTURE_COUNTRY", "country")
        place_table(connection, "destinations", "DESTINATION_COUNTRY", "country")

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """A country, a day that has come, a drug; an amount where there is one."""
        return (
            *known_place("COUNTRY", "countries"),
            filled("SEIZURE_DATE"),
            Rule("not_in_form", "SEIZURE_DATE", f"{DAY} IS NULL", "a day, as 2016-12-31"),
            Rule(
                "date_out_of_range",
                "SEIZURE_DATE",
                f"{DAY} NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'",
                "a day that has come",
            ),
            *printable("DRUG_NAME"),
            *number("AMOUNT", optional=True),
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """Count the incidents; one snapshot of the countries and drugs that it names."""
        extent = covers(connection, DAY, DAY, substances=DRUG, places=PLACE, measures=MEASURES)
        if extent is None:
            return []
        connection.execute(CELLS)
        known, basis = (known_at, "reported") if known_at else (published(RELEASED), "assumed")
        return [Plan("true", known, basis, ReleaseKind.SNAPSHOT, extent)]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """The incidents of each cell, and what they come to in kilograms, litres or tablets."""
        shared = {
            "from": "cells",
            "record": RECORD,
            "substance_raw": "drug",
            "place": "place",
            "place_precision": "'country'",
            "period_start": "day",
            "period_end": "day",
            "origin": "leaves",
            "destination": "goes",
        }
        incidents = {"measure": "'seizures'", "value": "incidents", "attributes": _told((*SIDES,), amount=True)}
        amounts = [
            {
                "measure": f"'{measure}'",
                "value": f"CAST(amount AS DOUBLE) * {_factor(units)}",
                "attributes": _told(("division", "unit", "hidden_in", "found_at", "transport")),
                "where": f"amount IS NOT NULL AND unit IN ({_listed(units)})",
            }
            for measure, units in COUNTED_IN.items()
        ]
        return (shared | incidents, *(shared | one for one in amounts))


def _listed(units: dict[str, float]) -> str:
    return ", ".join(f"'{unit}'" for unit in units)


def _factor(units: dict[str, float]) -> str:
    """SQL: what one of the unit comes to."""
    return (
        "CASE unit "
        + " ".join(f"WHEN '{unit}' THEN CAST({factor!r} AS DOUBLE)" for unit, factor in units.items())
        + " END"
    )

"""Refresh the figures of the table of places: position and population, from the shared geography and site tables.

Names, levels, neighbours and tiles are written by hand in `src/tocsin/vocabulary/data/places.csv`; only latitude,
longitude, population and its year are taken from others. Run it with `--check` to compare without writing.

Sources: Johns Hopkins CSSE UID table (CC BY 4.0; countries and Mexico 2020, US states 2019); Statistics Canada by way
of `pt.csv` (CC BY 4.0; Canada and its provinces 2023); EUDA and SCORE site table (CC BY 4.0; the study gives no year).
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import unicodedata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PLACES = REPOSITORY / "src/tocsin/vocabulary/data/places.csv"
FIGURES = ("latitude", "longitude", "population", "population_year")
COUNTRIES = {"US": "US", "CA": "Canada", "MX": "Mexico"}
# How the Johns Hopkins table spells what our English label says otherwise.
SPELLED = {"US-VI": "Virgin Islands", "MX-CMX": "Ciudad de Mexico", "MX-MEX": "Mexico"}
Row = dict[str, str]


def table(path: Path) -> list[Row]:
    """A CSV file as rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Without accents, as the Johns Hopkins table writes."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def states(shared: Path, places: list[Row]) -> dict[str, Row]:
    """Figures of countries, states and provinces, by our ids."""
    listed = [row for row in table(shared / "data/geography/UID_ISO_FIPS_LookUp_Table.csv") if not row["Admin2"]]
    nations = {row["iso2"]: row for row in listed if not row["Province_State"]}
    parts = {(row["Country_Region"], plain(row["Province_State"])): row for row in listed if row["Province_State"]}
    people = {row["region"]: row["pop"] for row in table(shared / "data/geography/pt.csv")}
    figures: dict[str, Row] = {}
    for place in places:
        country, _, code = place["id"].partition("-")
        if place["level"] == "country" and country in nations:
            figures[country] = {"population": nations[country]["Population"], "population_year": "2020"}
        part = parts.get((COUNTRIES.get(country, ""), plain(SPELLED.get(place["id"], place["label_en"]))))
        if place["level"] == "state" and part:
            canadian = {"population": people.get(code, ""), "population_year": "2023"}
            other = {"population": part["Population"], "population_year": "2019" if country == "US" else "2020"}
            where = {"latitude": part["Lat"], "longitude": part["Long_"]}
            figures[place["id"]] = where | (canadian if country == "CA" else other)
    return figures | {"CA": {"population": str(sum(map(int, people.values()))), "population_year": "2023"}}


def sites(shared: Path) -> dict[str, Row]:
    """Figures of the wastewater sites, by our ids."""
    return {
        f"score/{row['SiteID'].strip()}": {
            "latitude": row["Latitude"].strip(),
            "longitude": row["Longitude"].strip(),
            "population": str(round(float(row["Population"]))),
            "population_year": "",
        }
        for row in table(shared / "data/euda-score-ww/ww2025-site-info-table.csv")
    }


def changes(places: list[Row], figures: dict[str, Row]) -> list[str]:
    """What differs, in words."""
    return [
        f"{place['id']} {name}: {place[name] or 'nothing'} here, {value or 'nothing'} there"
        for place in places
        for name, value in figures.get(place["id"], {}).items()
        if place[name] != value
    ]


def main() -> int:
    """Exit code 1 when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description="Refresh position and population in the table of places.")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    beside = Path(os.environ.get("TOCSIN_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=beside)
    options = parser.parse_args()
    places = table(PLACES)
    figures = states(options.shared, places) | sites(options.shared)
    differing = changes(places, figures)
    print("\n".join(differing) or f"{len(figures)} places, no figure differs")
    if options.check:
        return 1 if differing else 0
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(places[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(place | figures.get(place["id"], {}) for place in places)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Refresh the figures of the table of places, and write the table of counties, from the shared geography tables.

Names, levels, neighbours and tiles are written by hand in `src/tocsin/vocabulary/data/places.csv`; only latitude,
longitude, population and its year are taken from others. `counties.csv` beside it is written here as a whole: never
edit it. Run it with `--check` to compare both without writing.

Sources: Johns Hopkins CSSE UID table (CC BY 4.0; countries, Mexico and the
Netherlands 2020, US states and counties and Belgium 2019); Statistics
Canada by way of `pt.csv` and `hr.csv` (CC BY 4.0; Canada, its provinces and health regions 2023); EUDA and SCORE site
table (CC BY 4.0; the study gives no year); INEGI's municipalities (free use with credit; census of 2020, the position
is the centre of the area; a city bears the figure of its municipality). Cities of Canada and the United States: census.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import sys
import unicodedata
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PLACES = REPOSITORY / "src/tocsin/vocabulary/data/places.csv"
COUNTIES = REPOSITORY / "src/tocsin/vocabulary/data/counties.csv"
FIGURES = ("latitude", "longitude", "population", "population_year")
COUNTRIES = {"US": "US", "CA": "Canada", "MX": "Mexico", "BE": "Belgium", "NL": "Netherlands"}
# How the Johns Hopkins table spells what our English label says otherwise.
SPELLED = {
    "US-VI": "Virgin Islands",
    "MX-CMX": "Ciudad de Mexico",
    "MX-MEX": "Mexico",
    "NL-NB": "Noord-Brabant",
    "NL-NH": "Noord-Holland",
    "NL-ZH": "Zuid-Holland",
}
# The year its figures of states and provinces are of, as the national offices give them.
YEARS = {"US": "2019", "MX": "2020", "BE": "2019", "NL": "2020"}
# Health regions of `hr.csv` with the very bounds of a place of ours.
REGIONS = {"3595": "CA-ON/toronto", "591": "CA-BC/interior-health"}
TERRITORIES = ("NT", "NU", "YT")
US_COUNTIES = "Johns Hopkins CSSE UID table (CC BY 4.0)"
MUNICIPALITIES = "INEGI, marco geoestadístico y censo 2020 (free use with credit)"
# From here on Johns Hopkins counts people of no county.
NOT_A_COUNTY = 72888
# Johns Hopkins joins two boroughs in one row; the figure is not that of the one whose code it bears.
JOINED = {"02164": "Lake and Peninsula", "02282": "Yakutat"}
# Codes that older files still bear: name, state, and since when there are no more.
FORMER = {
    "02270": ("Wade Hampton", "Alaska", "02158 since 2015"),
    "46113": ("Shannon", "South Dakota", "46102 since 2015"),
    "51515": ("Bedford City", "Virginia", "part of 51019 since 2013"),
}
# Municipalities that the map lacks; INEGI's code list has them.
UNDRAWN = {"02006": "San Quintín", "03002": "Mulegé"}
KINDS = {
    "Alaska": ("Borough", "Census Area", "Municipality", "City and Borough"),
    "Louisiana": ("Parish",),
    "Puerto Rico": ("Municipio", "Municipality"),
}
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
    # Lands with a code of their own that the table lists under the country they belong to.
    lands = {row["iso2"]: row for row in listed if row["iso2"] not in nations}
    nations = lands | nations
    people = {row["region"]: row["pop"] for row in table(shared / "data/geography/pt.csv")}
    figures: dict[str, Row] = {}
    for place in places:
        country, _, code = place["id"].partition("-")
        if place["level"] == "country" and country in nations:
            figures[country] = {"population": nations[country]["Population"], "population_year": "2020"}
        part = parts.get((COUNTRIES.get(country, ""), plain(SPELLED.get(place["id"], place["label_en"]))))
        if part and (place["level"] == "state" or country == "BE"):
            canadian = {"population": people.get(code, ""), "population_year": "2023"}
            other = {"population": part["Population"], "population_year": YEARS.get(country, "")}
            where = {"latitude": part["Lat"], "longitude": part["Long_"]}
            figures[place["id"]] = where | (canadian if country == "CA" else other)
    sums = {"CA": people, "CA/territories": TERRITORIES}
    return figures | {
        whole: {"population": str(sum(int(people[part]) for part in parts)), "population_year": "2023"}
        for whole, parts in sums.items()
    }


def regions(shared: Path) -> dict[str, Row]:
    """Figures of the Canadian health regions that are places of ours."""
    return {
        REGIONS[row["hruid"]]: {"population": row["pop_2023_07"], "population_year": "2023"}
        for row in table(shared / "data/geography/hr.csv")
        if row["hruid"] in REGIONS
    }


def municipal(shared: Path, places: list[Row]) -> dict[str, Row]:
    """People of the municipalities whose seat is a city of ours; `code` of such a city is INEGI's for the municipality."""
    people = {one["code"]: one.get("population", "") for one in mexican(shared)}
    return {
        place["id"]: {"population": people[place["code"]], "population_year": "2020"}
        for place in places
        if place["level"] == "city" and place["id"].startswith("MX-")
    }


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


def tight(name: str) -> str:
    """A name as it is compared: letters and digits alone."""
    return "".join(letter for letter in plain(name).casefold() if letter.isalnum())


def american(shared: Path) -> list[Row]:
    """Each county of the United States as `code`, `name`, `state` (its name), its figures and source; former ones too."""
    found = [
        {"code": row["FIPS"].zfill(5), "name": row["Admin2"], "state": row["Province_State"], "source": US_COUNTIES}
        | {"latitude": row["Lat"], "longitude": row["Long_"], "population": row["Population"]}
        for row in table(shared / "data/geography/UID_ISO_FIPS_LookUp_Table.csv")
        if row["Country_Region"] == "US" and row["Admin2"] and row["FIPS"] and int(row["FIPS"]) < NOT_A_COUNTY
    ]
    joined = [row | ({"name": JOINED[row["code"]], "population": ""} if row["code"] in JOINED else {}) for row in found]
    return joined + [
        {"code": code, "name": name, "state": state, "source": f"US Census Bureau county codes (public domain); {end}"}
        for code, (name, state, end) in FORMER.items()
    ]


def mexican(shared: Path) -> list[Row]:
    """Each municipality of Mexico, likewise; `state` is INEGI's code. Those made since the census have no population."""
    with gzip.open(shared / "data/geography/mx_municipios_simplified.geojson.gz", "rt", encoding="utf-8") as file:
        listed = [feature["properties"] for feature in json.load(file)["features"]]
    return [
        {"code": one["cvegeo"], "name": one["nom_agem"], "state": one["cve_agee"], "source": MUNICIPALITIES}
        | {"latitude": one["lat"], "longitude": one["lon"], "population": str(one["pob"] or "")}
        for one in listed
    ] + [
        {
            "code": code,
            "name": name,
            "state": code[:2],
            "source": "INEGI, catálogo de municipios (free use with credit)",
        }
        for code, name in UNDRAWN.items()
    ]


def called(one: Row) -> tuple[str, list[str]]:
    """The bare name of a county, and the names that say what it is: independent cities have codes from 510 on."""
    if one["code"][2:] >= "510" and (one["code"][:2] == "51" or one["name"].endswith(" City")):
        bare = one["name"].removesuffix(" City")
        return bare, [f"{bare} City"]
    return one["name"], [f"{one['name']} {kind}" for kind in KINDS.get(one["state"], ("County",))]


def written(one: Row, within: str, label: str, names: list[str], year: str) -> Row:
    """One row of the table. A reader sees the state's letters behind the name; `aliases` are the names without them."""
    saints = [name.replace("St. ", "Saint ").replace("Ste. ", "Sainte ") for name in names]
    where = {name: str(round(float(one[name]), 4)) if one.get(name) else "" for name in ("latitude", "longitude")}
    people = one.get("population", "")
    return {
        "id": f"{within}/{one['code']}",
        "label_en": f"{label}, {within.partition('-')[2]}",
        "level": "county",
        "within": within,
        "code": one["code"],
        **where,
        "population": people,
        "population_year": year if people else "",
        "aliases": ";".join(dict.fromkeys(names + saints)),
        "source": one["source"],
    }


def counties(shared: Path, places: list[Row]) -> list[Row]:
    """The whole table of counties. A bare name that two of one state share is a name of neither."""
    by_name = {place["label_en"]: place["id"] for place in places if place["within"] == "US"}
    by_code = {place["code"]: place["id"] for place in places if place["within"] == "MX"}
    ours = [(one, by_name[one["state"]], *called(one)) for one in american(shared)]
    theirs = [(one, by_code[one["state"]], one["name"], []) for one in mexican(shared)]
    times = Counter((within, tight(bare)) for _, within, bare, _ in ours + theirs)
    rows = []
    for one, within, bare, full in ours + theirs:
        alone = times[within, tight(bare)] == 1
        apart = full[0] if full else f"{bare} ({one['code']})"
        names = [bare, *full] if alone else full
        rows.append(written(one, within, one["name"] if alone else apart, names, "2019" if full else "2020"))
    return sorted(rows, key=lambda row: row["id"])


def as_csv(rows: list[Row]) -> str:
    """Rows as the text of a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


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
    figures = states(options.shared, places) | regions(options.shared) | sites(options.shared)
    figures |= municipal(options.shared, places)
    differing = changes(places, figures)
    inside = as_csv(counties(options.shared, places))
    if not COUNTIES.exists() or COUNTIES.read_bytes() != inside.encode():
        differing.append(f"{COUNTIES.name} is not what the tables give")
    print("\n".join(differing) or f"{len(figures)} places and {inside.count(chr(10)) - 1} counties, nothing differs")
    if options.check:
        return 1 if differing else 0
    PLACES.write_text(as_csv([place | figures.get(place["id"], {}) for place in places]), encoding="utf-8", newline="")
    COUNTIES.write_text(inside, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

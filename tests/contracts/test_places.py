"""Counties, cities and countries as publishers write them find their place, and nothing is guessed."""

from __future__ import annotations

import csv
import gzip
import io
import re
import subprocess
import sys
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.errors import BadValue
from tocsin.sources.mapping.sniffing.places import named_in, scheme_of
from tocsin.vocabulary import places
from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.rows import rows

NO_COUNTRY = {"", "Other", "Unknown", "Multiple Countries"}
BEYOND_CONNECTICUT = {
    "ATHOL",
    "BREWSTER",
    "CHEPACHET",
    "DOVER PLAINS",
    "DUDLEY",
    "FISHERS ISLAND",
    "GRANVILLE",
    "MAMARONECK",
    "MILLERTON",
    "PATTERSON",
    "PORT CHESTER",
    "PORTCHESTER",
    "RYE",
    "RYE BROOK",
    "SOUTH SALEM",
    "STANFORDVILLE",
    "STORMVILLE",
    "WARWICK",
    "WESTERLY",
    "WINGDALE",
}
NO_TOWN = {"", "6340", "UK", "UNKNOWN"}


def lines(file: io.TextIOBase, delimiter: str = ",") -> Iterator[dict[str, str]]:
    return csv.DictReader(file, delimiter=delimiter)  # type: ignore[return-value]


def test_every_county_lies_in_a_known_state_under_an_id_of_its_own_and_none_is_a_place_twice() -> None:
    held = places.counties()
    assert Counter(one.id[:2] for one in held) == {"US": 3225, "MX": 2475}
    assert len({one.id for one in held} | {one.id for one in places.all_places()}) == len(held) + len(
        places.all_places()
    )
    for one in held:
        assert one.level == "county" and one.id == f"{one.within}/{one.code}", one
        assert places.place(one.within).level == "state", one
        assert len(one.code) == 5 and one.code.isdigit(), one


def test_a_county_has_one_name_in_all_languages_that_no_other_county_has() -> None:
    held = places.counties()
    assert all(one.label_en and one.label_en == one.label_fr == one.label_es for one in held)
    assert [label for label, times in Counter(one.label_en for one in held).items() if times > 1] == []


def test_counties_hold_the_people_of_their_state() -> None:
    """Mexico's states are estimates, its municipalities the census; two of those have no figure."""
    people: dict[str, float] = defaultdict(float)
    for one in places.counties():
        people[one.within] += one.population or 0
    assert len(people) == 52 + 32
    for state, found in people.items():
        assert found == pytest.approx(places.place(state).population, rel=0.01 if state[:2] == "US" else 0.1), state


def test_connecticut_has_its_eight_old_counties() -> None:
    held = [one.code for one in places.counties() if one.within == "US-CT"]
    assert held == ["09001", "09003", "09005", "09007", "09009", "09011", "09013", "09015"]


def test_a_county_is_a_place_like_any_other() -> None:
    assert places.known("US-OH/39001") and not places.known("US-OH/39002") and not places.known("US-PA/39001")
    assert places.label("US-OH/39001", "fr") == "Adams, OH"
    assert places.label("MX-SON/26030", "es") == "Hermosillo, SON"
    assert places.at_level("US-OH/39001", "state") == "US-OH" and places.country_of("MX-SON/26030") == "MX"
    assert places.neighbours("US-OH/39001") == ()
    assert places.find("MX-SON/26030", "iso") == "MX-SON/26030"
    with pytest.raises(BadValue, match="US-OH/39001"):
        places.place("US-OH/39002")


def test_counties_are_read_only_when_one_is_asked_for() -> None:
    asked = (
        "from tocsin.vocabulary import places, rows\n"
        "held = lambda: rows.project_rows.cache_info().currsize\n"
        "places.all_places(), places.known('US-OH'), places.known('US-OH/x'), places.find('OH', 'us_postal')\n"
        "places.find('Italy', 'country'), places.label('score/BE001', 'en'), places.at_level('US-NY', 'country')\n"
        "before = held(); places.known('US-OH/39001'); print(before, held())"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "scheme", "identity"),
    [
        ("39001", "us_county", "US-OH/39001"),
        ("1001", "us_county", "US-AL/01001"),
        ("Jefferson County, AL", "us_county", "US-AL/01073"),
        ("JEFFERSON|Alabama", "us_county", "US-AL/01073"),
        ("De Kalb County, US-GA", "us_county", "US-GA/13089"),
        ("Orleans Parish, LA", "us_county", "US-LA/22071"),
        ("Saint Louis City, MO", "us_county", "US-MO/29510"),
        ("fairfax county, Virginia", "us_county", "US-VA/51059"),
        ("FAIRFAX CITY|VA", "us_county", "US-VA/51600"),
        ("Fairfax, VA", "us_county", None),
        ("James City County, VA", "us_county", "US-VA/51095"),
        ("Carson City, NV", "us_county", "US-NV/32510"),
        ("51515", "us_county", "US-VA/51515"),
        ("Lake and Peninsula Borough, AK", "us_county", "US-AK/02164"),
        ("Jefferson County", "us_county", None),
        ("Jefferson County, ZZ", "us_county", None),
        ("99999", "us_county", None),
        ("", "us_county", None),
        ("26030", "mx_municipio", "MX-SON/26030"),
        ("1001", "mx_municipio", "MX-AGU/01001"),
        ("Hermosillo, MX-SON", "mx_municipio", "MX-SON/26030"),
        ("san luis rio colorado|Sonora", "mx_municipio", "MX-SON/26055"),
        ("San Juan Mixtepec, MX-OAX", "mx_municipio", None),
        ("YC", "us_postal", "US-NY/new-york-city"),
        ("New York City", "us_postal", "US-NY/new-york-city"),
        ("New York", "us_postal", "US-NY"),
        ("District of Columbia", "us_postal", "US-DC"),
        ("Guam", "us_postal", "US-GU"),
        ("United States", "us_postal", None),
        ("Vancouver", "ca_postal", None),
        ("Montreal, Quebec", "statcan_city", "CA-QC/montreal"),
        ("Montréal", "statcan_city", "CA-QC/montreal"),
        ("Weighted average, cities measured", "statcan_city", None),
        ("Nelson", "bc_city", "CA-BC/nelson"),
        ("Toronto", "bc_city", None),
        ("Mail In", "bc_city", None),
        ("Canada", "infobase", "CA"),
        ("Territories", "infobase", "CA/territories"),
        ("Winnipeg Manitoba", "infobase", "CA-MB/winnipeg"),
        ("Northern and Rural Manitoba", "infobase", "CA-MB/northern-and-rural"),
        ("US", "country", "US"),
        ("Korea, Republic of", "country", "KR"),
        ("Macedonia, the former Yugoslav Republic of", "country", "MK"),
        ("Puerto Rico", "country", "US-PR"),
        ("Ohio", "country", None),
        ("HARTFORD, CT", "ct_town", "US-CT/09003"),
        ("COVENTRY CT 06238", "ct_town", "US-CT/09013"),
        ("CT FARMINGTON", "ct_town", "US-CT/09003"),
        ("N. STONINGTON", "ct_town", "US-CT/09011"),
        ("COSCOB", "ct_town", "US-CT/09001"),
        ("WILLIAMNTIC", "ct_town", "US-CT/09015"),
        ("MIDDLESEX", "ct_town", "US-CT/09007"),
        ("RYE", "ct_town", None),
        ("CT", "ct_town", None),
    ],
)
def test_a_place_as_written_finds_its_id_or_nothing(text: str, scheme: str, identity: str | None) -> None:
    assert places.find(text, scheme) == identity


@pytest.mark.parametrize("scheme", places.SCHEMES)
def test_no_code_or_name_stands_for_two_places_of_one_scheme(scheme: str) -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    wanted = places.SCHEMES[scheme]
    for one in places.all_places():
        if (one.id.startswith(wanted.prefix) and one.level in wanted.levels) or one.id in wanted.also:
            names = () if scheme == "score" else (one.label_en, one.label_fr, one.label_es, *one.aliases)
            for text in (one.code, *names):
                meant[normalised(text)].add(one.id)
    meant.pop("", None)
    assert {text: found for text, found in meant.items() if len(found) > 1} == {}


def test_no_name_of_a_county_stands_for_two_of_its_state() -> None:
    for one in places.counties():
        for name in one.aliases:
            assert places.find(f"{name}, {one.within}", "us_county" if one.id[:2] == "US" else "mx_municipio") == one.id


def test_connecticut_has_169_towns_and_every_other_name_stands_for_one_of_them_or_a_village() -> None:
    listed = {row["name"]: row for row in rows("ct_towns")}
    assert len(listed) == len(rows("ct_towns"))
    assert Counter(row["kind"] for row in rows("ct_towns"))["town"] == 169
    for row in rows("ct_towns"):
        assert places.place(row["county"]).within == "US-CT"
        assert listed[row["stands_for"]]["county"] == row["county"], row


def test_a_hundred_thousand_names_are_looked_up_in_seconds() -> None:
    begun = time.perf_counter()
    found = [places.find(f"Town {n}, OH", "us_county") for n in range(100_000)]
    assert set(found) == {None} and time.perf_counter() - begun < 10


def test_every_country_of_the_seizures_and_their_routes_is_known(shared: Path) -> None:
    columns = ("COUNTRY", "PRODUCING_COUNTRY", "DEPARTURE_COUNTRY", "DESTINATION_COUNTRY")
    with (
        zipfile.ZipFile(shared / "data/unodc-ids-2011-2016/drug-trafficking-unodc.zip") as packed,
        packed.open("drug-trafficking-unodc.csv") as file,
    ):
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        named = {row[column] for row in lines(text, ";") for column in columns}
    assert {name for name in named if places.find(name, "country") is None} == NO_COUNTRY


def test_every_town_of_the_deaths_lies_in_the_county_they_give_or_beyond_connecticut(shared: Path) -> None:
    unknown: set[str] = set()
    agreeing: Counter[bool] = Counter()
    for file in (shared / "data/ct-ocme").glob("*.csv.gz"):
        with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as text:
            for row in lines(text):
                for city, county in (("Death City", "Death County"), ("Injury City", "Injury County")):
                    town = row.get(city, row.get(city.replace(" ", ""), ""))
                    given = places.find(f"{row.get(county, row.get(county.replace(' ', ''), ''))}, CT", "us_county")
                    lies_in = places.find(town, "ct_town")
                    if lies_in is None:
                        unknown.add(town)
                    elif given:
                        agreeing[lies_in == given] += 1
    assert unknown == BEYOND_CONNECTICUT | NO_TOWN
    assert agreeing[True] > 21_000 and agreeing[False] < 20


@pytest.mark.parametrize(
    ("name", "column", "scheme", "nowhere"),
    [
        ("statcan-cws/wastewater.csv", "GEO", "statcan_city", {"Weighted average, cities measured"}),
        ("bc-drug-checking-2020/DrugCheckingBC_Full_Data_2020-11-04.csv", "City/Town", "bc_city", {"Mail In"}),
        ("fincen-sar-1996-2015/2012-__CC13.csv", "Countym", "us_county", set()),
        ("fincen-sar-1996-2015/2012-__CC14.csv", "Countym", "us_county", set()),
        ("fincen-sar-1996-2015/2012-__CC15.csv", "Countym", "us_county", set()),
        ("canada-infobase-vintages/SubstanceHarmsData_2022-02-16.csv.gz", "Region", "infobase", set()),
        ("canada-infobase-vintages/SubstanceHarmsData_2023-02-22.csv.gz", "Region", "infobase", set()),
        ("canada-infobase-vintages/SubstanceHarmsData_2026-04-20.csv.gz", "Region", "infobase", set()),
        ("cdc-vsrr-vintages/vsrr_thru2018-03_committed2020-06-05.csv.gz", "State", "us_postal", {"US"}),
        (
            "cdc-vsrr-vintages/vsrr_thru2024-07_downloaded2025-01-08.csv.gz",
            "State Name",
            "us_postal",
            {"United States"},
        ),
    ],
)
def test_every_place_of_a_file_is_known(shared: Path, name: str, column: str, scheme: str, nowhere: set[str]) -> None:
    file = shared / "data" / name
    raw = gzip.decompress(file.read_bytes()) if name.endswith("gz") else file.read_bytes()
    named = {row[column] for row in lines(io.StringIO(raw.decode("utf-8-sig", "replace"), newline=""))}
    assert {text for text in named if places.find(text, scheme) is None} == nowhere


def test_every_municipality_of_sonora_and_county_of_the_laboratories_is_known(shared: Path) -> None:
    sonora = shared / "data/mx-sonora-accidental-poisoning"
    with next(sonora.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        named = {row["municipality"] for row in lines(file)}
    assert len(named) == 52
    assert [name for name in named if places.find(f"{name}, MX-SON", "mx_municipio") is None] == []
    with zipfile.ZipFile(shared / "data/nflis-county-5state/MCM_NFLIS_Data.xlsx") as book:
        written = book.read("xl/sharedStrings.xml").decode()
    codes = set(re.findall(r"<t[^>]*>(\d{5})</t>", written))
    assert len(codes) == 461
    assert [code for code in codes if places.find(code, "us_county") is None] == []


REGIONS = {
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "US": "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
    "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI",
    "MX": "AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON TAB "
    "TAM TLA VER YUC ZAC",
    "BE": "BRU VLG WAL VAN VBR VLI VOV VWV WBR WHT WLG WLX WNA",
    "NL": "DR FL FR GE GR LI NB NH OV UT ZE ZH",
}
CITIES = [one for one in places.all_places() if one.level == "city"]


@pytest.mark.parametrize("country", REGIONS)
def test_every_region_of_iso_3166_2_has_labels_a_position_and_a_dated_population(country: str) -> None:
    for code in REGIONS[country].split():
        one = places.place(f"{country}-{code}")
        assert one.label_en and one.label_fr and one.label_es, one
        assert one.latitude is not None and one.longitude is not None, one
        assert one.population and one.population_year, one
        assert places.country_of(one.id) == country, one


@pytest.mark.parametrize("whole", ["BE", "BE-VLG", "BE-WAL", "NL"])
def test_provinces_hold_the_people_of_their_region(whole: str) -> None:
    parts = [one.population or 0 for one in places.all_places() if one.within == whole and one.level != "site"]
    assert sum(parts) == pytest.approx(places.place(whole).population, rel=0.02)


def test_every_city_lies_in_a_state_has_a_position_and_dates_its_population() -> None:
    assert len(CITIES) > 180
    for one in CITIES:
        assert places.place(one.within).level == "state", one
        assert one.latitude is not None and one.longitude is not None, one
        assert bool(one.population) == bool(one.population_year), one
        around = places.place(one.within)
        apart = abs(one.latitude - (around.latitude or 0)) + abs(one.longitude - (around.longitude or 0))
        assert apart < 25, one


def test_no_two_cities_of_a_state_have_one_label_and_no_two_cities_at_all_share_one() -> None:
    for language in ("en", "fr", "es"):
        shown = Counter(places.label(one.id, language) for one in CITIES)
        assert [label for label, times in shown.items() if times > 1] == []


@pytest.mark.parametrize("one", CITIES, ids=lambda one: one.id)
def test_a_city_is_found_by_its_label_behind_it_its_state_in_every_language_and_by_no_other_name(
    one: places.Place,
) -> None:
    around = places.place(one.within)
    names = {one.label_en, one.label_fr, one.label_es}
    assert {places.find(name, "city") for name in names | set(one.aliases)} <= {one.id, None}
    bare = one.label_en.partition(" (")[0].partition(",")[0]
    for state in (around.label_en, around.label_fr, around.label_es, around.tile_code):
        assert places.find(f"{bare}, {state}", "city") == one.id, state


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("Tijuana", "MX-BCN/tijuana"),
        ("TIJUANA, B.C.", "MX-BCN/tijuana"),
        ("Tijuana, Baja California, México", "MX-BCN/tijuana"),
        ("Tijuana, BCN", "MX-BCN/tijuana"),
        ("Tijuana, Sonora", None),
        ("Tijuana norte", None),
        ("El Paso", None),
        ("El Paso, TX", "US-TX/el-paso"),
        ("El Paso (Texas)", "US-TX/el-paso"),
        ("El Paso, CO", None),
        ("Nogales", None),
        ("Nogales, AZ", "US-AZ/nogales"),
        ("Nogales, Arizona, USA", "US-AZ/nogales"),
        ("Nogales, Son.", "MX-SON/nogales"),
        ("Nogales, Mexico", "MX-SON/nogales"),
        ("Heroica Nogales", "MX-SON/nogales"),
        ("Laredo, TX", "US-TX/laredo"),
        ("Nuevo Laredo", "MX-TAM/nuevo-laredo"),
        ("Nuevo Laredo, Tamps.", "MX-TAM/nuevo-laredo"),
        ("Laredo, Tamps.", None),
        ("ciudad juarez", "MX-CHH/ciudad-juarez"),
        ("Cd. Juárez", "MX-CHH/ciudad-juarez"),
        ("Juárez", None),
        ("Monterrey, N.L.", "MX-NLE/monterrey"),
        ("St. John's, NL", "CA-NL/st-johns"),
        ("Saint John’s", "CA-NL/st-johns"),
        ("Saint John, NB", "CA-NB/saint-john"),
        ("Chihuahua", None),
        ("Chihuahua, Chih.", "MX-CHH/chihuahua"),
        ("Ciudad de México", "MX-CMX"),
        ("Mexico City", "MX-CMX"),
        ("México", None),
        ("Washington", None),
        ("Washington, DC", "US-DC"),
        ("New York", None),
        ("New York, NY", "US-NY/new-york-city"),
        ("Québec", None),
        ("Québec, QC", "CA-QC/quebec-city"),
        ("Ville de Québec", "CA-QC/quebec-city"),
        ("Montréal (Québec)", "CA-QC/montreal"),
        ("Montreal, PQ", "CA-QC/montreal"),
        ("Vancouver, BC", "CA-BC/vancouver"),
        ("Vancouver, Canada", "CA-BC/vancouver"),
        ("Vancouver, WA", None),
        ("Portland", None),
        ("Portland, OR", "US-OR/portland"),
        ("Portland, ME", "US-ME/portland"),
        ("London", None),
        ("London, Ontario", "CA-ON/london"),
        ("San Juan, Puerto Rico", "US-PR/san-juan"),
        ("Philadelphie", "US-PA/philadelphia"),
        ("Nueva Orleans", "US-LA/new-orleans"),
        ("Ohio", None),
        ("02004", None),
        (", TX", None),
        ("", None),
    ],
)
def test_a_city_as_written_is_found_and_a_shared_name_only_with_its_state(text: str, identity: str | None) -> None:
    assert places.find(text, "city") == identity


@pytest.mark.parametrize(
    ("text", "scheme", "identity"),
    [
        ("Distrito Federal", "inegi", "MX-CMX"),
        ("DF", "inegi", "MX-CMX"),
        ("MX-DIF", "iso", "MX-CMX"),
        ("CA-NF", "iso", "CA-NL"),
        ("NF", "ca_postal", "CA-NL"),
        ("Newfoundland", "ca_postal", "CA-NL"),
        ("PQ", "ca_postal", "CA-QC"),
        ("YT", "ca_postal", "CA-YT"),
        ("YK", "ca_postal", "CA-YT"),
        ("Yukon Territory", "ca_postal", "CA-YT"),
        ("Marfa Sector", "cbp", "US/cbp/big-bend-sector"),
        ("McAllen Sector", "cbp", "US/cbp/rio-grande-valley-sector"),
        ("BE-VAN", "iso", "BE-VAN"),
        ("NL-ZH", "iso", "NL-ZH"),
        ("MX-XXX", "iso", None),
        ("Washington", "us_postal", "US-WA"),
        ("Houston", "us_postal", None),
        ("Houston", "city", "US-TX/houston"),
    ],
)
def test_former_codes_and_names_find_the_place_of_today(text: str, scheme: str, identity: str | None) -> None:
    assert places.find(text, scheme) == identity


@pytest.mark.parametrize(
    ("here", "across"),
    [
        ("US-CA/san-diego", "MX-BCN/tijuana"),
        ("US-AZ/nogales", "MX-SON/nogales"),
        ("US-TX/el-paso", "MX-CHH/ciudad-juarez"),
        ("US-TX/laredo", "MX-TAM/nuevo-laredo"),
        ("US-TX/brownsville", "MX-TAM/matamoros"),
        ("US-MI/detroit", "CA-ON/windsor"),
    ],
)
def test_cities_across_a_border_are_neighbours(here: str, across: str) -> None:
    assert across in places.neighbours(here) and here in places.neighbours(across)
    assert places.country_of(here) != places.country_of(across)


def test_every_border_office_but_those_abroad_has_a_position() -> None:
    offices = [one for one in places.all_places() if one.level == "field_office"]
    assert [one.id for one in offices if one.latitude is None] == ["US/cbp/preclearance-field-office"]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Deaths in Tijuana, 2020 to 2024", ("MX-BCN/tijuana",)),
        ("Seizures, El Paso, TX", ("US-TX/el-paso",)),
        ("Muertes en Nuevo Laredo, Tamaulipas", ("MX-TAM/nuevo-laredo",)),
        ("Baja California Sur: defunciones", ("MX-BCS",)),
        ("Décès à Montréal (Québec)", ("CA-QC/montreal",)),
        ("Deaths in Ohio", ("US-OH",)),
        ("Drug deaths", ()),
        ("Deaths in Los Angeles County", ()),
        ("Defunciones en el municipio de Tijuana", ()),
        ("Cases of the Hartford Health District", ()),
        ("Cases at the University of Houston", ()),
        ("Samples of Toronto and Ottawa", ("CA-ON/toronto", "CA-ON/ottawa")),
        ("Samples of Toronto and Hamilton", ("CA-ON/toronto", "CA-ON/hamilton", "CA-ON")),
        ("Deaths in El Paso", ("US-TX/el-paso", "US-TX")),
        ("Deaths in Portland, Oregon", ("US-OR/portland",)),
    ],
)
def test_a_title_names_its_places_and_none_within_a_longer_name(told: str, named: tuple[str, ...]) -> None:
    assert named_in(told) == named


@pytest.mark.parametrize(
    ("texts", "scheme"),
    [
        (("Tijuana", "Mexicali", "El Paso, TX", "Houston"), "city"),
        (("Ohio", "Texas", "Washington", "New York"), "us_postal"),
        (("Alberta", "Ontario", "Québec"), "ca_postal"),
        (("Chihuahua", "Durango", "Puebla"), "inegi"),
    ],
)
def test_a_column_of_cities_is_read_as_cities_and_one_of_states_as_states(texts: tuple[str, ...], scheme: str) -> None:
    assert scheme_of(texts) == ((scheme,), 1.0)


@pytest.mark.parametrize("heading", ["county", "municipio", "comte", "state", "office"])
def test_names_under_the_heading_of_something_wider_are_not_read_as_cities(heading: str) -> None:
    assert scheme_of(("Dallas", "Houston", "Los Angeles"), frozenset({heading})) == ((), 0.0)
    assert scheme_of(("Dallas", "Houston", "Los Angeles"), frozenset({"city"})) == (("city",), 1.0)

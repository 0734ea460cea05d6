"""Every row of the vocabulary keeps these promises, by being listed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tocsin.errors import BadValue
from tocsin.records.observation import STREAMS
from tocsin.vocabulary import measures, places, streams, substances, version
from tocsin.vocabulary.annotations import KINDS, annotations
from tocsin.vocabulary.promises import NAME_KINDS, SUBSTANCE_KINDS
from tocsin.vocabulary.reading.lexicon import NEVER
from tocsin.vocabulary.reading.spelling import normalised
from tocsin.vocabulary.rows import FILES, rows

LANGUAGES = ("en", "fr", "es")
LABELLED = ("substances", "classes", "places", "measures", "streams")
LEVELS = {"country", "state", "county", "field_office", "sector", "city", "site", "group"}
WITH_IDS = ("substances", "classes", "places", "counties", "measures", "streams")
NORTH_AMERICA = [p for p in places.all_places() if p.level == "state" and p.within in ("US", "CA", "MX")]
MAPPED = [p for p in NORTH_AMERICA if p.within != "US" or p.id not in ("US-GU", "US-VI", "US-AS", "US-MP", "US-XX")]


@pytest.mark.parametrize("name", WITH_IDS)
def test_every_id_is_there_once(name: str) -> None:
    repeated = [identity for identity, times in Counter(row["id"] for row in rows(name)).items() if times > 1]
    assert repeated == []


@pytest.mark.parametrize("name", LABELLED)
def test_every_label_is_given_in_three_languages(name: str) -> None:
    missing = [(row["id"], said) for row in rows(name) for said in LANGUAGES if not row[f"label_{said}"].strip()]
    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_every_row_names_its_source_and_no_cell_has_stray_spaces(name: str) -> None:
    assert [row for row in rows(name) if not row["source"]] == []
    assert [row for row in rows(name) if any(cell != cell.strip() for cell in row.values())] == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_tells_how_to_make_or_use_a_drug(name: str) -> None:
    said = [cell for row in rows(name) for cell in row.values() if NEVER.search(cell)]
    assert said == []


def test_substances_use_the_listed_kinds_classes_and_harms() -> None:
    classes = {row["id"] for row in rows("classes")}
    for one in substances.all_substances():
        assert one.kind in SUBSTANCE_KINDS, one
        assert one.drug_class in classes, one
        assert one.harm in substances.HARMS, one


def test_a_group_is_an_entity_of_its_own_and_stands_on_its_own_line() -> None:
    known = {one.id for one in substances.all_substances()}
    for one in substances.all_substances():
        assert one.group in known, one
        assert substances.group_of(one.group) == one.group, f"{one.id} joins {one.group}, which joins another"


def test_baskets_and_totals_of_a_feed_join_no_line_but_their_own() -> None:
    mixed = [one for one in substances.all_substances() if one.kind in ("basket", "all") and one.group != one.id]
    assert {one.group for one in mixed} == {"drug-files"}  # files of one place stand on one line, side by side
    assert all(one.drug_class == "police-files" for one in mixed)


def test_the_total_of_the_fentanyl_category_is_told_on_the_line_of_fentanyl() -> None:
    assert substances.substance("fentanyl-related").kind == "class"
    assert substances.group_of("fentanyl-related") == "fentanyl"


def test_every_group_has_at_least_two_members_that_share_its_harm_and_class() -> None:
    for one in substances.all_substances():
        if one.id.endswith("-group") or one.id == "piperidine-intermediates":
            members = [substances.substance(m) for m in substances.members_of(one.id)]
            assert len(members) > 1, one
            assert {(m.harm, m.drug_class) for m in members} == {(one.harm, one.drug_class)}, one


def test_names_belong_to_known_substances_and_say_their_language_and_kind() -> None:
    known = {one.id for one in substances.all_substances()}
    for row in rows("names"):
        assert row["substance"] in known, row
        assert row["language"] in LANGUAGES, row
        assert row["kind"] in NAME_KINDS, row


def test_no_name_has_two_owners_in_one_scope() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("names"):
        owners[row["scope"], normalised(row["name"])].add(row["substance"])
    for one in substances.all_substances():
        for name in (one.id, one.label_en, one.label_fr, one.label_es):
            owners["", normalised(name)].add(one.id)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_a_source_never_means_another_substance_than_everyone_does() -> None:
    everyone = {normalised(row["name"]): row["substance"] for row in rows("names") if not row["scope"]}
    scoped = [(normalised(row["name"]), row["substance"]) for row in rows("names") if row["scope"]]
    apart = [(name, owner) for name, owner in scoped if everyone.get(name, owner) != owner]
    single = [pair for pair in apart if substances.substance(pair[1]).kind == "substance"]
    assert single == []  # a category is the source's own: what one register calls opioids another does not


def test_every_place_lies_within_known_places_up_to_a_country_or_alone() -> None:
    for place in places.all_places():
        assert place.level in LEVELS, place
        seen, at = {place.id}, place.within
        while at:
            assert at not in seen, f"{place.id} lies within itself"
            seen.add(at)
            at = places.place(at).within
    outermost = {places.country_of(p.id) for p in places.all_places()}
    assert {p.level for p in map(places.place, outermost)} == {"country", "group"}


def test_neighbours_are_known_and_mutual_and_never_oneself() -> None:
    for place in places.all_places():
        for other in places.neighbours(place.id):
            assert other != place.id
            assert place.id in places.neighbours(other), f"{place.id} -> {other} but not back"


def test_a_border_office_knows_the_state_across_the_border() -> None:
    assert {"MX-BCN", "US/cbp/el-centro-sector"} <= set(places.neighbours("US/cbp/san-diego-field-office"))
    assert {"MX-TAM", "MX-NLE", "MX-COA"} <= set(places.neighbours("US/cbp/laredo-field-office"))
    assert "CA-BC" in places.neighbours("US/cbp/blaine-sector")
    assert "CA-QC" in places.neighbours("US/cbp/swanton-sector")


def test_every_state_and_province_has_a_dated_population_and_a_position() -> None:
    with_people = [p for p in NORTH_AMERICA if p.id != "US-XX"]
    assert Counter(p.within for p in with_people) == {"US": 56, "CA": 13, "MX": 32}
    for place in with_people:
        assert place.population is not None and place.population > 0, place
        assert place.population_year, place
        assert place.latitude is not None and place.longitude is not None, place


def test_populations_add_up_to_their_country_within_two_in_a_hundred() -> None:
    for country in ("US", "CA", "MX"):
        parts = sum(p.population or 0 for p in MAPPED if p.within == country)
        assert parts == pytest.approx(places.place(country).population, rel=0.02)


def test_every_state_and_province_has_a_tile_and_no_two_share_one() -> None:
    assert Counter(p.within for p in MAPPED) == {"US": 52, "CA": 13, "MX": 32}
    assert all(p.tile_code == p.id.split("-")[1] for p in MAPPED)
    assert len({(p.tile_column, p.tile_row) for p in MAPPED}) == len(MAPPED)
    assert [p.id for p in places.all_places() if p.tile_code and p not in MAPPED] == []


def test_on_the_map_canada_lies_above_the_united_states_and_mexico_below() -> None:
    rows_of = {c: [p.tile_row for p in MAPPED if p.within == c and p.tile_row is not None] for c in ("CA", "US", "MX")}
    assert max(rows_of["CA"]) < min(rows_of["US"])
    assert max(rows_of["US"]) < min(rows_of["MX"])


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("US-WA", "US-ID"),
        ("US-CA", "US-UT"),
        ("US-OH", "US-PA"),
        ("US-NY", "US-MA"),
        ("US-PA", "US-NJ"),
        ("MX-BCN", "MX-SON"),
        ("CA-BC", "CA-AB"),
        ("CA-ON", "CA-QC"),
    ],
)
def test_neighbours_keep_their_order_on_the_map(west: str, east: str) -> None:
    assert (places.place(west).tile_column or 0) < (places.place(east).tile_column or 0)


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("US-WA", "US-OR"),
        ("US-OR", "US-CA"),
        ("US-MI", "US-OH"),
        ("US-NY", "US-PA"),
        ("US-PA", "US-MD"),
        ("US-NM", "MX-CHH"),
        ("CA-ON", "US-NY"),
        ("MX-SON", "MX-SIN"),
    ],
)
def test_north_lies_above_south_on_the_map(north: str, south: str) -> None:
    assert (places.place(north).tile_row or 0) < (places.place(south).tile_row or 0)


def test_border_offices_lie_in_a_state_and_count_forty_one() -> None:
    offices = [p for p in places.all_places() if p.id.startswith("US/cbp/")]
    assert len(offices) == 41
    assert {p.level for p in offices} == {"field_office"}
    assert [p.id for p in offices if p.within == "US"] == ["US/cbp/preclearance-field-office"]


@pytest.mark.parametrize(
    ("text", "scheme", "identity"),
    [
        ("OH", "us_postal", "US-OH"),
        ("XX", "us_postal", "US-XX"),
        ("PR", "us_postal", "US-PR"),
        ("ohio", "us_postal", "US-OH"),
        ("Nouveau-Mexique", "us_postal", "US-NM"),
        ("QC", "ca_postal", "CA-QC"),
        ("Colombie-Britannique", "ca_postal", "CA-BC"),
        ("02", "inegi", "MX-BCN"),
        ("Baja California", "inegi", "MX-BCN"),
        ("09", "inegi", "MX-CMX"),
        ("Ciudad de México", "inegi", "MX-CMX"),
        ("15", "inegi", "MX-MEX"),
        ("México", "inegi", "MX-MEX"),
        ("Coahuila de Zaragoza", "inegi", "MX-COA"),
        ("Veracruz de Ignacio de la Llave", "inegi", "MX-VER"),
        ("MICHOACAN DE OCAMPO", "inegi", "MX-MIC"),
        ("SAN DIEGO FIELD OFFICE", "cbp", "US/cbp/san-diego-field-office"),
        ("Rio Grande Valley Sector", "cbp", "US/cbp/rio-grande-valley-sector"),
        ("BE001", "score", "score/BE001"),
        ("MX-SON", "iso", "MX-SON"),
    ],
)
def test_a_publishers_code_or_name_finds_its_place(text: str, scheme: str, identity: str) -> None:
    assert places.find(text, scheme) == identity


def test_an_unknown_code_finds_nothing_and_an_unknown_scheme_is_refused() -> None:
    assert places.find("ZZ", "us_postal") is None
    assert places.find("Seattle", "score") is None  # a city is not a site
    with pytest.raises(BadValue, match="inegi"):
        places.find("02", "fips")


def test_a_place_knows_what_lies_around_it() -> None:
    assert places.at_level("US/cbp/el-paso-sector", "state") == "US-TX"
    assert places.at_level("US-NY/new-york-city", "country") == "US"
    assert places.at_level("score/NL001", "country") == "NL"
    assert places.at_level("US", "state") is None
    assert places.country_of("score/CA002") == "CA" and places.country_of("MX-BCN") == "MX"


def test_measures_have_one_unit_a_rule_to_combine_and_words_for_one_and_many() -> None:
    for one in measures.all_measures():
        assert one.unit and one.counts
        assert one.combine in ("sum", "mean", "last", "refuse")
        for language in LANGUAGES:
            assert measures.unit_label(one.id, language) and measures.unit_label(one.id, language, 1)


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "report"),
        ("en", 0, "reports"),
        ("en", 1.5, "reports"),
        ("fr", 1.5, "rapport"),
        ("fr", 0, "rapport"),
        ("fr", 2, "rapports"),
        ("es", 0, "reportes"),
        ("es", 1, "reporte"),
    ],
)
def test_units_agree_with_their_count(language: str, count: float, words: str) -> None:
    assert measures.unit_label("reports", language, count) == words


def test_rates_and_loads_are_never_summed() -> None:
    assert measures.measure("load_mg_per_day_per_1000").combine == "mean"
    assert measures.measure("concentration_ng_per_l").combine == "mean"
    with pytest.raises(BadValue):
        measures.measure("kilograms")


def test_every_stream_of_the_observation_schema_has_a_name() -> None:
    assert {row["id"] for row in rows("streams")} == set(STREAMS)
    assert streams.label("police_file", "es") == "expedientes policiales"


def test_annotations_speak_of_known_places_substances_and_measures_in_three_languages() -> None:
    known_substances = {one.id for one in substances.all_substances()}
    known_measures = {one.id for one in measures.all_measures()}
    for note in annotations():
        assert note.kind in KINDS, note
        assert not note.place or places.known(note.place), note
        assert not note.substance or note.substance in known_substances, note
        assert not note.measure or note.measure in known_measures, note
        assert note.text_en and note.text_fr and note.text_es and note.reference, note
        assert len({note.text_en, note.text_fr, note.text_es}) == 3, note


def test_sources_are_annotated_oldest_first() -> None:
    named = {"cbp-drug-seizures", "nflis-dqs", "nyc-drugchecking", "unc-drugchecking", "euda-score", "mx-sesnsp"}
    named |= {"mx-fgr", "ca-infobase", "ct-deaths"}
    assert {note.source for note in annotations()} >= named
    for source in named:
        since = [note.since for note in annotations(source)]
        assert since == sorted(since) and since


def test_what_a_detector_must_find_by_itself_is_not_annotated() -> None:
    """A lost feed and one month's outlier are findings; writing them down here would hide them."""
    assert [note for note in annotations("nflis-dqs") if note.place] == []
    assert [note for note in annotations("cbp-drug-seizures") if note.place] == []


def test_the_version_is_short() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", version())


def test_the_figures_of_the_places_are_those_of_the_tables_they_cite(shared: Path) -> None:
    script = Path(__file__).resolve().parents[2] / "scripts/make_places.py"
    command = [sys.executable, str(script), "--check", "--shared", str(shared)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

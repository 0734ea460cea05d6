"""Deaths, samples and overdoses: counted at the door, each case once for a substance, and nothing of a person kept."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.contracts.made_files import Read, rows_in, taken_in
from tocsin.errors import FileRefused
from tocsin.flow.arrive import ingest
from tocsin.flow.home import init_home
from tocsin.flow.seen import may_see
from tocsin.records.mark import PUBLIC
from tocsin.records.observation import SCHEMA
from tocsin.sources.adapters import causes
from tocsin.sources.catalogue import source
from tocsin.vocabulary.places import known as known_place
from tocsin.vocabulary.reading import Answer, answer

MADE = Path(__file__).resolve().parents[1] / "made"
FILES: dict[str, tuple[str, ...]] = {  # the rules that the last rows of each made file break, in their order
    "ct-deaths/to_2022.csv": ("not_in_form", "missing", "date_out_of_range"),
    "ct-deaths/to_2018.csv": ("missing",),
    "bc-drugchecking/results_2020-10-31.csv": (
        "unknown_place",
        "unknown_code",
        "not_in_form",
        "not_in_form",
        "missing",
    ),
    "ca-drugchecking-published/island.csv": ("more_than_tested", "not_a_number", "missing", "not_in_form"),
    "ca-drugchecking-published/reports.csv": ("unknown_code", "period_reversed", "more_than_tested"),
    "ca-toronto-shelters/city.csv": ("not_in_form", "negative"),
    "ca-toronto-shelters/sites.csv": ("missing", "not_in_form", "unknown_code"),
    "mx-sonora/deaths.csv": ("unknown_place", "not_in_form", "not_whole", "date_out_of_range"),
}
every_file = pytest.mark.parametrize("name", FILES)


def taken(name: str, path: Path | None = None) -> Read:
    """Read a made file, or a copy of it."""
    return taken_in(path or MADE / name, name.split("/", maxsplit=1)[0])


def sorted_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The observations without their release, by key."""
    return table.drop_columns(["release"]).sort_by("observation").to_pylist()


def values(answer: Read, measure: str) -> dict[tuple[str, str], float]:
    """The values of one measure by record and name."""
    rows = answer.observations.to_pylist()
    return {(row["record"], row["substance_raw"]): row["value"] for row in rows if row["measure"] == measure}


@every_file
def test_each_bad_row_is_set_aside_by_its_rule_and_every_other_is_accepted(name: str) -> None:
    answer, rules = taken(name), FILES[name]
    with (MADE / name).open(encoding="utf-8") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    assert rows_in(answer) == rows
    found = [(row["row"], row["rule"]) for row in answer.quarantine.to_pylist()]
    assert found == list(enumerate(rules, rows - len(rules) + 1))


@every_file
def test_observations_keep_the_schema_and_lie_in_known_places(name: str) -> None:
    table, origin = taken(name).observations, source(name.split("/", maxsplit=1)[0])
    assert table.schema.equals(SCHEMA) and table.num_rows > 0
    assert all(table.column(field.name).null_count == 0 for field in SCHEMA if not field.nullable)
    assert {(row["stream"], row["purpose"]) for row in table.to_pylist()} == {(origin.stream, origin.purpose.value)}
    assert all(known_place(place) for place in table["place"].to_pylist())
    assert len(set(table["observation"].to_pylist())) == table.num_rows


@every_file
def test_the_same_bytes_give_the_same_release_and_rows_in_any_order_the_same_observations(
    name: str, tmp_path: Path
) -> None:
    first, second = taken(name), taken(name)
    assert [release.release for release in first.releases] == [release.release for release in second.releases]
    with (MADE / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    random.Random(7).shuffle(rows)
    other = tmp_path / Path(name).name
    with other.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    assert sorted_rows(taken(name, other).observations) == sorted_rows(first.observations)


def test_a_death_counts_once_for_a_substance_named_in_flag_cause_and_other_under_any_spelling() -> None:
    deaths = values(taken("ct-deaths/to_2022.csv"), "deaths")
    day = "2021-03-04|HARTFORD"
    assert deaths[day, "any drug"] == 3  # two equal rows are two deaths
    assert (deaths[day, "xylazine"], deaths[day, "fentanyl"], deaths[day, "alcohol"]) == (3, 3, 2)
    assert deaths[day, "4-ANPP"] == 1


def test_no_drug_is_read_out_of_the_name_of_another_and_what_is_denied_is_not_counted() -> None:
    deaths = values(taken("ct-deaths/to_2022.csv"), "deaths")
    assert {name for record, name in deaths if record == "2021-03-09|HARTFORD"} == {
        "any drug",
        "doxylamine",
        "dexmedetomidine",
        "flubromazolam",
    }
    assert {name for record, name in deaths if record == "2021-04-01|UNKNOWN"} == {"any drug", "morphine"}


def test_an_unknown_name_of_three_deaths_is_watched_an_ambiguous_one_stands_on_its_group_and_an_illness_is_not_kept() -> (
    None
):
    deaths = values(taken("ct-deaths/to_2022.csv"), "deaths")
    named = {name for record, name in deaths if record == "2021-04-02|NORWICH"}
    assert named == {"any drug", "zzytazene", "citalopram or escitalopram"}
    assert not [name for _, name in deaths if "disease" in name or "hidradenitis" in name]


@pytest.mark.parametrize(("deaths", "kept"), [(1, False), (2, False), (3, True)])
def test_an_unknown_name_that_fewer_than_three_deaths_name_is_not_kept_for_it_may_be_a_person(
    tmp_path: Path, deaths: int, kept: bool
) -> None:
    with (MADE / "ct-deaths/to_2022.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    twice = {"Cause of Death": "Stabbed by Zzoline Zzacine; fentanyl toxicity", "Other": "zzoline zzacine"}
    row = dict.fromkeys(header, "") | {"Date": "7/1/2018", "Death City": "BRISTOL"} | twice
    path = tmp_path / "deaths.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *[list(row.values())] * deaths])
    found = values(taken_in(path, "ct-deaths"), "deaths")
    names = {"any drug", "fentanyl"} | ({"zzoline zzacine"} if kept else set())
    assert found == {("2018-07-01|BRISTOL", name): deaths for name in names}


def test_a_known_name_that_its_text_leaves_in_doubt_is_not_counted_beside_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def doubtful(text: str, origin: str) -> Answer:
        in_doubt = Answer(("heroin",), "substance", "grammar", unknown=("cocaine", "zzytazene"))
        return in_doubt if text == "a text" else answer(text, origin)

    monkeypatch.setattr(causes, "answer", doubtful)
    assert causes.in_text("ct-deaths")("a text") == ("heroin", "unknown:zzytazene")


def test_a_death_without_a_town_lies_where_the_injury_was_and_otherwise_in_the_state() -> None:
    rows = taken("ct-deaths/to_2022.csv").observations.to_pylist()
    places = {row["record"]: (row["place"], row["place_precision"]) for row in rows}
    assert places["2021-04-01|NEW HAVEN"] == ("US-CT/09009", "town")
    assert places["2021-04-01|UNKNOWN"] == ("US-CT", "state")


def test_two_substances_in_one_death_are_a_pair_and_totals_are_in_none() -> None:
    pairs = values(taken("ct-deaths/to_2022.csv"), "deaths_with_both")
    assert pairs["2021-03-04|HARTFORD", "fentanyl + xylazine"] == 3
    assert not [name for _, name in pairs if "any opioid" in name or "any drug" in name]


def test_the_number_of_deaths_dated_by_their_report_is_told() -> None:
    rows = taken("ct-deaths/to_2018.csv").observations.to_pylist()
    told = {
        row["substance_raw"]: dict(row["attributes"] or ()) for row in rows if row["record"].startswith("2018-06-28")
    }
    assert told["any drug"] == {"date_reported": "1"} and told["heroin"] == {}
    assert told["fentanyl"] == told["hydrocodone"] == {"date_reported": "1"}


def test_a_release_with_another_header_keeps_the_keys_of_the_older_one(tmp_path: Path) -> None:
    """A death of the older file, as the newer one writes it: the same observations."""
    older = values(taken("ct-deaths/to_2018.csv"), "deaths")
    with (MADE / "ct-deaths/to_2022.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    row = dict.fromkeys(header, "") | {
        "Date": "7/1/2018",
        "Death City": "BRISTOL",
        "Cause of Death": "Multidrug Toxicity Including Cocaine, Heroin and FENTANYL",
        "Heroin": "Y",
        "Any Opioid": "Y",
    }
    path = tmp_path / "newer.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, list(row.values())])
    newer = values(taken_in(path, "ct-deaths"), "deaths")
    assert newer == {key: value for key, value in older.items() if key[0] == "2018-07-01|BRISTOL"}


@pytest.mark.parametrize(
    "name", ["ct-deaths/to_2022.csv", "ct-deaths/to_2018.csv", "bc-drugchecking/results_2020-10-31.csv"]
)
def test_nothing_of_a_person_and_no_word_of_the_certificate_is_anywhere_in_a_home(name: str, tmp_path: Path) -> None:
    node = init_home(tmp_path / "home")
    ingest(node, MADE / name, name.split("/", maxsplit=1)[0])
    personal = [
        b"Zz Personname",
        b"Zzoline",
        b"Zzacine",
        b"Zrace",
        b"Zq",
        b"Hidradenitis",
        b"A festival",
        b"Combined Effects",
    ]
    for path in (one for one in (tmp_path / "home").rglob("*") if one.is_file()):
        held = path.read_bytes() if path.suffix != ".parquet" else str(pq.read_table(path).to_pylist()).encode()
        assert [word for word in personal if word.lower() in held.lower()] == [], path


def test_a_sample_counts_once_for_the_salts_of_a_substance_and_strips_by_those_that_answered() -> None:
    answer = taken("bc-drugchecking/results_2020-10-31.csv")
    cell = "2020-10-30|Vancouver|Down (Unknown Opioid)"
    seen, strips = values(answer, "detections_by_spectrometer"), values(answer, "detections")
    assert (seen[cell, "heroin"], seen[cell, "fentanyl"], seen[cell, "caffeine"]) == (1, 3, 3)
    assert strips[cell, "fentanyl (strip)"] == 3 and strips[cell, "benzodiazepines (strip)"] == 1
    tested = {(r["record"], r["substance_raw"]): r["tested"] for r in answer.observations.to_pylist()}
    assert (tested[cell, "fentanyl (strip)"], tested[cell, "benzodiazepines (strip)"]) == (3, 3)
    assert tested[cell, "heroin"] is None  # the spectrometer never says "not there"
    assert values(answer, "samples")[cell, "all samples checked"] == 4


def test_what_the_spectrometer_could_not_tell_is_no_name_and_the_mail_is_no_place() -> None:
    rows = taken("bc-drugchecking/results_2020-10-31.csv").observations.to_pylist()
    names = {row["substance_raw"] for row in rows}
    assert "Zzylone" in names and not [n for n in names if "uncertain" in n.lower() or "library" in n.lower() or not n]
    mail = {(row["place"], row["place_precision"]) for row in rows if "|Mail In|" in row["record"]}
    assert mail == {("CA-BC", "state")}


def test_an_empty_cell_of_a_report_gives_nothing_and_a_printed_share_that_differs_is_told() -> None:
    answer = taken("ca-drugchecking-published/island.csv")
    found = values(answer, "detections")
    assert found["Vancouver Island|2026-02", "carfentanil"] == 0
    assert ("Vancouver Island|2026-01", "carfentanil") not in found
    assert values(answer, "median_percent_by_weight")["Vancouver Island|2026-01", "fentanyl"] == 9.5
    assert [release.notes for release in answer.releases] == [(), ("printed_share_differs",)]
    assert values(answer, "percent_of_samples")["Vancouver Island|2026-02", "benzodiazepines"] == 20


def test_fewer_than_five_is_an_interval_and_a_missing_site_gives_nothing() -> None:
    sites = {row["record"]: row for row in taken("ca-toronto-shelters/sites.csv").observations.to_pylist()}
    hidden = sites["S002|2025Q1"]
    assert (hidden["value"], hidden["bound"], hidden["bound_kind"], dict(hidden["attributes"])) == (
        None,
        4,
        "suppressed",
        {"low": "1"},
    )
    assert "S003|2025Q1" not in sites and sites["S001|2025Q2"]["value"] == 0
    assert {row["place"] for row in sites.values()} == {"CA-ON/toronto"}


def test_nothing_of_a_single_shelter_is_public() -> None:
    rows = taken("ca-toronto-shelters/sites.csv").observations.to_pylist()
    assert not [row for row in rows if may_see(row, PUBLIC)]
    assert all(may_see(row, PUBLIC) for row in taken("ca-toronto-shelters/city.csv").observations.to_pylist())


def test_a_city_sum_is_an_interval_only_where_a_site_is_hidden() -> None:
    answer = taken("ca-toronto-shelters/city.csv")
    rows = {row["record"]: row for row in answer.observations.to_pylist()}
    assert (rows["city|2025Q1"]["value"], rows["city|2025Q1"]["bound"]) == (None, 40)
    assert (rows["city|2025Q2"]["value"], rows["city|2025Q2"]["bound"]) == (33, None)
    assert "interval_differs" in answer.releases[0].notes  # the third quarter's printed upper end


def test_a_table_counted_from_the_samples_says_which_file_to_give(shared: Path) -> None:
    path = shared / "data/bc-drug-checking-2020/DERIVED_month_city_class.csv"
    with pytest.raises(FileRefused) as refused:
        taken_in(path, "bc-drugchecking")
    assert "one row for each sample" in refused.value.next_step


def test_no_series_is_made_of_single_sites_and_pairs_are_those_with_fentanyl() -> None:
    assert source("ca-toronto-shelters").measures == ("overdoses_suspected",)
    assert source("ct-deaths").measures == ("deaths", "deaths_with_both")
    assert source("ct-deaths").pairs_of == ("fentanyl",)
    assert not source("ct-deaths").roll_up and source("ct-deaths").level == "county"


def test_a_torn_line_of_single_events_is_counted_and_never_kept(tmp_path: Path) -> None:
    made = Path(__file__).resolve().parents[1] / "made/ct-deaths/to_2022.csv"
    header, *rows = made.read_text("utf-8-sig").splitlines()
    path = tmp_path / "torn.csv"
    path.write_text("\n".join([header, *rows, "05/05/2020,Somebody,of a street," + "x," * 60]) + "\n")
    answer = taken_in(path, "ct-deaths")
    (torn,) = [row for row in answer.quarantine.to_pylist() if row["rule"] == "unreadable_row"]
    assert torn["found"] is None and torn["raw"] is None

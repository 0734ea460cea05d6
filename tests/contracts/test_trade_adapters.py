"""What the adapters of seizures, arms, money and laboratory years keep: each bad row has its rule, nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contracts.made_files import NOW, Read, rows_in, taken_in
from tocsin.sources.catalogue import source as catalogued
from tocsin.sources.raw import is_kept
from tocsin.sources.reading import read
from tocsin.vocabulary.names import resolve

MADE_FILES = Path(__file__).resolve().parents[1] / "made"
FILES = {
    "cbp-amo/amo.csv": "cbp-amo",
    "cbp-weapons/weapons.csv": "cbp-weapons",
    "cbp-currency/currency.csv": "cbp-currency",
    "nflis-annual/annual.csv": "nflis-annual",
    "nflis-annual/with_fentanyl.csv": "nflis-annual",
    "nflis-county/counties.csv": "nflis-county",
    "unodc-ids/seizures.csv": "unodc-ids",
    "fincen-sar/states.csv": "fincen-sar",
    "fincen-sar/bank_months.csv": "fincen-sar",
    "fincen-sar/money_service_months.csv": "fincen-sar",
    "fincen-sar/counties.csv": "fincen-sar",
    "fincen-sar/activities.csv": "fincen-sar",
    "fincen-sar/all_products.csv": "fincen-sar",
}
every_file = pytest.mark.parametrize(("name", "source"), FILES.items(), ids=[*FILES])


def taken(name: str) -> Read:
    """Read one of the made files."""
    return taken_in(MADE_FILES / name, FILES[name])


def facts(answer: Read) -> set[tuple[object, ...]]:
    """What was said, without the release that said it."""
    names = ("observation", "place", "period_start", "period_end", "value", "tested", "origin", "attributes")
    return {(*(str(row[name]) for name in names),) for row in answer.observations.to_pylist()}


def rules_of(answer: Read) -> Counter[tuple[str, str]]:
    """How often each rule was broken, and in which column."""
    return Counter((row["rule"], row["column"]) for row in answer.quarantine.to_pylist())


def found(answer: Read, **wanted: object) -> list[dict[str, object]]:
    """The observations that hold all of these."""
    rows = [row | {"attributes": dict(row["attributes"] or ())} for row in answer.observations.to_pylist()]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def told(row: dict[str, object]) -> dict[str, str]:
    """The attributes of an observation."""
    attributes = row["attributes"]
    assert isinstance(attributes, dict)
    return attributes


@every_file
def test_every_row_is_accepted_or_set_aside(name: str, source: str) -> None:
    answer = taken_in(MADE_FILES / name, source)
    lines = (MADE_FILES / name).read_text(encoding="utf-8").splitlines()[1:]
    assert rows_in(answer) == len(lines)
    assert sum(release.rows_accepted for release in answer.releases) + answer.quarantine.num_rows == len(lines)


@every_file
def test_the_same_file_twice_gives_the_same_release_and_no_key_twice(name: str, source: str) -> None:
    first, second = (taken_in(MADE_FILES / name, source) for _ in range(2))
    assert [one.release for one in first.releases] == [one.release for one in second.releases]
    one, other = (answer.observations.sort_by("observation") for answer in (first, second))
    assert one.equals(other)
    assert len(set(first.observations["observation"].to_pylist())) == first.observations.num_rows


@every_file
def test_rows_in_any_order_give_the_same_observations(name: str, source: str, tmp_path: Path) -> None:
    header, *lines = (MADE_FILES / name).read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(lines)
    path = tmp_path / "shuffled.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    plain, shuffled = taken(name), taken_in(path, source)
    assert facts(plain) == facts(shuffled)
    assert rules_of(plain) == rules_of(shuffled)


@every_file
def test_a_given_date_of_publication_is_kept(name: str, source: str) -> None:
    known = datetime(2026, 6, 1, tzinfo=UTC)
    answer = taken_in(MADE_FILES / name, source, known_at=known)
    assert {(one.known_at, one.known_basis) for one in answer.releases} == {(known, "reported")}


@every_file
def test_measures_and_streams_are_those_of_the_catalogue(name: str, source: str) -> None:
    table, row = taken(name).observations, catalogued(source)
    assert set(table["measure"].to_pylist()) <= set(row.measures)
    assert set(table["stream"].to_pylist()) == {row.stream}


def test_seizures_from_the_air_lie_in_the_country_and_tell_their_branch() -> None:
    answer = taken("cbp-amo/amo.csv")
    (events,) = found(answer, substance_raw="Cocaine", measure="seizures", value=2.0)
    assert (events["place"], events["place_precision"], told(events)["branch"]) == (
        "US",
        "country",
        "Lakeside Air Branch",
    )
    assert str(events["period_start"]) == "2023-10-01"  # October belongs to the calendar year before
    (weight,) = [row for row in found(answer, measure="mass_kg") if told(row)["lb"] == "12.0"]
    assert weight["value"] == pytest.approx(12 * 0.45359237)
    assert answer.releases[0].notes == ("repeated_rows",)
    assert rules_of(answer) == Counter(
        {
            ("unknown_code", "Component"): 1,
            ("unknown_code", "Month (abbv)"): 1,
            ("date_out_of_range", "FY"): 1,
            ("not_a_number", "Count of Event"): 1,
            ("missing", "Branch"): 1,
            ("negative", "Sum Qty (lbs)"): 1,
        }
    )


def test_air_and_marine_and_the_nationwide_file_are_said_to_overlap_both_ways() -> None:
    assert "cbp-drug-seizures" in catalogued("cbp-amo").overlaps
    assert "cbp-amo" in catalogued("cbp-drug-seizures").overlaps


def test_an_event_of_several_categories_is_counted_once_for_its_office() -> None:
    answer = taken("cbp-weapons/weapons.csv")
    buffalo = "US/cbp/buffalo-field-office"
    (whole,) = found(answer, place=buffalo, substance_raw="all weapons and ammunition")
    assert whole["value"] == 4
    out = [row for row in found(answer, place=buffalo, measure="seizures") if told(row).get("direction") == "outbound"]
    assert {row["substance_raw"]: row["value"] for row in out} == {
        "Handgun": 2,
        "Long Arm": 1,
        "Ammunition": 1,
        "Magazine": 1,
    }


def test_firearms_rounds_and_parts_are_measures_of_their_own_and_other_quantities_are_only_told() -> None:
    answer = taken("cbp-weapons/weapons.csv")
    sums: Counter[str] = Counter()
    for row in found(answer):
        sums[str(row["measure"])] += int(str(row["value"]).split(".", maxsplit=1)[0])
    assert (sums["firearms"], sums["rounds"], sums["firearm_parts"]) == (5, 50, 4)
    (explosives,) = found(answer, substance_raw="Explosives")
    assert (explosives["measure"], explosives["value"], told(explosives)["quantity"]) == ("seizures", 1, "1276.0")


def test_bad_rows_of_arms_are_told_by_rule_and_column() -> None:
    answer = taken("cbp-weapons/weapons.csv")
    assert answer.releases[0].notes == ("repeated_rows",)
    assert rules_of(answer) == Counter(
        {
            ("unknown_place", "Area of Responsibility"): 1,
            ("unknown_code", "Inbound/Outbound"): 1,
            ("not_a_number", "Event ID"): 1,
            ("absurd", "Quantity Seized"): 1,
            ("not_whole", "Event ID"): 1,
            ("missing", "Category"): 1,
            ("date_out_of_range", "Fiscal Year"): 1,
        }
    )


def test_a_dollar_that_stands_for_an_unknown_amount_is_kept_and_marked_and_a_fortune_is_kept() -> None:
    answer = taken("cbp-currency/currency.csv")
    amounts = {row["value"]: "amount" in told(row) for row in found(answer, measure="amount_usd")}
    assert amounts == {33000.5: False, 16000.0: False, 28000000.0: False, 1.0: True, 4.0: True, 2.5: False}
    assert rules_of(answer) == Counter(
        {
            ("unknown_code", "Inbound/Outbound"): 1,
            ("unknown_place", "Area of Responsibility"): 1,
            ("not_whole", "Count of Seizure Events"): 1,
            ("not_a_number", "Currency Seizures Amount (USD)"): 1,
            ("missing", "Count of Seizure Events"): 1,
        }
    )


def test_samples_with_both_come_out_of_the_samples_with_the_first() -> None:
    answer = taken("nflis-annual/with_fentanyl.csv")
    rows = {(row["substance_raw"], str(row["period_end"])): (row["value"], row["tested"]) for row in found(answer)}
    assert rows["Heroin + Fentanyl", "2021-03-31"] == (25, 50)
    assert rows["Cocaine + Fentanyl", "2021-04-30"] == (7, 100)
    assert rules_of(answer) == Counter({("more_than_tested", "Count_fent"): 1, ("unknown_code", "State"): 1})


def test_dexmedetomidine_and_medetomidine_both_stay_and_samples_are_not_reports() -> None:
    answer = taken("nflis-annual/annual.csv")
    both = {(row["substance_raw"], str(row["period_end"]), row["value"]) for row in found(answer) if "det" in str(row)}
    assert {one for one in both if "detomidine" in str(one[0])} == {
        ("Medetomidine", "2021-12-31", 6),
        ("Dexmedetomidine", "2021-12-31", 4),
        ("Medetomidine", "2022-12-31", 20),
        ("Dexmedetomidine", "2022-12-31", 10),
    }
    assert set(catalogued("nflis-annual").measures).isdisjoint(catalogued("nflis-dqs").measures)
    assert answer.releases[0].notes == ("newest_year_partial",)
    assert answer.rules == {"missing", "not_a_number", "not_whole", "date_out_of_range", "not_in_form"}


def test_a_printed_share_that_its_count_does_not_come_to_is_told(tmp_path: Path) -> None:
    text = (
        (MADE_FILES / "nflis-annual/annual.csv")
        .read_text(encoding="utf-8")
        .replace("Medetomidine,6,6.0", "Medetomidine,6,7.0", 1)
    )
    path = tmp_path / "annual.csv"
    path.write_text(text, encoding="utf-8")
    (arrival,) = read(path, catalogued("nflis-annual"), known_at=None, now=NOW)
    assert {row["of"] for row in arrival.totals.differ.to_pylist()} == {"2021", "2021, Medetomidine"}
    assert "shares_differ" in arrival.release.notes


def test_a_county_is_counted_out_of_all_its_reports_and_held_against_its_state() -> None:
    (arrival,) = read(MADE_FILES / "nflis-county/counties.csv", catalogued("nflis-county"), known_at=None, now=NOW)
    rows = arrival.observations.read_all().to_pylist()
    carfentanil = {row["place"]: (row["value"], row["tested"]) for row in rows if row["substance_raw"] == "Carfentanil"}
    assert carfentanil == {"US-OH/39001": (3, 50), "US-OH/39017": (7, 100), "US-WV/54011": (1, 60)}
    assert "US-VA/51510" in {row["place"] for row in rows}  # an independent city
    assert "Fluorobutyryl fentanyl" in {row["substance_raw"] for row in rows}
    assert arrival.totals.compared == 4
    assert [(row["of"], row["printed"], row["added"]) for row in arrival.totals.differ.to_pylist()] == [
        ("WV, 2016", 90, 60)
    ]


def test_bad_rows_of_counties_are_told_by_rule_and_column() -> None:
    assert rules_of(taken("nflis-county/counties.csv")) == Counter(
        {
            ("unknown_place", "FIPS_Combined"): 1,
            ("more_than_tested", "DrugReports"): 1,
            ("missing", "SubstanceName"): 1,
            ("negative", "DrugReports"): 1,
            ("missing", "TotalDrugReportsCounty"): 1,
        }
    )


def test_equal_incidents_are_separate_and_counted_in_one_cell() -> None:
    answer = taken("unodc-ids/seizures.csv")
    (post,) = found(answer, place="NZ", measure="seizures")
    assert (post["value"], post["origin"], post["destination"]) == (3, "CN", "NZ")
    assert {name: told(post)[name] for name in ("hidden_in", "found_at", "transport")} == {
        "hidden_in": "Postal",
        "found_at": "Post Office",
        "transport": "Mail",
    }
    (weight,) = found(answer, place="NZ", measure="mass_kg")
    assert weight["value"] == pytest.approx(0.5005)
    assert sum(int(str(row["value"]).split(".", maxsplit=1)[0]) for row in found(answer, measure="seizures")) == 11


def test_kilograms_litres_and_tablets_are_apart_and_other_units_are_only_told() -> None:
    answer = taken("unodc-ids/seizures.csv")
    assert [row["value"] for row in found(answer, measure="volume_l")] == [pytest.approx(378.5411784)]
    assert sorted(str(row["value"]) for row in found(answer, measure="tablets")) == ["3000.0", "440.0"]
    (blotters,) = found(answer, substance_raw="LSD")
    assert (blotters["measure"], told(blotters)["amount"], told(blotters)["unit"]) == (
        "seizures",
        "12.0",
        "Blotting paper",
    )
    (bare,) = found(answer, place="CH")
    assert (bare["value"], told(bare)) == (1, {"division": "Schwyz", "found_at": "Unknown"})
    (ounce,) = found(answer, place="IQ", measure="mass_kg")
    assert ounce["value"] == 0.028349523125


def test_a_country_that_is_none_of_ours_is_no_origin_and_stays_told() -> None:
    rows = found(taken("unodc-ids/seizures.csv"), place="BE", substance_raw="Ecstasy", measure="seizures")
    assert {(row["origin"], row["destination"], told(row)["destination"]) for row in rows} == {
        ("NL", None, "Multiple Countries")
    }


def test_no_address_of_an_incident_is_kept_anywhere(tmp_path: Path) -> None:
    from tocsin.flow.arrive import ingest
    from tocsin.flow.home import init_home

    path = MADE_FILES / "unodc-ids/seizures.csv"
    node = init_home(tmp_path / "home", snapshot=True)
    (receipt,) = ingest(node, path, "unodc-ids")
    assert (receipt.rows_in, receipt.rows_accepted, receipt.rows_quarantined) == (18, 11, 7)
    kept = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not [file for file in kept if b"Harbour" in file.read_bytes()]
    assert "Harbour" not in str(taken("unodc-ids/seizures.csv").observations.to_pylist())
    assert is_kept(node.directory / "raw", taken("unodc-ids/seizures.csv").releases[0].file_sha256)


def test_bad_incidents_are_told_by_rule_and_column_and_not_kept() -> None:
    answer = taken("unodc-ids/seizures.csv")
    assert rules_of(answer) == Counter(
        {
            ("unknown_place", "COUNTRY"): 1,
            ("date_out_of_range", "SEIZURE_DATE"): 1,
            ("not_in_form", "SEIZURE_DATE"): 1,
            ("missing", "DRUG_NAME"): 1,
            ("negative", "AMOUNT"): 1,
            ("not_a_number", "AMOUNT"): 1,
            ("unreadable_row", None): 1,
        }
    )
    assert set(answer.quarantine["raw"].to_pylist()) == {None}


def test_published_zeros_are_zeros_and_a_year_of_nothing_else_is_marked() -> None:
    answer = taken("fincen-sar/bank_months.csv")
    zeros = {str(row["period_start"]): "zero" in told(row) for row in found(answer, value=0.0)}
    assert zeros == {"2009-02-01": False, "2010-01-01": True, "2010-02-01": True}
    assert answer.rules == {"unknown_code", "negative", "date_out_of_range"}
    states = taken("fincen-sar/states.csv")
    assert {"zero" in told(row) for row in found(states, value=0.0) if str(row["period_start"]) == "2001-01-01"} == {
        True
    }


def test_the_industry_is_told_by_the_activities_or_the_name_of_the_file(tmp_path: Path) -> None:
    def industry(answer: Read) -> set[str]:
        return {told(row)["industry"] for row in found(answer)}

    assert industry(taken("fincen-sar/states.csv")) == {"Money Services Business"}
    assert industry(taken("fincen-sar/bank_months.csv")) == {"Depository Institution"}
    assert industry(taken("fincen-sar/money_service_months.csv")) == {"Money Services Business"}
    for name, wanted in (("1996__SF_ByStateNature.csv", "Securities/Futures"), ("one.csv", "industry not told")):
        (tmp_path / name).write_text('"State","Year","Nature","Incidents"\n"Ohio",2009,"Other",3\n', encoding="utf-8")
        assert industry(taken_in(tmp_path / name, "fincen-sar")) == {wanted}


def test_states_that_are_none_of_ours_are_countries_or_not_given() -> None:
    answer = taken("fincen-sar/states.csv")
    assert {(row["place"], row["place_precision"]) for row in found(answer)} == {
        ("US-OH", "state"),
        ("PW", "country"),
        ("US-XX", "state"),
    }
    assert answer.rules == {"unknown_place", "not_a_number", "date_out_of_range", "missing"}


def test_a_county_month_keeps_who_filed_and_with_what_and_reads_thousands() -> None:
    answer = taken("fincen-sar/counties.csv")
    (forged,) = found(answer, substance_raw="Forgeries")
    assert (forged["place"], forged["value"], str(forged["period_end"])) == ("US-NV/32510", 1204, "2014-02-28")
    checks = found(answer, substance_raw="Check", place="US-NV/32003")
    assert {told(row)["product"]: row["value"] for row in checks} == {"Credit Card": 3, "Debit Card": 2}
    assert rules_of(answer) == Counter(
        {
            ("unknown_place", "Countym"): 1,
            ("unknown_code", "Month"): 1,
            ("not_a_number", "Count"): 1,
            ("missing", "Industry"): 1,
        }
    )


def test_a_printed_total_is_held_against_its_lines_and_never_taken() -> None:
    path = MADE_FILES / "fincen-sar/activities.csv"
    (arrival,) = read(path, catalogued("fincen-sar"), known_at=None, now=NOW)
    rows = arrival.observations.read_all().to_pylist()
    assert sorted(row["value"] for row in rows) == [7, 14, 529, 1591]
    assert [row["of"] for row in arrival.totals.differ.to_pylist()] == ["2020, Guam, Money Laundering"]
    assert arrival.totals.compared == 3
    assert arrival.release.notes == ("state_total_differs",)
    assert arrival.release.rows_accepted == 8


def test_the_same_line_has_one_key_with_and_without_the_column_of_products(tmp_path: Path) -> None:
    bare = tmp_path / "Terrorist Financing.csv"
    bare.write_text(
        "Year Month,State,Industry,Suspicious Activity,Count,Type \n"
        "2020,Alabama,Depository Institution,Known or Suspected Terrorist,14,Terrorist Financing\n",
        encoding="utf-8",
    )
    (alone,) = found(taken_in(bare, "fincen-sar"))
    (within,) = found(taken("fincen-sar/activities.csv"), value=14.0)
    assert {k: alone[k] for k in ("observation", "place", "attributes")} == {
        k: within[k] for k in ("observation", "place", "attributes")
    }


@pytest.mark.parametrize(
    ("raw", "source", "substance"),
    [
        ("Currency", "cbp-currency", "currency"),
        ("Handgun", "cbp-weapons", "handguns"),
        ("all weapons and ammunition", "cbp-weapons", "all-weapons-and-ammunition"),
        ("all suspicious activities", "fincen-sar", "all-suspicious-activities"),
        ("Carfentanil", "nflis-county", "carfentanil"),
        ("Medetomidine", "nflis-annual", "medetomidine"),
    ],
)
def test_what_is_no_drug_has_a_name_and_drugs_have_theirs(raw: str, source: str, substance: str) -> None:
    assert resolve(raw, source) == (substance,)

"""What the adapters of wastewater keep: each bad row has its rule, nothing is lost, and no order or repeat matters."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.contracts.made_files import rows_in, taken_in
from tests.contracts.made_water import FILES, MADE_FILES, facts, found, rules_of, taken
from tocsin.flow import seen
from tocsin.sources.checks.large_enough import ANY_CATCHMENT, PUBLIC_CATCHMENT

every_file = pytest.mark.parametrize(("name", "source"), FILES.items(), ids=[*FILES])


@every_file
def test_every_row_is_accepted_or_set_aside(name: str, source: str) -> None:
    answer = taken_in(MADE_FILES / name, source)
    lines = (MADE_FILES / name).read_text(encoding="utf-8-sig").splitlines()[1:]
    assert rows_in(answer) == len(lines)
    assert sum(release.rows_accepted for release in answer.releases) + answer.quarantine.num_rows == len(lines)


@every_file
def test_the_same_file_twice_gives_the_same_releases(name: str, source: str) -> None:
    first, second = (taken_in(MADE_FILES / name, source) for _ in range(2))
    assert [one.release for one in first.releases] == [one.release for one in second.releases]
    assert len({one.release for one in first.releases}) == len(first.releases)


@every_file
def test_rows_in_any_order_give_the_same_observations(name: str, source: str, tmp_path: Path) -> None:
    header, *lines = (MADE_FILES / name).read_text(encoding="utf-8-sig").splitlines()
    random.Random(7).shuffle(lines)
    path = tmp_path / "shuffled.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    plain, shuffled = taken(name), taken_in(path, source)
    assert facts(plain) == facts(shuffled)
    assert rules_of(plain) == rules_of(shuffled)


def test_five_rows_of_the_canadian_survey_are_one_load_with_its_spread() -> None:
    answer = taken("statcan-cws/wastewater.csv")
    assert answer.observations.num_rows == 5
    (load,) = found(answer, substance_raw="Codeine", place="CA-NS/halifax")
    assert load["value"] == 50.2
    assert load["attributes"] == {
        "low": "44.10",
        "high": "56.30",
        "standard_error": "3.10",
        "imputation_rate": "0.00",
    }
    (doubtful,) = found(answer, substance_raw="Ecstasy (MDMA)")
    assert (doubtful["attributes"]["status"], doubtful["attributes"]["imputation_rate"]) == ("E", "100.00")


def test_a_floor_is_kept_as_printed_and_marked_and_what_is_held_back_is_no_zero() -> None:
    answer = taken("statcan-cws/wastewater.csv")
    (low,) = found(answer, substance_raw="Fentanyl (Norfentanyl)")
    assert (low["value"], low["bound"], "floor" in low["attributes"]) == (0.16, None, True)
    (hidden,) = found(answer, substance_raw="Morphine")
    assert (hidden["value"], hidden["bound_kind"], str(hidden["period_start"])) == (None, "suppressed", "2023-03-01")


def test_the_average_of_the_cities_is_a_place_of_its_own() -> None:
    (average,) = found(taken("statcan-cws/wastewater.csv"), place="CA/cws-cities")
    assert (average["place_precision"], average["value"]) == ("group", 40.0)


def test_a_survey_year_is_known_ten_months_after_its_end() -> None:
    answer = taken("statcan-cws/wastewater.csv")
    assert [(str(one.known_at.date()), one.known_basis) for one in answer.releases] == [
        ("2023-10-31", "assumed"),
        ("2024-10-31", "assumed"),
    ]


def test_bad_rows_of_the_canadian_survey_are_told_by_rule_and_column() -> None:
    assert rules_of(taken("statcan-cws/wastewater.csv")) == Counter(
        {
            ("unknown_place", "GEO"): 1,
            ("not_in_form", "REF_DATE"): 1,
            ("date_out_of_range", "REF_DATE"): 1,
            ("negative", "VALUE"): 1,
            ("not_a_number", "VALUE"): 1,
            ("unknown_code", "UOM"): 1,
            ("unknown_code", "Characteristics"): 1,
            ("missing", "Measure"): 1,
        }
    )


def test_copies_are_one_measure_whether_published_plain_or_as_logarithms() -> None:
    answer = taken("nwss/samples.csv")
    (plain,) = found(answer, record="2026-01-05|North|L1|wwtp|raw wastewater||copies/l wastewater")
    (power,) = found(answer, record="2026-01-05|South|L2|wwtp|post grit removal||log10 copies/l wastewater")
    assert (plain["measure"], plain["value"], plain["attributes"]["flow_mgd"]) == ("gene_copies_per_l", 1200.5, "12.5")
    assert (power["measure"], power["value"]) == ("gene_copies_per_l", 1000.0)
    assert power["attributes"]["converted"] == "10 to the power of the published figure"
    (sludge,) = found(answer, substance_raw="FLUAV")
    assert (sludge["measure"], sludge["value"]) == ("gene_copies_per_g_dry", 55.0)


def test_below_the_limit_of_detection_there_is_a_bound_and_no_value() -> None:
    answer = taken("nwss/samples.csv")
    limits = {(str(row["period_start"]), row["value"], row["bound"]) for row in found(answer, bound_kind="below_lod")}
    assert limits == {("2026-01-06", None, 100.0), ("2026-01-06", None, 10.0), ("2026-01-21", None, None)}
    (plain,) = found(answer, bound=100.0)
    assert plain["attributes"]["quality_flag"] == "below loq"
    (unflagged,) = found(answer, value=90.0)
    assert unflagged["bound_kind"] is None and "under_limit" in unflagged["attributes"]


def test_a_sample_without_a_figure_is_accepted_and_gives_nothing() -> None:
    days = {str(row["period_start"]) for row in found(taken("nwss/samples.csv"))}
    assert "2026-01-21" in days and "2026-01-20" not in days


def test_a_plant_is_no_place_and_stands_for_its_county_or_state() -> None:
    answer = taken("nwss/samples.csv")
    assert {one["place"] for one in found(answer, substance_raw="sars-cov-2", mark="TLP:CLEAR")} == {
        "US-OH/39001",
        "US-OH/39003",
    }
    (both,) = found(answer, substance_raw="FLUAV")
    assert (both["place"], both["place_precision"], both["attributes"]["counties"]) == ("US-OH", "state", "39003;39005")
    assert all("county_lists_joined" in release.notes for release in answer.releases)


def test_small_and_single_plants_are_not_public_and_upstream_is_kept_apart() -> None:
    answer = taken("nwss/samples.csv")
    assert {(one["place"], one["attributes"]["population"]) for one in found(answer, mark="TLP:GREEN")} == {
        ("US-OH/39005", "9999"),
        ("US-NM", "80000"),
    }
    (upstream,) = found(answer, mark="TLP:AMBER")
    assert (upstream["place"], upstream["place_precision"]) == ("US/nwss-upstream", "group")


def test_of_a_catchment_under_3000_people_and_of_one_institution_no_row_is_kept() -> None:
    answer = taken("nwss/samples.csv")
    kept = {row["rule"]: (row["found"], row["raw"]) for row in answer.quarantine.to_pylist()}
    assert kept["small_catchment"] == ("2999", None)
    assert kept["single_facility"] == ("correctional", None)
    assert kept["unknown_place"][1] is not None


def test_the_sizes_of_catchments_agree_with_what_readers_may_see() -> None:
    assert (ANY_CATCHMENT, PUBLIC_CATCHMENT) == (seen.ANY_CATCHMENT, seen.PUBLIC_CATCHMENT)


def test_bad_rows_of_the_nwss_format_are_told_by_rule_and_column() -> None:
    assert rules_of(taken("nwss/samples.csv")) == Counter(
        {
            ("small_catchment", "population_served"): 1,
            ("single_facility", "institution_type"): 1,
            ("absurd", "population_served"): 1,
            ("unknown_place", "wwtp_jurisdiction"): 1,
            ("unknown_code", "pcr_target_units"): 1,
            ("negative", "pcr_target_avg_conc"): 1,
            ("date_out_of_range", "sample_collect_date"): 1,
            ("unknown_code", "pcr_target_below_lod"): 1,
            ("not_a_number", "population_served"): 1,
            ("absurd", "pcr_target_avg_conc"): 1,
        }
    )


def test_a_blank_cell_of_the_survey_is_no_figure(tmp_path: Path) -> None:
    text = (MADE_FILES / "statcan-cws/wastewater.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "blank.csv"
    path.write_text(text.replace('"50.20"', '" "'))
    answer = taken_in(path, "statcan-cws")
    assert found(answer, substance_raw="Codeine", place="CA-NS/halifax") == []

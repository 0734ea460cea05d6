"""PHES-ODM in its three layouts, and out again: what is written is read back as it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from tests.contracts.made_files import rows_in, taken_in
from tests.contracts.made_water import MADE_FILES, facts, found, rules_of, taken
from tocsin.sources.odm_table import ODM_COLUMNS, to_odm
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.odm import all_parts, part_of, parts_of, place_of
from tocsin.vocabulary.rows import rows
from tocsin.vocabulary.substances import UNKNOWN

LAYOUTS = ("odm/version1.csv", "odm/version2.csv", "odm/wide.csv")


def written(observations: pa.Table, folder: Path) -> Path:
    """The observations as an ODM file."""
    path = folder / "measures.csv"
    pyarrow.csv.write_csv(to_odm(observations), path)
    return path


def test_a_mean_and_its_standard_deviation_are_one_observation() -> None:
    (level,) = found(taken("odm/version1.csv"), substance_raw="covN1", mark="TLP:CLEAR")
    assert (level["measure"], level["value"]) == ("gene_copies_per_pmmov_copy", 0.00026)
    assert (level["attributes"]["sdn"], level["attributes"]["aggregation"]) == ("0.0001", "menr")
    assert (level["place"], level["place_precision"]) == ("CA-ON/ottawa", "city")


def test_what_is_not_for_the_public_is_marked_by_who_may_see_it() -> None:
    marks = {(row["period_start"].isoformat(), row["mark"]) for row in found(taken("odm/version1.csv"))}
    assert marks == {
        ("2026-01-05", "TLP:CLEAR"),
        ("2026-01-07", "TLP:GREEN"),
        ("2026-01-08", "TLP:AMBER"),
        ("2026-01-08", "TLP:CLEAR"),
    }
    second = {(row["attributes"]["sample"], row["mark"]) for row in found(taken("odm/version2.csv"))}
    assert second == {("s1", "TLP:CLEAR"), ("s2", "TLP:AMBER"), ("s3", "TLP:GREEN")}


def test_each_day_of_report_is_a_release_and_rows_without_one_are_dated_by_assumption() -> None:
    known = [(str(one.known_at.date()), one.known_basis) for one in taken("odm/version1.csv").releases]
    assert known == [("2026-01-09", "release"), ("2026-01-16", "release"), ("2026-01-22", "assumed")]


def test_units_become_the_measures_own_and_what_was_printed_is_kept() -> None:
    answer = taken("odm/version2.csv")
    (flow,) = found(answer, substance_raw="flowVol")
    assert (flow["measure"], flow["value"], flow["attributes"]["printed"]) == ("flow_m3_per_day", 480_000.0, "480")
    (power,) = found(answer, substance_raw="covN1")
    assert (power["measure"], power["value"], power["attributes"]["printed"]) == ("gene_copies_per_l", 100.0, "-1")
    (plain,) = found(answer, substance_raw="benzoylecgonine")
    assert (plain["value"], plain["attributes"]["sd"], "printed" in plain["attributes"]) == (1500.0, "40", False)


def test_a_value_flagged_as_below_a_limit_gives_the_limit_alone() -> None:
    answer = taken("odm/version2.csv")
    limits = {
        row["substance_raw"]: (row["value"], row["bound"], row["bound_kind"])
        for row in found(answer)
        if row["bound_kind"]
    }
    assert limits == {
        "norfentanyl": (None, 2.0, "below_lod"),
        "mdma": (None, 5.0, "below_loq"),
        "xylazine": (None, None, "below_lod"),
    }


def test_a_wide_sheet_gives_an_observation_for_each_filled_cell() -> None:
    answer = taken("odm/wide.csv")
    assert answer.observations.num_rows == 6
    (limit,) = found(answer, bound_kind="below_lod")
    assert (limit["substance_raw"], limit["bound"], limit["value"]) == ("norfentanyl", 2.0, None)
    (flow,) = found(answer, substance_raw="flowVol")
    assert flow["value"] == pytest.approx(378_541.1784)
    assert all("odm_columns_left" in release.notes for release in answer.releases)


def test_two_wide_rows_of_one_sample_that_differ_are_both_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header = "si_siteID,sm_sampleID,sm_collDT,wat_sa_liq_mdma_ngL_sin_NR_value"
    site = "CA-ON/ottawa"
    path.write_text(f"{header}\n{site},a,2026-01-05,1\n{site},a,2026-01-05,2\n{site},b,2026-01-05,3\n")
    answer = taken_in(path, "odm")
    assert [row["rule"] for row in answer.quarantine.to_pylist()] == ["duplicate_key", "duplicate_key"]
    assert answer.observations["value"].to_pylist() == [3.0]


def test_older_and_newer_names_of_one_part_speak_of_the_same_row(tmp_path: Path) -> None:
    path = tmp_path / "version1.csv"
    header = "labID,analysisDate,type,unit,aggregation,value,qualityFlag,accessToPublic,accessToAllOrg"
    first, second = ("Ottawa-1,2026-01-05,covN1,gcPMMoV,meanNr,1", "Ottawa-1,2026-01-05,covN1,gcPpmov,menr,2")
    path.write_text(
        f"{header}\n{first},FALSE,TRUE,TRUE\n{second},FALSE,TRUE,TRUE\nOttawa-1,2026-01-06,covN1,gcL,me,3,,TRUE,TRUE\n"
    )
    answer = taken_in(path, "odm")
    assert [row["rule"] for row in answer.quarantine.to_pylist()] == ["duplicate_key", "duplicate_key"]


def test_a_day_of_collection_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "version2.csv"
    header = "measureRepID,sampleID,siteID,aDateEnd,measure,value,unit,aggregation,collDT"
    rows = (
        "m1,s1,CA-ON/ottawa,2026-01-08,mdma,1,ngL,sin,last week",
        "m2,s2,CA-ON/ottawa,2026-01-08,mdma,1,ngL,sin,2026-01-05",
    )
    path.write_text("\n".join([header, *rows]) + "\n")
    assert rules_of(taken_in(path, "odm")) == Counter({("not_in_form", "collDT"): 1})


def test_bad_rows_are_told_by_rule_and_column() -> None:
    assert rules_of(taken("odm/version1.csv")) == Counter(
        {
            ("unknown_place", "labID"): 1,
            ("unknown_code", "unit"): 1,
            ("unknown_code", "aggregation"): 1,
            ("period_reversed", "analysisDate+reportDate"): 1,
            ("negative", "value"): 1,
            ("missing", "analysisDate"): 1,
        }
    )
    assert rules_of(taken("odm/version2.csv")) == Counter(
        {
            ("small_catchment", "popServ"): 1,
            ("missing", "aDateEnd"): 1,
            ("negative", "value"): 1,
            ("unknown_code", "unit"): 1,
            ("missing", "siteID"): 1,
            ("not_in_form", "reportDate"): 1,
        }
    )
    assert rules_of(taken("odm/wide.csv")) == Counter(
        {
            ("small_catchment", "si_popServ"): 1,
            ("unknown_place", "si_siteID"): 1,
            ("not_a_number", "wat_sa_liq_benzoylecgonine_ugL_sin_NR_value"): 1,
            ("period_reversed", "sm_collDT+mr_reportDate"): 1,
            ("not_in_form", "sm_collDT"): 1,
        }
    )


@pytest.mark.parametrize("name", ["odm/version2.csv", "odm/wide.csv"])
def test_what_is_written_is_read_back_the_same(name: str, tmp_path: Path) -> None:
    before = taken(name)
    after = taken_in(written(before.observations, tmp_path), "odm")
    assert after.quarantine.num_rows == 0
    assert facts(after) == facts(before)
    assert {row["known_at"] for row in found(after)} == {row["known_at"] for row in found(before)}


def test_version_1_comes_back_the_same_but_for_who_may_see_it(tmp_path: Path) -> None:
    before = taken("odm/version1.csv")
    after = taken_in(written(before.observations, tmp_path), "odm")
    assert {row[:7] for row in facts(after)} == {row[:7] for row in facts(before)}
    assert Counter(row["mark"] for row in found(after)) == {"TLP:CLEAR": 3, "TLP:AMBER": 2}


def test_what_came_from_elsewhere_is_written_with_parts_of_ours_and_a_held_back_value_is_no_zero(
    tmp_path: Path,
) -> None:
    survey = taken("statcan-cws/wastewater.csv")
    table = to_odm(survey.observations)
    assert table.column_names == list(ODM_COLUMNS)
    cells = {row["measure"]: (row["siteID"], row["value"], row["unit"]) for row in table.to_pylist()}
    assert cells["mdma"] == ("CA-ON/toronto", "12.0", "mgD1000")
    assert cells["morphine"] == ("CA-ON/toronto", "undisc", "mgD1000")
    after = taken_in(written(survey.observations, tmp_path), "odm")
    assert after.quarantine.num_rows == 0
    assert rows_in(after) == survey.observations.num_rows
    names = ("place", "period_start", "period_end", "measure", "value")
    told = sorted(str([row[name] for name in names]) for row in found(survey) if row["value"] is not None)
    assert sorted(str([row[name] for name in names]) for row in found(after)) == told


def test_seven_days_of_one_year_stay_seven_figures(tmp_path: Path) -> None:
    path = tmp_path / "score.csv"
    days = "Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday"
    path.write_text(
        f"Year,Metabolite,Site ID,Country,City,{days},Daily mean\n2024,MDMA,AT001,AT,Graz,1,2,3,4,5,6,7,4\n"
    )
    study = taken_in(path, "euda-score")
    after = taken_in(written(study.observations, tmp_path), "odm")
    assert sorted(after.observations["value"].to_pylist()) == [1, 2, 3, 4, 5, 6, 7]
    assert len(set(after.observations["observation"].to_pylist())) == 7


def test_a_parquet_file_is_read_as_the_same_file_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "measures.parquet"
    before = taken("odm/version2.csv")
    pyarrow.parquet.write_table(to_odm(before.observations), path)
    assert facts(taken_in(path, "odm")) == facts(before)


def test_every_target_of_the_table_of_parts_is_in_the_vocabulary() -> None:
    resolved = {part.id: resolve(part.id, "odm")[0] for part in parts_of("target")}
    assert resolved == {part.id: part.stands_for for part in parts_of("target")}
    assert not [found for found in resolved.values() if found.startswith(UNKNOWN)]
    assert part_of("benzoylecgonine") == "benzoylecgonine" and part_of("thc-cooh") == "thcCooh"


def test_parts_are_listed_once_and_older_names_stand_for_parts_of_today() -> None:
    ids = [part.id for part in all_parts()]
    assert len(set(ids)) == len(ids)
    for kind in ("unit", "level", "spread"):
        listed = {part.id for part in parts_of(kind)}
        assert {part.stands_for for part in parts_of(kind)} <= listed


def test_a_site_is_a_listed_one_or_a_place_of_ours() -> None:
    assert place_of("Ottawa-1") == "CA-ON/ottawa"
    assert place_of("CA-ON/toronto") == "CA-ON/toronto"
    assert place_of("Nowhere-9") is None


def test_the_made_files_are_the_three_layouts() -> None:
    assert sorted(path.name for path in (MADE_FILES / "odm").iterdir()) == sorted(Path(name).name for name in LAYOUTS)


def test_every_part_of_ours_and_every_unit_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/reference/odm.md").read_text(encoding="utf-8")
    named = [row["id"] for row in rows("odm_parts") if row["kind"] == "unit" or row["source"] == "extension of ours"]
    assert [part for part in named if f"| `{part}` |" not in page] == []

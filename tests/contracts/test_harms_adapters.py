"""What the adapters of deaths, care and federal files keep: sums with their bounds, periods read from their place."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.contracts.made_files import Read, rows_in, taken_in

MADE_FILES = Path(__file__).resolve().parents[1] / "made"
FILES = {
    "cdc-vsrr/titled.csv": "cdc-vsrr",
    "cdc-vsrr/snake.csv": "cdc-vsrr",
    "ca-infobase/2026.csv": "ca-infobase",
    "ca-infobase/2023.csv": "ca-infobase",
    "ca-infobase/2022.csv": "ca-infobase",
    "mx-fgr/wide_latin1.csv": "mx-fgr",
    "mx-sesnsp/firearms.csv": "mx-sesnsp",
}


def taken(name: str) -> Read:
    """Read one of the made files."""
    return taken_in(MADE_FILES / name, FILES[name])


def rules_of(answer: Read) -> Counter[tuple[str, str]]:
    """How often each rule was broken, and in which column."""
    return Counter((row["rule"], row["column"]) for row in answer.quarantine.to_pylist())


def found(answer: Read, **wanted: object) -> list[dict[str, object]]:
    """The observations that hold all of these."""
    return [row for row in answer.observations.to_pylist() if all(row[n] == v for n, v in wanted.items())]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_accepted_or_set_aside_and_the_same_file_gives_the_same_releases(name: str) -> None:
    text = (MADE_FILES / name).read_bytes()
    first, again = taken(name), taken(name)
    assert rows_in(first) == len([line for line in text.splitlines() if line.strip()]) - 1
    assert [r.release for r in first.releases] == [r.release for r in again.releases]


def test_a_sum_of_twelve_months_stands_apart_from_its_prediction() -> None:
    answer = taken("cdc-vsrr/titled.csv")
    (reported,) = found(answer, place="US", measure="deaths_12_months", period_end=date(2024, 1, 31))
    (predicted,) = found(answer, place="US", measure="predicted_deaths_12_months", period_end=date(2024, 1, 31))
    assert (reported["value"], predicted["value"]) == (47_300, 48_000)
    assert reported["period_start"] == date(2023, 2, 1)


def test_a_hidden_sum_is_a_bound_and_one_of_low_quality_is_nothing() -> None:
    answer = taken("cdc-vsrr/titled.csv")
    (hidden,) = found(answer, place="US-AK", measure="deaths_12_months")
    assert (hidden["value"], hidden["bound"], hidden["bound_kind"]) == (None, 9, "suppressed")
    assert hidden["period_end"] == date(2024, 1, 31)


def test_new_york_city_is_a_place_of_its_own() -> None:
    answer = taken("cdc-vsrr/titled.csv")
    assert {row["place"] for row in found(answer, measure="deaths_12_months")} >= {"US-NY", "US-NY/new-york-city"}


def test_sums_that_hold_one_another_are_never_read_as_t40_4() -> None:
    answer = taken("cdc-vsrr/titled.csv")
    (overlapping,) = found(answer, measure="deaths_any_of_12_months")
    assert overlapping["substance_raw"] == "Opioids (T40.0-T40.4,T40.6)"
    assert {row["measure"] for row in found(answer, substance_raw="Number of Deaths")} == {
        "deaths_all_causes_12_months",
        "percent_pending_investigation",
    }


TITLES = "State,Year,Month,Indicator,Data Value,Predicted Value,Percent Complete,Footnote,Percent Pending Investigation"
PENDING = """OH,2024,January,Number of Deaths,"120,000",,100,Numbers may differ.,0.25
OH,2024,January,Cocaine (T40.5),"1,200","1,250",100,Numbers may differ.,0.25
KY,2024,January,Number of Deaths,"50,000",,100,Numbers may differ.,
KY,2024,January,Cocaine (T40.5),300,310,100,Numbers may differ.,
UT,2024,January,Number of Deaths,"20,000",,100,Numbers may differ.,some
"""


def read_of(tmp_path: Path, text: str) -> Read:
    """What is read of a file of deaths with this text."""
    (tmp_path / "deaths.csv").write_text(text, encoding="utf-8")
    return taken_in(tmp_path / "deaths.csv", "cdc-vsrr")


@pytest.mark.parametrize("titles", [TITLES, TITLES.lower().replace(" ", "_")])
def test_deaths_under_investigation_are_kept_once_for_each_place_and_month(tmp_path: Path, titles: str) -> None:
    answer = read_of(tmp_path, f"{titles}\n{PENDING}")
    (percent,) = found(answer, measure="percent_pending_investigation")
    assert (percent["place"], percent["value"], percent["substance_raw"]) == ("US-OH", 0.25, "Number of Deaths")
    assert percent["period_end"] == date(2024, 1, 31)
    assert len(found(answer, place="US-KY")) == 3  # a blank is no observation, and its row is kept
    assert rules_of(answer) == Counter({("not_a_number", titles.rsplit(",", maxsplit=1)[-1]): 1})
    assert rows_in(answer) == 5
    assert "percent_pending_investigation" in answer.releases[0].covers.measures


def test_a_file_of_deaths_without_that_column_is_read_as_before(tmp_path: Path) -> None:
    with_it = f"{TITLES}\n{PENDING}"
    answer = read_of(tmp_path, "\n".join(line.rpartition(",")[0] for line in with_it.splitlines()) + "\n")
    assert rows_in(answer) == 5 and answer.quarantine.num_rows == 0
    assert not found(answer, measure="percent_pending_investigation")
    assert "percent_pending_investigation" not in answer.releases[0].covers.measures


def test_two_rows_of_deaths_that_differ_in_what_is_pending_are_both_set_aside(tmp_path: Path) -> None:
    again = PENDING.splitlines()[0].replace("0.25", "0.35")
    answer = read_of(tmp_path, f"{TITLES}\n{PENDING}{again}\n")
    assert answer.quarantine.num_rows == 3 and not found(answer, measure="percent_pending_investigation")


def test_bad_rows_of_deaths_have_their_rules() -> None:
    assert rules_of(taken("cdc-vsrr/titled.csv")) == Counter(
        {
            ("unknown_place", "State"): 1,
            ("unknown_code", "Month"): 1,
            ("negative", "Data Value"): 1,
            ("date_out_of_range", "Year"): 1,
            ("not_a_number", "Data Value"): 1,
        }
    )


def test_both_spellings_of_the_header_give_the_same_key() -> None:
    keys = [
        {row["observation"] for row in found(taken(name), place="US", period_end=date(2024, 1, 31))}
        for name in ("cdc-vsrr/titled.csv", "cdc-vsrr/snake.csv")
    ]
    assert keys[0] == keys[1]


def test_a_share_has_the_events_of_its_own_part_of_the_year() -> None:
    answer = taken("ca-infobase/2026.csv")
    shares = found(answer, measure="percent_of_deaths", substance_raw="Fentanyl")
    assert [(row["period_end"], row["value"], row["tested"]) for row in shares] == [
        (date(2024, 12, 31), 92, 1200),
        (date(2025, 9, 30), 50, 750),
    ]


def test_hidden_counts_are_bounds_and_absent_ones_are_absent() -> None:
    answer = taken("ca-infobase/2026.csv")
    (hidden,) = [row for row in answer.observations.to_pylist() if row["bound_kind"]]
    assert (hidden["value"], hidden["bound"]) == (None, 4)
    assert not found(answer, place="CA-YT", measure="deaths", bound_kind=None)
    assert {row["measure"] for row in answer.observations.to_pylist()} == {
        "deaths",
        "ems_responses",
        "percent_of_deaths",
    }


def test_bad_rows_of_harms_have_their_rules() -> None:
    assert rules_of(taken("ca-infobase/2026.csv")) == Counter(
        {
            ("missing", "Disaggregator"): 1,
            ("unknown_place", "Region"): 1,
            ("missing", "period (read)"): 1,
            ("not_a_number", "Value"): 1,
            ("date_out_of_range", "period (read)"): 1,
        }
    )


def test_all_events_are_taken_and_accidental_ones_are_not() -> None:
    answer = taken("ca-infobase/2023.csv")
    assert [row["value"] for row in found(answer, place="CA")] == [7900]
    assert [row["bound_kind"] for row in found(answer, place="CA-NU")] == ["suppressed"]
    assert found(answer, place="CA-YT") == []


def test_a_whole_group_says_its_periods_by_its_order_and_one_with_gaps_says_nothing() -> None:
    answer = taken("ca-infobase/2022.csv")
    quarters = [row for row in found(answer, place="CA-AB", measure="deaths") if "Q" in str(row["record"])]
    assert {row["period_end"]: row["value"] for row in quarters}[date(2020, 9, 30)] == 118
    assert {row["period_end"]: row["value"] for row in quarters}[date(2016, 3, 31)] == 100
    years = [row for row in found(answer, place="CA-AB", measure="deaths") if "Q" not in str(row["record"])]
    assert {row["period_end"]: row["value"] for row in years}[date(2020, 9, 30)] == 604
    assert rules_of(answer) == Counter({("missing", "period (read)"): 3})


def test_a_year_of_twelve_columns_becomes_months_that_are_known_one_by_one() -> None:
    answer = taken("mx-fgr/wide_latin1.csv")
    known = {release.covers.last: release.known_at.date() for release in answer.releases}
    assert known[date(2023, 12, 31)] == date(2024, 1, 20) and known[date(2024, 3, 31)] == date(2024, 4, 20)
    assert max(known) == date(2025, 2, 28)  # months without a single file have not come
    law = found(answer, measure="firearm_files", place="MX-TAB")
    assert (
        len(law) == 26 and sum(float(str(row["value"])) for row in law) == sum(range(1, 13)) + sum(range(11, 23)) + 11
    )
    assert {row["substance_raw"] for row in found(answer, measure="files")} == {
        "Contra la salud: comercio",
        "Narcomenudeo (Ley General de Salud)",
    }


def test_bad_rows_of_federal_files_have_their_rules() -> None:
    assert rules_of(taken("mx-fgr/wide_latin1.csv")) == Counter(
        {("unknown_place", "ENTIDAD"): 1, ("negative", "ENERO"): 1, ("not_in_form", "AÑO"): 1}
    )


def test_crimes_with_a_firearm_stand_beside_dealing_files_in_a_measure_of_their_own() -> None:
    answer = taken("mx-sesnsp/firearms.csv")
    assert {row["measure"] for row in answer.observations.to_pylist()} == {"firearm_files"}
    assert sum(float(row["value"]) for row in answer.observations.to_pylist()) == 11 + 12 + 10
    assert rules_of(answer) == Counter({("not_in_form", "crime"): 1, ("unknown_place", "cve_ent"): 1})


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("harms 2016-01-01 to 2026-04-20.csv", "2026-04-20"),
        ("harms 2016-01-01 to 2025-09-30.csv", "2025-09-30"),
        ("harms_2016-01-01.csv", "2026-03-19"),
        ("harms_2099-01-01.csv", "2026-03-19"),
        ("harms_2026-13-45.csv", "2026-03-19"),
    ],
)
def test_a_date_in_a_name_is_believed_only_where_it_can_be_true(name: str, known: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((MADE_FILES / "ca-infobase/2026.csv").read_bytes())
    (release,) = taken_in(path, "ca-infobase").releases
    assert release.known_at.date().isoformat() == known


def test_a_federal_row_without_a_state_is_set_aside_and_one_without_a_month_is_counted(tmp_path: Path) -> None:
    lines = (MADE_FILES / "mx-fgr/wide_latin1.csv").read_text("latin-1").splitlines()
    empty = lines[1].split(",")
    later = ["2026", *empty[1:6], *["0"] * 12]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([*lines, ",".join([*empty[:2], "", *empty[3:]]), ",".join(later)]) + "\n", "latin-1")
    answer = taken_in(path, "mx-fgr")
    assert rows_in(answer) == len(lines) + 1
    assert rules_of(answer)["missing", "ENTIDAD"] == 1


def test_two_crimes_of_one_subtype_are_two_facts(tmp_path: Path) -> None:
    path = tmp_path / "firearms.csv"
    path.write_text(
        "cve_ent,year,month,crime,subtype,n\n27,2024,1,Homicidio,Con arma,5\n27,2024,1,Lesiones,Con arma,7\n"
    )
    answer = taken_in(path, "mx-sesnsp")
    assert len(set(answer.observations["observation"].to_pylist())) == 2

"""Deaths, care and federal files: the totals of the publishers' files, read whole through the adapters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.contracts.made_files import Read, rows_in, taken_in

VSRR = {
    "vsrr_thru2018-09_committed2019-04-30.csv.gz": 13_320,
    "vsrr_thru2018-03_committed2020-06-05.csv.gz": 10_374,
    "vsrr_thru2024-07_downloaded2025-01-08.csv.gz": 69_000,
    "vsrr_thru2025-02_committed2025-07-17.parquet": 76_860,
    "vsrr_T404only_thru2026-01_committed2026-06-27.csv.gz": 6_916,
}
INFOBASE = {"2022-02-16": (9_060, 410), "2023-02-22": (14_938, 70), "2026-04-20": (24_464, 0)}


def value(answer: Read, **wanted: object) -> float:
    """The one value that holds all of these."""
    table = answer.observations
    for name, cell in wanted.items():
        table = table.filter(pc.equal(table[name], cell))
    (found,) = table["value"].to_pylist()
    return found


@pytest.mark.parametrize("name", VSRR)
def test_each_vintage_of_deaths_is_read_whole(shared: Path, name: str) -> None:
    answer = taken_in(shared / "data/cdc-vsrr-vintages" / name, "cdc-vsrr")
    assert rows_in(answer) == VSRR[name] and answer.quarantine.num_rows == 0


def test_deaths_with_synthetic_opioids_of_the_last_three_januaries(shared: Path) -> None:
    answer = taken_in(
        shared / "data/cdc-vsrr-vintages/vsrr_T404only_thru2026-01_committed2026-06-27.csv.gz", "cdc-vsrr"
    )
    told = [
        value(answer, place="US", measure="deaths_12_months", period_end=date(year, 1, 31))
        for year in (2024, 2025, 2026)
    ]
    assert told == [72_718, 47_030, 36_825]


def test_a_sum_grew_by_three_percent_between_two_vintages(shared: Path) -> None:
    folder = shared / "data/cdc-vsrr-vintages"
    names = ("vsrr_thru2024-07_downloaded2025-01-08.csv.gz", "vsrr_thru2025-02_committed2025-07-17.parquet")
    asked = {"place": "US", "measure": "deaths_12_months", "substance_raw": "Number of Drug Overdose Deaths"}
    told = [value(taken_in(folder / n, "cdc-vsrr"), **asked, period_end=date(2024, 7, 31)) for n in names]
    assert told == [90_157, 93_158]


@pytest.mark.parametrize("day", INFOBASE)
def test_each_vintage_of_canadian_harms_is_read_whole(shared: Path, day: str) -> None:
    answer = taken_in(shared / f"data/canada-infobase-vintages/SubstanceHarmsData_{day}.csv.gz", "ca-infobase")
    assert (rows_in(answer), answer.quarantine.num_rows) == INFOBASE[day]
    assert answer.releases[0].known_at.date() == date.fromisoformat(day)


def test_canadian_deaths_of_2021_were_revised_down(shared: Path) -> None:
    folder = shared / "data/canada-infobase-vintages"
    asked = {"place": "CA", "measure": "deaths", "substance_raw": "Opioids", "period_end": date(2021, 12, 31)}
    told = [
        value(
            taken_in(folder / f"SubstanceHarmsData_{day}.csv.gz", "ca-infobase"), **asked, period_start=date(2021, 1, 1)
        )
        for day in ("2023-02-22", "2026-04-20")
    ]
    assert told == [7_993, 7_546]


def test_federal_files_are_read_whole_and_only_drugs_and_firearms_taken(shared: Path) -> None:
    answer = taken_in(shared / "data/mx-fgr-federal-crimes/IDEFF_jul25.csv.gz", "mx-fgr")
    assert rows_in(answer) == 13_398 and answer.observations.num_rows == 53_790
    table = answer.observations
    early = table.filter(pc.less(table["period_start"], date(2013, 1, 1)))
    held = early.filter(pc.equal(early["substance_raw"], "Contra la salud: posesion"))
    dealing = early.filter(pc.equal(early["substance_raw"], "Narcomenudeo (Ley General de Salud)"))
    assert (pc.sum(held["value"]).as_py(), pc.sum(dealing["value"]).as_py()) == (19_643, 14_331)


def test_crimes_with_a_firearm_are_read_whole(shared: Path) -> None:
    path = shared / "data/mx-sesnsp-narcomenudeo/firearm_crimes_state_month_2015-01_2024-11.csv.gz"
    assert rows_in(taken_in(path, "mx-sesnsp")) == 19_040

"""The names in the published files of the six sources, and two totals that rest on their groups."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.substances import group_of

NFLIS, CBP, NYC, UNC = "nflis-dqs", "cbp-drug-seizures", "nyc-drugchecking", "unc-drugchecking"
SCORE, MX = "euda-score", "mx-sesnsp"


def published(folder: Path) -> dict[str, set[str]]:
    """Every name that the files of the six sources hold."""
    names: dict[str, set[str]] = {source: set() for source in (NFLIS, CBP, NYC, UNC, SCORE, MX)}
    for pattern, column, source in (
        ("nflis-dqs/*.csv", "BASE_DESCRIPTION", NFLIS),
        ("nflis-dqs/*2026*.csv", "DRUG_CATEGORY_DESCRIPTION", NFLIS),
        ("cbp-nationwide-drugs/nationwide*.csv", "Drug Type", CBP),
        ("unc-drugchecking-aggregates/*.csv", "substance", UNC),
        ("euda-score-ww/*all-data.csv", "Metabolite", SCORE),
        ("mx-sesnsp-narcomenudeo/*new_register.csv", "subtype", MX),
    ):
        for file in sorted((folder / "data").glob(pattern)):
            names[source] |= {row[column].strip() for row in records(file)}
    names[NYC] |= {"Fentanyl", "Xylazine", "Medetomidine", "all opioid samples", "all samples"}
    names[MX].add("Narcomenudeo")
    return names


def records(file: Path) -> Iterable[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        yield from csv.DictReader(opened)


def test_no_name_in_the_files_of_the_six_sources_is_unknown(shared: Path) -> None:
    names = published(shared)
    assert len(names[NFLIS]) > 125 and len(names[CBP]) == 10 and len(names[UNC]) >= 39 and len(names[SCORE]) == 6
    unknown = [
        (source, name)
        for source, all_names in names.items()
        for name in all_names
        if resolve(name, source)[0].startswith("unknown:")
    ]
    assert unknown == []


def test_two_published_names_of_one_source_are_never_merged_by_accident(shared: Path) -> None:
    for source, all_names in published(shared).items():
        shared_ids = Counter(resolve(name, source)[0] for name in all_names)
        assert [identity for identity, times in shared_ids.items() if times > 1] == [], source


def national(shared: Path, wanted: str) -> dict[str, int]:
    """Reports by half-year of all names whose group is `wanted`, in the run of March 2026."""
    counts: Counter[str] = Counter()
    for row in records(next((shared / "data/nflis-dqs").glob("*2026*.csv"))):
        if group_of(resolve(row["BASE_DESCRIPTION"].strip(), NFLIS)[0]) == wanted:
            counts[row["YYYY"] + "H" + row["PERIOD"].strip()[2]] += int(row["DRUG_REPORTS"])
    return counts


def test_the_methylfentanyl_group_is_one_wave_under_several_names(shared: Path) -> None:
    counts = national(shared, "methylfentanyl-group")
    assert [counts[half] for half in ("2024H1", "2024H2", "2025H1", "2025H2")] == [23, 492, 678, 811]


def test_carfentanil_stands_alone(shared: Path) -> None:
    counts = national(shared, "carfentanil")
    halves = ("2022H2", "2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
    assert [counts[half] for half in halves] == [11, 23, 122, 302, 540, 1008, 1333]

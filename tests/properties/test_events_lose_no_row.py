"""Whatever stands in a file of counted events or published figures, each of its rows is accepted or set aside."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.made_files import rows_in, taken_in

from tocsin.errors import FileRefused

MADE = Path(__file__).resolve().parents[1] / "made"
FILES = (
    "ct-deaths/to_2022.csv",
    "ct-deaths/to_2018.csv",
    "bc-drugchecking/results_2020-10-31.csv",
    "ca-drugchecking-published/island.csv",
    "ca-drugchecking-published/reports.csv",
    "ca-toronto-shelters/city.csv",
    "ca-toronto-shelters/sites.csv",
    "mx-sonora/deaths.csv",
    "statcan-cws/wastewater.csv",
    "nwss/samples.csv",
    "odm/version1.csv",
    "odm/version2.csv",
    "odm/wide.csv",
)
CELL = st.one_of(
    st.sampled_from(
        ["", " ", "1", "-1", "NaN", "Y", "N/A", "3/4/2021", "2026-01", "2025Q1", "HARTFORD", "Mail In", "[", "['x']"]
    ),
    st.sampled_from(
        ["Fentanyl, no Heroin", "((Cocaine", "1,1-Difluoroethane/", "a;b|c&d", "' OR 1=1 --", "'Zz' + \"Z\""]
    ),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\n\r\x00"), max_size=20),
)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A made file, with some rows taken again and some cells changed."""
    name = draw(st.sampled_from(FILES))
    with (MADE / name).open(encoding="utf-8-sig", newline="") as file:
        header, *good = csv.reader(file)
    rows = [list(draw(st.sampled_from(good))) for _ in range(draw(st.integers(1, 6)))]
    for row in rows:
        for _ in range(draw(st.integers(0, 3))):
            row[draw(st.integers(0, len(row) - 1))] = draw(CELL)
    return name, [header, *rows]


@settings(max_examples=80, deadline=None)
@given(spoiled())
def test_every_row_ends_in_exactly_one_place(case: tuple[str, list[list[str]]]) -> None:
    name, rows = case
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        try:
            answer = taken_in(path, name.split("/", maxsplit=1)[0])
        except FileRefused as refusal:
            assert "no row of this file can be read" in refusal.what
            return
    assert rows_in(answer) == len(rows) - 1
    assert len(set(answer.quarantine["row"].to_pylist())) == answer.quarantine.num_rows
    assert len(set(answer.observations["observation"].to_pylist())) == answer.observations.num_rows

"""`tocsin map`: what it prints, what it asks, what it writes, and that `ingest` then needs nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.made_spreadsheets import write_xlsx
from tests.spec import strange_files as strange
from tocsin.cli.application import run
from tocsin.flow.home import init_home, open_home

ANSWERS = ("--answer", "date_order=day_mdy", "--answer", "place=US-OH", "--answer", "mark_nd=below_lod")


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(init_home(tmp_path / "node").directory)


@pytest.fixture
def sewers(tmp_path: Path) -> str:
    return str(strange.text_file(tmp_path / "sewers.csv", strange.WASTEWATER))


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_open_questions_are_printed_with_their_answers(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str
) -> None:
    code, out, _ = asked(capsys, "map", sewers, "--home", home)
    assert code == 2
    assert "12.5 → 47317.6473" in out
    for answer in ("date_order=day_mdy", "date_order=day_dmy", "place=US", "mark_nd=below_lod", "mark_nd=missing"):
        assert f"--answer {answer}" in out
    assert not (Path(home) / "sources").exists()


def test_what_no_reading_is_likelier_for_is_asked_even_with_yes(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str
) -> None:
    code, out, _ = asked(capsys, "map", sewers, "--home", home, "--yes", "--json")
    assert code == 2
    assert [question["code"] for question in json.loads(out)["questions"]] == ["date_order", "place"]


def test_the_next_ingest_needs_only_what_was_written(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str
) -> None:
    code, out, _ = asked(capsys, "map", sewers, "--home", home, *ANSWERS)
    assert code == 0
    assert f"tocsin ingest {sewers} --source sewers" in out
    assert "TLP:GREEN" in out
    assert asked(capsys, "ingest", sewers, "--home", home)[0] == 0
    assert open_home(home).lake.observations(source="sewers").count().to_pyarrow().as_py() == 16
    code, out, _ = asked(capsys, "ingest", sewers, "--source", "sewers", "--home", home, "--json")
    assert [receipt["already_seen"] for receipt in json.loads(out)] == [True]


def test_questions_are_asked_at_a_terminal(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number, by word, and an empty line for the reading marked *."""
    typed = io.StringIO("2\nOhio\n\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)
    code, out, _ = asked(capsys, "map", sewers, "--home", home, "--name", "typed")
    assert code == 0
    assert "is 3/4/2024 written month first or day first?" in out
    mapped = (Path(home) / "sources" / "typed.toml").read_text()
    assert 'form = "day_dmy"' in mapped
    assert 'fixed = "US-OH"' in mapped


def test_an_edited_mark_is_another_reading(capsys: pytest.CaptureFixture[str], home: str, sewers: str) -> None:
    asked(capsys, "map", sewers, "--home", home, *ANSWERS)
    asked(capsys, "ingest", sewers, "--home", home)
    path = Path(home) / "sources" / "sewers.toml"
    path.write_text(path.read_text().replace("TLP:GREEN", "TLP:CLEAR"))
    _, out, _ = asked(capsys, "ingest", sewers, "--home", home, "--json")
    assert [(receipt["already_seen"], receipt["observations_new"]) for receipt in json.loads(out)] == [(False, 16)]


def test_a_figure_is_traced_to_its_row(capsys: pytest.CaptureFixture[str], home: str, sewers: str) -> None:
    asked(capsys, "map", sewers, "--home", home, *ANSWERS, "--answer", "mark=TLP:CLEAR")
    asked(capsys, "ingest", sewers, "--home", home)
    code, out, _ = asked(capsys, "explain", "sewers|cocaine|US-OH|concentration_ng_per_l", "--home", home)
    assert code == 0
    assert "2024-03-11|2024-03-11|North" in out
    assert "sewers.csv" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--answer", "date_order=never"), "never is no answer to date_order"),
        (("--answer", "date_order"), "an answer is a code and a reading"),
        (("--answer", "place=Atlantis"), "the vocabulary does not know this place"),
        ((*ANSWERS, "--name", "Sewers!"), "this cannot be the name of a source"),
    ],
)
def test_wrong_words_are_told(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str, words: tuple[str, ...], told: str
) -> None:
    code, _, err = asked(capsys, "map", sewers, "--home", home, *words)
    assert code == 2
    assert told in err


def test_a_file_without_source_and_without_a_layout_known_here_says_so(
    capsys: pytest.CaptureFixture[str], home: str, sewers: str
) -> None:
    code, _, err = asked(capsys, "ingest", sewers, "--home", home)
    assert code == 2
    assert "tocsin map" in err


def test_what_differs_far_below_the_first_rows_is_seen_too(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    """Files are sorted: the first thousands of rows may hold one laboratory and no mark."""
    rows: list[tuple[str, ...]] = [("State", "Month", "Drug", "Laboratory", "Reports")]
    for number in range(6_000):
        month = f"{2015 + number // 12 % 10}-{number % 12 + 1:02}"
        mark = "Suppr." if number > 4_000 and not number % 7 else str(number % 90)
        rows.append(("Ohio", month, f"Substance {number // 120 % 20}", f"Laboratory {number // 2_400}", mark))
    path = write_xlsx(tmp_path / "sorted.xlsx", rows)
    assert asked(capsys, "map", str(path), "--home", home)[0] == 0
    mapped = (Path(home) / "sources" / "sorted.toml").read_text()
    assert '"suppr." = "suppressed"' in mapped
    _, out, _ = asked(capsys, "ingest", str(path), "--home", home, "--json")
    assert [receipt["rows_accepted"] for receipt in json.loads(out)] == [6_000]


def test_a_year_in_a_column_and_months_above_the_figures_make_the_period(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    text = "Año,Entidad,Enero,Febrero,Total\n2024,Sonora,10,12,22\n2025,Sonora,4,-,4\n2099,Sonora,1,,1\n"
    path = strange.text_file(tmp_path / "carpetas.csv", text)
    words = ("map", str(path), "--home", home, "--answer", "measure=files")
    assert asked(capsys, *words)[0] == 0
    _, out, _ = asked(capsys, "ingest", str(path), "--home", home, "--json")
    (receipt,) = json.loads(out)
    assert (receipt["rows_accepted"], receipt["rows_quarantined"], receipt["observations_new"]) == (2, 1, 3)


def test_rows_that_are_single_events_are_added_when_a_person_says_so(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    text = "Date,State,Drug,Weight (lb)\n2024-01-02,Ohio,Heroin,2\n2024-01-02,Ohio,Heroin,3\n2024-01-02,Ohio,Heroin,2\n"
    path = strange.text_file(tmp_path / "events.csv", text)
    assert asked(capsys, "map", str(path), "--home", home, "--yes")[0] == 2
    assert asked(capsys, "map", str(path), "--home", home, "--answer", "add_up=yes")[0] == 0
    assert asked(capsys, "ingest", str(path), "--home", home)[0] == 0
    (row,) = open_home(home).lake.observations(source="events").to_pyarrow().to_pylist()
    assert row["value"] == pytest.approx(7 * 0.45359237)


def test_a_unit_that_changes_from_row_to_row_is_read_in_each(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    """And a row with a unit that the mapping does not know is set aside, not added as if it were kilograms."""
    head, good = "State,Month,Drug,Quantity,Unit\n", "Ohio,2024-01,Heroin,2,kg\nOhio,2024-02,Heroin,500,g\n"
    path = strange.text_file(tmp_path / "weights.csv", head + good)
    assert asked(capsys, "map", str(path), "--home", home)[0] == 0
    strange.text_file(path, head + good + "Ohio,2024-03,Heroin,9,bags\n")
    _, out, _ = asked(capsys, "ingest", str(path), "--home", home, "--json")
    assert [(one["rows_accepted"], one["rows_quarantined"]) for one in json.loads(out)] == [(2, 1)]
    held = open_home(home).lake.observations(source="weights").to_pyarrow().sort_by("period_start")
    assert held["value"].to_pylist() == pytest.approx([2, 0.5])


def test_an_indicator_that_changes_from_row_to_row_tells_the_measure(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    """Rates are left out: they are never added."""
    text = "State,Year,Indicator,Value\nOhio,2023,Overdose deaths,100\nOhio,2023,ED visits,900\nOhio,2023,Deaths per 100 000,12.5\n"
    path = strange.text_file(tmp_path / "indicators.csv", text)
    assert asked(capsys, "map", str(path), "--home", home)[0] == 0
    assert asked(capsys, "ingest", str(path), "--home", home)[0] == 0
    rows = open_home(home).lake.observations(source="indicators").to_pyarrow().to_pylist()
    assert sorted((row["measure"], row["value"]) for row in rows) == [("deaths", 100), ("emergency_visits", 900)]


def test_a_later_file_with_people_in_its_cells_is_refused_too(
    capsys: pytest.CaptureFixture[str], home: str, tmp_path: Path
) -> None:
    head, row = "State,Month,Desk,Deaths\n", "Ohio,2024-0{n},{desk},{n}\n"
    path = strange.text_file(tmp_path / "desks.csv", head + "".join(row.format(n=n, desk="north") for n in (1, 2, 3)))
    assert asked(capsys, "map", str(path), "--home", home)[0] == 0
    people = head + "".join(row.format(n=n, desk=f"someone{n}@example.org") for n in (4, 5, 6))
    code, _, err = asked(capsys, "ingest", str(strange.text_file(path, people)), "--source", "desks", "--home", home)
    assert code == 4
    assert "cells of the columns Desk" in err
    assert not list((Path(home) / "raw").rglob("*.*"))


def test_a_row_is_traced_as_it_was_read_first(capsys: pytest.CaptureFixture[str], home: str, sewers: str) -> None:
    """The mapping may be edited since."""
    from tocsin.flow.tracing import rows_in

    asked(capsys, "map", sewers, "--home", home, *ANSWERS)
    asked(capsys, "ingest", sewers, "--home", home)
    path = Path(home) / "sources" / "sewers.toml"
    path.write_text(path.read_text().replace('unit = "MGD"', 'unit = "ML/day"'))
    asked(capsys, "ingest", sewers, "--home", home)
    node = open_home(home)
    first, second = node.lake.releases().sort_by("recorded_at")["release"].to_pylist()
    assert first != second
    for release in (first, second):
        traced = rows_in(node, release, rows=(2,))
        assert {row.row for rows in traced.values() for row in rows} == {2}

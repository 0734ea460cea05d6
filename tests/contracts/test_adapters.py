"""What every adapter keeps, by being listed: a bad cell sets its row aside, and no row is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contracts.made_files import MADE, Made, Read, rows_in, taken_in
from tocsin.errors import FileRefused
from tocsin.records.observation import SCHEMA, observation_key
from tocsin.sources.adapters.listing import ADAPTERS
from tocsin.sources.catalogue import source
from tocsin.sources.layout import adapter_for
from tocsin.sources.plain import plain_text
from tocsin.vocabulary.places import known as known_place


def adapters_of(made: list[Made]) -> pytest.MarkDecorator:
    """The test, once for each of these files."""
    return pytest.mark.parametrize("made", made, ids=[type(one.adapter).__name__ for one in made])


every_adapter = adapters_of([*MADE])


def read_made(folder: Path, made: Made, encoding: str = "utf-8") -> Read:
    """Write the file and read it."""
    path = folder / "published.csv"
    path.write_text(made.text(), encoding=encoding)
    return taken_in(path, made.adapter.source)


def test_every_listed_adapter_is_tried_on_a_made_file(tmp_path: Path) -> None:
    kept = [path for path in sorted((Path(__file__).parents[1] / "made").glob("*/*")) if path.is_file()]
    tried = {adapter_for(plain_text(path, tmp_path).header, path.parent.name) for path in kept}
    assert {made.adapter for made in MADE} | tried == {*ADAPTERS}


@every_adapter
def test_a_good_file_is_accepted_whole(made: Made, tmp_path: Path) -> None:
    answer = read_made(tmp_path, made)
    assert rows_in(answer) == len(made.rows)
    assert answer.quarantine.num_rows == 0
    assert answer.observations.num_rows > 0


@every_adapter
def test_observations_keep_the_schema_and_the_sources_own_row(made: Made, tmp_path: Path) -> None:
    table = read_made(tmp_path, made).observations
    origin = source(made.adapter.source)
    assert table.schema.equals(SCHEMA)
    assert all(table.column(field.name).null_count == 0 for field in SCHEMA if not field.nullable)
    assert set(table["stream"].to_pylist()) == {origin.stream}
    assert set(table["purpose"].to_pylist()) == {origin.purpose.value}
    assert set(table["mark"].to_pylist()) == {origin.mark.value}
    assert set(table["measure"].to_pylist()) <= set(origin.measures)
    assert all(known_place(place) for place in table["place"].to_pylist())


@every_adapter
def test_keys_are_those_of_the_record_and_no_two_are_alike(made: Made, tmp_path: Path) -> None:
    table = read_made(tmp_path, made).observations
    rows = table.select(["source", "record", "substance_raw", "measure"]).to_pylist()
    assert table["observation"].to_pylist() == [observation_key(**row) for row in rows]
    pairs = set(zip(table["release"].to_pylist(), table["observation"].to_pylist(), strict=True))
    assert len(pairs) == table.num_rows


@every_adapter
def test_the_same_bytes_give_the_same_release(made: Made, tmp_path: Path) -> None:
    first, second = (read_made(tmp_path, made) for _ in range(2))
    assert [r.release for r in first.releases] == [r.release for r in second.releases]
    assert first.observations.equals(second.observations)


@every_adapter
@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("-1", "negative"),
        ("NaN", "absurd"),
        ("inf", "absurd"),
        ("1e300", "absurd"),
        ("many", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x10", "not_a_number"),
        ("٣", "not_a_number"),
    ],
)
def test_a_number_that_is_none_sets_its_row_aside(made: Made, cell: str, rule: str, tmp_path: Path) -> None:
    answer = read_made(tmp_path, made.with_cell(1, made.number, cell))
    assert rows_in(answer) == len(made.rows)
    assert [(q["row"], q["column"], q["rule"], q["found"]) for q in answer.quarantine.to_pylist()] == [
        (2, made.number, rule, cell)
    ]


@every_adapter
def test_a_period_of_2099_is_set_aside(made: Made, tmp_path: Path) -> None:
    answer = read_made(tmp_path, made.with_cell(1, made.period, made.far_future))
    assert rows_in(answer) == len(made.rows)
    assert answer.rules == {"date_out_of_range"}


@every_adapter
@pytest.mark.parametrize("cell", ["", "  ", "20x4", "2024.5", "-1", "0000", "Smarch 2026"])
def test_a_period_that_is_none_is_set_aside(made: Made, cell: str, tmp_path: Path) -> None:
    answer = read_made(tmp_path, made.with_cell(1, made.period, cell))
    assert rows_in(answer) == len(made.rows)
    assert answer.rules <= {"missing", "not_in_form", "date_out_of_range"}
    assert answer.quarantine["row"].to_pylist() == [2]


@adapters_of([made for made in MADE if made.place])
def test_an_unknown_or_empty_place_is_set_aside(made: Made, tmp_path: Path) -> None:
    assert read_made(tmp_path, made.with_cell(1, made.place, "ATLANTIS")).rules == {"unknown_place"}
    assert read_made(tmp_path, made.with_cell(1, made.place, "")).rules == {"missing"}


@adapters_of([made for made in MADE if made.name])
def test_an_unknown_name_is_kept_to_be_watched_and_an_unreadable_one_is_not(made: Made, tmp_path: Path) -> None:
    named = "Narcomenudeo фентанил" if made.name == "subtype" else "карфентанил"
    answer = read_made(tmp_path, made.with_cell(1, made.name, named))
    assert named in answer.observations["substance_raw"].to_pylist()
    assert read_made(tmp_path, made.with_cell(1, made.name, "Narcomenudeo \u202etfiws")).rules == {"unreadable_name"}
    assert read_made(tmp_path, made.with_cell(1, made.name, "Narcomenudeo" + "x" * 300)).rules == {"unreadable_name"}
    assert read_made(tmp_path, made.with_cell(1, made.name, "")).rules == {"missing"}


@every_adapter
def test_a_row_repeated_word_for_word_is_taken_once_and_told(made: Made, tmp_path: Path) -> None:
    plain = read_made(tmp_path, made)
    twice = replace(made, rows=(*made.rows, made.rows[1]))
    answer = read_made(tmp_path, twice)
    assert rows_in(answer) == len(made.rows) + 1
    assert answer.quarantine.num_rows == 0
    assert answer.observations.num_rows == plain.observations.num_rows
    assert all("repeated_rows" in release.notes for release in answer.releases)


@every_adapter
def test_two_rows_that_contradict_each_other_are_both_set_aside(made: Made, tmp_path: Path) -> None:
    other = made.with_cell(1, made.number, "11").rows[1]
    answer = read_made(tmp_path, replace(made, rows=(*made.rows, other)))
    assert rows_in(answer) == len(made.rows) + 1
    assert [(q["row"], q["rule"]) for q in answer.quarantine.to_pylist()] == [
        (2, "duplicate_key"),
        (4, "duplicate_key"),
    ]


@every_adapter
@pytest.mark.parametrize("missing", [0, -1])
def test_a_missing_column_is_named(made: Made, missing: int, tmp_path: Path) -> None:
    column = made.adapter.header[missing]
    path = tmp_path / "cut.csv"
    path.write_text(made.text().replace(column, "something else", 1), encoding="utf-8")
    with pytest.raises(FileRefused, match="missing") as refused:
        taken_in(path, made.adapter.source)
    assert column in refused.value.got and refused.value.next_step


@every_adapter
def test_the_file_of_another_source_is_recognised(made: Made, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text(made.text(), encoding="utf-8")
    for name in {other.adapter.source for other in MADE} - {made.adapter.source}:
        with pytest.raises(FileRefused) as refused:
            taken_in(path, name)
        assert made.adapter.source in refused.value.next_step


@every_adapter
def test_only_bad_rows_is_refused_with_the_commonest_fault(made: Made, tmp_path: Path) -> None:
    spoiled = made
    for row in range(len(made.rows)):
        spoiled = spoiled.with_cell(row, made.number, "many")
    with pytest.raises(FileRefused, match="not_a_number"):
        read_made(tmp_path, spoiled)


@every_adapter
def test_a_set_aside_row_can_be_read_again_in_full(made: Made, tmp_path: Path) -> None:
    row = read_made(tmp_path, made.with_cell(1, made.number, "many")).quarantine.to_pylist()[0]
    raw = json.loads(row["raw"])
    assert [raw[column] or "" for column in made.columns] == list(made.with_cell(1, made.number, "many").rows[1])
    assert row["wanted"]


@pytest.mark.parametrize("extra", ["code", "rule", "columns", "wanted", "identity", "said", "found"])
def test_a_column_of_any_name_beside_the_wanted_ones_changes_nothing(extra: str, tmp_path: Path) -> None:
    made = MADE[0]
    bad = made.with_cell(0, made.number, "x")
    path = tmp_path / "extra.csv"
    lines = bad.text().splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},{extra}", *(f"{line},{number}" for number, line in enumerate(lines[1:]))]) + "\n"
    )
    answer = taken_in(path, made.adapter.source)
    assert answer.rules == {"not_a_number"} and answer.quarantine.num_rows == 1

"""The quarantine: a place one can look into, correct and release. Nothing is lost, nothing is doubled."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tocsin.cli.application import run
from tocsin.clock import moment, published
from tocsin.errors import UsageError
from tocsin.flow import mending, quarantine
from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node, init_home, open_home
from tocsin.records.correction import Act, first_reading
from tocsin.records.release import Release

SOURCE = "cbp-drug-seizures"
WATER = "Year,Metabolite,Site ID,Country,City,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday,Daily mean\n"
CHILD = """
import sys
from tocsin.flow.home import open_home
from tocsin.flow.mending import correct
correct(open_home(sys.argv[1]), sys.argv[2], 2, {"Count of Event": "7"})
"""
HEADER = "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)"
ROW = "2026 (FYTD),{month},Office of Field Operations,Southwest Border,Land Only,TUCSON FIELD OFFICE,{drug},{n},1.5"


def line(drug: str, n: object, month: str = "OCT") -> str:
    return ROW.format(drug=drug, n=n, month=month)


ROWS = (line("Fentanyl", 3), line("Heroin", "many"), line("Cocaine", 4), line("Cocaine", 5), "torn off")


def write(folder: Path, *rows: str, name: str = "seizures.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def told(node: Node, *rows: str, day: str = "2026-01-12", name: str = "seizures.csv") -> Release:
    ingest(node, write(node.directory.parent, *rows, name=name), SOURCE, published(day))
    return Release.from_row(node.lake.releases().to_pylist()[-1])


def values(node: Node, as_of: str = "2026-03-01") -> dict[str, float]:
    rows = node.lake.observations(SOURCE, known_at=moment(as_of)).to_pyarrow().to_pylist()
    return {one["substance_raw"]: one["value"] for one in rows if one["measure"] == "seizures"}


def standing(node: Node) -> list[tuple[int, str]]:
    return [(one.row, one.rule) for one in quarantine.aside(node).shown]


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return init_home(tmp_path / "node")


@pytest.fixture
def release(node: Node) -> Release:
    """One good row, a word for a number, two rows that clash, and a torn line."""
    return told(node, *ROWS)


def test_a_row_set_aside_says_where_what_and_what_can_be_done(node: Node, release: Release) -> None:
    look = quarantine.aside(node)
    first = look.shown[0]
    assert look.rows == 4
    assert (first.row, first.column, first.rule, first.found) == (2, "Count of Event", "not_a_number", "many")
    assert first.cells["Drug Type"] == "Heroin"
    assert [(one.mendable, one.vouchable) for one in look.shown] == [
        (True, False), (True, True), (True, True), (False, False),
    ]  # fmt: skip
    assert {(one.rule, one.rows) for one in look.counts} == {
        ("not_a_number", 1), ("duplicate_key", 2), ("unreadable_row", 1),
    }  # fmt: skip


def test_it_can_be_narrowed_by_source_rule_and_release(node: Node, release: Release) -> None:
    assert quarantine.aside(node, rule="duplicate_key").rows == 2
    assert quarantine.aside(node, source="nflis-dqs").rows == 0
    assert quarantine.aside(node, release=release.release[:24]).rows == 4
    assert [one.row for one in quarantine.aside(node, limit=2, skip=1).shown] == [3, 4]


def test_a_corrected_cell_is_read_again_by_the_same_front_door(node: Node, release: Release) -> None:
    (receipt,) = mending.correct(node, release.release, 2, {"Count of Event": "7"}, "the printed table says 7")
    assert values(node) == {"Fentanyl": 3, "Heroin": 7}
    assert (receipt.rows_in, receipt.rows_accepted, receipt.rows_quarantined) == (5, 2, 3)
    assert (receipt.observations_new, receipt.observations_unchanged, receipt.observations_retracted) == (2, 2, 0)
    assert standing(node) == [(3, "duplicate_key"), (4, "duplicate_key"), (5, "unreadable_row")]


def test_the_new_reading_is_known_since_the_same_moment_and_says_that_it_was_corrected(
    node: Node, release: Release
) -> None:
    mending.correct(node, release.release, 2, {"Count of Event": "7"})
    again = Release.from_row(node.lake.releases().to_pylist()[-1])
    assert again.release != release.release == first_reading(again.release)
    assert (again.known_at, again.known_basis) == (release.known_at, release.known_basis)
    assert (again.kind, again.covers.first, again.file_sha256) == (
        release.kind,
        release.covers.first,
        release.file_sha256,
    )
    assert again.notes == ("corrected_rows",)


def test_the_file_itself_is_never_touched(node: Node, release: Release) -> None:
    mending.correct(node, release.release, 2, {"Count of Event": "7"})
    (kept,) = [path for path in (node.directory / "raw").rglob("*") if path.is_file()]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == release.file_sha256
    assert b"many" in kept.read_bytes()


def test_taking_the_same_file_in_again_changes_nothing(node: Node, release: Release) -> None:
    mending.correct(node, release.release, 2, {"Count of Event": "7"})
    (receipt,) = ingest(node, node.directory.parent / "seizures.csv", SOURCE, published("2026-01-12"))
    assert receipt.already_seen
    assert values(node) == {"Fentanyl": 3, "Heroin": 7}


def test_what_is_still_wrong_is_refused_and_nothing_is_recorded(node: Node, release: Release) -> None:
    with pytest.raises(mending.StillAside, match="would be set aside") as refused:
        mending.correct(node, release.release, 2, {"Count of Event": "minus"})
    assert (refused.value.row, refused.value.rule, refused.value.found) == (2, "not_a_number", "minus")
    assert refused.value.next_step
    assert quarantine.acts(node) == ()
    assert node.lake.releases().num_rows == 1


@pytest.mark.parametrize(
    ("row", "cells", "says"),
    [
        (1, {"Count of Event": "3"}, "was not set aside"),
        (99, {"Count of Event": "3"}, "was not set aside"),
        (2, {"Count": "3"}, "no such column"),
        (2, {"file_row": "3"}, "no such column"),
        (2, {}, "nothing to correct"),
        (2, {"Count of Event": "7" * 2000}, "too long"),
        (5, {"Count of Event": "3"}, "no cells"),
    ],
)
def test_what_cannot_be_corrected_is_refused_with_a_sentence(
    node: Node, release: Release, row: int, cells: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        mending.correct(node, release.release, row, cells)
    assert quarantine.acts(node) == ()


def test_of_two_rows_that_clash_the_one_last_vouched_for_counts(node: Node, release: Release) -> None:
    mending.take_up(node, release.release, [3])
    assert values(node)["Cocaine"] == 4
    assert standing(node) == [(2, "not_a_number"), (4, "duplicate_key"), (5, "unreadable_row")]
    mending.take_up(node, release.release, [4], "asked the publisher")
    assert values(node)["Cocaine"] == 5
    with pytest.raises(mending.StillAside):
        mending.take_up(node, release.release, [3, 4])


def test_a_correction_never_pushes_an_accepted_row_aside(node: Node) -> None:
    release = told(node, *ROWS, line("MDMA", 1))
    with pytest.raises(mending.StillAside, match="row 2 would be set aside: duplicate_key"):
        mending.correct(node, release.release, 2, {"Count of Event": "9", "Drug Type": "Fentanyl"})
    mending.take_up(node, release.release, [3])
    with pytest.raises(mending.StillAside, match="row 1 would be set aside: duplicate_key"):
        mending.correct(node, release.release, 3, {"Drug Type": "Fentanyl"})
    assert values(node) == {"Fentanyl": 3, "Cocaine": 4, "MDMA": 1}


def test_no_rule_is_waived_where_the_row_could_not_be_read(node: Node, release: Release) -> None:
    with pytest.raises(mending.StillAside):
        mending.take_up(node, release.release, [2])
    assert values(node) == {"Fentanyl": 3}


def test_taking_up_without_anything_learned_changes_nothing(node: Node, release: Release) -> None:
    assert mending.take_up(node, release.release) == ()
    assert quarantine.acts(node) == ()


def test_what_the_vocabulary_has_learned_since_is_taken_up(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    from tocsin.vocabulary import places

    found = places.find
    monkeypatch.setattr(places, "find", lambda raw, scheme: None if "TUCSON" in raw else found(raw, scheme))
    release = told(node, line("Fentanyl", 3), line("Heroin", 2).replace("TUCSON", "EL PASO"))
    assert standing(node) == [(1, "unknown_place")]
    monkeypatch.undo()
    (receipt,) = mending.take_up(node, release.release)
    assert (receipt.rows_accepted, receipt.rows_quarantined) == (2, 0)
    assert quarantine.acts(node)[0].act is Act.READ_AGAIN
    assert values(node) == {"Fentanyl": 3, "Heroin": 2}


def test_a_correction_can_be_corrected_and_the_last_word_counts(node: Node, release: Release) -> None:
    mending.correct(node, release.release, 2, {"Count of Event": "7"})
    mending.correct(node, release.release, 2, {"Count of Event": "8"})
    assert values(node)["Heroin"] == 8
    assert [(one.found, one.value) for one in quarantine.acts(node)] == [("many", "8"), ("many", "7")]


def test_a_correction_that_comes_late_leaves_what_was_published_later(node: Node, release: Release) -> None:
    told(node, line("Fentanyl", 3), line("Heroin", 9), day="2026-02-12", name="later.csv")
    mending.correct(node, release.release, 2, {"Count of Event": "7"})
    assert values(node, "2026-01-20")["Heroin"] == 7
    assert values(node, "2026-03-01")["Heroin"] == 9


def test_the_history_says_when_and_why(node: Node, release: Release) -> None:
    mending.correct(node, release.release, 2, {"Count of Event": "7"}, "the printed table says 7")
    (act,), (row,) = quarantine.acts(node), quarantine.settled(node)
    assert (act.act, act.row, act.found, act.value, act.why) == (
        Act.CORRECT, 2, "many", "7", "the printed table says 7",
    )  # fmt: skip
    assert (row.row, row.rule, row.release) == (2, "not_a_number", release.release)
    assert row.settled_at >= act.recorded_at
    assert node.lake.quarantine(settled=True).num_rows == 7


@pytest.mark.parametrize(
    "point", ["lake.lock.taken", "reading.after_loading", "lake.append.staged", "lake.quarantine.after", "lake.observations.after"]
)  # fmt: skip
def test_killed_anywhere_the_same_words_again_give_the_same_answer(node: Node, release: Release, point: str) -> None:
    words = (str(node.directory), release.release)
    killed = subprocess.run(
        [sys.executable, "-c", CHILD, *words], env=os.environ | {"TOCSIN_FAILPOINT": point}, check=False
    )
    assert killed.returncode == 137
    assert len(node.lake.observations(SOURCE).to_pyarrow()) in (2, 4)
    mending.correct(open_home(node.directory), release.release, 2, {"Count of Event": "7"})
    assert values(node) == {"Fentanyl": 3, "Heroin": 7}
    assert (2, "not_a_number") not in standing(node)


def test_what_was_recorded_and_not_taken_in_is_taken_in_with_the_next_reading(
    node: Node, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(mending, "take_in", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            mending.correct(node, release.release, 2, {"Count of Event": "7"})
    assert (2, "not_a_number") in standing(node)
    mending.take_up(node, release.release)
    assert values(node)["Heroin"] == 7


def test_without_the_bytes_nothing_can_be_corrected(node: Node, release: Release) -> None:
    for kept in (node.directory / "raw").rglob("*"):
        if kept.is_file():
            kept.unlink()
    with pytest.raises(UsageError, match="cannot be corrected here") as refused:
        mending.correct(node, release.release, 2, {"Count of Event": "7"})
    assert "mended file" in refused.value.next_step


def test_rows_of_single_events_are_shown_by_their_failing_cell_and_never_corrected(node: Node) -> None:
    ingest(node, Path(__file__).parents[1] / "made/ct-deaths/to_2022.csv", "ct-deaths")
    look = quarantine.aside(node, source="ct-deaths")
    assert look.rows > 0
    assert not any(one.cells or one.mendable or one.vouchable for one in look.shown)
    with pytest.raises(UsageError, match="cannot be corrected here") as refused:
        mending.correct(node, look.shown[0].release, look.shown[0].row, {"Date": "1/1/2020"})
    assert "mended file" in refused.value.next_step
    with pytest.raises(UsageError, match="cannot be corrected here"):
        mending.take_up(node, look.shown[0].release)


def test_a_bundled_table_can_be_corrected_too(tmp_path: Path) -> None:
    """Its columns have types: the corrected text is read as one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tocsin.sources.samples import bundled, source_of

    path = next(path for path in bundled() if source_of(path) == "nyc-drugchecking")
    table = pq.read_table(path)
    spoiled = table.set_column(
        table.schema.get_field_index("value"), "value", pa.array([-1.0, *table["value"].to_pylist()[1:]], pa.float64())
    )
    made = tmp_path / path.name
    pq.write_table(spoiled.replace_schema_metadata(table.schema.metadata), made)
    node = init_home(tmp_path / "node")
    ingest(node, made, "nyc-drugchecking")
    (row,) = quarantine.aside(node).shown
    with pytest.raises(UsageError, match="cannot hold this value"):
        mending.correct(node, row.release, row.row, {"value": "a few"})
    (receipt,) = mending.correct(node, row.release, row.row, {"value": "1"})
    assert (receipt.rows_quarantined, receipt.observations_new) == (0, 1)


def test_a_file_of_many_releases_is_taken_up_whole(tmp_path: Path) -> None:
    rows = ("2023,MDMA,AT001,AT,Graz,1,2,3,4,5,6,7,4", "2024,MDMA,AT001,AT,Graz,8,,none,28,26,10,9,16.2")
    path = tmp_path / "ww.csv"
    path.write_text("\n".join([WATER.strip(), *rows, "2024,cocaine,AT001,AT,Graz,1,1,1,1,1,1,1,1"]) + "\n")
    node = init_home(tmp_path / "node")
    before = ingest(node, path, "euda-score")
    (row,) = quarantine.aside(node).shown
    after = mending.correct(node, row.release, row.row, {"Friday": "0"})
    assert [first_reading(one.release) for one in after] == [one.release for one in before]
    assert [one.known_at for one in after] == [one.known_at for one in before]
    assert [one.observations_new for one in after] == [0, 6]
    from tocsin.flow.answer import feeds

    (feed,) = [one for one in feeds(node) if one.source == "euda-score"]
    assert [one.release for one in feed.changes] == [one.release for one in before]
    assert not any(one.silent for one in feed.changes), "a reading of ours is no feed that fell silent"


# ---- commands


def asked(capsys: pytest.CaptureFixture[str], node: Node, *words: str) -> tuple[int, str, str]:
    code = run([*words, "--home", str(node.directory)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_the_commands_list_correct_and_tell_the_history(
    node: Node, release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = asked(capsys, node, "quarantine", "--rule", "not_a_number", "--json")
    (row,) = json.loads(out)
    assert code == 0
    assert len(json.loads(asked(capsys, node, "quarantine", "--json", "--limit", "3")[1])) == 3
    assert row["sentences"]["broken"] and row["sentences"]["fix"] and row["sentences"]["wanted"]
    words = ("quarantine", "correct", release.release, "2", "--set", "Count of Event=7", "--why", "seen in print")
    assert asked(capsys, node, *words)[0] == 0
    assert asked(capsys, node, "quarantine", "release", release.release, "3", "--json")[0] == 0
    history: dict[str, list[dict[str, Any]]] = json.loads(asked(capsys, node, "quarantine", "history", "--json")[1])
    assert [act["act"] for act in history["acts"]] == ["vouch", "correct"]
    assert {one["row"] for one in history["settled"]} == {2, 3}


def test_a_receipt_tells_the_totals_and_the_command_shows_those_that_differ(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "water.csv"
    path.write_text(WATER + "2024,MDMA,AT001,AT,Graz,1,2,3,4,5,6,7,5\n2024,cocaine,AT001,AT,Graz,1,1,1,1,1,1,1,1\n")
    _, out, _ = asked(capsys, node, "ingest", str(path), "--source", "euda-score")
    assert "2 printed totals compared, 1 differ" in out
    (row,) = json.loads(asked(capsys, node, "quarantine", "totals", "--json")[1])
    assert (row["of"], row["printed"], row["added"]) == ("2024, AT001, MDMA", 5, 4)
    assert row["total"] in node.lake.releases().to_pylist()[-1]["notes"]
    ingest(node, path, "euda-score")
    assert node.lake.reconciliation().num_rows == 1, "the same file again doubles nothing"
    assert "Daily mean" in asked(capsys, node, "quarantine", "totals")[1]


def test_the_commands_refuse_with_a_sentence(node: Node, release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked(capsys, node, "quarantine", "correct", release.release, "2", "--set", "Count of Event")
    assert code == 2 and "COLUMN=VALUE" in err
    code, _, err = asked(capsys, node, "quarantine", "correct", "nothing@2026", "2", "--set", "a=b")
    assert code == 2 and "no such release" in err
    code, out, _ = asked(capsys, node, "quarantine", "release", release.release)
    assert code == 0 and "Nothing changed" in out

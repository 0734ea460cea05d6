"""A node's own rows: whatever stands in the files, whoever else writes, the vocabulary stays whole and true."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tocsin.errors import BadValue, FileRefused
from tocsin.flow.health import checks
from tocsin.flow.home import OWN_VOCABULARY, Node, init_home
from tocsin.vocabulary import own, rows, substances, version
from tocsin.vocabulary.additions import add, merge, own_rows, pack
from tocsin.vocabulary.own import add_from
from tocsin.vocabulary.reading import answer, lexicon
from tocsin.vocabulary.rows import read_with

HEADER = b"name,substance,language,kind,scope,source\n"
GOOD = b"zqgood,xylazine,en,synonym,,ours\n"
NAME = {"substance": "xylazine", "language": "en", "kind": "synonym", "scope": "", "source": "ours"}
LABELS = {"label_en": "zqone", "label_fr": "zqone", "label_es": "zqone"}
SUBSTANCE = {**LABELS, "kind": "substance", "drug_class": "nitazenes", "harm": "high", "source": "ours"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder of own rows; the project's vocabulary alone is read afterwards."""
    made = tmp_path / OWN_VOCABULARY
    made.mkdir()
    yield made
    add_from(None)


def packed(**tables: object) -> str:
    return json.dumps({"kind": "tocsin-vocabulary-pack", "version": 1, "rows": tables})


def substance(identity: str, **changed: str) -> dict[str, str]:
    labels = {f"label_{language}": identity for language in ("en", "fr", "es")}
    return {"id": identity, **SUBSTANCE, **labels, "group": identity} | changed


@pytest.mark.parametrize(
    "text",
    [
        b"name,substance\nzqbad,xylazine\n",
        b"name;substance;language;kind;scope;source\nzqbad;xylazine;en;synonym;;ours\n",
        HEADER + "zqbadé,xylazine,en,synonym,,ours\n".encode("latin-1"),
        HEADER + b"zq" + b"b" * 140_000 + b",xylazine,en,synonym,,ours\n",
        HEADER + b'"zqbad,xylazine,en,synonym,,ours\n',
        b"\x00\xff\x00",
    ],
)
def test_a_file_that_cannot_be_read_is_left_out_and_told_and_stops_nothing(folder: Path, text: bytes) -> None:
    (folder / "names.csv").write_bytes(text)
    add_from(folder)
    assert answer("fentanyl").ids == ("fentanyl",)
    assert answer("zqbad").kind == "unknown"
    assert [(one.table, one.line) for one in own.own(folder).left_out] == [("names", 0)]
    with pytest.raises(BadValue, match="cannot be read"):
        add(folder, "names", {"name": "zqnew", **NAME})
    assert (folder / "names.csv").read_bytes() == text


@pytest.mark.parametrize(
    "line",
    [
        "fentanyl,xylazine,en,synonym,,ours",
        "FENTA NYL,xylazine,en,synonym,,ours",
        "Xylazine,fentanyl,en,synonym,,ours",
        "zqbad,nonesuch,en,synonym,,ours",
        "zqbad,xylazine,en,synonym,,",
        "zqbad,xylazine,en,synonym,,...",
        "zqbad,xylazine,zz,synonym,,ours",
        "zqbad,xylazine,en,synonym",
        "zqbad\x07,xylazine,en,synonym,,ours",
        '"zqbad\nmore",xylazine,en,synonym,,ours',
        f"{'zq' * 251},xylazine,en,synonym,,ours",
        "cardiac arrest,xylazine,en,synonym,,ours",
        "tranq,xylazine,en,synonym,,ours",
        "zqgood,fentanyl,en,synonym,,ours",
    ],
)
def test_a_line_that_breaks_a_promise_is_left_out_and_told_and_the_others_count(folder: Path, line: str) -> None:
    (folder / "names.csv").write_bytes(b"\xef\xbb\xbf" + HEADER + GOOD + line.encode() + b"\n")
    add_from(folder)
    assert answer("zqgood").ids == ("xylazine",)
    assert answer("fentanyl").ids == ("fentanyl",)
    assert answer("XYLAZINE HCl").ids == ("xylazine",)
    assert len(own.own(folder).left_out) == 1
    assert own_rows(folder) == {"names": [{"name": "zqgood", **NAME}]}


def test_a_line_that_is_left_out_stays_in_the_file_for_whoever_mends_it(folder: Path) -> None:
    before = HEADER + GOOD + b"fentanyl,xylazine,en,synonym,,ours"
    (folder / "names.csv").write_bytes(before)
    add(folder, "names", {"name": "zqnew", **NAME})
    assert (folder / "names.csv").read_bytes() == before + b"\nzqnew,xylazine,en,synonym,,ours\n"
    assert "fentanyl" not in pack(folder, "ours").replace('"beside"', "")


def test_the_doctor_tells_of_rows_that_are_left_out(tmp_path: Path) -> None:
    node = init_home(tmp_path / "node")
    assert [one.ok for one in checks(node) if one.name == "vocabulary"] == [True]
    (tmp_path / "node" / OWN_VOCABULARY).mkdir()
    (tmp_path / "node" / OWN_VOCABULARY / "names.csv").write_bytes(HEADER + b"fentanyl,xylazine,en,synonym,,ours\n")
    (told,) = [one for one in checks(node) if one.name == "vocabulary"]
    assert not told.ok
    assert told.found == "names.csv line 2: this name is fentanyl already (fentanyl)"
    assert told.next_step == "doctor.vocabulary.mend"


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        ("words", {"word": "and", "language": "en", "kind": "denial", "source": "x"}, "of the kind between already"),
        ("words", {"word": "", "language": "en", "kind": "form", "source": "x"}, "letters or digits"),
        ("words", {"word": "zqword", "language": "zz", "kind": "form", "source": "x"}, "en, fr or es"),
        ("words", {"word": "tranq", "language": "en", "kind": "form", "source": "x"}, "term of the supply"),
        ("names", {"name": "tranq", **NAME}, "term of the supply"),
        ("names", {"name": "cardiac arrest", **NAME}, "names no substance"),
        ("names", {"name": "zq", **NAME, "source": "..."}, "names its source"),
        ("names", {"name": "zq\ud800", **NAME}, "plain text"),
        ("names", {"name": "zq" * 251, **NAME}, "500 signs"),
        ("substances", substance("zqone", label_en="cardiac arrest"), "names no substance"),
        ("substances", substance("zqone", kind="all"), "kind and a harm"),
        ("substances", substance("zqone", kind="class"), "kind and a harm"),
        ("substances", substance("zqone", label_fr="fentanyl"), "fentanyl already"),
        ("supply_terms", {"term": "", "language": "en", "stands_for": "fentanyl", "source": "x"}, "letters or digits"),
        ("supply_terms", {"term": "zq", "language": "", "stands_for": "fentanyl", "source": "x"}, "en, fr or es"),
        ("supply_terms", {"term": "zq", "language": "en", "stands_for": "", "source": "x"}, "substances of the table"),
        (
            "supply_terms",
            {"term": "zq", "language": "en", "stands_for": "fentanyl", "since": "soon", "source": "x"},
            "are dates",
        ),
    ],
)
def test_what_the_tables_say_already_is_not_said_otherwise(
    folder: Path, table: str, row: dict[str, str], why: str
) -> None:
    with pytest.raises(BadValue, match=why):
        add(folder, table, row)
    assert not [file for file in folder.iterdir() if file.name != "writer.lock"]


def test_where_a_row_is_from_may_be_said_in_any_words(folder: Path) -> None:
    add(folder, "names", {"name": "zqform", **NAME, "source": "asked for the dosage form list"})
    assert answer("zqform").ids == ("xylazine",)


def test_a_group_may_stand_behind_its_members_in_a_pack(folder: Path) -> None:
    member, group = substance("zqone", group="zq-group"), substance("zq-group", kind="group")
    done = merge(folder, packed(names=[{"name": "zqother", **NAME, "substance": "zqone"}], substances=[member, group]))
    assert (done.taken, done.known, done.refused) == (3, 0, ())
    assert substances.group_of("zqone") == "zq-group"
    assert answer("zqother").ids == ("zqone",)


@pytest.mark.parametrize("cell", [None, ["a"], {"a": 1}, 7, True, "zq\ud800", "zq" * 70_000, "zq\nzq"])
def test_a_cell_that_is_no_short_line_of_text_is_refused_and_the_rest_is_taken(folder: Path, cell: object) -> None:
    done = merge(folder, packed(names=[{"name": "zqgood", **NAME}, {**NAME, "name": cell}]))
    assert (done.taken, done.known, len(done.refused)) == (1, 0, 1)
    assert len(json.dumps(done.refused).encode()) < 1000
    assert (folder / "names.csv").read_bytes() == HEADER + GOOD
    assert sorted(file.name for file in folder.iterdir()) == ["names.csv", "writer.lock"]


@pytest.mark.parametrize("version", [2, 99, "1", None, True])
def test_a_pack_of_another_version_is_refused_whole(folder: Path, version: object) -> None:
    sent = {"kind": "tocsin-vocabulary-pack", "version": version, "rows": {"names": [{"name": "zqgood", **NAME}]}}
    with pytest.raises(FileRefused, match="no pack"):
        merge(folder, json.dumps(sent))
    assert not list(folder.iterdir())


def test_a_row_sent_twice_is_taken_once_and_known_once(folder: Path) -> None:
    row = {"name": "zqgood", **NAME}
    done = merge(folder, packed(names=[row, row, {**row, "substance": "fentanyl"}]))
    assert (done.taken, done.known, len(done.refused)) == (1, 1, 1)


WRITER = """
import sys
from pathlib import Path
from tocsin.vocabulary.additions import add
for n in range(4):
    row = {"name": f"zq{sys.argv[2]}v{n}", "substance": "fentanyl", "language": "en", "kind": "synonym"}
    add(Path(sys.argv[1]), "names", row | {"scope": "", "source": "x"})
"""


def test_two_who_write_at_once_lose_no_row(folder: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), who]) for who in ("a", "b")]
    assert [one.wait() for one in both] == [0, 0]
    assert len(own_rows(folder)["names"]) == 8


def test_a_home_without_own_rows_forgets_nothing(tmp_path: Path) -> None:
    add_from(None)
    before = lexicon.names_in("")
    init_home(tmp_path / "one")
    init_home(tmp_path / "two")
    assert lexicon.names_in("") is before


def test_a_row_of_the_node_changes_the_version_and_taking_it_back_gives_the_old_one(folder: Path) -> None:
    before = version()
    add(folder, "names", {"name": "zqgood", **NAME})
    assert version() != before
    (folder / "names.csv").unlink()
    add_from(folder)
    assert version() == before
    assert answer("zqgood").kind == "unknown"


def test_an_answer_being_made_while_the_rows_change_is_not_kept_for_the_new_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "names.csv").write_bytes(HEADER + GOOD)
    begun, changed = threading.Event(), threading.Event()
    real = rows.project_rows

    def slow(name: str) -> tuple[rows.Row, ...]:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert changed.wait(20)
        return real(name)

    add_from(None)
    rows.PROJECT.kept.clear()
    monkeypatch.setattr(rows, "project_rows", slow)
    reading = threading.Thread(target=rows.rows, args=("names",))
    reading.start()
    assert begun.wait(20)
    add_from(folder)
    changed.set()
    reading.join()
    assert any(row["name"] == "zqgood" for row in rows.rows("names"))
    with rows.project_alone():
        assert not any(row["name"] == "zqgood" for row in rows.rows("names"))
        assert answer("zqgood").kind == "unknown"


def test_a_running_site_reads_a_new_row_and_shows_it_to_its_keeper_alone(demo_node: Node) -> None:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    keeper: Any = Client(headers={"host": "localhost"})
    visitor: Any = Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")
    searched, told, files = "/en/vocabulary/?q=zqsecret", "/en/vocabulary/xylazine/", ("csv", "json", "ttl")
    assert b"/vocabulary/xylazine/" not in keeper.get(searched).content
    names = demo_node.directory / OWN_VOCABULARY / "names.csv"
    names.parent.mkdir(exist_ok=True)
    names.write_bytes(HEADER + b"zqsecret,xylazine,en,synonym,amber-feed,told by Smith\n")
    try:
        assert b"/vocabulary/xylazine/" in keeper.get(searched).content
        assert b"zqsecret" in keeper.get(told).content
        assert b"/vocabulary/xylazine/" not in visitor.get(searched).content
        shown = [visitor.get(told), *(visitor.get(f"/en/vocabulary/export.{kind}") for kind in files)]
        shown += [keeper.get(f"/en/vocabulary/export.{kind}") for kind in files]
        assert [one.status_code for one in shown] == [200] * 7
        assert not [one for one in shown if b"zqsecret" in one.content or b"told by Smith" in one.content]
    finally:
        names.unlink()
        add_from(None)


@pytest.mark.parametrize("name", ["fentanyl", "Fentanyl", "FENTANYL", "fenta nyl", "para-Fluorofentanyl"])
def test_where_a_row_of_the_node_is_spelled_as_one_of_the_project_the_project_is_read(folder: Path, name: str) -> None:
    before = answer(name).ids
    read_with(lambda: {"names": ({"name": name, **NAME},)})
    try:
        assert answer(name).ids == before != ("xylazine",)
        assert answer(name.casefold()).ids == before
    finally:
        read_with(None)

"""`tocsin vocabulary`: a column resolved row by row, unknown names judged, and packs exchanged at the keyboard."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.made_feeds import counts, lay
from tocsin.cli.application import run
from tocsin.flow.home import clock_of, init_home
from tocsin.flow.unknowns import UnknownName
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting.unknown_names import unknown_rows
from tocsin.records.mark import PUBLIC
from tocsin.vocabulary.names import resolve
from tocsin.vocabulary.own import add_from

TABLE = """name,from,n
p-fluorofentanyl,unc-drugchecking,3
"U-47700 (opioid), carfentanil",ct-deaths,1
COD,ct-deaths,2
COD,unc-drugchecking,2
,unc-drugchecking,1
no compounds of interest detected,unc-drugchecking,9
molly,unc-drugchecking,1
foobaryl fentanyl,,1
"""


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No home above, and the project's vocabulary alone afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOCSIN_HOME", raising=False)
    yield
    add_from(None)


def said(words: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    assert run(["vocabulary", *words]) == 0
    return capfd.readouterr().out


def test_every_row_stays_in_its_order_with_four_columns_behind(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "names.csv"
    file.write_text(TABLE, encoding="utf-8")
    words = ["resolve", str(file), "--column", "name", "--source-column", "from", "--format", "csv"]
    rows = list(csv.DictReader(io.StringIO(said(words, capfd))))
    assert [row["n"] for row in rows] == ["3", "1", "2", "2", "1", "9", "1", "1"]
    assert [(row["ids"], row["kind"], row["how"]) for row in rows] == [
        ("para-fluorofentanyl", "substance", "exact"),
        ("u-47700;carfentanil", "substance", "grammar"),
        ("codeine", "substance", "grammar"),
        ("", "unknown", "unknown"),
        ("", "unknown", "unknown"),
        ("", "not_a_substance", "normalised"),
        (rows[6]["ids"], "supply_term", "normalised"),
        ("", "unknown", "unknown"),
    ]
    assert "mdma" in rows[6]["ids"].split(";")
    assert rows[7]["left_over"] == "foobaryl fentanyl"


def test_one_source_holds_for_all_rows_and_columns_of_ours_take_no_others_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "names.csv"
    file.write_text("name;kind\nCOD;x\n", encoding="utf-8")
    words = ["resolve", str(file), "--column", "name", "--source", "ct-deaths", "--format", "json"]
    (row,) = [json.loads(line) for line in said(words, capfd).splitlines()]
    assert (row["kind"], row["kind_"], row["ids"]) == ("x", "substance", "codeine")


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("name\nx\n", ["--column", "nome"], "there is no such column"),
        ("name\nx\n", ["--column", "name", "--source-column", "from"], "there is no such column"),
        ("name,n\nx,1\ny,2,3,4\n", ["--column", "name"], "row 2"),
        ("", ["--column", "name"], "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, words: list[str], told: str
) -> None:
    file = tmp_path / "names.csv"
    file.write_text(text, encoding="utf-8")
    assert run(["vocabulary", "resolve", str(file), *words]) in (4, 5)
    assert told in capfd.readouterr().err


def test_a_name_is_found_by_any_of_its_names_and_numbers(capfd: pytest.CaptureFixture[str]) -> None:
    for word in ("xilacina", "7361-61-7", "XYLAZINE", "xylaz"):
        assert "xylazine" in [one["id"] for one in json.loads(said(["search", word, "--json"], capfd))]


def test_a_search_that_finds_nothing_ends_the_same_for_people_and_for_programs() -> None:
    for words in (["zzzzzzzz"], ["zzzzzzzz", "--json"]):
        assert run(["vocabulary", "search", *words]) == 1
    for words in (["xylazine"], ["xylazine", "--json"], ["xylazine", "--limit", "0"]):
        assert run(["vocabulary", "search", *words]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["search"],
        ["search", " ", "--json"],
        ["search", "xylazine", "--limit", "-1"],
        ["review", "--limit", "-3", "--home", "node"],
        ["resolve", "names.csv", "--column", "name", "--source", "ct-deaths", "--source-column", "from"],
        ["accept", "qqzz", "ID", "--because", "read in its row", "--home", "node"],
        ["accept", "qqzz", "xylazine", "--because", "", "--home", "node"],
        ["accept", "qqzz", "xylazine", "--because", "...", "--home", "node"],
        ["set-aside", "qqzz", "--because", " … ", "--home", "node"],
        ["accept", "smoked qqzz", "xylazine", "--because", "read in its row", "--home", "node"],
    ],
)
def test_wrong_words_are_refused_as_such_in_a_sentence_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: list[str]
) -> None:
    init_home(tmp_path / "node")
    (tmp_path / "names.csv").write_text(TABLE, encoding="utf-8")
    assert run(["vocabulary", *words]) == 2
    told = capfd.readouterr()
    assert told.err.strip() or told.out.strip()
    assert "{'" not in told.err
    assert not list((tmp_path / "node").rglob("vocabulary/*.csv"))


def test_a_pack_that_is_no_text_or_too_large_is_refused_before_it_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    init_home(tmp_path / "node")
    pack = tmp_path / "pack.json"
    pack.write_bytes(b'{"kind": "\xff\xfe"}')
    words = ["vocabulary", "merge", str(pack), "--home", str(tmp_path / "node")]
    assert run(words) == 4
    assert "UTF-8" in capfd.readouterr().err
    monkeypatch.setattr("tocsin.vocabulary.additions.MOST_BYTES", 10)
    assert run(words) == 4
    assert "too large" in capfd.readouterr().err


@pytest.mark.parametrize("verb", ["accept", "set_aside"])
def test_a_name_that_begins_as_an_option_does_is_judged_by_the_command_of_the_page(tmp_path: Path, verb: str) -> None:
    home, day = init_home(tmp_path / "node"), date(2021, 6, 20)
    shown = UnknownName("-zq9", "ct-deaths", 3, 0.1, day, day, ("-zq9",))
    (row,) = unknown_rows([shown], Asked(home, PUBLIC, clock_of(home), clock_of(home), "en", {}))
    words = shlex.split(getattr(row, verb).replace(" ID", " xylazine"))[1:]
    words[2:2] = ["--home", str(home.directory)]
    assert run(words) == 2  # the reason is still to be given
    assert run(["its row" if word == "..." else word for word in words]) == 0
    assert resolve("-zq9", "ct-deaths") == (("xylazine",) if verb == "accept" else ("not-a-substance:-zq9",))


def test_an_unknown_name_is_reviewed_accepted_packed_and_merged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home, other = tmp_path / "ours", tmp_path / "theirs"
    lay(init_home(home), "2021-06-20", counts(("Narcomenudeo", "xylazyne"), range(12)))
    init_home(other)
    (found,) = json.loads(said(["review", "--home", str(home), "--json"], capfd))
    assert (found["name"], found["figures"], found["proposals"][0]["substance"]) == ("xylazyne", 12, "xylazine")
    because = ["--because", "read in its row", "--home", str(home)]
    said(["accept", "xylazyne", "xylazine", "--kind", "misspelling", *because], capfd)
    said(["set-aside", "sample lost at sea", *because], capfd)
    assert json.loads(said(["review", "--home", str(home), "--json"], capfd)) == []
    assert run(["vocabulary", "accept", "heroin", "xylazine", *because]) == 2
    pack = str(tmp_path / "names.json")
    said(["pack", "-o", pack, "--home", str(home)], capfd)
    done = json.loads(said(["merge", pack, "--home", str(other), "--json"], capfd))
    assert (done["taken"], done["known"], done["refused"]) == (2, 0, [])

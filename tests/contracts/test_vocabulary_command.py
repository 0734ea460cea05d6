"""`tocsin vocabulary`: a column resolved row by row, unknown names judged, and packs exchanged at the keyboard."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.made_feeds import counts, lay
from tocsin.cli.application import run
from tocsin.flow.home import init_home
from tocsin.vocabulary.rows import add_from

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
    assert run(["vocabulary", "search", "zzzzzzzz"]) == 1


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
    assert run(["vocabulary", "accept", "heroin", "xylazine", *because]) == 5
    pack = str(tmp_path / "names.json")
    said(["pack", "-o", pack, "--home", str(home)], capfd)
    done = json.loads(said(["merge", pack, "--home", str(other), "--json"], capfd))
    assert (done["taken"], done["known"], done["refused"]) == (2, 0, [])

"""The command line: what it answers, and how it says that something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.cli.application import run

SCRIPT = "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)\n"


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_signals_as_json_carry_figures_and_sentences(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "signals", "--home", str(demo_home), "--json", "--language", "fr")
    document = json.loads(out)
    first = document["lines"][0]
    assert code == 0 and first["subject"] == "carfentanil" and first["places"]["US-OH"] == 345
    assert first["sentences"]["title"] == "Carfentanil" and "au moins 1 333" in first["sentences"]["why"].replace(
        "\u202f", " "
    ).replace("\xa0", " ")
    assert {"code", "sentences", "before", "after", "places"} <= set(document["remarks"][0])


def test_a_missing_home_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked(capsys, "signals", "--home", str(tmp_path / "nowhere"))
    assert code == 3 and err.startswith("tocsin: ") and "tocsin init" in err and "Traceback" not in err


def test_a_strange_file_is_refused_and_nothing_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n")
    assert run(["init", str(tmp_path / "node")]) == 0
    code, _, err = asked(
        capsys, "ingest", str(strange), "--source", "cbp-drug-seizures", "--home", str(tmp_path / "node"), "--json"
    )
    assert code == 4 and json.loads(err.splitlines()[-1])["error"] == "FileRefused"
    assert asked(capsys, "export", "observations", "--home", str(tmp_path / "node"))[1].count("\n") == 1


def test_rows_in_are_accepted_or_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "made.csv"
    good = "2026 (FYTD),OCT,Office of Field Operations,Southwest Border,Land Only,TUCSON FIELD OFFICE,Фентанил,3,1.5\n"
    file.write_text(
        SCRIPT + good + good.replace("OCT", "MAY").replace("2026", "2099") + good.replace(",3,", ",many,"),
        encoding="utf-8",
    )
    run(["init", str(tmp_path / "node")])
    capsys.readouterr()
    code, out, _ = asked(
        capsys, "ingest", str(file), "--source", "cbp-drug-seizures", "--home", str(tmp_path / "node"), "--json"
    )
    (receipt,) = json.loads(out)
    assert code == 0 and (receipt["rows_in"], receipt["rows_accepted"], receipt["rows_quarantined"]) == (3, 1, 2)
    again = json.loads(
        asked(capsys, "ingest", str(file), "--source", "cbp-drug-seizures", "--home", str(tmp_path / "node"), "--json")[
            1
        ]
    )[0]
    assert again["already_seen"]
    told = asked(capsys, "export", "observations", "--home", str(tmp_path / "node"), "--format", "json")[1]
    assert {json.loads(line)["substance"] for line in told.splitlines()} == {"unknown:Фентанил"}


def test_wrong_words_exit_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "ingest", "--nonsense")[0] == 2
    assert asked(capsys, "sources", "--home", "/nowhere/at/all")[0] == 3


def test_a_wrong_date_is_told(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = asked(capsys, "signals", "--home", str(demo_home), "--as-of", "someday")
    assert code == 5 and "ISO date" in err


def test_exports_cut_to_what_was_known(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("export", "observations", "--home", str(demo_home), "--source", "nyc-drugchecking", "--format", "json")
    early = asked(capsys, *words, "--as-of", "2026-02-01")[1]
    late = asked(capsys, *words)[1]
    assert 0 < early.count("\n") < late.count("\n")


def test_show_finds_a_series_by_words(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "show", "carfentanil", "US-OH", "--home", str(demo_home))
    assert code == 0 and "345" in out
    assert asked(capsys, "show", "no-such-thing-at-all", "--home", str(demo_home))[0] == 1

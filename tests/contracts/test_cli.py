"""The command line: what it answers, and how it says that something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import csv, parquet

from tocsin.cli.application import COMMANDS, run

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
    assert first["sentences"]["title"] == "Carfentanil, États-Unis" and "au moins 1 333" in first["sentences"][
        "why"
    ].replace("\u202f", " ").replace("\xa0", " ")
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


@pytest.fixture
def nothing_found_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No method is run for a day in the past: what changed since is not about findings."""
    monkeypatch.setattr("tocsin.flow.series.findings_of", lambda node, source, at: ((), True))


def at_the_border(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The id of the events with fentanyl of the whole country: weights go by the same words."""
    found = json.loads(asked(capsys, "show", "fentanyl", "cbp", "country", "--home", str(home), "--json")[1])
    return next(row["series"] for row in found if row["measure"] == "seizures")


SINCE = {
    "series", "source", "measure", "basis", "cadence", "then", "now", "releases", "newest_release", "moves", "same", "judged",
    "within", "notes", "sentences",
}  # fmt: skip
MOVE = {
    "start", "end", "kind", "then", "now", "then_tested", "now_tested", "then_status", "now_status", "steps", "said",
    "said_low", "said_high", "stand", "came",
}  # fmt: skip


@pytest.mark.usefixtures("nothing_found_anew")
def test_show_as_of_a_date_explains_what_changed_since(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("show", at_the_border(demo_home, capsys), "--home", str(demo_home))
    series = json.loads(asked(capsys, *words, "--json")[1])
    assert series["since"] is None and {"completeness", "nowcast", "stand"} <= set(series["cells"][-1])
    past = json.loads(asked(capsys, *words, "--as-of", "2026-01-15", "--json")[1])
    later = past["since"]
    assert set(later) == SINCE and all(set(move) == MOVE for move in later["moves"])
    assert past["cells"][-1]["end"] == "2025-12-31"
    december = next(move for move in later["moves"] if move["end"] == "2025-12-31")
    assert (december["then"], december["now"], december["kind"]) == (59, 75, "raised")
    assert december["steps"][0]["known_at"].startswith("2026-05-12") and december["steps"][0]["file_name"]
    quarter = [move for move in later["moves"] if "2025-10" <= move["start"] < "2026-01"]
    assert (sum(move["then"] for move in quarter), sum(move["now"] for move in quarter)) == (181, 239)


@pytest.mark.usefixtures("nothing_found_anew")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_show_as_of_a_date_tells_it_in_sentences_and_a_table(
    demo_home: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    from tocsin.clock import moment
    from tocsin.wording import moment as day
    from tocsin.wording import say

    words = ("show", at_the_border(demo_home, capsys), "--home", str(demo_home))
    code, out, _ = asked(capsys, *words, "--as-of", "2026-01-15", "--language", language)
    assert code == 0 and say("since.heading", language, day=day(moment("2026-01-15"), language)) in out
    assert say("since.kind.raised", language) in out and "+34" in out
    assert say("since.heading", language, day="") not in asked(capsys, *words, "--language", language)[1]


def test_a_series_that_was_not_known_yet_says_since_when_it_is(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    series = json.loads(
        asked(capsys, "show", "nyc-drugchecking", "medetomidine", "--home", str(demo_home), "--json")[1]
    )
    code, out, _ = asked(capsys, "show", series["series"], "--home", str(demo_home), "--as-of", "2015-01-01")
    assert code == 1 and "First known with the release of 26 January 2026" in out


LINE = {
    "signal", "rank", "kind", "subject", "label", "place", "place_label", "harm", "score", "within_budget", "new_places",
    "streams", "mark", "purpose", "lead", "members", "observed", "baseline", "tested", "share", "places", "sources",
    "stream_names", "sentences",
}  # fmt: skip
REMARK = {"remark", "code", "source", "subject", "label", "places", "before", "after", "figures", "mark", "purpose"}
SENTENCES = {"title", "figures", "unit", "kind", "why", "details", "cannot_say", "outranks"}


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_line_has_all_its_figures_and_sentences(
    demo_home: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    document = json.loads(
        asked(capsys, "signals", "--home", str(demo_home), "--json", "--limit", "99", "--language", language)[1]
    )
    assert document["headline"] and document["cannot_say_yet"] and document["overdue"]
    for rank, line in enumerate(document["lines"], 1):
        assert set(line) >= LINE and set(line["sentences"]) == SENTENCES and line["rank"] == rank
        assert all(line["sentences"][name] for name in ("title", "figures", "kind", "why", "cannot_say"))
    for remark in document["remarks"]:
        assert set(remark) >= REMARK and remark["sentences"]["title"] and remark["sentences"]["why"]


def test_a_signal_can_be_shown_by_the_id_the_list_gives(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(asked(capsys, "signals", "--home", str(demo_home), "--json", "--limit", "1")[1])["lines"][0]
    shown = json.loads(asked(capsys, "show", listed["signal"], "--home", str(demo_home), "--json")[1])
    assert shown == listed


def test_limit_and_since_only_cut(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("signals", "--home", str(demo_home), "--json")
    whole = json.loads(asked(capsys, *words)[1])["lines"]
    few = json.loads(asked(capsys, *words, "--limit", "3")[1])["lines"]
    late = json.loads(asked(capsys, *words, "--since", "2026-04-01")[1])["lines"]
    assert few == whole[:3]
    assert [line["rank"] for line in late] == [
        line["rank"] for line in whole if line["lead"]["period_end"] >= "2026-04-01"
    ]


def in_a_process_of_its_own(*words: str) -> tuple[int, str]:
    """For commands that open the site: the site of a process belongs to one home."""
    told = subprocess.run([sys.executable, "-m", "tocsin.cli", *words], capture_output=True, check=False)
    return told.returncode, told.stdout.decode()


def test_a_night_tells_its_run_and_keeps_standard_output_clean(tmp_path: Path) -> None:
    run(["init", str(tmp_path / "node")])
    code, out = in_a_process_of_its_own("nightly", "--home", str(tmp_path / "node"), "--json")
    assert code == 0 and json.loads(out)["series"] == 0


def test_doctor_names_what_is_overdue_and_exits_with_one(demo_home: Path) -> None:
    code, out = in_a_process_of_its_own("doctor", "--home", str(demo_home), "--json")
    ill = {check["name"]: check["next"] for check in json.loads(out) if not check["ok"]}
    assert code == 1 and all(ill.values())
    overdue = {"feed unc-drugchecking", "feed euda-score", "feed mx-sesnsp", "feed mx-fgr"}
    assert set(ill) == overdue | {"feed cdc-vsrr"}  # whose newest file holds one kind of drug alone


@pytest.mark.parametrize("what", ["observations", "panels", "findings", "signals"])
def test_every_export_holds_the_same_rows_in_every_format(
    demo_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    words = ("export", what, "--home", str(demo_home), "--source", "nyc-drugchecking")
    for form in ("csv", "parquet", "json"):
        assert asked(capsys, *words, "--format", form, "--output", str(tmp_path / form))[0] == 0
    rows = parquet.read_table(tmp_path / "parquet")
    assert rows.num_rows == csv.read_csv(tmp_path / "csv").num_rows > 0
    told = [json.loads(line) for line in (tmp_path / "json").read_text().splitlines()]
    assert len(told) == rows.num_rows and set(told[0]) == set(rows.column_names)


def test_sources_are_listed_without_a_node(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOCSIN_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    code, out, _ = asked(capsys, "sources", "--json")
    assert code == 0 and {row["state"] for row in json.loads(out)} == {None}


def test_an_unknown_source_is_told_with_the_known_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(tmp_path / "node")])
    file = tmp_path / "any.csv"
    file.write_text("a,b\n1,2\n")
    code, _, err = asked(capsys, "ingest", str(file), "--source", "nobody", "--home", str(tmp_path / "node"))
    assert code == 2 and "nflis-dqs" in err


def test_a_home_is_never_made_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "node"
    run(["init", str(home), "--snapshot"])
    settings = (home / "tocsin.toml").read_text()
    assert asked(capsys, "init", str(home))[0] == 0 and (home / "tocsin.toml").read_text() == settings


def test_what_the_machine_refuses_is_told_in_one_sentence(
    demo_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "nowhere" / "out.csv")
    code, _, err = asked(capsys, "export", "signals", "--home", str(demo_home), "--output", target)
    assert code == 5 and err.startswith("tocsin: ") and target in err and "Traceback" not in err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_the_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, *name.split(), "--help")
    assert code == 0 and f"tocsin {name}" in out.split("Example", 1)[1]


def test_a_trace_names_its_periods(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = json.loads(asked(capsys, "signals", "--home", str(demo_home), "--json", "--limit", "1")[1])["lines"][0]
    told = dict(zip(first["trace_periods"], first["lead"]["trace"], strict=True))
    assert [told[name] for name in ("2022-H2", "2025-H1", "2025-H2")] == [11, 1008, 1333]

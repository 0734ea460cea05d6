"""`tocsin score` as a person meets it: figures done by hand, files of other tools, and messages that say what to do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tocsin.cli.application import run
from tocsin.replay.scores.relative_skill import relative_skill

HEAD = "reference_date,target,horizon,location,target_end_date,output_type,output_type_id,value\n"
TASK = "2026-01-10,wk inc flu hosp,{horizon},06,2026-01-{day}"
LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
TRUTH = (
    "target,location,target_end_date,oracle_value\nwk inc flu hosp,06,2026-01-10,16\nwk inc flu hosp,06,2026-01-17,9\n"
)


def quantiles(horizon: int, *figures: float, levels: tuple[float, ...] = LEVELS) -> str:
    task = TASK.format(horizon=horizon, day=10 + 7 * horizon)
    return "".join(f"{task},quantile,{level},{one}\n" for level, one in zip(levels, figures, strict=True))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Two models with quantiles, one of which crosses once and one of which lacks a level once, and one with samples."""
    folder = tmp_path / "model-output"
    folder.mkdir()
    plain = (2, 8, 10, 14, 30)
    first = quantiles(0, *plain) + quantiles(1, *plain) + quantiles(2, 2, 8, 7, 14, 30)
    second = quantiles(0, 1, 9, 12, 15, 40) + quantiles(1, 1, 9, 12, 40, levels=(0.025, 0.25, 0.5, 0.975))
    task = TASK.format(horizon=0, day=10)
    samples = "".join(f"{task},sample,{at},{at}\n" for at in range(100)) + f"{task},point,NA,5\n"
    for name, rows in (("a-m", first), ("b-m", second), ("c-s", samples)):
        (folder / f"2026-01-10-{name}.csv").write_text(HEAD + rows)
    (tmp_path / "truth.csv").write_text(TRUTH)
    return tmp_path


def scored(capsys: pytest.CaptureFixture[str], hub: Path, *more: str) -> dict[str, object]:
    assert run(["score", str(hub / "model-output"), "--oracle", str(hub / "truth.csv"), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_scores_and_skill_are_those_done_by_hand(hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = scored(capsys, hub, "--by", "horizon", "--baseline", "b-m")
    assert isinstance(told["scores"], list)
    second, first = told["scores"][:2]
    # (|16 - 10| / 2 + (0.25 * 6 + 2) + 0.025 * 28) / 2.5 and (|16 - 12| / 2 + (0.25 * 6 + 1) + 0.025 * 39) / 2.5
    assert (first["wis"], second["wis"]) == (pytest.approx(2.88), pytest.approx(2.19))
    assert first["coverage"] == {"0.5": 0, "0.95": 1} and first["bias"] == pytest.approx(-0.95)
    assert first["skill"] == pytest.approx((2.88 / 2.19) ** 0.5) and first["scaled_skill"] == pytest.approx(2.88 / 2.19)
    alone = told["scores"][2]
    assert (alone["group"], alone["skill"]) == ({"horizon": "1"}, None)


def test_what_is_not_scored_is_counted_in_forecasts(hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = scored(capsys, hub)
    assert told["unscored"] == [
        {"model": "a-m", "reason": "no_truth", "forecasts": 1},
        {"model": "b-m", "reason": "missing_level", "forecasts": 1},
        {"model": "c-s", "reason": "no_quantiles", "forecasts": 1},
    ]
    assert (told["forecasts_scored"], told["truths_set_aside"], told["truths_aside"]) == (3, 0, [])
    assert (told["rows_in"], told["rows_set_aside"]) == (125, 1)


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("target,location,target_end_date,oracle_value\nwk inc flu hosp,6,2026-01-10,16\n", "location=6"),
        ("date,location,value\n2026-01-10,06,3\n", "oracle_value, or observation"),
        ("", "it is empty"),
    ],
)
def test_truths_that_do_not_fit_are_shown_beside_what_was_wanted(
    hub: Path, capsys: pytest.CaptureFixture[str], truth: str, said: str
) -> None:
    (hub / "truth.csv").write_text(truth)
    assert run(["score", str(hub / "model-output"), "--oracle", str(hub / "truth.csv")]) != 0
    err = capsys.readouterr().err
    assert said in err and "Next: " in err


@pytest.mark.parametrize("more", [("--by", "age"), ("--baseline", "z-m")])
def test_names_that_are_not_there_come_with_a_next_step(
    hub: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert run(["score", str(hub / "model-output"), "--oracle", str(hub / "truth.csv"), *more]) != 0
    assert "Next: " in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_to_be_missing(hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(hub / "nowhere.csv"), "--oracle", str(hub / "truth.csv")]) != 0
    assert "there is no such file" in capsys.readouterr().err


def test_a_model_that_shares_no_task_with_another_has_no_skill() -> None:
    made = relative_skill(np.array([[1.0, np.nan], [np.nan, 2.0]]))
    assert np.isnan(made.skill).all() and made.shared.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(relative_skill(np.array([[1.0, 2.0]])).skill[0])


def test_what_a_nowcast_wrote_can_be_given_to_detect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nowcast.csv"
    example = "src/tocsin/sources/counted/example_reports.csv"
    assert run(["nowcast", str(Path(__file__).parents[2] / example), "--out", str(out)]) == 0
    capsys.readouterr()
    assert run(["detect", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows_accepted"] == len(out.read_text().splitlines()) - 1

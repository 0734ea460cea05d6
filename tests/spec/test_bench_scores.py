"""The benchmark's scores on alarms made by hand, and a reader's own detector beside the listed ones."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bench.detection import run, table
from bench.detection.opponents import installed, side_by_side, spread_out
from bench.detection.scenarios import World, noufaily
from bench.detection.scores import frontier, pod_at, score

from tocsin.engine.local import judge
from tocsin.errors import BadValue
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import of_values

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "bench" / "detection" / "example.py"


def world(value: np.ndarray | None = None) -> World:
    """Three series of twelve weeks, the last ten tested: outbreaks in weeks 5-7 and 9-10, and none."""
    outbreak = np.zeros((3, 12), bool)
    outbreak[0, 5:8], outbreak[1, 9:11] = True, True
    onset, size = np.array([5, 9, -1]), np.array([2.0, 8.0, np.nan])
    counts = of_values(np.ones((3, 12)) if value is None else value)
    bands = (("small", 1, 3), ("middle", 4, 6), ("large", 7, 10))
    return World("made", "By hand.", counts, outbreak, onset, np.arange(2, 12), size, bands)


def rings(*cells: tuple[int, int]) -> np.ndarray:
    """Alarms (3, 10) at these series and weeks."""
    alarm = np.zeros((3, 10), bool)
    for row, week in cells:
        alarm[row, week - 2] = True
    return alarm


def test_alarms_made_by_hand_have_the_scores_worked_out_by_hand() -> None:
    told = score(world(), rings((0, 7), (0, 9), (2, 4), (2, 5)))
    assert told.fpr == pytest.approx(3 / 25)
    assert (told.pod, told.pod_first, told.outbreaks) == (0.5, 0.0, 2)
    assert told.pod_bands[0] == 1 and math.isnan(told.pod_bands[1]) and told.pod_bands[2] == 0
    assert told.sensitivity == pytest.approx(1 / 5) and told.ppv == pytest.approx(1 / 4)
    assert told.f1 == pytest.approx(2 / 9)
    assert told.delay_median == math.inf
    assert told.delay_mean == pytest.approx((2 + 2) / 2)  # found two weeks on; never found, watched for two weeks
    assert told.run_length == pytest.approx((3 + 7 + 3) / 1)  # one series rang before an outbreak, in its third week


def test_an_alarm_outside_the_outbreaks_weeks_finds_nothing() -> None:
    told = score(world(), rings((0, 4), (0, 8), (1, 11)))
    assert (told.pod, told.sensitivity, told.ppv) == (0, 0, 0)
    assert told.fpr == pytest.approx(3 / 25)


def test_ringing_in_the_first_week_is_no_delay() -> None:
    told = score(world(), rings((0, 5), (1, 9)))
    assert (told.pod, told.pod_first, told.delay_median, told.delay_mean) == (1, 1, 0, 0)
    assert told.ppv == 1 and told.run_length == math.inf


def test_silence_has_no_positive_value_and_no_false_alarm() -> None:
    told = score(world(), rings())
    assert (told.fpr, told.pod, told.f1) == (0, 0, 0)
    assert math.isnan(told.ppv) and told.delay_mean == pytest.approx((3 + 2) / 2)


def test_a_week_without_a_value_counts_nowhere() -> None:
    value = np.ones((3, 12))
    value[0, 5], value[2, 4:6] = np.nan, np.nan
    told = score(world(value), rings((0, 5), (2, 4), (0, 6)), ~rings((2, 8)))
    assert told.fpr == 0 and told.sensitivity == pytest.approx(1 / 4)
    assert (told.pod, told.pod_first, told.delay_mean) == (0.5, 0, 1.5)
    assert told.answered == pytest.approx(26 / 27)


def test_the_frontier_rings_below_each_threshold_and_not_at_it() -> None:
    p_value = np.full((3, 10), 0.5)
    p_value[0, 3], p_value[1, 7], p_value[2, 0] = 0.001, 0.01, 0.005
    curve = dict(frontier(world(), p_value, (0.001, 0.005, 0.01, 0.02)))
    assert [one.pod for one in curve.values()] == [0, 0.5, 0.5, 1]
    assert [one.fpr for one in curve.values()] == pytest.approx([0, 0, 1 / 25, 1 / 25])


def test_at_a_matched_rate_no_more_rings_than_allowed() -> None:
    p_value = np.full((3, 10), 0.5)
    p_value[0, 3], p_value[1, 7], p_value[2, 0] = 0.001, 0.01, 0.005
    assert pod_at(world(), p_value, 0.0) == 0.5
    assert pod_at(world(), p_value, 1 / 25) == 1
    assert pod_at(world(), p_value, 1.0) == 1
    assert math.isnan(pod_at(world(), np.full((3, 10), np.nan), 0.1))


def test_rows_for_the_opponent_go_through_the_whole_world() -> None:
    assert spread_out(252, 6).tolist() == [0, 50, 100, 151, 201, 251]
    assert spread_out(3, 6).tolist() == [0, 1, 2]


@pytest.mark.skipif(not installed(), reason="R with surveillance is not installed")
def test_the_opponent_answers_on_the_same_series_and_its_time_is_measured() -> None:
    made = noufaily(1, 3).take(np.array([20, 40]))
    told = side_by_side(made, ("ears_c1",))["ears_c1"]
    ours = judge(DETECTORS["ears_c1"], made.counts, made.columns)
    assert told.answered.all() and told.milliseconds > 0
    np.testing.assert_array_equal(told.alarm, ours.alarm)


def test_what_cannot_be_said_is_a_dash() -> None:
    assert [table.number(one) for one in (math.nan, math.inf, 1234.5678)] == ["-", "none", "1,234.568"]


def test_a_detector_of_her_own_is_scored_beside_the_listed_ones(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--replicates", "1", "--rows", "0", "--opponents", "0", "--only", "ears_c1"]
    run.main([*asked, "--detector", f"{EXAMPLE}:TwiceTheMedian"])
    told = capsys.readouterr().out
    assert len(re.findall(r"^\| TwiceTheMedian \| 0\.\d{4} \| 0\.\d{3} ", told, re.MULTILINE)) == 1
    assert re.search(r"^\| ears_c1 \| 0\.0\d{3} \| 0\.\d{3} ", told, re.MULTILINE)


def test_the_example_on_the_page_is_the_one_tested_and_has_ten_lines_at_most() -> None:
    page = (ROOT / "docs" / "reference" / "detection.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert EXAMPLE.read_text(encoding="utf-8").endswith(shown)
    assert len([line for line in shown.splitlines() if line.strip()]) <= 10


def test_a_file_or_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(BadValue, match="no such file"):
        run.brought("nowhere.py:Mine")
    with pytest.raises(BadValue, match="nothing there can judge"):
        run.brought(f"{EXAMPLE}:Other")


def test_the_folder_runs_by_itself() -> None:
    told = subprocess.run(
        [sys.executable, "bench/detection", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0 and "--detector" in told.stdout

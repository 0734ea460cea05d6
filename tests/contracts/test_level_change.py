"""Potency and purity: positive figures in one unit, whose newest values are held against the earlier ones."""

from __future__ import annotations

import numpy as np

from tests.made_panels import made_panel
from tocsin.methods.aberration.level_change import LevelChange
from tocsin.methods.catalogue import methods_for
from tocsin.records.panel import Panel
from tocsin.sources.catalogue import SOURCES, source
from tocsin.vocabulary import measures

SEED = 20261124


def potency(value: np.ndarray, **more: object) -> Panel:
    return made_panel(value, measure="median_percent_by_weight", **more)  # type: ignore[arg-type]


def steady(rows: int, columns: int, seed: int = SEED) -> np.ndarray:
    return 10 * np.exp(np.random.default_rng(seed).normal(0, 0.2, (rows, columns)))


def test_a_potency_that_doubles_is_told_with_its_unit_and_its_ratio() -> None:
    value = steady(1, 15)
    value[0, -3:] *= 2
    (told,) = LevelChange().detect(potency(value)).to_pylist()
    assert (told["verdict"], told["trend"], told["basis"]) == ("above", "rising", "level")
    assert measures.measure(told["measure"]).unit == "%"
    assert 1.2 < told["ratio_low"] < told["ratio"] < told["ratio_high"] < 3.0
    assert abs(told["observed"] / told["baseline"] - told["ratio"]) < 1e-9
    assert str(told["period_start"]) == "2025-10-01" and str(told["baseline_end"]) == "2025-09-30"


def test_months_without_a_figure_are_no_figure() -> None:
    value = steady(1, 30)
    value[0, 1::2] = np.nan
    value[0, [24, 26, 28]] = 30.0
    (told,) = LevelChange().detect(potency(value)).to_pylist()
    assert told["verdict"] == "above" and str(told["period_start"]) == "2025-07-01"


def test_one_odd_report_neither_moves_nor_blinds_the_comparison() -> None:
    value = steady(1, 15)
    value[0, -3:] *= 2.5
    (calm,) = LevelChange().detect(potency(value)).to_pylist()
    value[0, 3] = 900.0
    (odd,) = LevelChange().detect(potency(value)).to_pylist()
    assert odd["verdict"] == "above" and abs(odd["baseline"] / calm["baseline"] - 1) < 0.15


def test_a_short_history_cannot_say_and_says_why() -> None:
    (told,) = LevelChange().detect(potency(steady(1, 7))).to_pylist()
    assert (told["verdict"], told["reasons"], told["ratio"]) == ("cannot_say", ["short_history"], None)


def test_only_values_of_one_epoch_compare() -> None:
    value = steady(1, 20)
    value[0, -6:] *= 5
    epoch = (np.arange(20) >= 14)[None, :]
    (told,) = LevelChange().detect(potency(value, epoch=epoch)).to_pylist()
    assert told["verdict"] == "cannot_say"


def test_at_most_one_series_in_a_hundred_rings_where_nothing_happens() -> None:
    rng = np.random.default_rng(SEED)
    for earlier in (5, 12, 24):
        value = np.exp(rng.normal(2, 0.5, (8_000, earlier + 3)))
        verdicts = LevelChange().detect(potency(value))["verdict"].to_pylist()
        assert verdicts.count("above") <= 0.013 * 8_000 and verdicts.count("below") <= 0.013 * 8_000


def test_potency_is_watched_by_its_own_method_and_counts_are_not() -> None:
    one = source("ca-drugchecking-published")
    assert [type(m).__name__ for m in methods_for(one, "median_percent_by_weight")] == ["LevelChange"]
    read = {(s.name, m) for s in SOURCES for m in s.measures for told in methods_for(s, m) if type(told) is LevelChange}
    assert all(measures.measure(measure).unit == "%" for _, measure in read)

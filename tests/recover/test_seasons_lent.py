"""What sisters know of the season, a short series learns from them; what they differ in, it does not."""

from __future__ import annotations

import numpy as np

from tocsin.engine.local import judge
from tocsin.methods.aberration.ladder import Ladder
from tocsin.methods.counts import of_values
from tocsin.methods.judged import LENT, POOLED

WEEKS, ROWS = 313, 12


def error(seed: int, alone: bool, phase: float) -> float:
    """How far, in logarithms, what is foretold of four series of 60 weeks lies from the truth."""
    rng = np.random.default_rng(seed)
    turn = 2 * np.pi * np.arange(WEEKS) / 52.1775 + phase * rng.normal(0, 1, (ROWS, 1))
    mean = rng.uniform(8, 12, (ROWS, 1)) * np.exp(0.7 * np.sin(turn))
    value = rng.poisson(mean).astype(float)
    value[:4, : WEEKS - 60] = np.nan
    if alone:
        value[4:] = np.nan
    at = np.arange(WEEKS - 6, WEEKS)
    sister = np.arange(ROWS) if alone else np.zeros(ROWS, np.int64)
    told = judge(Ladder(), of_values(value, sister=sister), at)
    assert (told.rung[:4] == LENT).all()
    return float(np.abs(np.log(told.expected[:4] / mean[:4, at])).mean())


def errors(phase: float) -> tuple[float, float]:
    return tuple(np.mean([error(seed, alone, phase) for seed in range(8)]) for alone in (False, True))  # pyright: ignore


def test_a_shared_season_that_is_borrowed_foretells_better_than_none() -> None:
    borrowed, alone = errors(phase=0)
    assert borrowed < 0.75 * alone


def test_a_season_that_nobody_shares_does_little_harm() -> None:
    borrowed, alone = errors(phase=1.5)
    assert borrowed < 1.15 * alone


def test_levels_are_drawn_to_those_of_the_others_by_how_alike_they_are() -> None:
    rng = np.random.default_rng(9)
    for between in (0.1, 1.5):
        level = 20 * np.exp(rng.normal(0, between, (40, 1)))
        value = rng.poisson(level, (40, 80)).astype(float)
        value[0], value[0, -3:] = np.nan, 60
        told = judge(Ladder(), of_values(value, sister=np.zeros(40, np.int64)), np.array([79]))
        assert told.rung[0, 0] == POOLED
        assert told.expected[0, 0] < 54 if between < 1 else told.expected[0, 0] > 54


def test_false_alarms_keep_their_level_on_every_rung() -> None:
    rng = np.random.default_rng(10)
    season = 0.4 * np.sin(2 * np.pi * np.arange(280) / 52.1775)
    mean = np.exp(rng.uniform(0, 3.5, (300, 1)) + season)
    value = rng.negative_binomial(mean, 0.5).astype(float)
    sister = np.arange(300) // 6
    for first, at in ((0, np.arange(260, 280)), (200, np.arange(265, 280)), (255, np.arange(262, 280))):
        short = np.where(np.arange(280) >= first, value, np.nan)
        told = judge(Ladder(), of_values(short, sister=sister), at)
        assert told.alarm.mean() < 0.0075, first
        assert (told.verdict == 2).mean() < 0.0075, first


def test_false_alarms_of_shares_keep_their_level_whether_rare_or_common() -> None:
    rng = np.random.default_rng(11)
    tests = rng.poisson(60, (400, 280)).astype(float) + 5
    for share in (0.02, 0.1, 0.4, 0.8):
        value = rng.binomial(tests.astype(int), share).astype(float)
        told = judge(Ladder(), of_values(value, exposure=tests, trials=True), np.arange(268, 280))
        assert told.alarm.mean() < 0.0075 and (told.verdict == 2).mean() < 0.0075, share
        assert np.median(told.upper / told.expected) < 1 + 4 / np.sqrt(60 * share / (1 - share)), share

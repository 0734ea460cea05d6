"""Simulated growth, rest and change are told as what they are, as often as promised."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import of_values
from tocsin.methods.judged import ABOVE, BELOW
from tocsin.methods.trend.change_points import change_points
from tocsin.methods.trend.divergence import divergence
from tocsin.methods.trend.doubling import Refused
from tocsin.methods.trend.growth import Trend, TrendClass
from tocsin.records.period import Cadence

SEED, SERIES = 7, 500
Floats = NDArray[np.float64]


def made(mean: Floats, phi: float, series: int = SERIES, seed: int = SEED) -> Floats:
    rng = np.random.default_rng(seed)
    mean = np.broadcast_to(mean, (series, mean.shape[-1]))
    return (rng.poisson(mean) if phi <= 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)).astype(float)


def called(value: Floats, weeks: int, verdict: int) -> float:
    """The part of series judged so in any of the newest `weeks`."""
    last = value.shape[1]
    return (TrendClass().judge(of_values(value), np.arange(last - weeks, last)).verdict == verdict).any(1).mean()


def growing(before: int, weeks: int, every: float) -> Floats:
    return 2 ** (np.maximum(np.arange(before + weeks) - before + 1, 0) / every)


def test_growth_doubling_every_26_weeks_is_called_within_20_weeks() -> None:
    for mean, phi in ((10, 1.0), (10, 1.5), (20, 1.5)):
        assert called(made(mean * growing(104, 20, 26), phi), 20, ABOVE) >= 0.80


def test_flat_series_are_seldom_called_increase_in_any_of_20_weeks() -> None:
    for mean, phi in ((0.3, 1.0), (2, 1.5), (10, 1.0), (10, 1.5), (20, 1.5), (20, 3.0)):
        assert called(made(np.full(124, float(mean)), phi), 20, ABOVE) <= 0.05


def test_a_fall_is_called_decrease() -> None:
    assert called(made(50 * growing(104, 26, -26), 1.5), 26, BELOW) >= 0.95


def test_a_season_is_not_called_increase_every_spring() -> None:
    turn = 2 * np.pi * np.arange(208) / 52.18
    assert called(made(20 * np.exp(0.6 * np.sin(turn)), 1.5), 52, ABOVE) <= 0.12  # of a whole year watched


def test_half_years_and_months_are_told() -> None:
    for cadence, length in ((Cadence.HALF_YEAR, 14), (Cadence.MONTH, 36)):
        flat = TrendClass().describe(of_values(made(np.full(length, 200.0), 1.5), cadence=cadence))
        rise = TrendClass().describe(of_values(made(50 * 2 ** (np.arange(length) / 4), 1.5), cadence=cadence))
        assert np.mean(flat.code == Trend.INCREASE) <= 0.02 and np.mean(flat.code == Trend.DECREASE) <= 0.02
        assert np.mean(rise.code == Trend.INCREASE) >= 0.95


def test_stable_is_told_of_series_that_can_show_it_and_of_none_that_grow() -> None:
    rest = TrendClass().describe(of_values(made(np.full(208, 100.0), 1.5)))
    growth = TrendClass().describe(of_values(made(100 * 1.5 ** (np.arange(208) / 52), 1.5)))
    few = TrendClass().describe(of_values(made(np.full(208, 1.0), 1.5)))
    assert np.mean(rest.code == Trend.STABLE) >= 0.9
    assert np.mean(growth.code == Trend.STABLE) <= 0.02 and np.mean(few.code == Trend.STABLE) <= 0.05
    assert (rest.probability[rest.code == Trend.STABLE] >= 0.9).all()


def test_a_rise_that_turned_is_no_increase() -> None:
    week = np.arange(208)
    shape = 4 ** (np.clip(week - 130, 0, 52) / 52) * 2 ** -(np.maximum(week - 182, 0) / 26)
    told = TrendClass().describe(of_values(made(50 * shape, 1.5)))
    assert np.mean(told.code == Trend.INCREASE) <= 0.01 and np.mean(told.code == Trend.DECREASE) >= 0.7


def test_doubling_times_hold_the_truth() -> None:
    told = TrendClass().describe(of_values(made(10 * growing(104, 20, 13), 1.0)))
    some = told.doubling.refused == Refused.TOLD
    inside = (told.doubling.low <= 13) & (told.doubling.high >= 13)
    assert some.mean() >= 0.98 and inside[some].mean() >= 0.88
    assert 11 <= np.median(told.doubling.middle[some]) <= 15


def test_flat_series_have_no_change_point() -> None:
    for mean, phi, length in ((0.3, 1.0, 208), (20, 1.5, 104), (20, 3.0, 208)):
        assert np.mean(change_points(of_values(made(np.full(length, float(mean)), phi))).number > 0) <= 0.05


def test_a_step_is_dated_with_an_interval_that_holds_it() -> None:
    told = change_points(of_values(made(10 * np.where(np.arange(156) >= 100, 1.6, 1.0), 1.5)))
    one = told.number == 1
    assert one.mean() >= 0.9
    assert ((told.low[one, 0] <= 100) & (told.high[one, 0] >= 100)).mean() >= 0.88
    assert abs(np.median(told.level[one, 1] / told.level[one, 0]) - 1.6) <= 0.08


def test_a_season_is_no_change_and_hides_none() -> None:
    week = np.arange(208)
    season = 20 * np.exp(0.5 * np.sin(2 * np.pi * week / 52.18))
    assert np.mean(change_points(of_values(made(season, 1.5))).number > 0) <= 0.05
    stepped = change_points(of_values(made(season * np.where(week >= 100, 2.0, 1.0), 1.5)))
    assert np.mean(stepped.number == 1) >= 0.9 and abs(np.median(stepped.column[:, 0]) - 100) <= 1


def test_streams_of_two_cadences_diverge_only_where_they_do() -> None:
    pairs, since = np.stack([np.arange(SERIES)] * 2, axis=1), date(2021, 1, 4)
    weeks, months = np.maximum(np.arange(208) - 156, 0) / 52.18, np.maximum(np.arange(48) - 36, 0) / 12
    for reports, deaths, least, most in ((1.0, 1.0, 0.0, 0.03), (1.5, 0.7, 0.95, 1.0)):
        one = TrendClass().describe(of_values(made(20 * reports**weeks, 1.5), first=since))
        monthly = of_values(made(80 * deaths**months, 1.5, seed=8), first=since, cadence=Cadence.MONTH)
        told = divergence(one, TrendClass().describe(monthly), pairs)
        assert least <= told.diverging.mean() <= most
        assert (told.opposite <= told.diverging).all()

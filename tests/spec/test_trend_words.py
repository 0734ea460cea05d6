"""What a trend says of series that a person can read with the eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, WITHIN
from tocsin.methods.trend.change_points import change_points
from tocsin.methods.trend.divergence import divergence
from tocsin.methods.trend.doubling import Refused, doubling_times
from tocsin.methods.trend.growth import Trend, TrendClass
from tocsin.records.period import Cadence


def flat(weeks: int = 130, mean: float = 20.0, series: int = 1, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, weeks)).astype(float)


def newest(counts: Counts) -> int:
    return int(TrendClass().judge(counts, np.array([counts.value.shape[1] - 1])).verdict[0, 0])


def test_four_periods_that_double_have_a_doubling_time_of_one() -> None:
    told = TrendClass().describe(of_values(np.array([100.0, 200, 400, 800]), cadence=Cadence.MONTH)).doubling
    assert told.refused[0] == Refused.TOLD and round(float(told.middle[0]), 2) == 1.0
    assert told.low[0] < 1 < told.high[0]


def test_three_periods_have_none() -> None:
    told = TrendClass().describe(of_values(np.array([100.0, 200, 400]), cadence=Cadence.MONTH))
    assert told.doubling.refused[0] == Refused.TOO_FEW and np.isnan(told.doubling.middle[0])
    assert told.code[0] == Trend.UNCLEAR and np.isnan(told.probability[0])


def test_a_doubling_time_is_refused_where_growth_may_be_none() -> None:
    told = doubling_times(
        np.array([0.1, 0.1, -0.1]), np.array([-0.1, 0.05, -0.2]), np.array([0.3, 0.2, -0.05]), np.full(3, 9)
    )
    assert told.refused.tolist() == [Refused.MAY_REST, Refused.TOLD, Refused.TOLD]
    np.testing.assert_allclose(told.middle[1:], [6.93, 6.93], atol=0.01)  # the last is a halving time
    assert told.low[1] < told.middle[1] < told.high[1]


def test_an_increase_says_since_when_and_how_fast() -> None:
    week = np.arange(150)
    told = TrendClass().describe(of_values(np.rint(100 * 2 ** (np.maximum(week - 121, 0) / 14))))
    assert told.code[0] == Trend.INCREASE and told.probability[0] > 0.999
    assert told.since[0] == 122 and 13 < told.doubling.middle[0] < 15
    assert told.low[0] < 52 / 14 * np.log(2) < told.high[0]


def test_a_single_spike_is_no_increase_and_hides_none() -> None:
    spiked, grown = flat(), flat()
    spiked[0, -1] = spiked[0, 40] = 5_000
    assert newest(of_values(spiked)) == WITHIN and change_points(of_values(spiked)).number[0] == 0
    grown[0, -20:] *= 2 ** (np.arange(1, 21) / 10)
    grown[0, 40] = 5_000
    assert newest(of_values(grown)) == ABOVE


def test_a_lower_bound_may_raise_and_never_lowers() -> None:
    value = flat()
    value[0, -3:] = 0
    counts, bound = of_values(value), np.zeros(value.shape, bool)
    bound[0, -3:] = True
    settled = TrendClass().judge(of_values(value), np.array([129])).more["p_below"][0, 0]
    waiting = TrendClass().judge(replace(counts, open=bound), np.array([129])).more["p_below"][0, 0]
    assert settled < 0.01 < waiting


def test_incomplete_counts_are_held_against_what_is_due() -> None:
    complete = np.ones((1, 130))
    complete[0, -6:] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    value = np.rint(200 * complete)
    assert newest(of_values(value)) == BELOW
    assert newest(of_values(value, completeness=complete)) == WITHIN


def test_more_tests_are_no_increase_of_a_share() -> None:
    tests = np.rint(400 * 2 ** (np.maximum(np.arange(130) - 100, 0) / 15))[None]
    found = np.random.default_rng(3).binomial(tests.astype(int), 0.1).astype(float)
    assert newest(of_values(found)) == ABOVE and newest(of_values(found, exposure=tests)) == WITHIN


def test_a_break_begins_a_new_history() -> None:
    value = np.concatenate([flat(100), flat(30, 60.0)], axis=1)
    counts, epoch = of_values(value), np.zeros(value.shape, np.int16)
    epoch[0, 100:] = 1
    assert newest(counts) == ABOVE and newest(replace(counts, epoch=epoch)) == WITHIN
    assert change_points(counts).column[0, 0] == 100 and change_points(replace(counts, epoch=epoch)).number[0] == 0


def test_a_missing_newest_week_cannot_be_judged_and_nothing_is_stable_of_nothing() -> None:
    value = flat()
    value[0, -1] = np.nan
    assert newest(of_values(value)) == CANNOT_SAY
    assert TrendClass().describe(of_values(np.zeros(130))).code[0] == Trend.UNCLEAR


def test_sums_over_twelve_months_are_not_read() -> None:
    sums = np.linspace(100, 900, 60)
    told = TrendClass().describe(of_values(sums, cadence=Cadence.ROLLING_12_MONTHS))
    assert told.code[0] == Trend.UNCLEAR and told.changes.number[0] == 0


def test_change_points_have_dates() -> None:
    value = np.concatenate([flat(60, 10.0), flat(60, 30.0)], axis=1)
    told = change_points(of_values(value, first=date(2024, 1, 1)))
    low, middle, high = told.dates()[0, 0]
    assert told.number[0] == 1 and low <= middle <= high
    assert abs(middle - np.datetime64("2025-02-24")) <= np.timedelta64(14, "D")
    assert np.isnat(told.dates()[0, 1]).all() and 25 < told.level[0, 1] < 35


def test_streams_that_do_not_meet_are_not_compared() -> None:
    one = TrendClass().describe(of_values(flat(), first=date(2015, 1, 5)))
    other = TrendClass().describe(of_values(flat(seed=6), first=date(2021, 1, 4)))
    told = divergence(one, other, np.array([[0, 0]]))
    assert np.isnan(told.p_value[0]) and not told.diverging[0]

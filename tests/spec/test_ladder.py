"""The ladder never goes silent and never is absurd: one example for each promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tocsin.engine.local import judge
from tocsin.methods.aberration.ladder import Ladder
from tocsin.methods.aberration.supported import least_supported
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, FIRST, LENT, NONE, POOLED, WITHIN, YEARS, Judged
from tocsin.records.period import Cadence

SEED = 5


def quiet(mean: float, periods: int, rows: int = 1, phi: float = 1.5) -> np.ndarray:
    return np.random.default_rng(SEED).negative_binomial(mean / (phi - 1), 1 / phi, (rows, periods)).astype(float)


def last(counts: Counts) -> Judged:
    return judge(Ladder(), counts, np.array([counts.value.shape[1] - 1]))


def test_each_answer_says_how_much_history_it_stands_on() -> None:
    told = judge(Ladder(), of_values(quiet(8, 320)))
    assert told.rung[0, [0, 1, 40]].tolist() == [NONE, POOLED, POOLED]
    assert told.rung[0, [60, 200]].tolist() == [LENT, LENT] and told.rung[0, 300] == YEARS


def test_it_answers_from_the_second_week_on() -> None:
    told = judge(Ladder(), of_values(quiet(8, 120)))
    assert told.verdict[0, 0] == CANNOT_SAY and (told.verdict[0, 1:] != CANNOT_SAY).all()
    assert np.isfinite(told.upper[0, 10:]).all() and (told.upper[0, 30:] < 40).all()


def test_the_first_case_ever_is_told_by_its_rank() -> None:
    told = last(of_values(np.append(np.zeros(394), 1.0)))
    assert told.verdict[0, 0] == ABOVE and told.rung[0, 0] == FIRST
    np.testing.assert_allclose(told.p_value[0, 0], 1 / 395)


def test_a_first_case_after_few_empty_weeks_is_neither_new_nor_calm() -> None:
    told = last(of_values(np.append(np.zeros(50), 1.0)))
    assert told.verdict[0, 0] == CANNOT_SAY and abs(told.p_value[0, 0] - 1 / 51) < 1e-12


def test_no_chance_is_smaller_than_the_history_supports() -> None:
    rising = np.append(np.zeros(360), [3.0, 4.0, 6.0, 9.0])
    rising[[50, 200]] = 1
    told = judge(Ladder(), of_values(rising), np.arange(360, 364))
    assert (told.verdict == ABOVE).all() and (told.p_value >= 1 / 365).all()
    np.testing.assert_allclose(least_supported(np.array([99.0, 99.0]), np.array([3.0, 25.0])), [0.01, 1e-5])


def test_one_outlier_of_5000_moves_no_threshold_by_a_quarter() -> None:
    value = quiet(12, 400)
    at = np.arange(360, 400)
    before = judge(Ladder(), of_values(value), at).upper
    for week in (140, 250, 340, 340 - 52, 399 - 52):
        hit = value.copy()
        hit[0, week] = 5_000
        moved = judge(Ladder(), of_values(hit), at).upper / before
        assert (np.abs(moved - 1) < 0.25).all(), week


def test_a_step_rings_at_once_and_for_half_a_year() -> None:
    value = quiet(5, 350, phi=1.2)
    value[0, 300:] += 20
    told = judge(Ladder(), of_values(value), np.arange(298, 328))
    assert (told.verdict[0, :2] == WITHIN).all() and (told.verdict[0, 2:] == ABOVE).all()


def test_after_a_step_the_new_level_is_learned_and_no_slope_is() -> None:
    value = quiet(5, 420, phi=1.2)
    value[0, 300:] += 25
    told = last(of_values(value))
    assert told.verdict[0, 0] == WITHIN and told.expected[0, 0] < 36 and told.upper[0, 0] < 63


def test_a_high_week_lowers_what_the_next_one_needs_and_the_limit_is_kept_exactly() -> None:
    value = np.repeat(quiet(30, 320), 60, 0)
    value[:, -2:] = np.stack([np.repeat([30.0, 45.0, 5_000.0], 20), np.tile(np.arange(41.0, 61.0), 3)], 1)
    told = last(of_values(value))
    calm, raised, absurd = told.upper[:, 0].reshape(3, 20)[:, 0]
    assert raised < calm - 3 and abs(absurd / calm - 1) < 0.1
    np.testing.assert_array_equal(told.verdict == ABOVE, told.p_value <= 0.005)
    alone = judge(replace(Ladder(), memory=0), of_values(value), np.array([319]))
    np.testing.assert_array_equal(alone.upper, alone.upper[0, 0])


def test_a_week_before_that_is_unknown_or_excluded_is_no_light() -> None:
    value, outbreak = np.repeat(quiet(30, 320), 3, 0), np.zeros((3, 320), bool)
    value[:, -2], value[1, -2], outbreak[2, -2] = 50, np.nan, True
    lit, unknown, excluded = last(of_values(value, excluded=outbreak)).upper[:, 0]
    assert lit < unknown == excluded


def test_two_raised_weeks_ring_together_where_neither_would_alone() -> None:
    value = quiet(30, 320)
    value[0, -3] = 25
    value[0, -2:] = last(of_values(value[:, :-1])).upper[0, 0]
    told = judge(Ladder(), of_values(value), np.array([318, 319]))
    assert told.verdict[0].tolist() == [WITHIN, ABOVE]


def test_a_share_is_never_foretold_above_all_that_was_tested() -> None:
    rng = np.random.default_rng(SEED)
    tests = rng.poisson(46, (4, 40)).astype(float)
    value = rng.binomial(tests.astype(int), [[0.05], [0.4], [0.8], [1.0]]).astype(float)
    told = judge(Ladder(), of_values(value, exposure=tests, trials=True, cadence=Cadence.MONTH))
    assert not (told.upper > tests).any() and not (told.expected > tests).any()
    assert (told.upper[1, 20:] < 0.85 * tests[1, 20:]).all() and not (told.verdict == ABOVE).any()
    assert ((told.expected / tests)[2:, 20:] > [[0.7], [0.9]]).all()


def test_a_year_s_trend_is_hardly_believed_a_year_ahead() -> None:
    doubled = np.array([100.0, 100, 100, 100, 100, 100, 100, 200])
    assert last(of_values(np.append(doubled, 210.0), cadence=Cadence.YEAR)).expected[0, 0] < 180


def test_few_months_far_above_the_sisters_are_no_reason_for_an_absurd_limit() -> None:
    value = np.repeat(quiet(2, 9), 8, 0)
    value[0] = 175, 181, 156, 148, 147, 132, 90, 98, 84
    told = last(of_values(value, cadence=Cadence.MONTH, sister=np.zeros(8, np.int64)))
    assert told.rung[0, 0] == POOLED and 70 < told.expected[0, 0] < 180 and told.upper[0, 0] < 400


def test_a_fall_is_told_like_a_rise() -> None:
    value = quiet(30, 320)
    value[0, -1] = 5
    told = last(of_values(value))
    assert told.verdict[0, 0] == BELOW and told.more["p_below"][0, 0] <= 0.005 and told.lower[0, 0] > 5


def test_a_lower_bound_may_ring_and_never_falls() -> None:
    value = np.repeat(quiet(30, 320), 2, 0)
    value[:, -1] = 5, 90
    bound = np.zeros(value.shape, bool)
    bound[:, -1] = True
    assert last(replace(of_values(value), open=bound)).verdict[:, 0].tolist() == [CANNOT_SAY, ABOVE]


def test_what_is_known_to_be_incomplete_is_no_fall() -> None:
    value, share = quiet(40, 320), np.ones((1, 320))
    value[0, -1], share[0, -1] = 10, 0.25
    told = last(of_values(value, completeness=share))
    assert told.verdict[0, 0] == WITHIN and 8 < told.expected[0, 0] < 12


def test_twice_the_tests_are_twice_the_cases_expected() -> None:
    tests = np.full((1, 320), 100.0)
    tests[0, -1] = 200
    value = np.random.default_rng(SEED).binomial(tests.astype(int), 0.1).astype(float)
    told = last(of_values(value, exposure=tests))
    assert 18 < told.expected[0, 0] < 22 and told.verdict[0, 0] == WITHIN


def test_a_known_outbreak_is_no_baseline() -> None:
    value, outbreak = quiet(10, 320), np.zeros((1, 320), bool)
    outbreak[0, 200:290] = True
    raised = np.where(outbreak, value * 6, value)
    assert 8.5 < last(of_values(raised, excluded=outbreak)).expected[0, 0] < 11.5


def test_a_new_epoch_starts_at_the_bottom_and_says_so() -> None:
    counts = of_values(quiet(10, 320))
    epoch = np.zeros((1, 320), np.int16)
    epoch[0, 315:] = 1
    told = last(replace(counts, epoch=epoch))
    assert told.rung[0, 0] == POOLED and told.more["n"][0, 0] == 4


def test_never_a_case_here_but_many_elsewhere_is_an_answer() -> None:
    value = quiet(20, 60, rows=6)
    value[0, :-1] = np.nan
    told = last(of_values(value, sister=np.zeros(6, np.int64), kin=np.zeros(6, np.int64)))
    assert told.rung[0, 0] == POOLED and told.verdict[0, 0] == WITHIN and 12 < told.expected[0, 0] < 30


def test_short_half_yearly_series_and_other_calendars_are_answered() -> None:
    for cadence, periods in (
        (Cadence.HALF_YEAR, 12), (Cadence.QUARTER, 24), (Cadence.MONTH, 70), (Cadence.YEAR, 9), (Cadence.DAY, 500),
        (Cadence.MMWR_WEEK, 300), (Cadence.ROLLING_12_MONTHS, 40),
    ):  # fmt: skip
        value = quiet(40, periods)
        raised = np.append(value[0, :-1], 400.0)
        assert last(of_values(value, cadence=cadence)).verdict[0, 0] == WITHIN, cadence
        assert last(of_values(raised, cadence=cadence)).verdict[0, 0] == ABOVE, cadence


def test_flat_huge_and_single_series_divide_by_nothing() -> None:
    for value in (np.full(400, 5.0), np.full(400, 1e6), np.append(np.full(20, np.nan), [3.0, 4.0]), np.array([7.0])):
        told = judge(Ladder(), of_values(value))
        assert not np.isin(told.verdict, (ABOVE, BELOW)).any()


def test_evidence_is_small_in_calm_and_large_in_an_outbreak() -> None:
    value = quiet(10, 320)
    value[0, -1] = 45
    told = judge(Ladder(), of_values(value), np.arange(300, 320))
    assert told.e_value[0, :-1].mean() < 1.5 and told.e_value[0, -1] > 1_000

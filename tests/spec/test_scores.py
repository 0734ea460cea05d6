"""Scores worked by hand from their definitions, and on a forecast that a hub printed in its documentation."""

from __future__ import annotations

import numpy as np
import pytest

from tocsin.errors import BadValue
from tocsin.replay.scores.coverage import covered, shares
from tocsin.replay.scores.levels import central, crossing
from tocsin.replay.scores.pit import pit, pit_between, pit_cells
from tocsin.replay.scores.point import absolute_error, bias
from tocsin.replay.scores.relative_skill import relative_skill
from tocsin.replay.scores.wis import pinball, wis

THREE = np.array([0.1, 0.5, 0.9])
FOUR = np.array([10.0, 20.0, 30.0])


class TestWis:
    def test_inside_the_interval_width_and_half_the_error_of_the_median_count(self) -> None:
        made = wis(FOUR, THREE, np.array(24.0))
        # (4 / 2 + 0.2 / 2 * 20) / 1.5
        assert float(made.wis) == pytest.approx(4 / 1.5)
        assert float(made.dispersion) == pytest.approx(2 / 1.5)
        assert (float(made.underprediction), float(made.overprediction)) == (pytest.approx(2 / 1.5), 0.0)

    def test_above_the_interval_the_whole_distance_is_underprediction(self) -> None:
        made = wis(FOUR, THREE, np.array(36.0))
        # dispersion 0.1 * 20; 36 - 30 beyond the interval (alpha / 2 times 2 / alpha is 1); (36 - 20) / 2 from the median
        assert float(made.dispersion) == pytest.approx(2 / 1.5)
        assert float(made.underprediction) == pytest.approx((6 + 8) / 1.5)
        assert float(made.overprediction) == 0.0
        assert float(made.wis) == pytest.approx(16 / 1.5)

    def test_below_the_interval_it_is_overprediction(self) -> None:
        made = wis(FOUR, THREE, np.array(4.0))
        assert float(made.overprediction) == pytest.approx((6 + 8) / 1.5) and float(made.underprediction) == 0.0

    def test_two_intervals_weigh_by_what_lies_outside_them(self) -> None:
        levels, values = np.array([0.025, 0.25, 0.5, 0.75, 0.975]), np.array([2.0, 8.0, 10.0, 14.0, 30.0])
        # y = 16: |16 - 10| / 2 + 0.25 * (6 + 2 / 0.5 * 2) + 0.025 * 28 = 3 + 3.5 + 0.7, over 2.5
        assert float(wis(values, levels, np.array(16.0)).wis) == pytest.approx(7.2 / 2.5)

    def test_it_is_twice_the_mean_pinball_loss(self) -> None:
        rng = np.random.default_rng(1)
        levels = np.array([0.01, 0.025, *np.arange(1, 20) / 20, 0.975, 0.99])
        values, truth = np.sort(rng.gamma(2, 30, (200, 23)), axis=1), rng.poisson(60, 200).astype(float)
        made = wis(values, levels, truth)
        np.testing.assert_allclose(made.wis, 2 * pinball(values, levels, truth).mean(axis=1))
        np.testing.assert_allclose(made.wis, made.dispersion + made.overprediction + made.underprediction)

    def test_a_single_figure_is_scored_by_its_absolute_error(self) -> None:
        assert float(wis(np.array([20.0]), np.array([0.5]), np.array(13.0)).wis) == 7.0

    def test_without_the_median_the_intervals_alone_are_averaged(self) -> None:
        levels, truth = np.array([0.2, 0.4, 0.6, 0.8]), np.array([5.0, 5.0])
        values = np.array([[1.0, 2, 3, 4], [8.0, 9, 10, 11]])
        # 2 x mean of 0.2 * 4, 0.4 * 3, 0.6 * 2, 0.8 * 1; and of 0.8 * 3, 0.6 * 4, 0.4 * 5, 0.2 * 6
        np.testing.assert_allclose(wis(values, levels, truth).wis, [2.0, 4.0])

    def test_a_level_without_its_partner_is_refused(self) -> None:
        with pytest.raises(BadValue, match=r"central intervals.*0\.95"):
            wis(np.array([1.0, 2, 3]), np.array([0.1, 0.5, 0.95]), np.array(2.0))
        np.testing.assert_array_equal(central(np.array([0.05, 0.1, 0.5, 0.9])), [0.1, 0.5, 0.9])

    def test_quantiles_that_cross_are_refused_and_named(self) -> None:
        values = np.array([[10.0, 20, 30], [10.0, 30, 20]])
        with pytest.raises(BadValue, match=r"cross.*10, 30, 20 at place \(1,\)"):
            wis(values, THREE, np.array([1.0, 1.0]))
        assert crossing(values).tolist() == [False, True]
        assert float(wis(values[1], THREE, np.array(24.0), crossed=True).wis) == pytest.approx(
            2 * pinball_by_hand(values[1], 24.0)
        )

    def test_levels_out_of_order_or_range_are_refused(self) -> None:
        for levels in ([0.9, 0.5, 0.1], [0.1, 0.5, 0.5], [0.0, 0.5, 1.0]):
            with pytest.raises(BadValue, match="levels"):
                wis(FOUR, np.array(levels), np.array(1.0))

    def test_an_unknown_truth_or_quantile_gives_no_score(self) -> None:
        values = np.array([[10.0, 20, 30], [10.0, np.nan, 30], [10.0, 20, 30]])
        made = wis(values, THREE, np.array([24.0, 24.0, np.nan]))
        assert np.isnan(made.wis).tolist() == [False, True, True]

    def test_the_forecast_that_the_hubverse_prints(self) -> None:
        """Flusight-baseline for Massachusetts as of 2022-11-19, horizons 0 and 1: 79 and 221 were admitted."""
        levels = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
        values = np.array([[22.0, 31, 45, 51, 57, 71, 80], [5.0, 21, 38, 51, 64, 81, 97]])
        made = wis(values, levels, np.array([79.0, 221.0]))
        # width: 0.05 * 58 + 0.1 * 40 + 0.25 * 12; above: 79 - 71, 79 - 57, and half of 79 - 51
        np.testing.assert_allclose(made.dispersion, [9.9 / 3.5, (0.05 * 92 + 0.1 * 60 + 0.25 * 26) / 3.5])
        np.testing.assert_allclose(made.underprediction, [44 / 3.5, (124 + 140 + 157 + 85) / 3.5])
        np.testing.assert_array_equal(made.overprediction, [0, 0])
        assert covered(values, levels, np.array([79.0, 221.0]), 0.9).tolist() == [1, 0]


def pinball_by_hand(values: np.ndarray, truth: float) -> float:
    losses = [
        level * (truth - q) if truth > q else (1 - level) * (q - truth) for q, level in zip(values, THREE, strict=True)
    ]
    return sum(losses) / 3


class TestCoverage:
    def test_the_ends_belong_to_the_interval(self) -> None:
        values = np.tile(FOUR, (4, 1))
        assert covered(values, THREE, np.array([10.0, 30, 31, np.nan]), 0.8)[:3].tolist() == [1, 1, 0]
        assert np.isnan(covered(values, THREE, np.array([10.0, 30, 31, np.nan]), 0.8)[3])

    def test_an_interval_that_the_levels_do_not_make_is_refused(self) -> None:
        with pytest.raises(BadValue, match=r"level is missing.*0\.25"):
            covered(FOUR, THREE, np.array(10.0), 0.5)

    def test_shares_are_those_of_the_intervals(self) -> None:
        assert shares(np.array([0.025, 0.25, 0.5, 0.75, 0.975])) == (0.5, 0.95)


class TestPit:
    def test_a_truth_lies_between_the_levels_beside_it(self) -> None:
        low, high = pit_between(np.tile(FOUR, (3, 1)), THREE, np.array([3.0, 24.0, 99.0]))
        assert (low.tolist(), high.tolist()) == ([0, 0.5, 0.9], [0.1, 0.9, 1.0])

    def test_a_count_that_equals_quantiles_stretches_over_them(self) -> None:
        low, high = pit_between(np.array([0.0, 0, 2]), THREE, np.array(0.0))
        assert (float(low), float(high)) == (0.0, 0.9)

    def test_draws_stay_between_and_cells_draw_nothing(self) -> None:
        values = np.tile(FOUR, (1000, 1))
        drawn = pit(values, THREE, np.full(1000, 24.0), np.random.default_rng(3))
        assert 0.5 <= drawn.min() < 0.51 and 0.89 < drawn.max() <= 0.9
        cells = pit_cells(values[:2], THREE, np.array([24.0, 10.0]))
        # 24 lies in the third cell; 10 equals the first quantile: it stretches over 0 to 0.5
        np.testing.assert_allclose(cells.seen, [0.5 * 0.1 / 0.5, 0.5 * 0.4 / 0.5, 0.5, 0])
        np.testing.assert_allclose(cells.foreseen, [0.1, 0.4, 0.4, 0.1])
        assert cells.farthest == pytest.approx(0.1)

    def test_right_distributions_give_a_flat_pit_for_large_and_for_small_counts(self) -> None:
        rng, levels = np.random.default_rng(8), np.arange(1, 20) / 20
        for mean in (0.7, 400.0):
            sample = np.sort(rng.poisson(mean, 40_000))
            values = np.tile(np.quantile(sample, levels, method="inverted_cdf"), (4000, 1))
            truth = rng.poisson(mean, 4000).astype(float)
            assert pit_cells(values, levels, truth).farthest < 0.05  # no finer than the levels are

    def test_nothing_known_is_no_pit(self) -> None:
        assert np.isnan(pit_cells(FOUR[None], THREE, np.array([np.nan])).farthest)


class TestPoint:
    def test_bias_is_the_place_of_the_truth_between_minus_one_and_one(self) -> None:
        values, truth = np.tile(FOUR, (6, 1)), np.array([5.0, 10, 20, 22, 30, 40])
        np.testing.assert_allclose(bias(values, THREE, truth), [1, 0.8, 0, -0.8, -0.8, -1])

    def test_the_absolute_error_is_a_distance(self) -> None:
        np.testing.assert_array_equal(absolute_error(np.array([3.0, np.nan]), np.array([5.0, 1])), [2, np.nan])


class TestRelativeSkill:
    def test_ratios_are_taken_on_shared_tasks_only(self) -> None:
        scores = np.array([[2.0, 4.0, np.nan], [1.0, 2.0, 9.0], [4.0, 8.0, 18.0]])
        made = relative_skill(scores, baseline=2)
        np.testing.assert_allclose(made.ratio, [[1, 2, 0.5], [0.5, 1, 0.4], [2, 2.5, 1]])
        assert made.shared.tolist() == [[2, 2, 2], [2, 3, 3], [2, 3, 3]]
        np.testing.assert_allclose(made.skill, [1, 0.2 ** (1 / 3), 5 ** (1 / 3)])
        np.testing.assert_allclose(made.scaled, made.skill / 5 ** (1 / 3))

    def test_a_hard_task_that_one_model_left_out_does_not_help_it(self) -> None:
        same = np.array([[1.0, 1.0, np.nan], [1.0, 1.0, 100.0]])
        np.testing.assert_allclose(relative_skill(same).skill, [1, 1])

    def test_models_without_a_shared_task_are_not_compared(self) -> None:
        made = relative_skill(np.array([[1.0, np.nan, 2], [np.nan, 3.0, 4], [np.nan, np.nan, np.nan]]))
        np.testing.assert_allclose(made.skill[:2], [0.5**0.5, 2**0.5])
        assert np.isnan(made.skill[2]) and np.isnan(made.scaled).all() and made.shared[0, 2] == 0

    def test_the_baseline_has_to_be_one_of_the_models(self) -> None:
        with pytest.raises(BadValue, match="baseline"):
            relative_skill(np.ones((2, 3)), baseline=2)

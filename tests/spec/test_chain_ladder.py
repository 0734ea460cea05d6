"""The chain ladder: what it says of small triangles that can be reckoned by hand, and what it never does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tocsin.errors import BadValue
from tocsin.methods.nowcast.samples import samples
from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder, nowcast
from tocsin.methods.nowcast.triangles.completeness import completeness, standing
from tocsin.methods.nowcast.triangles.dispersion import past_errors, spread
from tocsin.methods.nowcast.triangles.hazards import Memory, hazards
from tocsin.methods.nowcast.triangles.predictive import unreported
from tocsin.methods.nowcast.triangles.prior import moved_by
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.period import Cadence

FIRST, CHANCES = 2_900, np.array([0.4, 0.3, 0.15, 0.1, 0.05])
PLAIN = Memory(hazards=1.0, change=0.0, trust=(0.0, 0.0))  # nothing is forgotten, no change of pace, no level before


def triangle(total: np.ndarray, cadence: Cadence = Cadence.WEEK, pool: np.ndarray | None = None) -> Triangle:
    """As known at the last period of `total` (N, T, D)."""
    periods = FIRST + np.arange(total.shape[1])
    numbers = np.zeros(len(total), np.int64) if pool is None else pool
    return Triangle(total, periods, cadence, int(periods[-1]), numbers).until(int(periods[-1]))


def filling_up(mean: float, rows: int = 4, steps: int = 60, seed: int = 6) -> np.ndarray:
    """Totals (N, T, D) of Poisson counts that are reported with the chances above."""
    return np.cumsum(np.random.default_rng(seed).poisson(mean * CHANCES, (rows, steps, len(CHANCES))), axis=2) * 1.0


def same(one: Nowcast, other: Nowcast) -> None:
    for name in ("reported", "completeness", "concentration", "mean", "quantiles", "basis"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, err_msg=name)


def test_a_small_triangle_comes_to_what_a_hand_reckons() -> None:
    known = np.array([[50_000, 75_000, 90_000], [60_000, 90_000, 108_000], [40_000, 64_000, 0], [80_000, 0, 0]])
    told = ChainLadder(PLAIN).nowcast(triangle(known[None] * 1.0))
    first, second = (75 + 90 + 64) / (50 + 60 + 40), (90 + 108) / (75 + 90)
    np.testing.assert_allclose(told.mean[0], [90_000, 108_000, 64_000 * second, 80_000 * first * second], rtol=1e-4)
    np.testing.assert_allclose(told.completeness[0], [1, 1, 1 / second, 1 / (first * second)], rtol=1e-4)
    assert told.basis[0].tolist() == [Stand.CLOSED, Stand.CLOSED, Stand.OWN, Stand.OWN]
    assert told.concentration[0, 0] == np.inf and np.isfinite(told.concentration[0, 3])


def test_each_verb_can_be_used_alone() -> None:
    known = triangle(filling_up(200))
    learned = hazards(known)
    np.testing.assert_allclose(completeness(learned)[:, -1], 0.4, atol=0.03)
    np.testing.assert_allclose(completeness(learned)[:, -3], 0.85, atol=0.03)
    assert (standing(known, learned)[:, -1] == Stand.OWN).all()
    width = spread(past_errors(learned), known.pool)
    assert width.variance.shape == (4, 5) and (width.variance >= 0).all()
    told = nowcast(known, learned, np.array(LEVELS))
    same(told, ChainLadder().nowcast(known))
    np.testing.assert_allclose(told.mean[:, -1], 200, rtol=0.2)


def test_sums_over_a_window_are_settled_when_their_last_period_is() -> None:
    total = filling_up(100)
    told = ChainLadder(settled=3).nowcast(triangle(total), window=2)
    assert np.isnan(told.mean[:, 0]).all() and (told.basis[:, 0] == Stand.REFUSED).all()
    settled = total[:, 20, 3] + total[:, 19, 4]  # the older period is seen one step longer
    np.testing.assert_allclose(told.mean[:, 20], settled)
    assert (told.basis[:, 20] == Stand.CLOSED).all()


def test_a_series_of_nothing_stays_near_nothing_and_knows_its_delays_from_others() -> None:
    total = filling_up(100)
    total[0] = 0
    told = ChainLadder().nowcast(triangle(total))
    assert told.mean[0, -1] < 1 and told.quantile(0.5)[0, -1] == 0
    assert abs(told.completeness[0, -1] - 0.4) < 0.05 and told.basis[0, -1] == Stand.POOLED


@pytest.mark.parametrize("mean", [0.5, 2.0, 5.0])
def test_intervals_hold_counts_from_none_to_a_few_as_often_as_they_say(mean: float) -> None:
    total = filling_up(mean, rows=300, seed=int(10 * mean))
    told, final = ChainLadder().nowcast(triangle(total)), total[:, :, -1]
    for width in (0.5, 0.8, 0.95):
        low, high = told.quantile((1 - width) / 2)[:, -1], told.quantile((1 + width) / 2)[:, -1]
        held = ((low <= final[:, -1]) & (final[:, -1] <= high)).mean()
        assert width - 0.07 < held, (mean, width, held)
        assert held < width + (0.12 if mean > 1 else 0.4), (mean, width, held)
    assert abs((told.mean - final)[:, -1].mean()) < 0.15 * mean + 0.1


def test_a_gap_is_bridged_from_one_known_total_to_the_next() -> None:
    total = filling_up(2_000, rows=1)
    whole = ChainLadder().nowcast(triangle(total))
    total[:, ::2, 2] = np.nan  # nobody looked at every other period two steps on
    gaps = ChainLadder().nowcast(triangle(total))
    np.testing.assert_allclose(gaps.completeness[:, -4:], whole.completeness[:, -4:], atol=0.02)
    total[:, :, :2] = np.nan  # and never before that
    late = ChainLadder().nowcast(triangle(total))
    assert np.isnan(late.reported[0, -1]) and late.completeness[0, -1] == 0
    np.testing.assert_allclose(late.mean[0, -1], 2_000, rtol=0.15)


def test_a_negative_revision_is_foreseen_and_the_law_reaches_below_what_is_reported() -> None:
    total = filling_up(1_000)
    total[:, :, 4] = np.round(total[:, :, 3] * 0.9)
    told, final = ChainLadder().nowcast(triangle(total)), total[:, :, 4]
    assert (told.completeness[:, -4] > 1.05).all()
    assert (told.quantile(0.9)[:, -4] < told.reported[:, -4]).all()
    np.testing.assert_allclose(told.mean[:, -4], final[:, -4], rtol=0.02)


def test_the_weekday_of_the_report_is_learned_for_days() -> None:
    days, rng = np.arange(140), np.random.default_rng(3)
    open_ = (FIRST + days[:, None] + np.arange(9)[None, :] + 3) % 7 < 5  # no report on Saturdays and Sundays
    event = np.cumsum(rng.poisson(200 * np.r_[CHANCES, 0, 0, 0, 0], (1, 140, 9)), axis=2) * 1.0
    total = np.where(open_[None], event, np.nan)
    for d in range(9):  # what was known the day before stands; nothing at all until the first report
        total[:, :, d] = np.where(np.isnan(total[:, :, d]), total[:, :, d - 1] if d else 0.0, total[:, :, d])
    told = ChainLadder().nowcast(triangle(total, Cadence.DAY))
    shares = hazards(triangle(total, Cadence.DAY))
    monday, friday = (shares.growth[0, 1, w] / shares.growth[0, -1, w] for w in (0, 4))
    assert abs(monday - 0.7) < 0.05 and abs(friday - 0.4) < 0.05  # one day on: Tuesday, and Saturday without a report
    np.testing.assert_allclose(told.mean[0, -1], event[0, -1, -1], rtol=0.25)


def test_the_future_never_changes_the_past() -> None:
    total = filling_up(50)
    known, early = triangle(total), FIRST + 45
    before = ChainLadder().nowcast(known.until(early))
    changed = total.copy()
    changed[:, 46:] = 10_000
    for d in range(1, 5):
        changed[:, 46 - d :, d] = 10_000
    same(before, ChainLadder().nowcast(triangle(changed).until(early)))
    careless = replace(triangle(total), total=total)  # holds what lies after now
    same(ChainLadder().nowcast(careless), ChainLadder().nowcast(known))


def test_order_and_chunks_of_series_change_nothing_but_what_pools_lend() -> None:
    total, pool = filling_up(20, rows=6), np.array([0, 0, 0, 1, 1, 2])
    whole, turned = ChainLadder().nowcast(triangle(total, pool=pool)), np.array([5, 2, 0, 4, 1, 3])
    same(whole.take(turned), ChainLadder().nowcast(triangle(total[turned], pool=pool[turned])))
    chunk = np.array([3, 4])
    same(whole.take(chunk), ChainLadder().nowcast(triangle(total[chunk], pool=pool[chunk])))


def test_quantiles_rise_and_the_mean_lies_among_them() -> None:
    told = ChainLadder().nowcast(triangle(filling_up(30, rows=20)))
    assert (np.diff(told.quantiles, axis=2) >= 0).all()
    assert ((told.quantile(0.25) - 1 <= told.mean) & (told.mean <= told.quantile(0.75) + 1)).all()


def test_samples_have_the_quantiles_of_the_nowcast_and_neighbours_err_together() -> None:
    told = ChainLadder().nowcast(triangle(filling_up(300, rows=2)))
    paths = samples(told, 4_000, seed=1)
    np.testing.assert_allclose((paths[:, -1] <= told.quantile(0.2)[:, -1:]).mean(axis=1), 0.2, atol=0.03)
    np.testing.assert_allclose((paths[:, -1] <= told.quantile(0.9)[:, -1:]).mean(axis=1), 0.9, atol=0.03)
    assert np.corrcoef(paths[0, -1], paths[0, -2])[0, 1] > 0.6
    assert abs(np.corrcoef(paths[0, -1], paths[1, -1])[0, 1]) < 0.1
    np.testing.assert_array_equal(paths, samples(told, 4_000, seed=1))
    assert (paths[:, 10] == told.mean[:, 10, None]).all()  # all reported


def test_delays_never_seen_are_refused() -> None:
    told = ChainLadder().nowcast(triangle(filling_up(50)[:, :4]))  # four periods cannot tell of a fifth step
    assert (told.basis == Stand.REFUSED).all()
    assert np.isnan(told.mean).all() and np.isnan(told.quantiles).all() and np.isnan(told.completeness).all()


def test_a_faster_stream_moves_what_is_foreseen_of_the_newest_period() -> None:
    level = np.where(np.arange(60) < 59, 100.0, 300.0)
    rng = np.random.default_rng(9)
    total = np.cumsum(rng.poisson(level[:, None] * np.array([0.02, 0.5, 0.3, 0.15, 0.03]), (1, 60, 5)), axis=2) * 1.0
    total[0, :, 0] = 0.0  # nothing is reported at once
    stream = rng.poisson(10 * level)[None].astype(np.float64)
    alone = ChainLadder().nowcast(triangle(total))
    moved = ChainLadder().nowcast(triangle(total), hint=moved_by(stream))
    assert alone.mean[0, -1] < 150 and moved.mean[0, -1] > 220


def test_one_dump_of_old_reports_hardly_moves_what_is_learned() -> None:
    total, step = filling_up(200), 55
    plain = ChainLadder().nowcast(triangle(total))
    for d in range(2, 5):
        total[:, step - d, d:] += 100  # on one day, far more than ever before
    dumped = ChainLadder().nowcast(triangle(total))
    np.testing.assert_allclose(dumped.completeness[:, -1], plain.completeness[:, -1], atol=0.05)


def test_one_monstrous_day_does_not_set_the_width_of_all() -> None:
    total, step = filling_up(200), 50
    plain = ChainLadder().nowcast(triangle(total))
    for d in range(1, 5):
        total[:, step - d, d:] += 500
    monstrous = ChainLadder().nowcast(triangle(total))
    wide = [(told.quantile(0.9) - told.quantile(0.1))[:, -3:].mean() for told in (plain, monstrous)]
    assert wide[1] < 2 * wide[0]


def test_a_trend_of_the_level_goes_on() -> None:
    level = 20 * np.exp(0.1 * np.arange(60))
    chances = np.array([0.02, 0.1, 0.4, 0.3, 0.18])
    total = np.cumsum(np.random.default_rng(2).poisson(level[:, None] * chances, (8, 60, 5)), axis=2) * 1.0
    ahead = [
        ChainLadder(Memory(trend=trend, trust=(100.0, 100.0))).nowcast(triangle(total)).mean[:, -1].mean() / level[-1]
        for trend in (0.0, 1.0)
    ]
    assert ahead[0] < 0.85 and 0.87 < ahead[1] < 1.05


def test_past_errors_say_how_far_the_level_before_is_trusted() -> None:
    rng, days = np.random.default_rng(4), np.arange(140)
    steady = rng.poisson(2_000 * CHANCES, (4, 140, 5)) * 1.0
    jumps = np.exp(rng.normal(0, 0.5, 140 + 5))[days[:, None] + np.arange(5)]
    shares = np.minimum(np.cumsum(CHANCES * jumps, axis=1), 0.98)
    shares[:, -1] = 1.0
    jumpy = np.diff(rng.poisson(2_000, (4, 140, 1)) * shares, axis=2, prepend=0.0)
    moving = rng.poisson(2_000 * np.exp(rng.normal(0, 0.5, (4, 140, 1))) * CHANCES) * 1.0
    found = []
    for increments in (jumpy, moving, steady):
        known = triangle(np.cumsum(increments, axis=2))
        least, most, both = (
            hazards(known, memory=Memory(trust=trust)).present[:, -1, 0]
            for trust in ((1.0, 1.0), (20.0, 20.0), (1.0, 20.0))
        )
        found.append(((both - least) / (most - least)).mean())
    assert found[0] > 0.9 and found[1] < 0.2


def test_a_total_below_nothing_is_read_as_nothing_and_kills_no_series() -> None:
    total = filling_up(50)
    plain = ChainLadder().nowcast(triangle(total))
    total[0, 30, 2:] = -500.0
    told = ChainLadder().nowcast(triangle(total))
    assert abs(told.completeness[0, -3] - plain.completeness[0, -3]) < 0.1
    total[0, 58, 1] = -500.0
    assert (ChainLadder().nowcast(triangle(total)).quantiles[0, 58] >= 0).all()


def test_nothing_reported_makes_nothing_certain_and_no_series_is_no_error() -> None:
    told = ChainLadder().nowcast(triangle(np.zeros((3, 60, 5))))
    open_ = told.basis > Stand.CLOSED
    assert open_.any() and (told.concentration[open_] == 0).all()
    assert ChainLadder().nowcast(triangle(np.zeros((0, 60, 5)))).quantiles.shape == (0, 60, len(LEVELS))


def test_little_to_come_has_whole_quantiles_and_much_a_wide_law() -> None:
    one = np.ones(2)
    told = unreported(np.array([0.1, 10_000.0]), 0 * one, 0.01 * one, 0 * one, np.array([0.25, 0.5, 0.95]))
    assert told[0].tolist() == [0, 0, 1]
    assert 10_500 < told[1, 2] < 12_500


@pytest.mark.parametrize(("window", "settled"), [(0, 2), (1, 9), (1, -1)])
def test_a_target_that_cannot_be_is_refused(window: int, settled: int) -> None:
    with pytest.raises(BadValue):
        ChainLadder(settled=settled).nowcast(triangle(filling_up(5)), window)
    with pytest.raises(BadValue):
        Memory(hazards=0.0)
    with pytest.raises(BadValue):
        Memory(trust=(2.0, 1.0))

"""Shares by lag: a simulated pool of two irregular releases gives its curve and its spread back, and keeps its promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy.stats import nbinom

from tocsin.errors import BadValue
from tocsin.methods.nowcast.lags.lag_shares import LagShares
from tocsin.methods.nowcast.lags.law import law_of
from tocsin.methods.nowcast.lags.pairs import lag_pairs, near, windows
from tocsin.methods.nowcast.lags.spread import Spread, of_anybody, shares_at
from tocsin.numerics.negative_binomial_mixture import mixture_chances, mixture_quantiles
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.panel import KEY_SCHEMA
from tocsin.records.period import Cadence, last_day
from tocsin.records.vintages import Vintages

Floats = NDArray[np.float64]
FIRST, SECOND, THIRD = "2023-06-06", "2026-03-03", "2027-02-01"
PERIODS = np.arange(94, 112)  # half-years 2017-H1 to 2025-H2
OPEN, SHORT = slice(8, 12), 17  # those still open at the first release with a share to learn; the newest of all


def keys(count: int, places: int, measure: str = "reports") -> pa.Table:
    row = {"source": "made", "stream": "laboratory", "level": "state", "measure": measure, "derived": False}
    row |= {"origin": None, "destination": None, "mark": "TLP:CLEAR", "purpose": "any"}
    rows = [
        row | {"series": f"s{i}", "substance": f"d{i // places}", "place": f"P{i % places:03d}"} for i in range(count)
    ]
    return pa.Table.from_pylist(rows, KEY_SCHEMA)


def shares(lag: Floats, deviation: Floats) -> Floats:
    """True shares: the log of what is missing falls by one in 150 days, times what the series is like."""
    return np.exp(-0.25 * np.exp(-(lag - 157) / 150) * np.exp(deviation))


def made(rng: np.random.Generator, level: float, series: int = 120, spread: float = 0.8) -> tuple[Vintages, Floats]:
    """Two runs of a pool whose counts lie around `level`, and the whole figures (N, T)."""
    known = np.array([FIRST, SECOND], "datetime64[D]")
    lag = (known[:, None] - last_day(PERIODS, Cadence.HALF_YEAR)[None, :]).astype(float)
    mean = level * np.exp(rng.normal(0, 0.5, (series, 1)))
    whole = rng.poisson(mean * rng.gamma(8, 1 / 8, (series, len(PERIODS))))
    deviation = rng.normal(0, spread, (series, 1)) + rng.normal(0, 0.4, whole.shape)
    told = [rng.binomial(whole, shares(np.maximum(one, 0), deviation)).astype(float) for one in lag]
    told[1] = np.where(lag[1] > 1000, whole, told[1])
    value = np.where(lag[:, None, :] >= 0, np.stack(told), np.nan)
    return Vintages(keys(series, series), Cadence.HALF_YEAR, PERIODS, known, value), whole.astype(float)


def left_out(vintages: Vintages, rows: NDArray[np.bool_]) -> Vintages:
    """As if the second run had not asked for these series."""
    value = vintages.value.copy()
    value[1, rows] = value[0, rows]
    return replace(vintages, value=value)


def held(nowcast: Nowcast, truth: Floats, part: float) -> NDArray[np.bool_]:
    low, high = nowcast.quantile(0.5 - part / 2), nowcast.quantile(0.5 + part / 2)
    return (truth >= low) & (truth <= high)


def test_the_curve_of_the_pool_is_recovered() -> None:
    vintages, _ = made(np.random.default_rng(1), 800)
    pairs = lag_pairs(vintages, np.ones((2, len(PERIODS)), bool))
    law = law_of(pairs, np.arange(len(vintages)), True)
    assert law is not None and law.curve.shortest == pytest.approx(157 - 7.85)
    for lag, tolerance in ((157, 0.03), (341, 0.015), (522, 0.01)):
        middle = np.exp(-np.exp(law.curve.middle(np.array([float(lag)]))[0]))
        assert middle == pytest.approx(shares(np.array(float(lag)), np.array(0.0)), abs=tolerance)
    assert (np.diff(law.curve.rate) <= 1e-12).all()
    assert 0.5 <= law.spread.place <= 1.4


@pytest.mark.parametrize("level", [2.0, 30.0, 2_000.0])
def test_series_left_out_lie_within_their_intervals_as_often_as_promised(level: float) -> None:
    inside = {0.5: [], 0.8: []}
    for seed in range(3):
        vintages, whole = made(np.random.default_rng(seed), level)
        rows = np.arange(len(vintages)) % 2 == 0
        nowcast = LagShares().nowcast(left_out(vintages, rows))
        assert (nowcast.basis[rows, 11] == Stand.POOLED).all()
        for part, kept in inside.items():
            kept.append(held(nowcast, whole, part)[rows, OPEN].mean())
    assert 0.72 <= np.mean(inside[0.8]) <= (0.97 if level < 100 else 0.88)
    assert 0.42 <= np.mean(inside[0.5]) <= (0.92 if level < 100 else 0.62)


def test_what_a_series_showed_narrows_what_is_said_of_it_and_small_counts_lean_on_the_pool() -> None:
    vintages, _ = made(np.random.default_rng(3), 1_000, spread=1.2)
    nowcast = LagShares().nowcast(vintages)
    column = len(PERIODS) - 2  # 246 days after its end
    assert (nowcast.basis[:, column] == Stand.OWN).all()
    shown = vintages.value[0, :, OPEN].sum(1) / vintages.value[1, :, OPEN].sum(1)
    assert np.corrcoef(shown, nowcast.completeness[:, column])[0, 1] > 0.75
    stranger = LagShares().nowcast(left_out(vintages, np.arange(120) < 60))
    assert stranger.completeness[:60, 11].std() < 1e-9 < nowcast.completeness[:60, column].std()
    few, _ = made(np.random.default_rng(3), 3, spread=1.2)
    apart = [np.nanstd(LagShares().nowcast(one).completeness[:, column]) for one in (few, vintages)]
    assert apart[0] < 0.9 * apart[1]


def test_another_series_of_a_place_is_late_with_it_and_less_surely_so() -> None:
    vintages, _ = made(np.random.default_rng(23), 1_000, series=60, spread=1.2)
    rng = np.random.default_rng(24)
    other = np.stack([np.full_like(vintages.value[0], np.nan), np.rint(vintages.value[1] * 0.1)])
    some = rng.permutation(60)[:50]  # ten places of which nothing is measured
    value = np.concatenate([vintages.value, other], 1)
    gone = np.setdiff1d(np.arange(60), some)
    value[0, gone] = np.nan
    nowcast = LagShares().nowcast(replace(vintages, keys=keys(120, 60), value=value))
    column = len(PERIODS) - 2
    own, lent = nowcast.completeness[some, column], nowcast.completeness[60 + some, column]
    stranger = nowcast.completeness[60 + gone, column]
    assert np.corrcoef(own, lent)[0, 1] > 0.95 and stranger.std() < 1e-9
    assert own.std() > lent.std() > 0.6 * own.std()
    assert (nowcast.basis[some, column] == Stand.OWN).all() and (nowcast.basis[60 + some, column] == Stand.POOLED).all()
    sure = np.median(nowcast.concentration[:, column][some]), np.median(nowcast.concentration[:, column][60 + some])
    assert sure[0] > 1.5 * sure[1] and sure[1] > 1.5 * nowcast.concentration[60 + gone[0], column]


def test_what_is_shared_between_place_and_series_adds_up_to_what_was_learned() -> None:
    learned = Spread(place=1.4, place_never=0.2, period=0.7)
    parted = learned.parted()
    assert parted.place**2 + parted.series**2 == pytest.approx(1.4**2) and parted.place**2 == pytest.approx(
        0.8 * 1.4**2
    )
    assert (1 - parted.place_never) * (1 - parted.series_never) == pytest.approx(0.8)
    shares = shares_at(np.array([-2.0]))[0]
    assert of_anybody(parted) @ shares == pytest.approx(of_anybody(learned) @ shares, abs=0.01)
    wide = parted.times(1.35)
    total = [one.place**2 + one.series**2 + one.period**2 for one in (parted, wide)]
    assert wide.period == parted.period and total[1] == pytest.approx(1.35**2 * total[0])
    assert Spread(place=0.0, period=0.5).times(0.7).period == pytest.approx(0.35)


def test_old_figures_that_still_move_make_nobody_late_today() -> None:
    vintages, _ = made(np.random.default_rng(25), 2_000, series=80, spread=0.5)
    plain = LagShares().nowcast(vintages)
    value = vintages.value.copy()
    value[0, :5, :6] = np.rint(0.99 * value[1, :5, :6])  # five places mend what is older than three years
    nowcast = LagShares().nowcast(replace(vintages, value=value))
    column = len(PERIODS) - 2
    np.testing.assert_allclose(nowcast.completeness[:5, column], plain.completeness[:5, column], atol=0.02)
    assert near(np.array([245, 490, 123, 980, 20, 62]), 245.0) == pytest.approx([1, 0.5, 0.5, 0, 0, 0], abs=0.01)
    cell, window = windows(np.array([157, 341, 522, 157]))
    assert sorted(zip(window.tolist(), cell.tolist(), strict=True)) == [(0, 0), (0, 1), (0, 3), (1, 1), (1, 2), (2, 2)]


def test_old_periods_are_closed_for_series_that_nothing_was_measured_of() -> None:
    vintages, _ = made(np.random.default_rng(27), 800, series=60)
    value = vintages.value.copy()
    value[0, :3] = np.nan  # told for the first time by the second run, two of them in few periods
    value[:, 1:3, 1:-4] = np.nan
    nowcast = LagShares().nowcast(replace(vintages, value=value))
    assert (nowcast.basis[:3, 0] == Stand.CLOSED).all() and (nowcast.completeness[:3, 0] == 1).all()
    assert (nowcast.basis[:3, -2] == Stand.POOLED).all()


def test_zeros_stay_likely_zeros_and_a_feed_that_was_lost_gets_its_level_back() -> None:
    vintages, _ = made(np.random.default_rng(5), 400)
    value = vintages.value.copy()
    value[:, 0] = np.where(np.isnan(value[:, 0]), np.nan, 0.0)  # nothing was ever found there
    value[1, 1, -2] = 0.0  # and here all reports stopped
    nowcast = LagShares().nowcast(replace(vintages, value=value))
    assert nowcast.quantile(0.9)[0, -2] == 0 and nowcast.mean[0, -2] < 0.5
    year = np.nanmean(value[1, 1, -4:-2])
    assert nowcast.quantile(0.9)[1, -2] > 0.5 * year
    assert np.isfinite(nowcast.quantiles[:, -2]).all()


def test_below_the_shortest_measured_lag_nothing_is_said() -> None:
    vintages, _ = made(np.random.default_rng(7), 300, series=40)
    nowcast = LagShares().nowcast(vintages)
    assert (nowcast.basis[:, SHORT] == Stand.REFUSED).all()
    assert np.isnan(nowcast.quantiles[:, SHORT]).all() and np.isnan(nowcast.completeness[:, SHORT]).all()
    assert np.isfinite(nowcast.reported[:, SHORT]).all()
    assert np.isin(nowcast.basis[:, SHORT - 1], (Stand.OWN, Stand.POOLED)).all()


def test_a_stated_prior_is_used_there_only_and_called_so() -> None:
    vintages, _ = made(np.random.default_rng(7), 300, series=40)
    plain = LagShares().nowcast(vintages)
    stated = LagShares(stated=((60, 0.5, 20.0),)).nowcast(vintages)
    assert (stated.basis[:, SHORT] == Stand.STATED).all()
    assert stated.completeness[:, SHORT] == pytest.approx(0.5, abs=0.03)
    assert stated.concentration[:, SHORT] == pytest.approx(20, rel=0.35)
    before = np.arange(len(PERIODS)) < SHORT
    np.testing.assert_array_equal(plain.quantiles[:, before], stated.quantiles[:, before])
    alone = replace(vintages, known=vintages.known[1:], value=vintages.value[1:])
    assert (LagShares().nowcast(alone).basis == Stand.REFUSED).all()
    assert (LagShares(stated=((60, 0.5, 20.0),)).nowcast(alone).basis[:, :SHORT] == Stand.REFUSED).all()
    assert "60d:0.5~20" in LagShares(stated=((60, 0.5, 20.0),)).name
    with pytest.raises(BadValue):
        LagShares(stated=((60, 1.5, 20.0),))


def test_the_future_never_changes_the_past() -> None:
    vintages, whole = made(np.random.default_rng(9), 50, series=40)
    value = np.concatenate([vintages.value, (whole * 7)[None]])
    later = replace(vintages, known=np.append(vintages.known, np.datetime64(THIRD)), value=value)
    then, now = LagShares().nowcast(vintages), LagShares().nowcast(later.until(vintages.known[-1]))
    for name in ("completeness", "concentration", "mean", "quantiles", "basis"):
        np.testing.assert_array_equal(getattr(then, name), getattr(now, name))


def test_a_series_that_the_newest_release_is_silent_on_is_as_old_as_the_last_that_told_it() -> None:
    vintages, _ = made(np.random.default_rng(11), 300, series=60)
    silent = left_out(vintages, np.arange(60) == 0)
    nowcast = LagShares().nowcast(silent)
    assert nowcast.basis[0, 11] == Stand.POOLED and nowcast.basis[1, 11] == Stand.CLOSED
    assert nowcast.completeness[0, 11] < 0.9


def test_figures_revised_down_are_within_what_is_said() -> None:
    rng = np.random.default_rng(13)
    vintages, whole = made(rng, 300, series=100, spread=0.3)
    value = vintages.value.copy()
    fell = rng.random((100, 4)) < 0.3
    value[1, :, OPEN] = np.where(fell, np.floor(value[0, :, OPEN] * 0.95), whole[:, OPEN])
    rows = np.arange(100) % 2 == 0
    nowcast = LagShares().nowcast(left_out(replace(vintages, value=value), rows))
    low = nowcast.quantile(0.1)[rows, OPEN]
    assert (low < vintages.value[0][rows, OPEN]).mean() > 0.9
    assert 0.65 <= held(nowcast, value[1], 0.8)[rows, OPEN].mean() <= 0.97


def test_amounts_that_hardly_move_are_left_as_they_are() -> None:
    rng = np.random.default_rng(15)
    vintages, whole = made(rng, 300, series=60)
    amount = np.where(np.isnan(vintages.value), np.nan, whole * 1.37)
    moved = rng.random(whole.shape) < 0.05
    amount[1] = np.where(moved, amount[1] * 1.02, amount[1])
    rows = np.arange(60) % 2 == 0
    nowcast = LagShares().nowcast(left_out(replace(vintages, value=amount), rows))
    np.testing.assert_allclose(nowcast.quantile(0.5)[rows, OPEN], amount[0][rows, OPEN], rtol=1e-6)
    assert (nowcast.mean[rows, OPEN] <= 1.02 * amount[0][rows, OPEN]).all()


def test_closed_years_of_a_publisher_teach_nothing_and_are_not_touched() -> None:
    rng = np.random.default_rng(17)
    periods = np.arange(648, 672 + 4)  # 2024-01 to 2026-04; the year begins in October
    known = np.array(["2026-01-12", "2026-05-12"], "datetime64[D]")
    whole = rng.poisson(20 * rng.gamma(8, 1 / 8, (80, len(periods)))).astype(float)
    opened = periods >= 669
    early = np.where(opened, rng.binomial(whole.astype(int), 0.8), whole)
    first = np.where(periods >= 672, np.nan, early)
    value = np.stack([first, np.where(periods >= 672, early, whole)])
    vintages = Vintages(keys(80, 20, "seizures"), Cadence.MONTH, periods, known, value)
    nowcast = LagShares(year_starts=10).nowcast(vintages)
    assert (nowcast.basis[:, periods < 669] == Stand.CLOSED).all()
    newest = nowcast.completeness[:, -1].mean()
    assert newest == pytest.approx(0.8, abs=0.04)
    assert (nowcast.basis[:, (periods >= 669) & (periods < 672)] == Stand.REFUSED).all()  # nobody saw what comes later
    alone = LagShares(year_starts=10).nowcast(vintages.until(known[0]))
    assert (alone.basis[:, (periods >= 669) & (periods < 672)] == Stand.REFUSED).all()
    still = LagShares(year_starts=10).nowcast(
        replace(vintages, value=np.stack([first, np.where(periods >= 672, 9, first)]))
    )
    assert (still.basis[:, periods >= 669] != Stand.CLOSED).all()  # an open year that never moved is no closed one
    unaware = LagShares().nowcast(vintages)
    assert unaware.completeness[:, -4].mean() > nowcast.completeness[:, -4].mean()


def test_lags_are_chained_where_the_later_release_was_early_too() -> None:
    rng = np.random.default_rng(19)
    periods, known = np.arange(642, 654), np.array(["2024-05-10", "2024-06-10", "2024-07-10"], "datetime64[D]")
    end = last_day(periods, Cadence.MONTH)
    lag = (known[:, None] - end[None, :]).astype(float)
    final = rng.poisson(400, (60, 12))
    told, before = [], np.zeros(final.shape, int)
    for one in lag:
        share = np.clip(1 - 0.5 * np.exp(-np.maximum(one, 0) / 40), 0, 1)
        before = np.maximum(before, rng.binomial(final, np.where(one >= 0, share, 0)))
        told.append(np.where(one >= 0, before, np.nan))
    nowcast = LagShares(levels=False).nowcast(
        Vintages(keys(60, 60), Cadence.MONTH, periods, known, np.stack(told).astype(float))
    )
    youngest = int(np.flatnonzero(lag[-1] >= 0)[-1])
    assert lag[-1, youngest] == 10
    truth = 1 - 0.5 * np.exp(-10 / 40)
    one_step = truth / (1 - 0.5 * np.exp(-40 / 40))
    assert np.nanmean(nowcast.completeness[:, youngest]) == pytest.approx(truth, abs=0.06)
    assert np.nanmean(nowcast.completeness[:, youngest]) < one_step


def test_quantiles_of_mixtures_agree_with_exact_sums() -> None:
    rng = np.random.default_rng(21)
    levels = np.array(LEVELS)
    for size in (0.5, 7.0, 59.0, 80.0, 600.0):
        weight, chance = rng.dirichlet(np.ones(5), 12), rng.uniform(0.05, 0.95, (12, 5))
        found = mixture_quantiles(np.repeat(levels[None], 12, 0), weight, np.full(12, size), chance)
        for j in (1, 5, 11, 17, 21):
            at = (weight * nbinom.cdf(found[:, j, None], size, chance)).sum(1)
            under = (weight * nbinom.cdf(found[:, j, None] - 1, size, chance)).sum(1)
            assert (at >= levels[j] - 2e-3).all() and (under <= levels[j] + 5e-3).all()
            told = mixture_chances(found[:, j].copy(), weight, np.full(12, size), chance)
            np.testing.assert_allclose(told, at, atol=3e-3)

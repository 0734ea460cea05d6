"""What every nowcaster keeps, whatever it learns from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from tocsin.methods.nowcast.catalogue import Counts, Sums
from tocsin.methods.nowcast.lags.lag_shares import LagShares
from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder
from tocsin.methods.nowcast.triangles.reports import triangle_of_vintages
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.panel import KEY_SCHEMA
from tocsin.records.period import Cadence
from tocsin.records.vintages import Vintages

SEED, ROWS, MONTHS, DEEP = 20261125, 8, 42, 7
FIRST = 600  # 2020-01
CHANCES = np.array([0.3, 0.3, 0.15, 0.1, 0.07, 0.05, 0.03])
ZEROS = 3  # the row of nothing
Asked = Callable[[Vintages], Nowcast]


def ladder(vintages: Vintages) -> Nowcast:
    return ChainLadder().nowcast(triangle_of_vintages(vintages, delays=DEEP + 6))


def keys(rows: int) -> pa.Table:
    """Series of different places, of one substance and measure."""
    row = {field.name: "x" for field in KEY_SCHEMA} | {"derived": False, "origin": None, "destination": None}
    listed = [row | {"series": f"s{k}", "place": f"p{k}", "level": "state"} for k in range(rows)]
    return pa.Table.from_pylist(listed, schema=KEY_SCHEMA)


def monthly(seed: int = SEED) -> Vintages:
    """Releases on the first of each month, figures of all months before it, as reports had come in."""
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.uniform(1, 5, (ROWS, 1))) * np.ones(MONTHS)
    mean[ZEROS] = 0
    total = np.cumsum(rng.multinomial(rng.poisson(mean), CHANCES), axis=2)
    value = np.full((MONTHS, ROWS, MONTHS), np.nan)
    for release in range(MONTHS):
        lag = np.minimum(release - np.arange(release + 1), DEEP - 1)
        value[release][:, : release + 1] = total[:, np.arange(release + 1), lag]
    return released(value)


def released(value: np.ndarray, cadence: Cadence = Cadence.MONTH) -> Vintages:
    months = FIRST + np.arange(len(value))
    known = (months + 1).astype("datetime64[M]").astype("datetime64[D]")
    return Vintages(keys(value.shape[1]), cadence, FIRST + np.arange(value.shape[2]), known, value)


def sums_of_twelve(seed: int = SEED) -> Vintages:
    """The same as sums over the twelve months that end in each, from the twenty newest releases."""
    months = monthly(seed)
    value = np.full(months.value.shape, np.nan)
    value[:, :, 11:] = np.lib.stride_tricks.sliding_window_view(months.value, 12, axis=2).sum(-1)
    sums = released(value, Cadence.ROLLING_12_MONTHS)
    return replace(sums, known=sums.known[-20:], value=sums.value[-20:].copy())


def twice_a_year(seed: int = SEED) -> Vintages:
    """The same, released every half-year."""
    months = monthly(seed)
    return replace(months, known=months.known[5::6], value=months.value[5::6].copy())


NOWCASTERS: dict[str, tuple[Asked, Callable[[int], Vintages]]] = {
    "chain_ladder": (ladder, monthly),
    "counts": (Counts(LagShares()).nowcast, twice_a_year),
    "sums": (Sums().nowcast, sums_of_twelve),
}


@cache
def answer(name: str, seed: int = SEED) -> Nowcast:
    ask, make = NOWCASTERS[name]
    return ask(make(seed))


def same(one: Nowcast, other: Nowcast, columns: slice = slice(None), close: float = 0.0) -> None:
    for name in ("reported", "completeness", "concentration", "mean", "quantiles", "basis"):
        left, right = getattr(one, name)[:, columns], getattr(other, name)[:, columns]
        np.testing.assert_allclose(left, right, rtol=close, atol=close, err_msg=name)


@pytest.mark.parametrize("name", NOWCASTERS)
class TestEveryNowcaster:
    def test_answers_in_one_shape_as_of_the_newest_release(self, name: str) -> None:
        vintages, told = NOWCASTERS[name][1](SEED), answer(name)
        kept = np.isin(told.periods, vintages.periods)
        assert kept.all() and told.periods[-1] == vintages.periods[-1]
        assert told.quantiles.shape == (ROWS, len(told.periods), len(LEVELS)) and told.cadence is vintages.cadence
        assert (told.basis[np.arange(ROWS) != ZEROS, -3:] != Stand.REFUSED).all()

    def test_the_future_never_changes_the_past(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        whole = make(SEED)
        cut = len(whole.known) - 2
        day = whole.known[cut - 1]
        changed = np.where(np.arange(len(whole.known))[:, None, None] < cut, whole.value, whole.value * 3 + 5)
        other = replace(whole, value=changed)
        same(ask(whole.until(day)), ask(other.until(day)))

    def test_periods_that_nothing_is_known_of_change_nothing(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        cut = make(SEED).until(make(SEED).known[-3])
        known = int(np.flatnonzero(np.isfinite(cut.value).any((0, 1)))[-1]) + 1
        told = ask(replace(cut, periods=cut.periods[:known], value=cut.value[:, :, :known].copy()))
        width = min(known, len(told.periods))
        assert width < MONTHS
        same(told, ask(cut), slice(0, width))

    def test_the_order_of_series_changes_nothing(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        order = np.random.default_rng(1).permutation(ROWS)
        same(answer(name).take(order), ask(vintages.take(order)), close=1e-7)

    def test_a_series_of_nothing_stays_nothing(self, name: str) -> None:
        told = answer(name).take(np.array([ZEROS]))
        good = told.basis != Stand.REFUSED
        assert (told.quantile(0.5)[good] < 0.01).all() and (told.quantile(0.9)[good] <= 3).all()
        assert (told.mean[good] < 1.5).all()

    def test_one_missing_figure_loses_only_itself(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        last = len(vintages.known) - 1
        for release, column in ((last, MONTHS - 3), (last - 2, MONTHS - 18)):
            value = vintages.value.copy()
            value[release, 1, column] = np.nan
            told, lost = answer(name), ask(replace(vintages, value=value))
            new = (lost.basis == Stand.REFUSED) & (told.basis != Stand.REFUSED)
            spot = np.zeros_like(new)
            spot[1, int(np.flatnonzero(told.periods == vintages.periods[column])[0])] = True
            assert not (new & ~spot).any()
            assert np.isfinite(lost.quantiles[(told.basis != Stand.REFUSED) & ~spot]).all()

    def test_a_series_never_told_is_refused_and_costs_no_other_its_nowcast(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        value = vintages.value.copy()
        value[:, 2] = np.nan
        told, before = ask(replace(vintages, value=value)), answer(name)
        others = np.arange(ROWS) != 2
        assert np.isnan(told.reported[2]).all() and (told.basis[2] != Stand.CLOSED).all()
        assert ((told.basis == Stand.REFUSED) <= (before.basis == Stand.REFUSED))[others].all()

    def test_a_series_that_is_no_longer_told_costs_no_other_its_nowcast(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        value = vintages.value.copy()
        value[-2:, 2] = np.nan
        told, before = ask(replace(vintages, value=value)), answer(name)
        others = np.arange(ROWS) != 2
        assert ((told.basis == Stand.REFUSED) <= (before.basis == Stand.REFUSED))[others].all()
        assert np.isfinite(told.mean[2][told.basis[2] != Stand.REFUSED]).all()

    def test_a_skipped_release_loses_no_series(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        kept = np.arange(len(vintages.known)) != len(vintages.known) - 2
        told = ask(replace(vintages, known=vintages.known[kept], value=vintages.value[kept]))
        refused, had = told.basis == Stand.REFUSED, answer(name).basis == Stand.REFUSED
        assert not (refused & ~had).any()

    def test_quantiles_rise_and_counts_are_never_negative(self, name: str) -> None:
        for seed in (SEED, 1):
            told = answer(name, seed)
            good = told.basis != Stand.REFUSED
            assert (np.diff(told.quantiles[good], axis=-1) >= 0).all() and (told.quantiles[good] >= 0).all()
            assert (told.mean[good] >= 0).all() and np.isfinite(told.mean[good]).all()
            assert np.isnan(told.quantiles[~good]).all()

    def test_completeness_is_a_share_that_grows_with_age(self, name: str) -> None:
        told = answer(name)
        good = (told.basis != Stand.REFUSED) & np.isfinite(told.completeness)
        share = told.completeness[good]
        assert ((share > 0) & (share < 1.2)).all() and (told.concentration[good] >= 0).all()
        rows = np.arange(ROWS) != ZEROS
        newest, older = np.nanmean(told.completeness[rows, -1]), np.nanmean(told.completeness[rows, -6])
        assert newest < older <= 1.02

    def test_figures_that_can_no_longer_move_are_the_figures_themselves(self, name: str) -> None:
        told = answer(name)
        closed = told.basis == Stand.CLOSED
        oldest = np.flatnonzero(np.isfinite(told.reported).any(0))[:6]
        assert closed[:, oldest].mean() > 0.9 and not closed[0, -1]
        np.testing.assert_array_equal(told.mean[closed], told.reported[closed])
        for at in range(len(LEVELS)):
            np.testing.assert_array_equal(told.quantiles[..., at][closed], told.reported[closed])
        assert (told.completeness[closed] == 1).all() or np.allclose(told.completeness[closed], 1, atol=0.01)

    def test_figures_that_never_moved_are_not_expected_to(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        last = vintages.value[-1]
        still = np.where(np.isfinite(vintages.value), last[None], np.nan)
        told = ask(replace(vintages, value=still))
        good = (told.basis != Stand.REFUSED) & np.isfinite(told.reported)
        off = np.abs(told.mean - told.reported)[good]
        assert (off <= 0.02 * told.reported[good] + 0.5).all()

    def test_the_same_question_gets_the_same_answer_and_its_input_is_left_alone(self, name: str) -> None:
        ask, make = NOWCASTERS[name]
        vintages = make(SEED)
        before = vintages.value.copy()
        same(ask(vintages), answer(name))
        np.testing.assert_array_equal(before, vintages.value)

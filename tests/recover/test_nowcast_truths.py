"""Truths that we made are found again: the delay, the cover that was promised, and no more damage than there was."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from bench.nowcast import worlds
from bench.nowcast.simulated import Told, coverage, drawn, ours
from bench.nowcast.worlds import Random, World

from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder
from tocsin.records.nowcast import LEVELS, Stand
from tocsin.replay.scores.wis import wis

SEED, REPLICATES = 77, 3
NOMINAL = (0.5, 0.8, 0.95)
Make = Callable[[Random], World]


@cache
def cells(make: Make, replicates: int = REPLICATES) -> Told:
    return drawn(make, ours(), replicates, SEED)[1]


def error(share: float, told: Told) -> float:
    """Three standard errors of a coverage: cells of one series hang together as if there were five of them."""
    alone = len(told.truth) / max(np.unique(told.age).size / 5, 1)
    return 3 * np.sqrt(share * (1 - share) / alone)


def bias(told: Told) -> float:
    return told.mean.sum() / told.truth.sum() - 1


def relative(told: Told) -> float:
    """The score over that of one who knows the true delay."""
    levels = np.array(LEVELS)
    return wis(told.quantiles, levels, told.truth).wis.mean() / wis(told.oracle, levels, told.truth).wis.mean()


WELL_BEHAVED = (
    worlds.few_alone,
    worlds.few_pooled,
    worlds.some,
    worlds.thousands,
    worlds.weekdays,
    worlds.weeks,
    worlds.months,
    worlds.strata,
    worlds.scattered,
    worlds.falling,
    worlds.late_record,
    worlds.never_quick,
)


@pytest.mark.parametrize("make", WELL_BEHAVED, ids=lambda make: make.__name__)
class TestAWorldWithoutShocks:
    def test_is_nowcast_in_full(self, make: Make) -> None:
        assert np.isfinite(cells(make).quantiles).all() and np.isfinite(cells(make).completeness).all()

    def test_its_delay_is_found_again(self, make: Make) -> None:
        told = cells(make)
        off = told.completeness - told.share
        assert abs(off.mean()) < 0.01
        for age in range(6):
            assert abs(off[told.age == age].mean()) < 0.04, age

    def test_its_counts_are_foreseen_without_bias(self, make: Make) -> None:
        told = cells(make)
        spread = 3 * np.sqrt((told.truth * 5).sum()) / told.truth.sum()  # variance of up to five times the mean
        assert abs(bias(told)) < max(0.02, spread)

    def test_intervals_cover_what_they_promise(self, make: Make) -> None:
        told = cells(make)
        for share in NOMINAL:
            closed, opened = coverage(told, share)
            assert closed >= share - error(share, told) - 0.02, share
            assert opened <= share + error(share, told) + (0.06 if share < 0.9 else 0.03), share


SHOCKS = ((worlds.dump, 0.03), (worlds.taken_back, 0.04), (worlds.drifting, 0.08), (worlds.turned, 0.05))


@pytest.mark.parametrize(("make", "most"), SHOCKS, ids=lambda one: getattr(one, "__name__", ""))
class TestAWorldThatChanges:
    def test_biases_the_nowcast_little(self, make: Make, most: float) -> None:
        assert abs(bias(cells(make))) < most

    def test_leaves_completeness_as_it_is_now(self, make: Make, most: float) -> None:
        told = cells(make)
        assert abs((told.completeness - told.share).mean()) < most

    def test_is_covered_by_wide_intervals(self, make: Make, most: float) -> None:
        told = cells(make)
        assert coverage(told, 0.95)[0] > 0.92 and coverage(told, 0.8)[0] > 0.75


def test_a_growing_outbreak_is_not_held_down_by_the_level_before() -> None:
    told = cells(worlds.growing)
    assert abs(bias(told)) < 0.06 and abs(bias(told.take(told.age == 0))) < 0.15
    assert coverage(told, 0.95)[0] > 0.92


def test_offices_with_good_and_bad_days_are_covered() -> None:
    told = cells(worlds.jumpy)
    for share in NOMINAL:
        assert abs(coverage(told, share)[0] - share) < error(share, told) + 0.02


def test_sums_of_seven_days_are_covered_as_sums() -> None:
    told = cells(worlds.weekly_sums)
    assert abs(bias(told)) < 0.01
    for share in NOMINAL:
        assert abs(coverage(told, share)[0] - share) < error(share, told) + 0.02


def test_one_who_does_not_know_the_delay_scores_little_worse_than_one_who_does() -> None:
    for make, most in ((worlds.some, 1.1), (worlds.few_pooled, 1.2), (worlds.weeks, 1.1), (worlds.months, 1.1)):
        assert relative(cells(make)) < most, make.__name__


def test_a_weekend_without_reports_is_no_sign_of_falling_numbers() -> None:
    world = worlds.weekdays(np.random.default_rng(5))
    for back in range(7):
        cut = world.triangle.until(world.triangle.now - back)
        told = ChainLadder().nowcast(cut)
        whole = told.mean[:, -4:-1].sum() / world.final[:, len(cut.periods) - 4 : len(cut.periods) - 1].sum()
        assert 0.9 < whole < 1.1, back


def test_lending_helps_small_strata() -> None:
    rng = np.random.default_rng(11)
    world = worlds.few_pooled(rng)
    triangle = world.triangle
    alone = type(triangle)(triangle.total, triangle.periods, triangle.cadence, triangle.now, np.arange(len(triangle)))
    late = slice(-12, None)
    scores = [
        wis(told.quantiles[:, late], told.levels, world.final[:, late]).wis.mean()
        for told in (ChainLadder().nowcast(one) for one in (triangle, alone))
    ]
    assert scores[0] < scores[1]


def test_few_events_of_ones_own_are_called_lent() -> None:
    told = ChainLadder().nowcast(worlds.strata(np.random.default_rng(1)).triangle)
    assert (told.basis[:, -1] == Stand.POOLED).mean() > 0.2 and (told.basis[:, -1] != Stand.REFUSED).all()

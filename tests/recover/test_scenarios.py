"""The benchmark's worlds are what they say they are."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from bench.detection import families
from bench.detection.scenarios import TESTED, TRAINING, WEEKS, all_scenarios, noufaily, scattered, spread

SEED, REPLICATES, ROWS = 20261124, 40, 400
NOUFAILY = noufaily(REPLICATES, SEED)
WORLDS = {world.name: world for world in families.all_families(ROWS, SEED)}


def test_there_are_seven_sets_with_and_without_trend_and_season() -> None:
    scenarios = all_scenarios()
    assert len(set(scenarios)) == 42
    assert [sum(one.harmonics == m for one in scenarios) for m in (0, 1, 2)] == [14, 14, 14]
    assert sum(one.beta > 0 for one in scenarios) == 21
    assert {one.phi for one in scenarios} == {1.0, 1.1, 1.2, 1.5, 2.0, 3.0, 5.0}


def test_a_mean_follows_its_formula() -> None:
    one = all_scenarios()[4]  # theta 0.1, with trend, one harmonic
    assert one.mean()[51] == pytest.approx(np.exp(0.1 + 0.0025 * 52 + 0.6))
    assert one.mean()[12] == pytest.approx(np.exp(0.1 + 0.0025 * 13 + 0.6))
    two = all_scenarios()[2]
    assert two.mean()[25] == pytest.approx(np.exp(0.1 - 0.6 + 0.6))


@pytest.mark.parametrize("number", range(42))
def test_counts_have_the_mean_and_the_variance_of_their_scenario(number: int) -> None:
    one = all_scenarios()[number]
    value = NOUFAILY.counts.value[number * REPLICATES : (number + 1) * REPLICATES, :TRAINING]
    mean = one.mean()[:TRAINING]
    assert value.mean() == pytest.approx(mean.mean(), rel=5 * np.sqrt(one.phi / (mean.sum() * REPLICATES)))
    pearson = ((value - mean) ** 2 / mean).mean()
    assert pearson == pytest.approx(one.phi, rel=0.25)


def test_the_scatter_is_the_dispersion_asked_for() -> None:
    rng = np.random.default_rng(SEED)
    for phi in (1.0, 1.5, 5.0):
        drawn = scattered(rng, np.full((1, 200_000), 10.0), phi)
        assert drawn.mean() == pytest.approx(10, rel=0.01) and drawn.var() == pytest.approx(10 * phi, rel=0.02)


def test_outbreaks_lie_where_they_are_said_to_lie() -> None:
    outbreak, onset = NOUFAILY.outbreak, NOUFAILY.onset
    assert not outbreak[:, :TRAINING].any()
    assert NOUFAILY.columns.tolist() == list(range(TESTED, WEEKS))
    held = onset >= 0
    assert (outbreak[:, TESTED:].any(1) == held).all()
    assert (outbreak[held, TESTED:].argmax(1) + TESTED == onset[held]).all()
    assert (np.isfinite(NOUFAILY.size) == held).all()
    assert set(NOUFAILY.size[held]) == set(range(1, 11))
    assert (NOUFAILY.counts.value[outbreak] >= 1).all()


def test_sizes_are_poisson_of_k_deviations() -> None:
    whole = noufaily(400, SEED)
    rows = np.arange(36 * 400, 37 * 400)  # theta 5, no trend, no season: mean 148, phi 1.2
    early = rows[(whole.onset[rows] >= TESTED) & (whole.onset[rows] < WEEKS - 10)]
    extra = (np.where(whole.outbreak, whole.counts.value - np.exp(5.0), 0)[early][:, TESTED:]).sum(1)
    for k in (2, 5, 10):
        asked = k * np.sqrt(1.2 * np.exp(5.0))
        assert extra[whole.size[early] == k].mean() == pytest.approx(asked, rel=0.3)


def test_events_fall_by_the_floor_of_a_log_normal() -> None:
    grid = spread(np.random.default_rng(SEED), np.array([10]), np.array([100_000]), 60, 59)
    assert grid.sum() == 100_000
    assert grid[0, 10] / 100_000 == pytest.approx(0.5, abs=0.01)
    assert grid[0, 11] / 100_000 == pytest.approx(0.9172 - 0.5, abs=0.01)


def test_what_falls_after_the_last_week_is_lost() -> None:
    grid = spread(np.random.default_rng(SEED), np.array([58]), np.array([1_000]), 60, 58)
    assert grid[0, 59] == 0 and 400 < grid.sum() < 600


def test_a_seed_makes_the_same_world_and_another_seed_another() -> None:
    again, other = noufaily(2, SEED), noufaily(2, SEED + 1)
    np.testing.assert_array_equal(noufaily(2, SEED).counts.value, again.counts.value)
    assert (again.counts.value != other.counts.value).any()
    for name, world in WORLDS.items():
        twin = {one.name: one for one in families.all_families(ROWS, SEED)}[name]
        np.testing.assert_array_equal(twin.counts.value, world.counts.value)


@pytest.mark.parametrize("name", WORLDS)
def test_truth_and_onset_agree(name: str) -> None:
    world = WORLDS[name]
    held = world.onset >= 0
    assert held.any() and len(world) == ROWS
    assert (world.outbreak[held].argmax(1) == world.onset[held]).all()
    assert not world.outbreak[~held].any()
    assert (np.isfinite(world.size) == held).all()
    assert np.isin(world.onset[held], world.columns).all()
    inside = [((world.size >= low) & (world.size <= high)).sum() for _, low, high in world.bands]
    assert min(inside) > 0 and sum(inside) == held.sum()


def test_a_first_ever_case_follows_nothing_but_strays() -> None:
    world = WORLDS["first ever"]
    before = ~world.outbreak
    assert world.counts.value[before].mean() == pytest.approx(1 / 522, rel=0.2)
    assert (world.counts.value[np.arange(ROWS), world.onset] >= 1).all()


def test_a_ramp_doubles_in_the_time_it_is_told_by() -> None:
    world = WORLDS["slow ramp"]
    for doubling in (4, 8):
        rows = np.flatnonzero(world.size == doubling)
        level = np.nanmean(world.counts.value[rows, :TRAINING], axis=1)
        after = np.stack([world.counts.value[rows, world.onset[rows] + doubling + d] for d in range(-1, 2)])
        assert (after.mean(0) / level).mean() == pytest.approx(2, rel=0.15)


def test_a_step_is_as_high_as_it_is_told() -> None:
    world = WORLDS["step"]
    for factor in (1.5, 2.0, 3.0):
        value = world.counts.value[world.size == factor]
        truth = world.outbreak[world.size == factor]
        ratio = np.nanmean(np.where(truth, value, np.nan), 1) / np.nanmean(np.where(truth, np.nan, value), 1)
        assert ratio.mean() == pytest.approx(factor, rel=0.12)


def test_lasting_rises_end_after_half_a_year() -> None:
    for name in ("first ever", "slow ramp", "step", "new panel", "changing denominators"):
        world = WORLDS[name]
        known = np.isfinite(world.counts.value) & world.outbreak
        assert (known.sum(1) == families.WATCHED).all(), name


def test_a_source_that_dropped_out_is_missing_and_not_zero_and_returns() -> None:
    world = WORLDS["drop-out and return"]
    gone = np.isnan(world.counts.value)
    assert (gone.sum(1) >= 13).all() and not gone[world.outbreak].any()
    known_before = [np.isfinite(row[at - 8 : at]).any() for row, at in zip(world.counts.value, world.onset) if at > 0]
    assert all(known_before)


def test_a_new_panel_knows_nothing_before_testing_starts() -> None:
    value = WORLDS["new panel"].counts.value
    begins = np.isfinite(value).argmax(1)
    assert (begins >= TRAINING).all()
    assert (WORLDS["new panel"].onset - begins >= 8).all()


def test_reports_are_as_incomplete_as_the_curve_says() -> None:
    world = WORLDS["delayed and revised"]
    np.testing.assert_array_equal(world.counts.completeness[0, -6:], families.CURVE[::-1])
    quiet = ~world.outbreak.any(1)
    rows = quiet if quiet.sum() > 50 else np.ones(ROWS, bool)
    well = np.where(world.outbreak, np.nan, world.counts.value)[rows]
    ratio = np.nanmean(well[:, -1]) / np.nanmean(well[:, -40:-6])
    assert ratio == pytest.approx(families.CURVE[0], rel=0.15)


def test_week_53_is_there_and_the_season_peaks_at_new_year() -> None:
    first = families.FIRST_WITH_53
    assert (first + timedelta(weeks=52)).isocalendar().week == 53
    assert (first + timedelta(weeks=313)).isocalendar().week == 53
    world = WORLDS["week 53"]
    well = np.nanmean(np.where(world.outbreak, np.nan, world.counts.value), 0)
    month = np.array([(first + timedelta(weeks=t)).month for t in range(families.WEEKS)])
    assert well[month == 1].mean() > 3 * well[month == 7].mean()
    assert first == date(2003, 12, 29)


def test_shares_are_steady_while_samples_double() -> None:
    world = WORLDS["changing denominators"]
    share = np.where(world.outbreak, np.nan, world.counts.value / world.counts.exposure)
    early, late = np.nanmean(share[:, :100]), np.nanmean(share[:, 250:TRAINING])
    assert late == pytest.approx(early, rel=0.03)
    tested = world.counts.exposure
    assert np.median(tested[:, 410] / tested[:, 50]) > 1.5


def test_sister_places_move_together_and_strangers_do_not() -> None:
    value = WORLDS["correlated places"].counts.value[:, :TRAINING]
    big = value.mean(1) > 15
    level = np.log(value + 1) - np.log(value + 1).mean(1, keepdims=True)
    year = np.arange(TRAINING) * 2 * np.pi / 52.18
    season = np.stack([np.sin(year), np.cos(year)])
    level = level - (level @ season.T) @ season / (TRAINING / 2)
    likeness = np.corrcoef(level)
    sister = WORLDS["correlated places"].counts.sister
    same = (sister[:, None] == sister) & ~np.eye(ROWS, dtype=bool) & big[:, None] & big
    other = (sister[:, None] != sister) & big[:, None] & big
    assert likeness[same].mean() > 0.3 and abs(likeness[other].mean()) < 0.05

"""Sums of twelve months whose every month was reported late by a known law: the nowcast finds what is still to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from tests.made_panels import made_panel
from tocsin.methods.nowcast.sums.beside import Beside
from tocsin.methods.nowcast.sums.months import Files
from tocsin.methods.nowcast.sums.rolling_sums import RollingSums
from tocsin.records.nowcast import Nowcast
from tocsin.records.period import Cadence
from tocsin.records.vintages import Vintages

PLACES, KINDS, MONTHS, SHOWN = 40, 6, 72, 4  # a month is shown four months after it
NO_FILES = Files(year_starts=None)


@dataclass(frozen=True)
class Made:
    """Sums as each release told them, what part of each was expected to be missing, and what they came to."""

    vintages: Vintages
    missing: np.ndarray
    final: np.ndarray


def made(releases: list[int], level: float, *, slow: float = 0.5, seed: int = 1) -> Made:
    """Series of 40 places and 6 kinds, `level` a month; `slow`: how much the places' delays differ (log-normal).

    Of a month, a part exp(-age / 2.5 months) times the place's slowness is missing when it is `age` months old.
    """
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(PLACES), KINDS)
    slowness = np.exp(slow * rng.standard_normal(PLACES) - slow**2 / 2)[place]
    months = rng.poisson(level, (PLACES * KINDS, MONTHS))
    when = rng.random((PLACES * KINDS, MONTHS, 1))
    shape = (len(releases), PLACES * KINDS, MONTHS)
    value, missing = np.full(shape, np.nan), np.zeros(shape)
    for at, now in enumerate(releases):
        age = now - np.arange(now - SHOWN + 1)
        part = np.minimum(slowness[:, None] * np.exp(-age / 2.5), 0.95)
        known = months[:, : len(age)] - rng.binomial(
            months[:, : len(age)], part * (0.5 + when[:, : len(age), 0]) * 2 / 3
        )
        sums = np.lib.stride_tricks.sliding_window_view(known.astype(float), 12, axis=1).sum(-1)
        value[at, :, 11 : len(age)] = sums
        lacks = np.lib.stride_tricks.sliding_window_view(part * 2 / 3, 12, axis=1).mean(-1)
        missing[at, :, 11 : len(age)] = lacks
    whole = np.full(months.shape, np.nan)
    whole[:, 11:] = np.lib.stride_tricks.sliding_window_view(months.astype(float), 12, axis=1).sum(-1)
    keys = made_panel(value[0], places=[f"P{p:02d}" for p in place], substances=["cocaine"] * len(place)).keys
    days = (np.array(releases) + 420).astype("datetime64[M]").astype("datetime64[D]") + 20
    return Made(Vintages(keys, Cadence.ROLLING_12_MONTHS, 420 + np.arange(MONTHS), days, value), missing, whole)


def scored(told: Nowcast, world: Made, newest: int, lag: int = 0) -> dict[str, float]:
    """Errors of the newest sums, as parts, and how many of the truths lie in the 80 % interval."""
    at = newest - lag
    final, reported = world.final[:, at], world.vintages.value[-1][:, at]
    return {
        "reported": float(np.abs(reported / final - 1).mean()),
        "error": float(np.abs(told.quantile(0.5)[:, at] / final - 1).mean()),
        "bias": float(told.mean[:, at].sum() / final.sum() - 1),
        "cover": float(((told.quantile(0.1)[:, at] <= final) & (told.quantile(0.9)[:, at] >= final)).mean()),
    }


@pytest.mark.parametrize("level", [30.0, 300.0])
def test_what_is_still_to_come_is_found_from_one_earlier_release(level: float) -> None:
    world = made([50, 62], level, slow=0.2)
    told = RollingSums(files=NO_FILES).nowcast(world.vintages)
    for lag in (0, 1, 2):
        seen = scored(told, world, 62 - SHOWN, lag)
        assert (
            abs(seen["bias"]) < 0.005 and 0.75 <= seen["cover"] <= 0.95
        )  # all of the slowness lasts here, half is expected to
        assert seen["error"] < 0.7 * seen["reported"]


def test_where_places_differ_much_the_interval_is_too_wide_rather_than_too_narrow() -> None:
    world = made([50, 62], 300.0, slow=0.6)
    seen = scored(RollingSums(files=NO_FILES).nowcast(world.vintages), world, 62 - SHOWN)
    assert seen["cover"] >= 0.8 and seen["error"] < 0.5 * seen["reported"] and abs(seen["bias"]) < 0.01


def test_releases_of_which_none_is_complete_teach_what_is_still_to_come_of_the_newest() -> None:
    world = made(list(range(56, 65)), 200.0, slow=0.2)
    told = RollingSums(files=NO_FILES).nowcast(world.vintages)
    seen = scored(told, world, 64 - SHOWN)
    assert abs(seen["bias"]) < 0.01 and seen["error"] < 0.6 * seen["reported"]


def test_a_stream_that_expects_twice_too_much_is_halved_and_sharpens_the_nowcast() -> None:
    world = made([50, 62], 300.0, slow=0.8)
    beside = Beside("expects", 2 * world.missing + 0.03)
    told, alone = (RollingSums(beside=streams, files=NO_FILES).nowcast(world.vintages) for streams in ((beside,), ()))
    sharp, dull = scored(told, world, 62 - SHOWN), scored(alone, world, 62 - SHOWN)
    assert sharp["error"] < 0.6 * dull["error"] and abs(sharp["bias"]) < 0.005 and 0.72 <= sharp["cover"] <= 0.9
    share = RollingSums(beside=(beside,), files=NO_FILES).learned(world.vintages).fits["expects"].share
    assert share[:4] == pytest.approx(0.5, abs=0.08)


def test_sums_that_move_both_ways_are_covered_both_ways() -> None:
    world = made([50, 62], 100.0, slow=0.0)
    rng = np.random.default_rng(9)
    value = np.array(world.vintages.value)
    noise = [rng.integers(-20, 21, value.shape[1:]) for _ in range(2)]  # taken back or added later
    value = value + np.stack(noise)
    moved = Vintages(
        world.vintages.keys, Cadence.ROLLING_12_MONTHS, world.vintages.periods, world.vintages.known, value
    )
    told = RollingSums(files=NO_FILES).nowcast(moved)
    at = 62 - SHOWN - 8
    final, low, high = world.final[:, at], told.quantile(0.1)[:, at], told.quantile(0.9)[:, at]
    assert (low < value[-1][:, at]).mean() > 0.9 and ((low <= final) & (high >= final)).mean() > 0.75

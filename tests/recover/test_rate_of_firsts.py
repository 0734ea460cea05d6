"""Laboratories with a known rate of firsts, and panels whose testing is known to have started, give it back."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.made_laboratories import (
    WAYS,
    arriving,
    bursting,
    chance_and_truth,
    emerging,
    identified,
    renamed,
    returning,
    sporadic,
    starting,
    unscoped,
    worlds,
)
from tocsin.methods.novelty.first_seen import FirstSeen
from tocsin.methods.novelty.rate_of_firsts import rates_of
from tocsin.numerics.good_turing import Met, missing_mass
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence

LABS, SEED = 200, 7
WORLDS = dict(worlds())


def called(panel: Panel, subject: str = "unknown:kind 0") -> Counter[str]:
    """What the first find of each laboratory is called."""
    rows = [row for row in FirstSeen().detect(panel).to_pylist() if row["substances"] == [subject]]
    return Counter(row["reasons"][0] if row["reasons"] else row["trend"] for row in rows)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("draws", [10, 30, 100, 300, 1_000, 5_000])
def test_the_interval_covers_the_missing_mass(world: str, draws: int) -> None:
    share = WORLDS[world]
    drawn = np.random.default_rng(SEED).poisson(draws * share, (1_000, len(share)))
    sample = Met(*(part.sum(1).astype(float) for part in (drawn == 1, drawn == 2, drawn)))
    mass = missing_mass(sample)
    truth = np.where(drawn == 0, share, 0.0).sum(1)
    covered = ((mass.low <= truth + 1e-12) & (truth <= mass.high)) | (sample.draws == 0)
    assert covered.mean() >= 0.93


@pytest.mark.parametrize("world", WORLDS)
def test_panels_of_laboratories_give_their_rate_back(world: str) -> None:
    rng = np.random.default_rng(SEED)
    parts = [chance_and_truth(rng, WORLDS[world], 5.0, 40, 42) for _ in range(10)]
    _, inside, p = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    assert inside.mean() >= 0.92  # 400 laboratories: 93 % less one standard error
    assert (p < 0.05).mean() <= 0.05 and (p < 0.01).mean() <= 0.01


@pytest.mark.parametrize("a_period", [0.05, 0.2, 0.5])
def test_a_steady_stream_of_new_kinds_is_no_evidence_and_a_burst_is(a_period: float) -> None:
    panel = arriving(np.random.default_rng(SEED), a_period, LABS, 42, Cadence.MONTH)
    assert (rates_of(panel)[1].p_value < 0.05).mean() <= 0.05
    assert (rates_of(bursting(panel, 5))[1].p_value < 0.01).mean() >= 0.75


@pytest.mark.parametrize("cadence", [Cadence.WEEK, Cadence.HALF_YEAR, Cadence.YEAR])
@pytest.mark.parametrize("way", WAYS)
def test_a_new_panel_is_called_newly_tested_however_testing_starts(way: str, cadence: Cadence) -> None:
    found = called(starting(np.random.default_rng(SEED), way, LABS, cadence))
    assert found["newly_tested"] >= 0.9 * LABS and found["new"] <= 0.05 * LABS


@pytest.mark.parametrize("cadence", [Cadence.WEEK, Cadence.MONTH, Cadence.YEAR])
@pytest.mark.parametrize("counted", [True, False])
def test_what_is_truly_new_is_called_new(cadence: Cadence, counted: bool) -> None:
    assert called(emerging(np.random.default_rng(SEED), LABS, cadence, counted))["new"] >= 0.95 * LABS


@pytest.mark.parametrize("made", [renamed, identified])
def test_a_new_name_for_an_old_find_is_called_newly_named(made) -> None:
    found = called(made(np.random.default_rng(SEED), LABS, Cadence.HALF_YEAR), "ortho-methylfentanyl")
    assert found["newly_named"] >= 0.95 * LABS


def test_where_only_finds_are_published_nobody_can_say() -> None:
    assert called(unscoped(np.random.default_rng(SEED), LABS, Cadence.MONTH)) == {"scope_unknown": LABS}


def test_silence_counts_only_where_finds_were_usual() -> None:
    rng = np.random.default_rng(SEED)
    for share in (0.02, 0.1):
        panel = sporadic(rng, share, 2_000, 120, Cadence.MONTH)
        trends = FirstSeen(window=1).detect(panel).to_pylist()
        assert sum("re_emergence" in row["reasons"] and row["verdict"] == "above" for row in trends) <= 0.01 * 2_000
    back = FirstSeen().detect(returning(rng, 500, 12, Cadence.MONTH))["verdict"].to_pylist()
    assert back.count("above") >= 0.95 * 500

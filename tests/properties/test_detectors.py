"""What every detector keeps just by being listed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tocsin.engine.local import judge
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import ABOVE, BELOW, CANNOT_SAY, GRIDS, RUNGS, VERDICTS, Judged

LAST = 330  # six years and some weeks
SEED = 20261124


def world(seed: int = SEED, rows: int = 12) -> Counts:
    """Quiet, seasonal, rising, rare, empty and broken series; sister places of four substances in two groups."""
    rng = np.random.default_rng(seed)
    week = np.arange(LAST)
    mean = np.exp(rng.uniform(-1, 3, (rows, 1)) + 0.4 * np.sin(2 * np.pi * week / 52))
    value = rng.negative_binomial(mean, 0.5, (rows, LAST)).astype(float)
    value[1, -10:] += 40
    value[2] = 0
    value[3, :-1], value[3, -1] = 0, 1
    value[4, : LAST - 20] = np.nan
    value[5, 100] = 5_000
    value[6] = 7
    return of_values(value, sister=np.arange(rows) // 3, kin=np.arange(rows) // 6)


def same(one: Judged, other: Judged) -> None:
    for name in GRIDS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.more.keys() == other.more.keys()
    for name, grid in one.more.items():
        np.testing.assert_array_equal(grid, other.more[name], err_msg=name)


NEWEST = np.array([LAST - 40, LAST - 7, LAST - 1])


@pytest.mark.parametrize("name", DETECTORS)
class TestEveryDetector:
    def test_says_what_it_needs_how_often_it_is_wrong_and_whose_it_is(self, name: str) -> None:
        detector = DETECTORS[name]
        told = type(detector).__doc__ or ""
        assert detector.needs.history >= 0 and detector.name
        assert "False alarms" in told and ("doi:" in told or "Own rule" in told)

    def test_answers_in_one_shape_with_codes_of_ours(self, name: str) -> None:
        counts = world()
        told = judge(DETECTORS[name], counts, NEWEST)
        for grid in GRIDS:
            assert getattr(told, grid).shape == (len(counts), len(NEWEST)), grid
        assert set(np.unique(told.verdict)) <= set(range(len(VERDICTS)))
        assert set(np.unique(told.rung)) <= set(range(len(RUNGS)))
        known = told.p_value[np.isfinite(told.p_value)]
        assert ((known >= 0) & (known <= 1)).all()

    def test_the_future_never_changes_the_past(self, name: str) -> None:
        counts = world()
        for column in NEWEST.tolist():
            whole = judge(DETECTORS[name], counts, np.array([column]))
            same(judge(DETECTORS[name], counts.until(column), np.array([column])), whole)

    def test_one_week_asked_alone_is_the_week_asked_among_others(self, name: str) -> None:
        counts = world()
        many = judge(DETECTORS[name], counts, NEWEST)
        for at, column in enumerate(NEWEST.tolist()):
            one = judge(DETECTORS[name], counts, np.array([column]))
            np.testing.assert_array_equal(one.upper[:, 0], many.upper[:, at])
            np.testing.assert_array_equal(one.verdict[:, 0], many.verdict[:, at])

    def test_relabelling_places_changes_nothing(self, name: str) -> None:
        counts = world()
        order = np.random.default_rng(3).permutation(len(counts))
        renamed = replace(counts.take(order), sister=9 - counts.sister[order], kin=5 - counts.kin[order])
        same(judge(DETECTORS[name], counts, NEWEST).take(order), judge(DETECTORS[name], renamed, NEWEST))

    def test_chunks_change_nothing(self, name: str) -> None:
        same(judge(DETECTORS[name], world(), NEWEST, chunk=5), judge(DETECTORS[name], world(), NEWEST))

    def test_a_seed_gives_the_same_answer_to_the_bit(self, name: str) -> None:
        same(judge(DETECTORS[name], world(), NEWEST), judge(DETECTORS[name], world(), NEWEST))

    def test_a_missing_week_is_not_a_zero_and_loses_only_itself(self, name: str) -> None:
        full = np.random.default_rng(SEED).poisson(20.0, (2, LAST)).astype(float)
        gap, zero = full.copy(), full.copy()
        gap[0, LAST - 4], zero[0, LAST - 4] = np.nan, 0
        asked = np.arange(LAST - 10, LAST)
        told, none = judge(DETECTORS[name], of_values(gap), asked), judge(DETECTORS[name], of_values(zero), asked)
        assert told.verdict[0, 6] == CANNOT_SAY and none.verdict[0, 6] != CANNOT_SAY
        assert (np.delete(told.verdict[0], 6) != CANNOT_SAY).all()
        same(told.take(np.array([1])), judge(DETECTORS[name], of_values(full), asked).take(np.array([1])))

    def test_a_series_of_nothing_is_answered_and_never_rings(self, name: str) -> None:
        told = judge(DETECTORS[name], of_values(np.zeros((1, LAST))), NEWEST)
        assert not np.isin(told.verdict, (ABOVE, BELOW)).any()

    def test_never_writes_into_its_input(self, name: str) -> None:
        counts = world()
        before = counts.value.copy()
        judge(DETECTORS[name], counts, NEWEST)
        np.testing.assert_array_equal(counts.value, before)

"""What every detector keeps of counts that are not all in: what is certain rings, what may fill up never falls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tocsin.engine.local import judge
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import ABOVE, BELOW

LAST, ROWS, LEVEL = 330, 400, 40.0
LEVELS = np.resize([0.4, 4.0, 40.0, 100.0], ROWS)[:, None]
NEWEST = np.array([LAST - 1])
OF_YEARS = ("usual_level", "year_before")  # they read no share
SLOW = ("outbreak_p", "year_before", "trend")  # the one asks for a rise that lasts; the other for sums of twelve months


def calm(seed: int, mean: float | np.ndarray = LEVEL, rows: int = ROWS) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (rows, LAST)).astype(float)


def reported(value: np.ndarray, share: float, concentration: float, seed: int) -> Counts:
    """The newest week holds a share of its events that is itself drawn; the detector is told its law, not the share."""
    rng = np.random.default_rng(seed)
    sure = min(concentration, 1e12)
    drawn = rng.beta(share * sure, (1 - share) * sure, len(value))
    seen = value.copy()
    seen[:, -1] = rng.binomial(value[:, -1].astype(int), drawn)
    told = np.ones_like(value)
    told[:, -1] = share
    return replace(of_values(seen, completeness=told), concentration=newest_of(value.shape, concentration))


def newest_of(shape: tuple[int, ...], concentration: float) -> np.ndarray:
    """Certain everywhere but in the newest week."""
    sure = np.full(shape, np.inf)
    sure[:, -1] = concentration
    return sure


@pytest.mark.parametrize("name", DETECTORS)
class TestEveryDetectorOfWhatIsNotAllIn:
    def test_an_incomplete_fall_never_rings(self, name: str) -> None:
        value = calm(1, rows=20)
        for share in (0.3, 0.9, 0.999):
            counts = reported(value, share, 50.0, 2)
            empty = np.array(counts.value)
            empty[:, -1] = 0
            told = judge(DETECTORS[name], replace(counts, value=empty), NEWEST)
            assert not (told.verdict == BELOW).any()

    def test_calm_weeks_ring_no_more_often_for_a_share_that_is_not_sure(self, name: str) -> None:
        rows = ROWS // 4 if name == "glr_negative_binomial" else ROWS  # the slowest
        told = [of_values(calm(3, LEVELS))]
        for share, concentration in ((0.3, np.inf), (0.6, 15.0), (0.85, 60.0)):
            told.append(reported(calm(4, LEVELS), share, concentration, 5))
        rings = [(judge(DETECTORS[name], one.take(slice(rows)), NEWEST).verdict == ABOVE).mean() for one in told]
        usual = max(rings[0], 0.01)
        assert max(rings[1:]) <= usual + 3 * np.sqrt(usual / rows)

    def test_a_rise_that_is_certain_rings_before_the_week_is_all_in(self, name: str) -> None:
        value = calm(6, rows=20)
        value[:, -1] *= 4
        for share, concentration in ((0.7, 3.0), (0.5, 200.0)):
            counts = reported(value, share, concentration, 7)
            seen = np.array(counts.value)
            seen[:, -1] = np.maximum(seen[:, -1], 2.5 * LEVEL)
            counts = replace(counts, value=seen)
            told = judge(DETECTORS[name], counts, NEWEST).verdict == ABOVE
            all_in = judge(DETECTORS[name], of_values(seen), NEWEST).verdict == ABOVE
            assert told[all_in].all() or name == "trend"  # one week is none
            assert name in SLOW or all_in.any()

    def test_a_share_that_is_sure_is_the_share_alone(self, name: str) -> None:
        counts = reported(calm(8, rows=20), 0.5, 1e12, 9)
        sure = replace(counts, concentration=np.full(counts.value.shape, np.inf))
        one, other = (judge(DETECTORS[name], each, NEWEST) for each in (counts, sure))
        np.testing.assert_allclose(one.upper, other.upper, rtol=1e-4)
        np.testing.assert_array_equal(one.verdict, other.verdict)

    def test_of_a_share_that_is_not_known_nothing_is_told(self, name: str) -> None:
        value = calm(10, rows=20)
        value[:10, -1] *= 4
        for share in (np.nan, 0.0):
            told = np.ones_like(value)
            told[:, -1] = share
            counts = replace(of_values(value, completeness=told), concentration=newest_of(value.shape, 5.0))
            verdict = judge(DETECTORS[name], counts, NEWEST).verdict
            assert name in OF_YEARS or not np.isin(verdict, (ABOVE, BELOW)).any()

    def test_how_sure_a_share_is_and_nobody_knows_counts_as_not_at_all(self, name: str) -> None:
        counts = reported(calm(11, rows=20), 0.5, 3.0, 12)
        told = [
            judge(DETECTORS[name], replace(counts, concentration=newest_of(counts.value.shape, sure)), NEWEST)
            for sure in (np.nan, 0.0)
        ]
        np.testing.assert_array_equal(told[0].verdict, told[1].verdict)
        np.testing.assert_array_equal(told[0].upper, told[1].upper)

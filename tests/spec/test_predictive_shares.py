"""Shares foretold: beta-binomial chances, summed exactly; a limit never beyond what was tested."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tocsin.numerics.predictive_shares import share_evidence, share_limits, share_tails

TRIALS, MEAN, PHI = np.array([46.0, 20, 1_000, 12]), np.array([17.0, 0.5, 800, 11]), np.array([1.0, 1.5, 3, 2])


def laws() -> list:
    alike = np.maximum((PHI - 1) / (TRIALS - 1), 1e-12)
    a, b = MEAN / TRIALS * (1 / alike - 1), (1 - MEAN / TRIALS) * (1 / alike - 1)
    plain = [stats.binom(int(n), m / n) for n, m in zip(TRIALS, MEAN, strict=True)]
    wide = [stats.betabinom(int(n), *shapes) for n, *shapes in zip(TRIALS, a, b, strict=True)]
    return [one if phi == 1 else other for one, other, phi in zip(plain, wide, PHI, strict=True)]


def test_tails_are_those_of_the_law_and_mid_tails_add_up_to_one() -> None:
    for count in (np.round(MEAN), np.floor(MEAN * 0.6), np.minimum(np.ceil(MEAN * 1.3), TRIALS)):
        more, fewer = share_tails(count, MEAN, TRIALS, PHI)
        np.testing.assert_allclose(more, [law.sf(k - 1) for law, k in zip(laws(), count, strict=True)], atol=1e-7)
        np.testing.assert_allclose(fewer, [law.cdf(k) for law, k in zip(laws(), count, strict=True)], atol=1e-7)
        np.testing.assert_allclose(np.add(*share_tails(count, MEAN, TRIALS, PHI, 0.5)), 1.0, atol=1e-12)


def test_limits_are_quantiles_or_one_more_than_all() -> None:
    for level in (0.05, 0.005, 0.995):
        found = share_limits(np.full(4, level), MEAN, TRIALS, PHI, 0.0)
        np.testing.assert_array_equal(found, [law.isf(level) for law in laws()])
    assert share_limits(np.array([0.005]), np.array([11.0]), np.array([12.0]), np.array([1.0]), 1.0)[0] == 13


def test_the_mean_evidence_under_the_law_is_one() -> None:
    for n, mean, phi in zip(TRIALS, MEAN, PHI, strict=True):
        count = np.arange(n + 1)
        law = share_tails(count, mean, n, phi, 1.0)[0] - share_tails(count, mean, n, phi, 0.0)[0]
        evidence = share_evidence(count, mean, n, phi, (1.25, 2.0, 8.0))
        np.testing.assert_allclose((law * evidence).sum(), 1.0, rtol=1e-6)


def test_what_is_unknown_stays_unknown() -> None:
    more, fewer = share_tails(np.array([np.nan, 3.0]), np.array([2.0, np.nan]), np.full(2, 9.0), np.ones(2))
    assert np.isnan([more, fewer]).all()

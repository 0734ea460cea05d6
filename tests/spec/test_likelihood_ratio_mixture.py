"""An e-value is worth its name where the law holds: its mean is 1, summed exactly."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tocsin.numerics.likelihood_ratio_mixture import likelihood_ratio_mixture
from tocsin.numerics.predictive_limits import limits, tails


def test_the_mean_under_the_law_is_one() -> None:
    for mean, phi in ((0.3, 1.0), (0.3, 2.0), (5.0, 1.0), (5.0, 1.5), (40.0, 3.0)):
        count = np.arange(4_000.0)
        law = stats.poisson.pmf(count, mean) if phi == 1 else stats.nbinom.pmf(count, mean / (phi - 1), 1 / phi)
        evidence = likelihood_ratio_mixture(count, np.full(4_000, mean), np.full(4_000, phi))
        np.testing.assert_allclose((law * evidence).sum(), 1.0, rtol=1e-8)


def test_more_cases_are_more_evidence_and_the_unknown_is_unknown() -> None:
    told = likelihood_ratio_mixture(np.array([5.0, 15.0, 40.0, np.nan]), np.full(4, 5.0), np.full(4, 1.5))
    assert told[0] < 1 < told[1] < told[2] and np.isnan(told[3])


def test_limits_are_the_quantiles_of_the_law() -> None:
    mean, phi = np.array([0.01, 0.7, 12.0, 300.0, 1e6]), np.array([1.2, 2.0, 1.5, 9.0, 40.0])
    size, success = mean / (phi - 1), 1 / phi
    for level in (0.05, 0.005, 1e-6, 0.995):
        above = stats.nbinom.isf(level, size, success)
        np.testing.assert_array_equal(limits(np.full(5, level), mean, phi, tie=0.0), above)
        for tie in (0.5, 1.0):
            limit = limits(np.full(5, level), mean, phi, tie)
            assert (tails(limit, mean, phi, tie)[0] <= level).all()
            assert (tails(limit - 1, mean, phi, tie)[0][limit > 0] > level).all()


def test_tails_are_chances_of_so_many_or_more_and_of_so_few_or_fewer() -> None:
    count, mean, phi = np.array([0.0, 3.0, 20.0]), np.array([2.0, 2.0, 9.0]), np.array([1.3, 2.0, 4.0])
    more, fewer = tails(count, mean, phi)
    law = stats.nbinom(mean / (phi - 1), 1 / phi)
    np.testing.assert_allclose(more, law.sf(count - 1), rtol=1e-9)
    np.testing.assert_allclose(fewer, law.cdf(count), rtol=1e-9)
    np.testing.assert_allclose(np.add(*tails(count, mean, phi, tie=0.5)), 1.0, rtol=1e-12)

"""A score in the light of the one before: the law is exact, and so is its inverse."""

from __future__ import annotations

import numpy as np
from scipy import integrate, stats

from tocsin.numerics.score_before import beyond, counted, total_needed


def test_the_law_is_that_of_the_sum() -> None:
    for part in (0.3, 0.5, 1.0):
        for total in (-1.0, 0.5, 2.9, 6.0):
            inner = integrate.quad(lambda u, t=total, p=part: stats.norm.pdf(u) * stats.norm.sf(t - p * u), 0, 3)[0]
            whole = inner + stats.norm.sf(total) / 2 + stats.norm.sf(3) * stats.norm.sf(total - 3 * part)
            np.testing.assert_allclose(beyond(np.array(total), part), whole, rtol=1e-8)
            np.testing.assert_allclose(total_needed(whole, part), total, rtol=1e-6)


def test_alone_it_is_a_normal_score() -> None:
    np.testing.assert_allclose(total_needed(0.005, 0.0), stats.norm.isf(0.005), rtol=1e-12)


def test_a_low_period_adds_nothing_and_an_absurd_one_neither() -> None:
    np.testing.assert_array_equal(counted(np.array([-2.0, 0.0, 1.5, 3.5, 5.0, 7.0])), [0, 0, 1.5, 3, 1.5, 0])

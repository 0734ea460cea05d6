"""Compile the kernels once, so that the first night is not slower than the second."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tocsin.numerics.broken_line import broken_lines
from tocsin.numerics.count_limits import count_limits
from tocsin.numerics.cumulative_sums import cumulative_sums
from tocsin.numerics.isotonic import increasing_against_constant
from tocsin.numerics.least_deviations import least_deviations
from tocsin.numerics.likelihood_ratio_mixture import likelihood_ratio_mixture
from tocsin.numerics.likelihood_ratios import fixed_ratios, generalised_ratios
from tocsin.numerics.log_linear import first_phase_means
from tocsin.numerics.log_sums import logs_before
from tocsin.numerics.mixed_poisson import mixed_poisson_quantiles
from tocsin.numerics.moving import first_known, recent_mean_sd, run_begins
from tocsin.numerics.negative_binomial_mixture import log_chances, mixture_chances, mixture_quantiles
from tocsin.numerics.predictive_limits import limits
from tocsin.numerics.predictive_shares import share_evidence, share_limits, share_tails
from tocsin.numerics.reference_windows import block_moments, reference_moments
from tocsin.numerics.reporting_ladder import ladder
from tocsin.numerics.seasonal_baseline import seasonal_baselines
from tocsin.numerics.segmentation import level_changes
from tocsin.numerics.shrunken_seasons import shrunken_seasons
from tocsin.numerics.sliding_levels import sliding_levels


def warm() -> None:
    """Run every compiled kernel on a tiny array; numba keeps the machine code in its cache."""
    _classics()
    _regressions()
    _trends()
    _ladder()
    _lag_shares()
    _rolling_sums()
    _nowcasts()
    sliding_levels(np.ones((1, 12)), np.ones((1, 12), bool), np.arange(12), 8)


def _classics() -> None:
    value, weight, known, at = np.ones((1, 12)), np.ones((1, 12)), np.ones((1, 12), bool), np.arange(12)
    begins = run_begins(np.zeros((1, 12), np.int16))
    ends = first_known(known, begins) + 6
    recent_mean_sd(value, begins, 7, 2, 21)
    reference_moments(value, weight, begins, at, (4, 1, 1, True))
    block_moments(value, weight, begins, at, (4, 2, 1, 1))
    grids = (value.copy(), weight.copy(), weight.copy(), ~known, ~known, np.zeros(value.shape, np.int16))
    for grid in grids:
        grid.flags.writeable = False  # as those of counts are
    cumulative_sums(grids, ends[:, 0], 0, 2, (1.04, 2.26, False, False, 2, 4))
    increasing_against_constant(value, weight, known, begins)
    mean, alpha = first_phase_means(value, weight, known, begins, ends, (4, 1, False, True, 2))
    generalised_ratios(value, mean, alpha, known, begins, 5.0)
    fixed_ratios(value, mean, alpha, known, begins, (0.4, 5.0))


def _regressions() -> None:
    value, begins, at = np.ones((1, 9)), np.zeros((1, 9), np.int64), np.array([8])
    rules = (0, 2, 1, True, 2.58, 4.0, True)
    seasonal_baselines(value, value, begins, at, np.array([[8, 6, 4, 2]]), rules, np.zeros(9))
    count_limits(0.995, value, value, value)


def _trends() -> None:
    value, begins, season = np.ones((1, 9)), np.zeros((1, 9), np.int64), np.ones((9, 1))
    spans, waves = np.array([3, 4]), np.array([8])
    broken_lines(value, value, np.zeros((1, 9), bool), begins, season, waves, np.array([8]), spans, 4)
    level_changes(value, value, begins, season, 8, 4, 2, 7.0)


def _ladder() -> None:
    value, known, at = np.ones((1, 9)), np.ones((1, 9), bool), np.array([8])
    prior, flat, waves = np.array([[[0.5, 0.0, 0.0]]]), np.zeros((1, 1, 2)), np.ones((9, 2))
    law, begins = (2.0, 4.0, 0.3, 2.0, 0.2), np.zeros((1, 9), np.int64)
    shrunken_seasons(
        value,
        value,
        known,
        begins,
        waves,
        np.arange(9.0),
        at,
        known[:, at],
        prior,
        flat,
        flat + 1,
        law,
        (5.0, 2),
        False,
    )
    likelihood_ratio_mixture(value, value, value)
    limits(value / 200, value, value)
    share_tails(value, value, value + 1, value)
    share_limits(value / 200, value, value + 1, value)
    share_evidence(value, value, value + 1, value, (2.0,))


def _nowcasts() -> None:
    total, pool, ones = np.ones((1, 3, 2)), np.zeros(1, np.int64), np.ones((1, 3))
    rules = np.array([0.9, 1, 1, 1, 1, 1, 1, 1, 1])
    ladder(total, 0, ones, pool, 1, rules, np.array([0.9, 0.9]))
    mixed_poisson_quantiles(ones, np.full(3, 1 / 3), np.array([0.5]))


def _rolling_sums() -> None:
    row = np.ones(2)
    least_deviations(np.eye(2), row, row, 0.1)


def _lag_shares() -> None:
    grid, row = np.full((1, 2), 0.5), np.ones(1)
    logs_before(grid, np.eye(2))
    log_chances(grid, 1.0, grid)
    mixture_chances(row, grid, row, grid)
    mixture_quantiles(grid, grid, row, grid)


def forget() -> None:
    """Drop the machine code of before: the cache of a kernel does not notice that one which it calls has changed."""
    for kept in Path(__file__).with_name("__pycache__").glob("*.nb[ci]"):
        kept.unlink(missing_ok=True)


if __name__ == "__main__":
    forget()
    warm()

"""Dispersion: how much more counts scatter than Poisson counts would."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def within_groups(count: Floats, exposure: Floats, groups: NDArray[np.int64]) -> Floats:
    """Pearson dispersion of each row of `count` (N, T) about one rate per group of columns.

    `exposure` is (N, T); `groups` (T,) numbers the columns, -1 leaves a column out. Returns (N,), at least
    1; 1 where fewer than two degrees of freedom are left. NaN cells are left out.
    """
    chi, freedom = np.zeros(len(count)), np.zeros(len(count))
    for group in np.unique(groups[groups >= 0]):
        x, n = count[:, groups == group], exposure[:, groups == group]
        known = np.isfinite(x) & np.isfinite(n) & (n > 0)
        x, n = np.where(known, x, 0.0), np.where(known, n, 0.0)
        rate = x.sum(1) / np.maximum(n.sum(1), 1e-12)
        expected = n * rate[:, None]
        chi += np.divide((x - expected) ** 2, expected, out=np.zeros_like(x), where=expected > 0).sum(1)
        freedom += np.maximum(known.sum(1) - 1, 0) * (rate > 0)
    return np.where(freedom >= 2, np.maximum(chi / np.maximum(freedom, 1), 1.0), 1.0)


def between_neighbours(count: Floats, exposure: Floats) -> float:
    """One robust dispersion for many short rows (N, T): from the change between neighbouring periods.

    The median of squared standardised changes, over its value for Poisson counts (0.455, the median of
    chi-square with one degree of freedom). Growth enters only through one period's step, so a wave does
    not hide itself. At least 1; 1 when no pair has an expected count of 5.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = exposure[:, 1:] / exposure[:, :-1]
        expected = count[:, :-1] * growth
        squares = (count[:, 1:] - expected) ** 2 / (expected * (1 + growth))
    usable = squares[np.isfinite(squares) & (expected >= 5)]
    return float(max(1.0, np.median(usable) / 0.455)) if usable.size else 1.0


def squared_steps(sums: Floats, year: int = 12) -> tuple[Floats, NDArray[np.bool_]]:
    """Each second difference of sums over a `year` of periods (N, T), squared over what Poisson periods would give it.

    A second difference of the sums is a difference of periods in which level, trend and season cancel; its variance is four
    times that of a period (six where a year is one: it holds one of them twice), and a period's mean is a `year`th of the
    sum. Returns (N, T - 2), 0 where unknown, and which are known.
    """
    second, level = np.diff(sums, n=2, axis=1), sums[:, 2:]
    known = np.isfinite(second) & np.isfinite(level) & (level > 0)
    parts = 6 if year == 1 else 4
    return np.divide(year / parts * second**2, level, out=np.zeros_like(second), where=known), known


def of_rolling_sums(sums: Floats, periods: int = 36) -> Floats:
    """Dispersion of the months behind sums of twelve months (N, T), from the newest `periods` second differences.

    See `squared_steps`. Returns (N,), at least 1; 1 where fewer than twelve differences are known. Months are taken as
    independent.
    """
    squares, known = (grid[:, -periods:] for grid in squared_steps(sums))
    count = known.sum(1)
    return np.where(count >= 12, np.maximum(squares.sum(1) / np.maximum(count, 1), 1.0), 1.0)


def behind_year_sums(sums: Floats, year: int, periods: int = 36) -> tuple[Floats, Floats]:
    """Dispersion of the periods behind sums of a `year` of them (N, T), and its degrees of freedom; both (N,).

    As `of_rolling_sums`, for any number of periods a year; NaN and 0 where fewer than four differences are known. Two
    differences in a row share periods, so that each counts for two thirds of one.
    """
    squares, known = (grid[:, -periods:] for grid in squared_steps(sums, year))
    count = known.sum(1)
    dispersion = np.maximum(squares.sum(1) / np.maximum(count, 1), 1.0)
    return np.where(count >= 4, dispersion, np.nan), np.where(count >= 4, count * 2 / 3, 0.0)

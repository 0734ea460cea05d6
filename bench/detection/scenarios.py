"""Worlds whose truth is known, and the 42 scenarios of Noufaily et al. 2013, doi:10.1002/sim.5595."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.counts import Counts, of_values

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]

WEEKS, TRAINING, TESTED = 624, 312, 575  # columns 312..574 hold four past outbreaks, 575..623 are tested
PAST_SIZES = (2, 3, 5, 10)
# theta, phi, beta where there is a trend, gamma1, gamma2
SETS = (
    (0.1, 1.5, 0.0025, 0.6, 0.6),
    (-2.0, 2.0, 0.005, 0.1, 0.3),
    (1.5, 1.0, 0.003, 0.2, -0.4),
    (0.5, 5.0, 0.002, 0.5, 0.5),
    (2.5, 3.0, 0.001, 1.0, 0.1),
    (3.75, 1.1, 0.001, 0.1, -0.1),
    (5.0, 1.2, 0.0001, 0.05, 0.01),
)


@dataclass(frozen=True, slots=True)
class World:
    """N made series of T weeks. `outbreak` (N, T) marks the weeks that truly hold an outbreak's events.

    `onset` (N,) is the column in which the tested outbreak begins, -1 where there is none; `columns` (M,) are tested.
    `size` (N,) is what the outbreak is told apart by (NaN where there is none), and `bands` name its ranges, both ends
    included.
    """

    name: str
    description: str
    counts: Counts
    outbreak: Bools
    onset: Whole
    columns: Whole
    size: Floats
    bands: tuple[tuple[str, float, float], ...] = ()

    def __len__(self) -> int:
        return len(self.counts)

    def take(self, rows: Whole) -> World:
        """Some series only."""
        cut = {name: getattr(self, name)[rows] for name in ("outbreak", "onset", "size")}
        kept = self.counts.take(rows)
        return World(self.name, self.description, kept, columns=self.columns, bands=self.bands, **cut)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the 42: log mean = theta + beta t + harmonics; variance = phi x mean."""

    theta: float
    phi: float
    beta: float
    gamma1: float
    gamma2: float
    harmonics: int

    def mean(self) -> Floats:
        """The mean of each of the 624 weeks, (T,)."""
        t = np.arange(1, WEEKS + 1)
        angle = 2 * np.pi * np.outer(np.arange(1, self.harmonics + 1), t) / 52
        season = (self.gamma1 * np.cos(angle) + self.gamma2 * np.sin(angle)).sum(0)
        return np.exp(self.theta + self.beta * t + season)


def all_scenarios() -> list[Scenario]:
    """Seven sets x without and with trend x 0, 1, 2 harmonics, in the order in which they are numbered."""
    return [
        Scenario(theta, phi, beta * trend, gamma1 * (m > 0), gamma2 * (m > 0), m)
        for theta, phi, beta, gamma1, gamma2 in SETS
        for trend in (0, 1)
        for m in (0, 1, 2)
    ]


def scattered(rng: np.random.Generator, mean: Floats, phi: Floats | float) -> Floats:
    """Counts of this mean whose variance is `phi` times the mean: negative binomial, Poisson where `phi` is 1."""
    phi = np.broadcast_to(phi, mean.shape)
    over = phi > 1
    shape = np.where(over, mean / np.where(over, phi - 1, 1.0), 1.0)
    wide = rng.negative_binomial(np.maximum(shape, 1e-12), 1 / np.maximum(phi, 1 + 1e-9))
    return np.where(over, wide, rng.poisson(mean)).astype(float)


def spread(rng: np.random.Generator, start: Whole, cases: Whole, weeks: int, last: int) -> Floats:
    """The events of one outbreak in each series, (N, weeks): each falls floor(LogNormal(0, 0.5)) weeks after `start`.

    What would fall after column `last` is lost.
    """
    rows = np.repeat(np.arange(len(start)), cases)
    fell = start[rows] + np.floor(rng.lognormal(0, 0.5, len(rows))).astype(np.int64)
    grid, seen = np.zeros((len(start), weeks)), fell <= last
    np.add.at(grid, (rows[seen], fell[seen]), 1)
    return grid


def noufaily(replicates: int, seed: int) -> World:
    """All 42 scenarios, `replicates` of each: four past outbreaks, then one of size Poisson(k sd), k from 1 to 10."""
    rng, rows = np.random.default_rng([seed, 42]), 42 * replicates
    scenarios = all_scenarios()
    mean = np.repeat(np.array([one.mean() for one in scenarios]), replicates, axis=0)
    phi = np.repeat(np.array([one.phi for one in scenarios]), replicates)
    value = scattered(rng, mean, phi[:, None])
    deviation = np.sqrt(phi[:, None] * mean)
    outbreak = np.zeros(value.shape, bool)
    for _ in range(4):
        start = rng.integers(TRAINING, TESTED, rows)
        k = rng.choice(PAST_SIZES, rows)
        events = spread(rng, start, rng.poisson(k * deviation[np.arange(rows), start]), WEEKS, TESTED - 1)
        value, outbreak = value + events, outbreak | (events > 0)
    start, k = rng.integers(TESTED, WEEKS, rows), rng.integers(1, 11, rows)
    events = spread(rng, start, rng.poisson(k * deviation[np.arange(rows), start]), WEEKS, WEEKS - 1)
    held = (events > 0).any(1)
    return World(
        "Noufaily",
        "The 42 scenarios of Noufaily et al. 2013: season, trend, overdispersion, four past outbreaks and one to find.",
        of_values(value + events),
        outbreak | (events > 0),
        np.where(held, (events > 0).argmax(1), -1),
        np.arange(TESTED, WEEKS),
        np.where(held, k, np.nan),
        (("k 1-3", 1, 3), ("k 4-6", 4, 6), ("k 7-10", 7, 10)),
    )

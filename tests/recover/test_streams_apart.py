"""Streams that move alike are seldom told to part ways, and those that part are told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tocsin.methods.counts import of_values
from tocsin.methods.trend.divergence import Divergence, divergence
from tocsin.methods.trend.year_on_year import Grown, year_on_year
from tocsin.records.period import Cadence

PAIRS, FIRST = 4_000, date(2019, 1, 1)


def made(mean: float, phi: float, growth: float, seed: int) -> np.ndarray:
    """Seven years of months with a season, that grow by a factor a year in the last two."""
    rng, month = np.random.default_rng(seed), np.arange(84)
    level = mean * np.exp(np.log(growth) * np.maximum(month - 59, 0) / 12 + 0.2 * np.sin(month * np.pi / 6))
    level = np.broadcast_to(level, (PAIRS, 84))
    counts = rng.poisson(level) if phi == 1 else rng.negative_binomial(level / (phi - 1), 1 / phi)
    return counts.astype(float)


def held(mean: float, phi: float, one: float, other: float) -> Divergence:
    """Months of the one against half-years of the other."""
    halves = made(mean, phi, other, 2).reshape(PAIRS, -1, 6).sum(-1)
    months = year_on_year(of_values(made(mean, phi, one, 1), first=FIRST, cadence=Cadence.MONTH))
    told = year_on_year(of_values(halves, first=FIRST, cadence=Cadence.HALF_YEAR))
    rows = np.arange(PAIRS)
    grown = Grown.at(months, rows, months.column), Grown.at(told, rows, told.column)
    return divergence(*grown, np.stack([rows, rows], axis=1))


@pytest.mark.parametrize("mean", [5, 20, 100])
@pytest.mark.parametrize("phi", [1, 1.5, 3])
@pytest.mark.parametrize("growth", [1.0, 0.7, 1.4])
def test_streams_that_move_alike_are_seldom_told_to_part(mean: float, phi: float, growth: float) -> None:
    told = held(mean, phi, growth, growth)
    assert told.diverging.mean() <= 0.012 and told.opposite.mean() <= 0.002
    assert np.mean((told.low <= 0) & (told.high >= 0)) >= 0.94


@pytest.mark.parametrize(("mean", "phi", "least"), [(20, 1, 0.9), (20, 1.5, 0.8), (100, 1, 0.99), (100, 3, 0.95)])
def test_a_rise_against_a_fall_is_told(mean: float, phi: float, least: float) -> None:
    told = held(mean, phi, 1.4, 0.7)
    assert told.diverging.mean() >= least
    assert (told.difference[told.diverging] > 0).all()


def test_sums_over_twelve_months_have_the_error_of_their_months() -> None:
    months = made(40, 2, 0.8, 3)
    sums = np.lib.stride_tricks.sliding_window_view(months, 12, axis=1).sum(-1)
    first = date(2019, 12, 1)
    rolling = year_on_year(of_values(sums, first=first, cadence=Cadence.ROLLING_12_MONTHS))
    plain = year_on_year(of_values(months, first=FIRST, cadence=Cadence.MONTH))
    assert np.allclose(rolling.growth[:, -1], plain.growth[:, -1]) and np.allclose(
        rolling.error[:, -1], plain.error[:, -1]
    )
    assert (rolling.first[-1], rolling.last[-1]) == (plain.first[-1], plain.last[-1])
    assert abs(rolling.growth[:, -1].std() / np.sqrt((rolling.error[:, -1] ** 2).mean()) - 1) <= 0.05

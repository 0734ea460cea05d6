"""What Farrington's methods say where the published programs stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.methods.aberration.farrington import Farrington
from tocsin.methods.aberration.farrington_flexible import FarringtonFlexible
from tocsin.methods.aberration.own_years import own_years
from tocsin.methods.aberration.reference_periods import same_season
from tocsin.methods.counts import of_values
from tocsin.methods.judged import ABOVE, CANNOT_SAY, WITHIN
from tocsin.records.period import Cadence

NB = FarringtonFlexible()
ROBUST = replace(NB, robust=True)


def calm(weeks: int = 400, mean: float = 6.0, rows: int = 1, seed: int = 7) -> NDArray[np.float64]:
    return np.random.default_rng(seed).poisson(mean, (rows, weeks)).astype(float)


def test_a_first_case_after_394_zeros_rings_with_a_chance_that_the_history_supports() -> None:
    value = np.zeros(400)
    value[394] = 1
    told = NB.judge(of_values(value), np.array([393, 394]))
    assert told.verdict.tolist() == [[WITHIN, ABOVE]]
    assert told.upper[0, 1] == 0 and 0.001 < told.p_value[0, 1] < 0.005


def test_one_outlier_of_5000_moves_the_robust_limit_by_less_than_a_quarter() -> None:
    value = calm()
    outlier = value.copy()
    outlier[0, 249] = 5_000
    at = np.arange(374, 400)
    before, after = ROBUST.judge(of_values(value), at).upper, ROBUST.judge(of_values(outlier), at).upper
    assert (np.abs(after / before - 1) < 0.25).all()
    assert NB.judge(of_values(outlier), at).upper.max() > 100


def test_robust_dispersion_of_clean_counts_is_that_of_the_classic() -> None:
    rng = np.random.default_rng(3)
    value = rng.negative_binomial(8, 0.4, (400, 330)).astype(float)
    at = np.array([329])
    classic = own_years(of_values(value), at, NB.regression).phi
    robust = own_years(of_values(value), at, ROBUST.regression).phi
    assert abs(np.mean(robust) / np.mean(classic) - 1) < 0.03


def test_a_missing_week_loses_only_itself() -> None:
    value = calm()
    value[0, 394] = np.nan
    told = NB.judge(of_values(value), np.arange(385, 400))
    assert np.flatnonzero(told.verdict[0] == CANNOT_SAY).tolist() == [9]


@pytest.mark.parametrize("detector", [NB, Farrington()])
def test_short_histories_are_used_as_far_as_they_reach(detector: FarringtonFlexible | Farrington) -> None:
    month, two_years = detector.judge(of_values(calm(30))), detector.judge(of_values(calm(120)))
    assert (month.verdict == CANNOT_SAY).all()
    assert (two_years.verdict[0, 60:] != CANNOT_SAY).all()


def test_known_outbreaks_are_no_baseline() -> None:
    value = calm()
    value[0, 200:206] = 80
    known = np.zeros(value.shape, bool)
    known[0, 200:206] = True
    at = np.array([399])
    told = NB.judge(of_values(value, excluded=known), at)
    assert told.upper[0, 0] < 16 < NB.judge(of_values(value), at).upper[0, 0]
    assert told.more["n"][0, 0] == 238 - 6


def test_counts_follow_their_exposure() -> None:
    tested = np.random.default_rng(1).uniform(50, 400, (20, 400))
    value = np.random.default_rng(2).poisson(0.1 * tested).astype(float)
    told = NB.judge(of_values(value, exposure=tested), np.arange(380, 400))
    assert abs(np.mean(told.expected / (0.1 * tested[:, 380:])) - 1) < 0.03
    assert told.more["phi"].mean() < 1.15


def test_a_half_reported_week_is_expected_to_hold_half() -> None:
    share = np.ones((1, 400))
    share[0, 399] = 0.5
    at = np.array([399])
    whole, half = (NB.judge(of_values(calm(), completeness=c), at) for c in (None, share))
    assert half.expected[0, 0] == pytest.approx(whole.expected[0, 0] / 2)
    assert half.upper[0, 0] < whole.upper[0, 0]


def test_only_weeks_of_one_epoch_compare() -> None:
    value = np.concatenate([calm(300, 60.0), calm(200, 6.0)], axis=1)
    counts = of_values(value)
    epoch = np.zeros(value.shape, np.int16)
    epoch[0, 300:] = 1
    told = NB.judge(replace(counts, epoch=epoch), np.array([499]))
    assert 3 < told.expected[0, 0] < 10


def test_week_53_compares_with_the_nearest_week_of_other_years() -> None:
    counts = of_values(np.zeros(500), first=date(2015, 1, 5))
    week_53 = int((date(2020, 12, 28) - date(2015, 1, 5)).days / 7)
    days = [date(2015, 1, 5).toordinal() + 7 * k for k in same_season(counts, np.array([week_53]), 3)[0].tolist()]
    assert [date.fromordinal(day).isoformat() for day in days] == [
        "2020-12-28",
        "2019-12-30",
        "2018-12-31",
        "2017-12-25",
    ]


@pytest.mark.parametrize(("cadence", "year"), [(Cadence.MONTH, 12), (Cadence.HALF_YEAR, 2), (Cadence.QUARTER, 4)])
def test_months_quarters_and_half_years_are_judged_too(cadence: Cadence, year: int) -> None:
    time = np.arange(7 * year)
    mean = 50 * np.exp(0.4 * np.cos(2 * np.pi * time / year))
    value = np.random.default_rng(5).poisson(mean, (50, len(time))).astype(float)
    at = np.arange(6 * year, 7 * year)
    told = NB.judge(of_values(value, cadence=cadence), at)
    assert abs(np.mean(told.expected / mean[at]) - 1) < 0.05
    assert told.alarm.mean() < 0.05


def test_settings_that_mean_nothing_are_refused() -> None:
    with pytest.raises(BadValue, match="alpha"):
        replace(NB, alpha=1.5)

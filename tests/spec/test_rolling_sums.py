"""Sums of twelve months: what is still to come of them, what their differences tell, and what a fall must stand against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.made_panels import made_panel

from tocsin.errors import BadValue
from tocsin.methods.aberration.rolling_year import RollingYear
from tocsin.methods.nowcast.sums.beside import Beside, alongside, pending, predicted
from tocsin.methods.nowcast.sums.differences import months_from_anchors, year_on_year_differences
from tocsin.methods.nowcast.sums.months import Files
from tocsin.methods.nowcast.sums.rolling_sums import RollingSums
from tocsin.methods.still_to_come import NOT_MEASURED, still_to_come
from tocsin.numerics.least_deviations import least_deviations
from tocsin.records.nowcast import Stand
from tocsin.records.panel import Panel
from tocsin.records.period import Cadence, number_of
from tocsin.records.vintages import Vintages

SUMS = Cadence.ROLLING_12_MONTHS
RELEASED = ("2024-12-15", "2025-07-15")
STATES = tuple(f"S{i:02d}" for i in range(40))


def month(day: str) -> int:
    return int(number_of(np.array([day], "datetime64[D]"), SUMS)[0])


def vintages(value: np.ndarray, newest: str, known: tuple[str, ...] = RELEASED, **keys: list[str]) -> Vintages:
    """Made vintages (V, N, T) whose newest period ends with `newest`."""
    panel = made_panel(value[0], cadence=SUMS, places=list(STATES[: value.shape[1]]), **keys)
    periods = month(newest) - np.arange(value.shape[2])[::-1]
    return Vintages(panel.keys, SUMS, periods, np.array(known, "datetime64[D]"), value.copy())


def told_twice(lacks: np.ndarray, rows: int = 40) -> Vintages:
    """Sums of 1,200 to July 2024, known in December 2024, and to February 2025, known in July 2025.

    What a month lacks in the first release, newest first, is a part `lacks` of its 100; all is there in the second but for
    the two newest months, which lack as much.
    """
    value = np.full((2, rows, 60), 1200.0)
    value[0, :, -7:] = np.nan
    for sums in range(len(lacks)):
        value[0, :, 52 - sums] -= 100 * lacks[sums:].sum()
    value[1, :, -1] -= 100 * lacks[:2].sum()
    value[1, :, -2] -= 100 * lacks[1:2].sum()
    return vintages(value, "2025-02-28")


def test_a_sum_lacks_what_its_open_months_lack() -> None:
    lacks = np.array([0.36, 0.24, 0.12])
    nowcast = RollingSums(tied=0.0).nowcast(told_twice(lacks))
    assert nowcast.mean[:, -1] == pytest.approx(1200, rel=0.005) and nowcast.mean[:, -2] == pytest.approx(
        1200, rel=0.005
    )
    assert nowcast.completeness[0, -1] == pytest.approx(1 - 0.60 / 12, abs=0.005)
    assert nowcast.completeness[0, -2] == pytest.approx(1 - 0.24 / 12, abs=0.005)


def test_sums_of_a_closed_year_stand_as_reported() -> None:
    nowcast = RollingSums().nowcast(told_twice(np.array([0.36, 0.24, 0.12])))
    december = nowcast.periods <= month("2024-12-31")
    assert (nowcast.basis[:, december] == Stand.CLOSED).all() and (nowcast.completeness[:, december] == 1).all()
    assert (nowcast.basis[:, ~december] == Stand.POOLED).all()


def test_a_year_stays_open_until_the_seventh_month_after_it() -> None:
    files = Files()
    assert files.open_months(month("2025-02-28"), np.datetime64("2025-07-15")) == 2
    assert files.open_months(month("2026-01-31"), np.datetime64("2026-06-15")) == 13
    assert files.open_months(month("2024-07-31"), np.datetime64("2024-12-15")) == 7
    assert Files(year_starts=None).open_months(month("2025-02-28"), np.datetime64("2025-07-15")) == 18


def test_with_one_release_everything_is_refused() -> None:
    nowcast = RollingSums().nowcast(told_twice(np.array([0.3])).until(np.datetime64("2025-01-01")))
    assert (nowcast.basis == Stand.REFUSED).all() and np.isnan(nowcast.mean).all() and np.isnan(nowcast.quantiles).all()


def test_months_are_no_sums() -> None:
    with pytest.raises(BadValue, match="no sums"):
        RollingSums().nowcast(replace(told_twice(np.array([0.3])), cadence=Cadence.MONTH))


def test_what_the_publisher_predicts_moves_each_place_by_itself() -> None:
    late = np.linspace(0.0, 0.1, 40)  # the part of the newest sum that each state lacks
    value = np.full((2, 40, 60), 1000.0)
    value[0, :, -7:] = np.nan
    value[0, :, 52] *= 1 - late
    value[1, :, -1] *= 1 - late[::-1]
    said = np.full((2, 40, 60), 1000.0)
    said[0, :, -7:] = np.nan
    said[0, :, 52] = value[0, :, 52] * (1 + 2 * late)  # twice too much, and 2 % too much everywhere
    said[1, :, -1] = value[1, :, -1] * (1 + 2 * late[::-1])
    sums, other = vintages(value, "2025-02-28"), vintages(said * 1.02, "2025-02-28")
    beside = RollingSums(beside=(predicted(sums, other),)).nowcast(sums)
    alone = RollingSums().nowcast(sums)
    off = [np.abs(nowcast.quantile(0.5)[:, -1] - 1000).mean() for nowcast in (beside, alone)]
    assert off[0] < 5 < 15 < off[1]


def test_a_cell_that_the_stream_is_silent_on_is_read_without_it() -> None:
    sums = told_twice(np.array([0.36, 0.24, 0.12]))
    silent = np.full(sums.value.shape, np.nan)
    nowcast = RollingSums(beside=(Beside("silent", silent),)).nowcast(sums)
    assert nowcast.mean == pytest.approx(RollingSums().nowcast(sums).mean, nan_ok=True)


def test_a_place_that_was_slow_is_expected_to_be_about_half_as_slow_again() -> None:
    sums = told_twice(np.array([0.36, 0.24, 0.12]))
    value = np.array(sums.value)
    value[0, ::4] -= 2 * (1200 - value[0, ::4])  # every fourth state lacked three times as much
    gone = np.log(RollingSums().nowcast(replace(sums, value=value)).quantile(0.5)[:, -1] / value[1, :, -1])
    slow, others = np.median(gone[::4]), np.median(np.delete(gone, np.arange(0, 40, 4)))
    assert 1.5 < slow / others < 2.1


def test_sums_that_were_taken_back_have_quantiles_below_what_is_reported() -> None:
    value = np.full((2, 40, 60), 1200.0)
    value[0, :, -7:] = np.nan
    value[0, ::2, 30:46] = 1260.0  # half of the states lost 5 % of sums of closed years
    nowcast = RollingSums().nowcast(vintages(value, "2025-02-28"))
    december = int(np.flatnonzero(nowcast.periods == month("2024-12-31"))[0])
    assert (nowcast.quantile(0.1)[:, december] < 1160).all() and (nowcast.quantile(0.9)[:, december] == 1200).all()


def test_quantiles_rise_and_are_whole() -> None:
    quantiles = RollingSums().nowcast(told_twice(np.array([0.36, 0.24, 0.12]))).quantiles
    assert (np.diff(quantiles[:, -12:], axis=-1) >= 0).all() and np.array_equal(
        quantiles[:, -12:] % 1, 0 * quantiles[:, -12:]
    )


def test_streams_are_matched_by_place_and_by_the_newest_release_known_by_the_day() -> None:
    sums = told_twice(np.array([0.3]), rows=3)
    percent = vintages(
        np.stack([np.full((2, 60), 1.0), np.full((2, 60), 2.0)]), "2025-02-28", ("2024-12-20", "2025-07-01")
    )
    met = alongside(sums, percent, ("place",))
    assert np.isnan(met[0]).all() and (met[1, :2] == 2).all() and np.isnan(met[1, 2]).all()
    everyone = replace(percent, value=np.full((2, 2, 60), 50_000.0))
    drugs = replace(percent, value=np.full((2, 2, 60), 2_000.0))
    assert pending(sums, percent, everyone, drugs).more[1, 0, 0] == pytest.approx(0.5)


def test_year_on_year_differences_of_months_are_exact() -> None:
    months = np.random.default_rng(3).poisson(80, (5, 48)).astype(float)
    sums = np.full(months.shape, np.nan)
    sums[:, 11:] = np.lib.stride_tricks.sliding_window_view(months, 12, axis=1).sum(-1)
    told = year_on_year_differences(sums)
    assert np.array_equal(told[:, 12:], months[:, 12:] - months[:, :-12]) and np.isnan(told[:, :12]).all()


def test_twelve_anchors_give_every_month_and_all_but_the_anchors_are_derived() -> None:
    months = np.random.default_rng(4).poisson(80, (5, 60)).astype(float)
    sums = np.full(months.shape, np.nan)
    sums[:, 11:] = np.lib.stride_tricks.sliding_window_view(months, 12, axis=1).sum(-1)
    anchors = np.full(months.shape, np.nan)
    anchors[:, 24:36] = months[:, 24:36]
    found = months_from_anchors(sums, anchors)
    assert np.array_equal(found.value, months)
    assert not found.derived[:, 24:36].any() and found.derived[:, :24].all() and found.derived[:, 36:].all()
    assert np.isnan(months_from_anchors(sums, np.full(months.shape, np.nan)).value).all()


def test_a_gap_in_the_sums_stops_the_months_behind_it() -> None:
    months = np.full((1, 60), 10.0)
    sums = np.full((1, 60), np.nan)
    sums[0, 11:] = 120.0
    sums[0, 40] = np.nan
    anchors = np.where(np.arange(60) < 24, np.where(np.arange(60) >= 12, months, np.nan), np.nan)
    found = months_from_anchors(sums, anchors).value[0]
    assert np.isnan(found[[40, 41, 52, 53]]).all() and np.isfinite(found[[39, 42, 51, 54]]).all()


def test_anchors_of_another_definition_are_refused() -> None:
    sums = np.full((1, 24), 120.0)
    with pytest.raises(BadValue, match="add up"):
        months_from_anchors(sums, np.where(np.arange(24)[None] < 12, 11.0, np.nan))


def test_coefficients_nobody_knows_keep_the_neighbours_or_fall_to_nothing() -> None:
    parts, target = np.eye(6)[[0, 1, 1]], np.array([0.5, 0.5, 0.5])
    kept = least_deviations(parts, target, np.ones(3), tied=1e-3)
    fallen = least_deviations(parts, target, np.ones(3), tied=1e-3, anchored=True)
    assert kept == pytest.approx(0.5, abs=0.01)
    assert fallen[:2] == pytest.approx(0.5, abs=0.02) and (np.diff(fallen[1:]) < 0).all() and fallen[-1] < 0.15
    assert not least_deviations(np.zeros((0, 3)), np.zeros(0), np.zeros(0)).any()


def falling(share: float | None, sure: float = 2_000.0) -> Panel:
    """One state whose sum of twelve months fell from 3,600 to 3,000, with so much of it complete."""
    rng = np.random.default_rng(5)
    month_by_month = np.concatenate([rng.poisson(300, 48), rng.poisson(250, 12)]).astype(float)
    value = np.lib.stride_tricks.sliding_window_view(month_by_month, 12)[None].sum(-1)
    panel = made_panel(value, cadence=SUMS, substances=["fentanyl"], places=["US-OH"])
    if share is None:
        return panel
    part, certain = np.ones(value.shape), np.full(value.shape, np.inf)
    part[:, -1], certain[:, -1] = share, sure
    return replace(panel, completeness=part, concentration=certain)


def test_a_fall_is_told_only_where_it_stands_whatever_is_still_to_come() -> None:
    told = [RollingYear(least=1.02).detect(falling(share))["verdict"].to_pylist() for share in (0.99, 0.90, None)]
    assert told == [["below"], [], []]
    assert RollingYear(least=1.02).detect(falling(0.97, sure=20))["verdict"].to_pylist() == []


def test_what_may_still_come_is_read_from_the_panel_and_a_stated_prior_stands_until_it_is_measured() -> None:
    assert (still_to_come(falling(None)) == NOT_MEASURED).all()
    gain = still_to_come(falling(0.95))
    assert 1 / 0.95 < gain[0, -1] < 1.08 and (gain[0, :-1] == 1).all()
    assert (still_to_come(falling(1.04)) == 1).all()

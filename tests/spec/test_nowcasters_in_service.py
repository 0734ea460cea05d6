"""Which nowcaster reads which source, and what it makes of silence, of totals and of regular releases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from tocsin.methods.nowcast.catalogue import Counts, Sums, nowcaster, regular
from tocsin.methods.nowcast.lag_shares import LagShares
from tocsin.methods.nowcast.roll_ups import parents, with_totals
from tocsin.methods.nowcast.silence import carried, newest_release
from tocsin.records.nowcast import LEVELS, Nowcast, Stand
from tocsin.records.panel import KEY_SCHEMA
from tocsin.records.period import Cadence, first_day, last_day
from tocsin.records.vintages import Vintages
from tocsin.sources.catalogue import source

PLACES = ("US-OH", "US-MA", "US-CA", "US-TX", "US-NY", "US-FL", "US-WA", "US-AZ")
SHARE = np.array([0.6, 0.8, 0.95, 1.0])  # told in the month after, and so on


def keys(places: tuple[str, ...]) -> pa.Table:
    rows = [
        {"series": str(n), "source": "made", "stream": "death", "substance": "fentanyl", "place": place}
        | {"level": "country" if place == "US" else "state", "measure": "deaths", "derived": place == "US"}
        | {"origin": None, "destination": None, "mark": "TLP:CLEAR", "purpose": "any"}
        for n, place in enumerate(places)
    ]
    return pa.Table.from_pylist(rows, KEY_SCHEMA)


def monthly(releases: int = 30, level: float = 500.0) -> Vintages:
    """One release a month, in the middle of it, of months that end up near `level` in every place."""
    final = np.random.default_rng(7).poisson(level, (len(PLACES), releases)).astype(float)
    periods = 600 + np.arange(releases)
    known = first_day(periods + 1, Cadence.MONTH).astype("datetime64[D]") + 14
    age = np.arange(releases)[:, None] - np.arange(releases)[None, :]
    share = np.where(age >= 0, SHARE[np.clip(age, 0, 3)], np.nan)
    return Vintages(keys(PLACES), Cadence.MONTH, periods, known, np.rint(final[None] * share[:, None, :]))


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("cbp-drug-seizures", "mass_kg"),
        ("cdc-vsrr", "predicted_deaths_12_months"),
        ("nyc-drugchecking", "detections"),
        ("unc-drugchecking", "samples"),
        ("ca-infobase", "percent_of_deaths"),
        ("euda-score", "load_mg_per_day_per_1000"),
        ("mx-fgr", "files"),
    ],
)
def test_what_does_not_fill_up_or_cannot_show_it_has_no_nowcaster(name: str, measure: str) -> None:
    row = source(name)
    assert nowcaster(row, measure, row.cadence_of(measure)) is None


def test_sums_and_counts_have_theirs() -> None:
    row = source("cdc-vsrr")
    assert isinstance(nowcaster(row, "deaths_12_months", row.cadence), Sums)
    seizures, reports = source("cbp-drug-seizures"), source("nflis-dqs")
    read = nowcaster(seizures, "seizures", seizures.cadence)
    assert isinstance(read, Counts) and read.lags.year_starts == 10  # a closed fiscal year does not move
    other = nowcaster(reports, "reports", reports.cadence, stated=((60, 0.6, 20.0),))
    assert isinstance(other, Counts) and other.lags.year_starts == 0 and "60d:0.6~20" in other.name


def test_many_regular_releases_are_read_as_a_triangle() -> None:
    vintages = monthly()
    assert regular(vintages) and not regular(replace(vintages, known=vintages.known[:11], value=vintages.value[:11]))
    told = Counts(LagShares()).nowcast(vintages)
    assert told.completeness[:, -3:].mean(0) == pytest.approx([0.95, 0.8, 0.6], abs=0.03)
    low, high = told.quantile(0.1)[:, -1], told.quantile(0.9)[:, -1]
    assert ((low < 560) & (high > 440)).all()


def test_a_place_that_falls_silent_is_as_old_as_its_last_release() -> None:
    vintages = monthly()
    value = np.array(vintages.value)
    value[-3:, 0] = np.nan
    silent = replace(vintages, value=value)
    assert newest_release(silent).tolist() == [26, *[29] * 7]
    told = Counts(LagShares()).nowcast(silent)
    assert told.completeness[0, 26] == pytest.approx(0.6, abs=0.05)  # told once, a fortnight after its end
    assert told.completeness[1, 26] == pytest.approx(1.0, abs=0.01)
    assert np.isnan(told.reported[0, 27:]).all()
    assert (carried(silent).value[-1, 0, :27] == value[26, 0, :27]).all()


def test_a_country_total_is_the_sum_of_its_places_and_surer_than_each() -> None:
    places, one = ("US", *PLACES), np.ones((9, 1))
    reported = np.array([800.0, *[100.0] * 8])[:, None]
    share, sure = one * 0.8, one * 20.0
    told = Nowcast(
        np.array([600]),
        Cadence.MONTH,
        last_day(np.array([600]), Cadence.MONTH)[0].astype("datetime64[D]"),
        reported,
        share,
        sure,
        reported / 0.8,
        np.array(LEVELS),
        np.repeat(reported[..., None], len(LEVELS), 2),
        np.full((9, 1), Stand.POOLED, np.int8),
    )
    assert parents(keys(places)).tolist() == [-1, *[0] * 8]
    summed = with_totals(told, keys(places))
    assert summed.mean[0, 0] == pytest.approx(1000) and summed.completeness[0, 0] == pytest.approx(0.8)
    assert summed.concentration[0, 0] > 5 * 20
    assert summed.quantile(0.1)[0, 0] > 800 and summed.quantile(0.9)[0, 0] == pytest.approx(1050, abs=4)
    np.testing.assert_array_equal(summed.quantiles[1:], told.quantiles[1:])
    refused = replace(told, basis=np.where(np.arange(9)[:, None] == 3, Stand.REFUSED, told.basis).astype(np.int8))
    np.testing.assert_array_equal(with_totals(refused, keys(places)).quantiles, told.quantiles)

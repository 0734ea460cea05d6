"""Which nowcaster reads which source, and what it makes of silence, of totals and of regular releases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import norm

from tocsin.methods.nowcast import catalogue
from tocsin.methods.nowcast.catalogue import Counts, Sums, nowcaster, regular
from tocsin.methods.nowcast.lags.lag_shares import LagShares
from tocsin.methods.nowcast.roll_ups import IN_PLACE, classed, members, parents, summed, with_totals
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


def test_a_figure_told_before_its_month_began_is_none_and_stops_nothing() -> None:
    vintages = monthly()
    value = np.array(vintages.value)
    value[10, 2, 20] = 7.0
    told = Counts(LagShares()).nowcast(replace(vintages, value=value))
    np.testing.assert_array_equal(told.quantiles, Counts(LagShares()).nowcast(vintages).quantiles)


def test_where_memory_is_short_the_newest_months_make_the_triangle(monkeypatch: pytest.MonkeyPatch) -> None:
    vintages = monthly(60)
    whole = Counts(LagShares()).nowcast(vintages)
    monkeypatch.setattr(catalogue, "MOST_CELLS", len(PLACES) * 12 * 30)
    short = Counts(LagShares()).nowcast(vintages)
    assert short.periods.tolist() == vintages.periods[-30:].tolist()
    np.testing.assert_allclose(short.mean[:, -6:], whole.mean[:, -6:], rtol=0.02)


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
        reported[..., None] / 0.8 + 10 * norm.ppf(np.array(LEVELS)),
        np.full((9, 1), Stand.POOLED, np.int8),
    )
    assert parents(keys(places)).tolist() == [-1, *[0] * 8]
    total = with_totals(told, keys(places))
    assert total.mean[0, 0] == pytest.approx(1000) and total.completeness[0, 0] == pytest.approx(0.8)
    assert total.concentration[0, 0] > 5 * 20
    sd = (0.9 * 8 * 10**2 + 0.1 * 80**2) ** 0.5  # a tenth of what places err they err together
    assert total.quantile(0.1)[0, 0] == pytest.approx(1000 - 1.28 * sd, abs=4)
    assert total.quantile(0.9)[0, 0] == pytest.approx(1000 + 1.28 * sd, abs=4)
    np.testing.assert_array_equal(total.quantiles[1:], told.quantiles[1:])
    refused = replace(told, basis=np.where(np.arange(9)[:, None] == 3, Stand.REFUSED, told.basis).astype(np.int8))
    np.testing.assert_array_equal(with_totals(refused, keys(places)).quantiles, told.quantiles)


def lone(rows: list[tuple[str, bool]]) -> pa.Table:
    """Series of one state: a substance, and whether it is a declared sum."""
    made = [
        {
            "series": str(n),
            "source": "made",
            "stream": "laboratory",
            "substance": name,
            "place": "US-OH",
            "level": "state",
        }
        | {"measure": "reports", "derived": derived, "mark": "TLP:CLEAR", "purpose": "any"}
        | {"origin": None, "destination": None}
        for n, (name, derived) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, KEY_SCHEMA)


def one_month(reported: list[float], share: list[float], sd: list[float]) -> Nowcast:
    seen, part = np.array(reported)[:, None], np.array(share)[:, None]
    spread = np.array(sd)[:, None, None] * norm.ppf(np.array(LEVELS))
    return Nowcast(
        np.array([600]),
        Cadence.MONTH,
        np.datetime64("2020-02-10"),
        seen,
        part,
        np.full(seen.shape, 5.0),
        seen / part,
        np.array(LEVELS),
        (seen / part)[..., None] + spread,
        np.full(seen.shape, Stand.POOLED, np.int8),
    )


def test_a_group_is_as_complete_as_its_members_and_errs_with_them() -> None:
    rows = [("fluorofentanyl-group", True), ("para-fluorofentanyl", False), ("ortho-fluorofentanyl", False)]
    rows += [("fentanyl-related", True), ("fentanyl", False), ("carfentanil", False), ("heroin", False)]
    names = lone(rows)
    assert members(names).tolist() == [-1, 0, 0, -1, -1, -1, -1]
    assert classed(names).tolist() == [-1, 3, 3, -1, 3, 3, -1]
    told = one_month([100, 60, 40, 1000, 700, 100, 50], [0.9, 0.5, 0.8, 0.9, 0.7, 0.7, 0.9], [9, 12, 5, 90, 90, 10, 5])
    total = with_totals(told, names)
    assert total.mean[0, 0] == pytest.approx(60 / 0.5 + 40 / 0.8)
    scatter = (0.1 * (12**2 + 5**2) + IN_PLACE * (12 + 5) ** 2) ** 0.5
    assert total.quantile(0.9)[0, 0] == pytest.approx(170 + 1.28 * scatter, abs=1.5)
    rest = 1000 - 60 - 40 - 700 - 100  # in the total and in none of its members: as much is to come as the total says
    assert total.mean[3, 0] == pytest.approx(60 / 0.5 + 40 / 0.8 + 800 / 0.7 + rest / 0.9)
    np.testing.assert_array_equal(total.quantiles[[1, 2, 4, 5, 6]], told.quantiles[[1, 2, 4, 5, 6]])
    larger = one_month([100, 90, 40, 1000, 300, 100, 50], [0.9] * 7, [5] * 7)
    same = summed(larger, members(names), IN_PLACE, 0.5)  # its members exceed it: something else is counted
    np.testing.assert_array_equal(same.quantiles, larger.quantiles)

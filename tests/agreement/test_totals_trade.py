"""Totals of seizures, arms, money and laboratory years, counted through the adapters, agree with those of the files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.contracts.made_files import NOW, Read, rows_in, taken_in

from tocsin.sources.catalogue import source
from tocsin.sources.reading import read
from tocsin.sources.totals import Reconciled

POUND = 0.45359237


def asked(sql: str, table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows of a query over `t`."""
    with duckdb.connect(":memory:") as connection:
        connection.register("t", table)
        return connection.execute(sql).fetchall()


def reconciled(path: Path, name: str) -> Reconciled:
    """How the printed totals of a file compare with its rows."""
    (arrival,) = read(path, source(name), known_at=None, now=NOW)
    arrival.observations.read_all()
    return arrival.totals


@pytest.fixture(scope="module")
def incidents(shared: Path) -> Read:
    """UNODC's incidents, counted."""
    return taken_in(shared / "data/unodc-ids-2011-2016/drug-trafficking-unodc.zip", "unodc-ids")


@pytest.fixture(scope="module")
def counties(shared: Path) -> Read:
    """Opioids by county."""
    return taken_in(shared / "data/nflis-county-5state/MCM_NFLIS_Data.xlsx", "nflis-county")


def test_every_incident_is_counted_once_and_none_is_set_aside(incidents: Read) -> None:
    assert rows_in(incidents) == 311_038
    assert incidents.quarantine.num_rows == 0
    total = "SELECT sum(value), min(period_start)::VARCHAR, max(period_end)::VARCHAR FROM t WHERE measure = 'seizures'"
    assert asked(total, incidents.observations) == [(311_038, "2011-01-01", "2016-12-31")]


def test_the_incidents_of_the_post_can_be_found(incidents: Read) -> None:
    post = (
        "SELECT sum(value) FILTER (attributes['hidden_in'] = 'Postal'), "
        "sum(value) FILTER (attributes['found_at'] = 'Post Office'), "
        "sum(value) FILTER (attributes['transport'] = 'Mail') FROM t WHERE measure = 'seizures'"
    )
    assert asked(post, incidents.observations) == [(8_091, 9_528, 924)]


def test_incidents_by_country_are_those_of_the_file(incidents: Read) -> None:
    rows = asked("SELECT place, sum(value) FROM t WHERE measure = 'seizures' GROUP BY 1", incidents.observations)
    by_place = dict(rows)
    # The note beside the file says that the United States has none: the file names it twice.
    assert {at: by_place[at] for at in ("MX", "BE", "NL", "CA", "US")} == {
        "MX": 112,
        "BE": 78,
        "NL": 5,
        "CA": 2,
        "US": 2,
    }
    assert round(by_place["CO"] / 311_038, 2) == 0.63


def test_weights_are_those_of_the_publishers_own_units(incidents: Read, shared: Path) -> None:
    units = "SELECT attributes['unit'], count(*) FROM t WHERE measure = 'mass_kg' GROUP BY 1"
    assert {unit for unit, _ in asked(units, incidents.observations)} >= {
        "Kilogram",
        "Gram",
        "Milligram",
        "Ton",
        "Ounce",
    }
    (kept,) = asked(
        "SELECT sum(value) FILTER (attributes['unit'] = 'Kilogram'), sum(value) FILTER (attributes['unit'] = 'Gram') * 1000 "
        "FROM t WHERE measure = 'mass_kg'",
        incidents.observations,
    )
    assert kept == (pytest.approx(8_898_937.465743551), pytest.approx(351_177_699.919299))


def test_routes_have_their_two_ends(incidents: Read) -> None:
    route = "SELECT sum(value) FROM t WHERE measure = 'seizures' AND place = 'NZ' AND origin = 'NL'"
    assert asked(route, incidents.observations) == [(1_024,)]


def test_yearly_names_are_11_861_and_both_sedatives_stay(shared: Path) -> None:
    path = shared / "data/nflis-lim2024/Drug_frequency_annual.csv"
    answer = taken_in(path, "nflis-annual")
    assert (rows_in(answer), answer.quarantine.num_rows, answer.observations.num_rows) == (11_861, 0, 11_861)
    both = asked(
        "SELECT year(period_start), max(value) FILTER (substance_raw = 'Dexmedetomidine'), "
        "max(value) FILTER (substance_raw = 'Medetomidine') FROM t GROUP BY 1 HAVING max(value) FILTER "
        "(substance_raw = 'Medetomidine') IS NOT NULL ORDER BY 1",
        answer.observations,
    )
    assert both == [(2021, 10, 12), (2022, 39, 262), (2023, 11, 226)]
    totals = reconciled(path, "nflis-annual")
    assert (totals.compared, totals.differ.num_rows) == (11_861 + 11, 0)


def test_samples_with_fentanyl_are_1_188_months_of_nine_kinds(shared: Path) -> None:
    path = shared / "data/nflis-lim2024/Fentanyl_cooccurrence_month_state.csv"
    answer = taken_in(path, "nflis-annual")
    assert (rows_in(answer), answer.quarantine.num_rows, answer.observations.num_rows) == (1_188, 0, 1_188)
    last = "SELECT value, tested FROM t WHERE substance_raw = 'Cocaine + Fentanyl' AND period_end = '2023-12-31'"
    assert asked(last, answer.observations) == [(161, 6_911)]
    totals = reconciled(path, "nflis-annual")
    assert (totals.compared, totals.differ.num_rows) == (1_188, 0)


def test_carfentanil_appears_county_by_county(counties: Read) -> None:
    assert (rows_in(counties), counties.quarantine.num_rows, counties.observations.num_rows) == (24_062, 0, 24_062)
    rows = asked(
        "SELECT year(period_start), left(place, 5), sum(value), count(DISTINCT place) FROM t "
        "WHERE substance_raw = 'Carfentanil' GROUP BY ALL ORDER BY 1, 3 DESC, 2",
        counties.observations,
    )
    assert rows == [
        (2016, "US-OH", 985, 53),
        (2016, "US-KY", 45, 11),
        (2016, "US-PA", 14, 7),
        (2016, "US-VA", 1, 1),
        (2016, "US-WV", 1, 1),
        (2017, "US-OH", 4_430, 76),
        (2017, "US-PA", 164, 26),
        (2017, "US-KY", 124, 18),
        (2017, "US-VA", 57, 18),
        (2017, "US-WV", 7, 5),
    ]


def test_counties_come_to_their_state_within_two_in_a_hundred_but_once(counties: Read, shared: Path) -> None:
    totals = reconciled(shared / "data/nflis-county-5state/MCM_NFLIS_Data.xlsx", "nflis-county")
    assert totals.compared == 40
    assert [(row["of"], row["printed"], row["added"]) for row in totals.differ.to_pylist()] == [
        ("WV, 2017", 3_672, 3_597)
    ]
    assert asked("SELECT count(*) FROM t WHERE tested IS NULL OR tested < value", counties.observations) == [(0,)]


def test_air_and_marine_operations_have_1_292_rows_and_are_not_the_nationwide_ones(shared: Path) -> None:
    answer = taken_in(shared / "data/cbp-nationwide-drugs/amo-drug-seizures-fy23-fy26-dec.csv", "cbp-amo")
    assert (rows_in(answer), answer.quarantine.num_rows, answer.observations.num_rows) == (1_292, 0, 2 * 1_292)
    pounds = asked(
        f"SELECT year(period_start + INTERVAL 3 MONTH), round(sum(value) / {POUND}, 1) FROM t "
        "WHERE substance_raw = 'Fentanyl' AND measure = 'mass_kg' GROUP BY 1 ORDER BY 1",
        answer.observations,
    )
    assert pounds == [(2023, 1453.1), (2024, 1847.3), (2025, 944.4), (2026, 52.3)]
    assert set(answer.observations["source"].to_pylist()) == {"cbp-amo"}


def test_arms_are_counted_by_event_and_by_piece(shared: Path) -> None:
    path = shared / "data/cbp-weapons-currency-sample/weapons-ammunition-seizures-sample.csv"
    answer = taken_in(path, "cbp-weapons")
    assert (rows_in(answer), answer.quarantine.num_rows) == (21, 0)
    whole = asked("SELECT sum(value) FROM t WHERE substance_raw = 'all weapons and ammunition'", answer.observations)
    assert whole == [(13,)]  # distinct event ids of the 21 rows
    sums = "SELECT measure, sum(value) FROM t WHERE measure <> 'seizures' GROUP BY 1 ORDER BY 1"
    assert asked(sums, answer.observations) == [("firearm_parts", 18), ("firearms", 9), ("rounds", 1_868)]


def test_currency_keeps_its_fortune_and_marks_its_placeholders(shared: Path) -> None:
    answer = taken_in(shared / "data/cbp-weapons-currency-sample/currency-seizures-sample.csv", "cbp-currency")
    assert (rows_in(answer), answer.quarantine.num_rows) == (20, 0)
    amounts = asked(
        "SELECT max(value), count(*) FILTER (attributes['amount'] IS NOT NULL) FROM t WHERE measure = 'amount_usd'",
        answer.observations,
    )
    assert amounts == [(28_009_787, 2)]


@pytest.mark.parametrize(
    ("name", "rows", "reports", "zeros", "industry"),
    [
        ("1996-2011__DI_ByStateNature.csv", 20_160, 6_342_807, 4_741, "Depository Institution"),
        ("1996-2011__MSB_ByStateNature.csv", 9_600, 5_042_581, 5_271, "Money Services Business"),
        ("1996-2011__DI_ByYearMo.csv", 192, 4_852_170, 27, "Depository Institution"),
        ("1996-2011__MSB_ByYearMo.csv", 192, 3_339_779, 99, "Money Services Business"),
    ],
)
def test_suspicious_activity_of_1996_to_2011(
    name: str, rows: int, reports: int, zeros: int, industry: str, shared: Path
) -> None:
    answer = taken_in(shared / "data/fincen-sar-1996-2015" / name, "fincen-sar")
    assert (rows_in(answer), answer.quarantine.num_rows, answer.observations.num_rows) == (rows, 0, rows)
    assert asked(
        "SELECT sum(value), count(*) FILTER (value = 0), any_value(attributes['industry']) FROM t", answer.observations
    ) == [(reports, zeros, industry)]


@pytest.mark.parametrize(
    ("name", "rows", "reports"),
    [("2012-__CC13.csv", 267, 305), ("2012-__CC14.csv", 1_498, 1_986), ("2012-__CC15.csv", 1_626, 3_104)],
)
def test_suspicious_activity_by_county_and_month(name: str, rows: int, reports: int, shared: Path) -> None:
    answer = taken_in(shared / "data/fincen-sar-1996-2015" / name, "fincen-sar")
    assert (rows_in(answer), answer.quarantine.num_rows, answer.observations.num_rows) == (rows, 0, rows)
    assert asked("SELECT sum(value), any_value(place_precision) FROM t", answer.observations) == [(reports, "county")]


def test_seven_tables_of_2020_are_one_file_whose_printed_totals_hold(shared: Path) -> None:
    path = shared / "data/fincen-sar-2020-state/SAR_Activity_Data.zip"
    answer = taken_in(path, "fincen-sar")
    assert (rows_in(answer), answer.quarantine.num_rows) == (2_163, 0)
    assert asked("SELECT attributes['kind'], sum(value) FROM t GROUP BY 1 ORDER BY 2 DESC", answer.observations) == [
        ("Money Laundering", 1_254_985),
        ("Structuring", 388_430),
        ("Identification Documentation", 63_628),
        ("Cyber Event", 21_644),
        ("Terrorist Financing", 699),
        ("Mortgage Fraud", 549),
        ("Gaming Activities", 399),
    ]
    totals = reconciled(path, "fincen-sar")
    assert (totals.compared, totals.differ.num_rows) == (345, 0)

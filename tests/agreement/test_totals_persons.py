"""Deaths, samples and overdoses counted at the door agree with what was counted from the files themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.contracts.made_files import Read, rows_in, taken_in

# How the derived table of British Columbia put what samples were sold as into five classes.
CLASS = """CASE WHEN regexp_matches(sold_as, '(?i)fentanyl|heroin|carfentanil|^down') THEN 'opioid_down'
    WHEN regexp_matches(sold_as, '(?i)cocaine|methamphetamine') THEN 'stimulant'
    WHEN regexp_matches(sold_as, '(?i)(zolam|zepam)$') THEN 'benzodiazepine'
    WHEN regexp_matches(sold_as, '^2C-|DMT|LSD|MDA|MDMA|Ketamine') THEN 'psychedelic' ELSE 'other' END"""
CONNECTICUT = "data/ct-ocme/Accidental_Drug_Related_Deaths_2012-{}_no-demographics.csv.gz"


def asked(sql: str, **tables: pa.Table) -> list[tuple[Any, ...]]:
    """Rows of a query over Arrow tables."""
    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def deaths(shared: Path) -> dict[str, Read]:
    """Both releases of Connecticut, by their last year."""
    return {year: taken_in(shared / CONNECTICUT.format(year), "ct-deaths") for year in ("2018", "2022")}


@pytest.fixture(scope="module")
def samples(shared: Path) -> Read:
    """British Columbia's samples."""
    return taken_in(
        shared / "data/bc-drug-checking-2020/DrugCheckingBC_Full_Data_2020-11-04.csv",
        "bc-drugchecking",
    )


def test_connecticut_has_10_654_deaths_and_two_rows_of_the_older_release_have_no_date(deaths: dict[str, Read]) -> None:
    total = "SELECT sum(value) FROM t WHERE substance_raw = 'any drug'"
    assert (rows_in(deaths["2022"]), deaths["2022"].quarantine.num_rows) == (10_654, 0)
    assert asked(total, t=deaths["2022"].observations) == [(10_654,)]
    assert (rows_in(deaths["2018"]), deaths["2018"].quarantine["rule"].to_pylist()) == (5_105, ["missing"] * 2)
    assert asked(total, t=deaths["2018"].observations) == [(5_103,)]


def test_xylazine_is_named_in_865_deaths_first_on_4_march_2019_and_doxylamine_is_another(
    deaths: dict[str, Read],
) -> None:
    named = "SELECT sum(value), min(period_start)::VARCHAR FROM t WHERE measure = 'deaths' AND substance_raw = '{}'"
    assert asked(named.format("xylazine"), t=deaths["2022"].observations) == [
        (865, "2019-03-04")
    ]  # one of them as xyalzine
    assert asked(named.format("xylazine"), t=deaths["2018"].observations) == [(None, None)]
    assert asked(named.format("doxylamine"), t=deaths["2022"].observations)[0][0] == 55


def test_no_name_of_a_drug_is_taken_for_another_that_it_holds(deaths: dict[str, Read]) -> None:
    names = set(deaths["2022"].observations["substance_raw"].to_pylist())
    assert {"bromazolam", "flubromazolam", "xylazine", "doxylamine"} <= names
    assert not {"medetomidine", "dexmedetomidine"} & names


def test_every_cell_of_the_deaths_stands_once_and_holds_no_more_than_its_deaths(deaths: dict[str, Read]) -> None:
    for answer in deaths.values():
        rows = answer.observations
        assert asked("SELECT count(*) - count(DISTINCT observation) FROM t", t=rows) == [(0,)]
        more = asked(
            "WITH whole AS (SELECT record, value AS n FROM t WHERE substance_raw = 'any drug') "
            "SELECT count(*) FROM t JOIN whole USING (record) WHERE value > n OR value < 1",
            t=rows,
        )
        assert more == [(0,)]


def test_two_substances_in_one_death_are_counted_as_a_pair(deaths: dict[str, Read]) -> None:
    both = asked(
        "SELECT sum(value) FROM t WHERE measure = 'deaths_with_both' AND substance_raw = 'fentanyl + xylazine'",
        t=deaths["2022"].observations,
    )
    assert both == [(862,)]


def test_99_in_100_deaths_lie_in_a_county_and_the_others_in_the_state(deaths: dict[str, Read]) -> None:
    where = asked(
        "SELECT place_precision, sum(value), count(DISTINCT place) FROM t WHERE substance_raw = 'any drug' GROUP BY 1 ORDER BY 1",
        t=deaths["2022"].observations,
    )
    assert where == [("state", 39, 1), ("town", 10_615, 8)]


def test_as_of_the_older_release_2015_had_727_deaths_and_2018_had_1_018(deaths: dict[str, Read]) -> None:
    yearly = "SELECT year(period_start), sum(value) FROM t WHERE substance_raw = 'any drug' GROUP BY 1"
    before, after = (dict(asked(yearly, t=deaths[year].observations)) for year in ("2018", "2022"))
    moved = {year: (count, after[year]) for year, count in before.items() if count != after[year]}
    assert moved == {2015: (727, 729), 2018: (1_018, 1_017)}
    known = [deaths[year].releases[0].known_at.date().isoformat() for year in ("2018", "2022")]
    assert known == ["2020-04-30", "2024-04-11"]


def test_no_illness_of_a_certificate_is_kept_as_a_name(deaths: dict[str, Read]) -> None:
    names = " ".join(set(deaths["2022"].observations["substance_raw"].to_pylist()))
    told = ("disease", "carcinoma", "hepatitis", "cirrhosis", "hemorrhage", "sarcoid", "diabet", "covid", "obesity")
    assert [word for word in told if word in names] == []


def test_british_columbias_samples_agree_with_the_533_cells_derived_from_them(samples: Read, shared: Path) -> None:
    assert (rows_in(samples), samples.quarantine.num_rows) == (15_300, 0)
    derived = shared / "data/bc-drug-checking-2020/DERIVED_month_city_class.csv"
    ours = f"""SELECT strftime(period_start, '%Y-%m') AS month, split_part(record, '|', 2) AS city, {CLASS} AS expected_class,
        sum(value) FILTER (measure = 'samples') AS n,
        coalesce(sum(tested) FILTER (substance_raw = 'fentanyl (strip)'), 0) AS fts_tested,
        coalesce(sum(value) FILTER (substance_raw = 'fentanyl (strip)'), 0) AS fts_pos,
        coalesce(sum(tested) FILTER (substance_raw = 'benzodiazepines (strip)'), 0) AS bzs_tested,
        coalesce(sum(value) FILTER (substance_raw = 'benzodiazepines (strip)'), 0) AS bzs_pos,
        coalesce(sum(value) FILTER (substance_raw = 'heroin'), 0) AS ftir_heroin,
        coalesce(sum(value) FILTER (substance_raw = 'etizolam'), 0) AS ftir_etizolam,
        coalesce(sum(value) FILTER (substance_raw = 'xylazine'), 0) AS ftir_xylazine,
        coalesce(sum(value) FILTER (substance_raw = 'caffeine'), 0) AS ftir_caffeine,
        coalesce(sum(value) FILTER (substance_raw = 'carfentanil'), 0) AS ftir_carfentanil
        FROM (SELECT *, attributes['sold_as'] AS sold_as FROM t) GROUP BY ALL"""
    columns = "month, city, expected_class, n, fts_tested, fts_pos, bzs_tested, bzs_pos, "
    columns += "ftir_heroin, ftir_etizolam, ftir_xylazine, ftir_caffeine, ftir_carfentanil"
    both = f"SELECT {columns} FROM ({ours}) INTERSECT SELECT {columns} FROM read_csv('{derived}')"
    assert asked(f"SELECT count(*) FROM ({both})", t=samples.observations) == [(533,)]


def test_strips_for_benzodiazepines_began_among_opioids_in_april_2019(samples: Read) -> None:
    monthly = asked(
        "SELECT month, sum(tested), sum(value) FROM (SELECT *, strftime(period_start, '%Y-%m') AS month, "
        f"attributes['sold_as'] AS sold_as FROM t) WHERE {CLASS} = 'opioid_down' AND month < '2019-08' "
        "AND substance_raw = 'benzodiazepines (strip)' GROUP BY 1 ORDER BY 1",
        t=samples.observations,
    )
    assert max(tested for month, tested, _ in monthly if month < "2019-04") <= 4
    assert ("2019-04", 27, 8) in monthly and monthly[-1][1] > 100


def test_of_samples_by_mail_only_the_province_is_known(samples: Read) -> None:
    mail = "SELECT sum(value), count(DISTINCT place), any_value(place) FROM t WHERE place_precision = 'state' AND measure = 'samples'"
    assert asked(mail, t=samples.observations) == [(789, 1, "CA-BC")]


def test_published_figures_keep_what_was_printed_and_an_empty_cell_gives_nothing(shared: Path) -> None:
    folder = shared / "data/ca-drug-checking-published"
    island = taken_in(folder / "TRANSCRIBED_vancouver_island_monthly.csv", "ca-drugchecking-published")
    others = taken_in(folder / "TRANSCRIBED_toronto_interior.csv", "ca-drugchecking-published")
    assert (rows_in(island), len(island.releases), rows_in(others)) == (18, 18, 23)
    july = "SELECT measure, value FROM t WHERE substance_raw = 'benzodiazepines' AND period_start = DATE '2024-07-01' ORDER BY 1"
    assert asked(july, t=island.observations) == [("detections", 119), ("percent_of_samples", 34.2)]
    noted = [release.covers.first.isoformat() for release in island.releases if release.notes]
    assert noted == ["2024-07-01"]
    first = "SELECT period_start::VARCHAR, value FROM t WHERE substance_raw = 'medetomidine' ORDER BY 1 LIMIT 1"
    assert asked(first, t=island.observations) == [("2024-07-01", 5)]
    assert asked("SELECT count(*) FROM t WHERE measure = 'detections'", t=others.observations) == [(12,)]


def test_torontos_shelters_are_intervals_and_its_sites_add_up_to_them(shared: Path) -> None:
    folder = shared / "data/ca-toronto-shelter-overdoses"
    city = taken_in(folder / "DERIVED_city_quarter.csv", "ca-toronto-shelters")
    sites = taken_in(folder / "DERIVED_site_quarter_pseudonymised.csv", "ca-toronto-shelters")
    assert (rows_in(city), rows_in(sites), sites.observations.num_rows) == (27, 1_517, 1_123)
    assert {row["measure"] for row in city.observations.to_pylist()} == {"overdoses_suspected"}
    added = asked(
        "WITH city AS (SELECT period_start, bound, CAST(attributes['low'] AS INTEGER) AS low FROM a WHERE value IS NULL), "
        "sites AS (SELECT period_start, sum(coalesce(value, 1)) AS low, sum(coalesce(value, bound)) AS high FROM b GROUP BY 1) "
        "SELECT count(*) FROM city JOIN sites USING (period_start) WHERE city.low = sites.low AND bound = high",
        a=city.observations,
        b=sites.observations,
    )
    assert added == [(27,)]


def test_sonora_has_1_051_deaths_and_names_no_drug(shared: Path) -> None:
    name = "DERIVED_accidental_poisoning_deaths_by_month_municipality.csv"
    sonora = taken_in(shared / "data/mx-sonora-accidental-poisoning" / name, "mx-sonora")
    assert (rows_in(sonora), sonora.quarantine.num_rows) == (740, 0)
    yearly = dict(asked("SELECT year(period_start), sum(value) FROM t GROUP BY 1", t=sonora.observations))
    assert (sum(yearly.values()), yearly[1999], yearly[2020]) == (1_051, 28, 71)
    assert set(sonora.observations["substance_raw"].to_pylist()) == {"Envenenamiento accidental"}

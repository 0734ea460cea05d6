"""The totals of the files on wastewater, counted through the adapters, agree with what was counted from the files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pytest
from tests.contracts.made_files import Read, rows_in, taken_in

from tocsin.clock import moment
from tocsin.sources.odm_table import to_odm
from tocsin.vocabulary.names import resolve


@pytest.fixture(scope="module")
def survey(shared: Path) -> pa.Table:
    """The Canadian survey of 2022 and 2023."""
    return taken_in(shared / "data/statcan-cws/wastewater.csv", "statcan-cws").observations


@pytest.fixture(scope="module")
def ottawa(shared: Path) -> Read:
    """Ottawa's measurements of 2020 and 2021."""
    return taken_in(shared / "data/ottawa-odm/wwMeasure.csv", "odm")


@pytest.fixture(scope="module")
def samples(shared: Path) -> Read:
    """The made samples of CDC."""
    return taken_in(shared / "data/nwss-fake/fake_nwss.csv", "nwss")


def asked(query: str, **tables: pa.Table) -> list[tuple[object, ...]]:
    """Ask DuckDB about tables by name."""
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.execute(query).fetchall()


def test_6_600_rows_of_the_canadian_survey_are_1_320_loads(shared: Path, survey: pa.Table) -> None:
    answer = taken_in(shared / "data/statcan-cws/wastewater.csv", "statcan-cws")
    assert (rows_in(answer), answer.quarantine.num_rows, survey.num_rows) == (6_600, 0, 1_320)
    assert [release.rows_in for release in answer.releases] == [4_350, 2_250]
    assert asked("SELECT count(DISTINCT period_start), count(DISTINCT place), count(value) FROM t", t=survey) == [
        (18, 8, 1_320)
    ]
    spread = "SELECT count(*) FROM t WHERE value BETWEEN CAST(attributes['{0}'] AS DOUBLE) AND CAST(attributes['{1}'] AS DOUBLE)"
    assert asked(spread.format("low", "high"), t=survey) == [(1_320,)]


def test_the_cities_of_the_survey_and_their_average_are_never_added(survey: pa.Table) -> None:
    query = (
        "SELECT place_precision, count(*), round(sum(value), 2), count(attributes['status']), "
        "count(*) FILTER (CAST(attributes['imputation_rate'] AS DOUBLE) = 100), count(attributes['floor']) "
        "FROM t GROUP BY 1 ORDER BY 1"
    )
    assert asked(query, t=survey) == [("city", 1_140, 323_375.34, 72, 30, 15), ("group", 180, 42_459.5, 4, 0, 0)]


def test_floor_values_of_norfentanyl_stay_as_printed(survey: pa.Table) -> None:
    query = (
        "SELECT count(*) FROM t WHERE place = 'CA-SK/prince-albert' AND substance_raw = 'Fentanyl (Norfentanyl)' "
        "AND value = 0.06 AND bound_kind IS NULL"
    )
    assert asked(query, t=survey) == [(8,)]


def test_prince_albert_ends_in_may_2023_and_saskatoon_begins_in_august_2022(survey: pa.Table) -> None:
    query = "SELECT CAST({0}(period_start) AS VARCHAR) FROM t WHERE place = 'CA-SK/{1}'"
    assert asked(query.format("max", "prince-albert"), t=survey) == [("2023-05-01",)]
    assert asked(query.format("min", "saskatoon"), t=survey) == [("2022-08-01",)]


def test_whoever_looks_as_of_january_2024_knows_2022_alone(survey: pa.Table) -> None:
    known = {row["period_start"].year for row in survey.to_pylist() if row["known_at"] <= moment("2024-01-15")}
    assert known == {2022}


def test_all_ten_names_of_the_survey_are_known_substances(survey: pa.Table) -> None:
    names = set(survey["substance_raw"].to_pylist())
    assert sorted(resolve(name, "statcan-cws")[0] for name in names) == [
        "amphetamine",
        "cannabis",
        "cocaine",
        "codeine",
        "fentanyl",
        "mdma",
        "methadone",
        "methamphetamine",
        "morphine",
        "oxycodone",
    ]


def test_montreal_has_far_more_cocaine_here_than_in_the_european_study(survey: pa.Table) -> None:
    query = "SELECT round(avg(value)) FROM t WHERE place = 'CA-QC/montreal' AND substance_raw = '{0}' AND {1}"
    last = "period_start >= DATE '2023-01-01'"
    measured = [
        asked(query.format(name, last), t=survey)[0][0] for name in ("Cocaine (Benzoylecgonine)", "Methamphetamine")
    ]
    assert all(float(str(value)) > 100 for value in measured)


def test_1_826_rows_of_ottawa_are_1_090_values_of_345_days_reported_in_9_months(ottawa: Read) -> None:
    assert (rows_in(ottawa), ottawa.quarantine.num_rows, len(ottawa.releases)) == (1_826, 0, 9)
    query = (
        "SELECT substance_raw, measure, count(*), count(DISTINCT period_start), count(attributes['quality_flag']) "
        "FROM t GROUP BY ALL ORDER BY 1"
    )
    assert asked(query, t=ottawa.observations) == [
        ("covN1", "gene_copies_per_pmmov_copy", 345, 345, 11),
        ("covN2", "gene_copies_per_pmmov_copy", 345, 345, 11),
        ("nPMMoV", "cycle_threshold", 345, 345, 11),
        ("varB117", "variant_share", 55, 55, 3),
    ]
    assert {release.known_basis for release in ottawa.releases} == {"release"}
    assert [str(release.known_at.date()) for release in ottawa.releases][:2] == ["2020-11-30", "2020-12-31"]
    assert set(ottawa.observations["place"].to_pylist()) == {"CA-ON/ottawa"}


def test_ottawa_written_in_version_2_is_read_back_the_same(ottawa: Read, tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    pyarrow.csv.write_csv(to_odm(ottawa.observations), path)
    again = taken_in(path, "odm")
    assert (rows_in(again), again.quarantine.num_rows) == (1_813, 0)  # 13 standard deviations are not given
    names = ("observation", "known_at", "place", "period_start", "value", "bound_kind", "mark")
    same = f"SELECT count(*) FROM a JOIN b USING ({', '.join(names[:5])}, mark) WHERE a.attributes = b.attributes"
    assert asked(same, a=ottawa.observations, b=again.observations)[0][0] == 1_090


def test_of_3_285_samples_of_the_made_nwss_file_those_of_small_and_unknown_places_are_set_aside(samples: Read) -> None:
    assert (rows_in(samples), samples.quarantine.num_rows) == (3_285, 867)
    reasons = 'SELECT rule, "column", count(*), count(raw) FROM q GROUP BY ALL ORDER BY 1'
    assert asked(reasons, q=samples.quarantine) == [
        ("absurd", "population_served", 127, 127),
        ("small_catchment", "population_served", 524, 0),
        ("unknown_place", "wwtp_jurisdiction", 216, 216),
    ]
    assert samples.observations.num_rows == 2_176  # 242 samples stand there twice, for two lists of counties


def test_samples_below_the_limit_have_a_bound_and_logarithms_are_copies(samples: Read) -> None:
    query = (
        "SELECT place, mark, count(*), count(bound), count(attributes['converted']) FROM t GROUP BY ALL ORDER BY place"
    )
    assert asked(query, t=samples.observations) == [
        ("US-CA", "TLP:CLEAR", 1_253, 146, 0),
        ("US-NM", "TLP:GREEN", 141, 14, 141),
        ("US-WA", "TLP:CLEAR", 782, 80, 0),
    ]
    assert asked("SELECT count(*) FROM t WHERE (value IS NULL) = (bound IS NULL)", t=samples.observations) == [(0,)]

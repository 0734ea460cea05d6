"""The totals of the publishers' files, counted through the adapters, agree with what was counted from the files themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.contracts.made_files import Read, rows_in, taken_in

POUND = 0.45359237


@pytest.fixture(scope="module")
def border(shared: Path) -> dict[str, Read]:
    """The four releases of CBP, by the end of their file names."""
    folder = shared / "data/cbp-nationwide-drugs"
    return {
        name: taken_in(folder / f"nationwide-drugs-{name}.csv", "cbp-drug-seizures")
        for name in ("fy19-fy22", "fy20-fy23", "fy23-fy26-dec", "fy23-fy26-apr")
    }


@pytest.fixture(scope="module")
def dealing(shared: Path) -> Read:
    """The ten dated copies of the Mexican register."""
    return taken_in(shared / "data/mx-sesnsp-narcomenudeo/narcomenudeo_all_vintages.csv.gz", "mx-sesnsp")


@pytest.fixture(scope="module")
def loads(shared: Path) -> Read:
    """The European study's daily loads."""
    return taken_in(shared / "data/euda-score-ww/ww2025-all-data.csv", "euda-score")


def asked(sql: str, **tables: pa.Table) -> list[tuple[Any, ...]]:
    """Rows of a query over Arrow tables."""
    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.execute(sql).fetchall()


def test_border_rows_are_18_765(border: dict[str, Read]) -> None:
    assert rows_in(border["fy19-fy22"]) + rows_in(border["fy23-fy26-apr"]) == 18_765
    assert all(answer.quarantine.num_rows == 0 for answer in border.values())
    assert all(answer.observations.num_rows == 2 * rows_in(answer) for answer in border.values())


def test_fentanyl_pounds_by_fiscal_year(border: dict[str, Read]) -> None:
    both = pa.concat_tables([border["fy19-fy22"].observations, border["fy23-fy26-apr"].observations])
    rows = asked(
        f"SELECT year(period_start + INTERVAL 3 MONTH) AS fy, round(sum(value) / {POUND}, 1) FROM t "
        "WHERE substance_raw = 'Fentanyl' AND measure = 'mass_kg' GROUP BY fy HAVING fy < 2026 ORDER BY fy",
        t=both,
    )
    assert [pounds for _, pounds in rows] == [2803.6, 4791.1, 11201.3, 14699.9, 27022.9, 21889.2, 12027.3]


def test_border_releases_are_known_from_the_twelfth_of_the_next_month(border: dict[str, Read]) -> None:
    known = {name: answer.releases[0].known_at.date().isoformat() for name, answer in border.items()}
    assert known == {
        "fy19-fy22": "2022-10-12",
        "fy20-fy23": "2023-10-12",
        "fy23-fy26-dec": "2026-01-12",
        "fy23-fy26-apr": "2026-05-12",
    }


def test_210_of_558_border_rows_of_the_open_year_were_revised(border: dict[str, Read]) -> None:
    rows = asked(
        "WITH both_ AS (SELECT a.record, a.substance_raw, a.measure, a.value <> b.value AS moved FROM a JOIN b USING (observation) "
        "WHERE a.period_start >= DATE '2025-10-01') "
        "SELECT count(DISTINCT (record, substance_raw)), count(DISTINCT (record, substance_raw)) FILTER (moved), "
        "count(*) FILTER (moved AND measure = 'seizures'), count(*) FILTER (moved AND measure = 'mass_kg') FROM both_",
        a=border["fy23-fy26-dec"].observations,
        b=border["fy23-fy26-apr"].observations,
    )
    assert rows == [(558, 210, 201, 68)]
    fresh = asked(
        "SELECT count(*) FILTER (period_start <= DATE '2025-12-01'), count(*) FILTER (period_start > DATE '2025-12-01') "
        "FROM b ANTI JOIN a USING (observation) WHERE measure = 'seizures'",
        a=border["fy23-fy26-dec"].observations,
        b=border["fy23-fy26-apr"].observations,
    )
    assert fresh == [(1, 777)]


def test_laboratory_rows_and_their_two_queries(shared: Path) -> None:
    folder = shared / "data/nflis-dqs"
    early, late = (taken_in(path, "nflis-dqs") for path in sorted(folder.glob("*.csv")))
    assert (rows_in(early), rows_in(late)) == (14_002, 8_923)
    assert late.releases[0].covers.families == ("Fentanyl and Fentanyl-related",)
    assert early.releases[0].covers.families == ()
    total = "SELECT sum(value) FROM t WHERE substance_raw = 'Fentanyl' AND period_end = DATE '2022-12-31'"
    assert [asked(total, t=answer.observations)[0][0] for answer in (early, late)] == [68_228, 86_328]
    carfentanil = asked(
        "SELECT period_start, sum(value) FROM t WHERE substance_raw = 'Carfentanil' AND period_start >= DATE '2022-07-01' GROUP BY 1 ORDER BY 1",
        t=late.observations,
    )
    assert [reports for _, reports in carfentanil] == [11, 23, 122, 302, 540, 1008, 1333]


def test_wastewater_has_30_283_daily_values_at_215_sites(loads: Read) -> None:
    assert rows_in(loads) == 4_376
    assert asked(
        "SELECT count(*), count(DISTINCT place), count(*) FILTER (value = 0) FROM t", t=loads.observations
    ) == [(30_283, 215, 2_393)]
    assert [release.known_at.year for release in loads.releases] == list(range(2012, 2026))
    assert asked(
        "SELECT count(*) FROM t WHERE value = 0 AND attributes['zero'] IS NULL OR value > 0 AND attributes['zero'] IS NOT NULL",
        t=loads.observations,
    ) == [(0,)]


def test_dealing_files_have_ten_copies_of_which_the_newest_holds_3_808_cells(dealing: Read) -> None:
    assert len(dealing.releases) == 10
    assert dealing.releases[-1].rows_in == 3_808
    assert rows_in(dealing) == 35_296
    assert all(release.known_basis == "release" for release in dealing.releases)


def test_25_cells_of_the_dealing_files_were_revised_over_ten_copies(dealing: Read) -> None:
    seen: dict[str, float] = {}
    revised = 0
    for release in dealing.releases:
        rows = asked(
            "SELECT observation, value FROM t WHERE release = $r".replace("$r", f"'{release.release}'"),
            t=dealing.observations,
        )
        revised += sum(1 for key, value in rows if seen.get(key, value) != value)
        seen |= dict(rows)
    assert revised == 25


def test_the_single_newest_copy_says_the_same_as_the_last_of_ten(dealing: Read, shared: Path) -> None:
    single = taken_in(
        shared / "data/mx-sesnsp-narcomenudeo/narcomenudeo_state_month_2015-01_2024-11.csv", "mx-sesnsp"
    ).observations
    last = asked(
        "SELECT observation, value, place FROM t WHERE known_at >= TIMESTAMP '2024-12-21' ORDER BY 1",
        t=dealing.observations,
    )
    assert asked("SELECT observation, value, place FROM t ORDER BY 1", t=single) == last


def test_the_new_register_has_names_of_its_own(dealing: Read, shared: Path) -> None:
    new = taken_in(shared / "data/mx-sesnsp-narcomenudeo/narcomenudeo_state_month_2026_new_register.csv", "mx-sesnsp")
    assert (rows_in(new), len(new.releases)) == (384, 3)
    names, old = (
        set(new.observations["substance_raw"].to_pylist()),
        set(dealing.observations["substance_raw"].to_pylist()),
    )
    assert len(names) == 2 and not names & old


def test_new_york_medetomidine_before_and_after_and_no_cut_month(shared: Path) -> None:
    folder = shared / "data/nyc-drugchecking-opioid-panel"
    windows = {path.name[:8]: taken_in(path, "nyc-drugchecking") for path in sorted(folder.glob("*window*.csv"))}
    share = "SELECT sum(value), sum(tested) FROM t WHERE substance_raw = 'Medetomidine' AND period_start BETWEEN DATE '{0}' AND DATE '{1}'"
    assert asked(share.format("2025-02-01", "2025-04-01"), t=windows["bc67139c"].observations) == [(25, 120)]
    assert asked(share.format("2026-02-01", "2026-04-01"), t=windows["e4aad430"].observations) == [(55, 114)]
    first = {name: answer.observations["period_start"].to_pylist() for name, answer in windows.items()}
    assert {name: min(days) for name, days in first.items()} == {
        "bc67139c": date(2025, 2, 1),
        "0019fa29": date(2025, 6, 1),
        "e4aad430": date(2025, 6, 1),
    }
    assert {name: answer.releases[0].known_at.date().isoformat() for name, answer in windows.items()} == {
        "bc67139c": "2026-01-26",
        "0019fa29": "2026-05-01",
        "e4aad430": "2026-05-30",
    }
    assert all("edge_month_cut" in answer.releases[0].notes for answer in windows.values())


def test_unc_lidocaine_and_xylazine_as_shares_of_samples(shared: Path) -> None:
    table = taken_in(
        shared / "data/unc-drugchecking-aggregates/TRANSCRIBED_monthly_counts.csv", "unc-drugchecking"
    ).observations
    totals: dict[int, float] = defaultdict(float)
    found: dict[int, float] = defaultdict(float)
    for row in table.to_pylist():
        totals[row["period_start"].year] += row["value"] if row["measure"] == "samples" else 0
        found[row["period_start"].year] += row["value"] if row["substance_raw"] == "xylazine" else 0
    assert [found[year] for year in (2022, 2023, 2024)] == [123, 313, 701]
    assert [round(100 * found[year] / totals[year], 1) for year in (2022, 2023, 2024)] == [26.8, 13.9, 18.1]
    assert all(row["tested"] for row in table.to_pylist() if row["measure"] == "detections")

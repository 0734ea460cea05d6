"""Ranks follow shares and places, not the way figures are published."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.flow.feeds import feed_state
from tocsin.methods.catalogue import methods_for
from tocsin.panels.build import panels
from tocsin.records.mark import PUBLIC
from tocsin.records.observation import SCHEMA, observation_key
from tocsin.records.release import RELEASE_SCHEMA, Covers
from tocsin.signals.ranking import briefing
from tocsin.sources.catalogue import source
from tocsin.vocabulary import places

NFLIS = source("nflis-dqs")
KNOWN = datetime(2026, 3, 3, tzinfo=UTC)
STATES = ("US-OH", "US-MA", "US-CA", "US-TX", "US-NY", "US-FL")
NAMES = {"Fentanyl": 900, "Carfentanil": 1, "Acetyl fentanyl": 30, "Methylfentanyl": 2, "Chlorofentanyl": 12}
HALVES = [(year, half) for year in range(2019, 2026) for half in (1, 2)][:-1]
FAMILY = "Fentanyl and Fentanyl-related"


def rows(scale: int = 1) -> list[dict[str, object]]:
    """Made laboratory reports: carfentanil and methylfentanyl grow late, each in its own way; the rest stays."""
    rng, made = np.random.default_rng(7), []
    for n, (year, half) in enumerate(HALVES):
        for state in STATES:
            for name, usual in NAMES.items():
                growth = {"Carfentanil": 2.2, "Methylfentanyl": 1.6}.get(name, 1.0) ** max(0, n - 8)
                made.append(row(state, name, year, half, int(rng.poisson(usual * growth)) * scale))
    return made


def row(place: str, name: str, year: int, half: int, value: float) -> dict[str, object]:
    record = f"{place}|{year}|{half}"
    start, end = date(year, 6 * half - 5, 1), date(year, 6 * half, 30 if half == 1 else 31)
    return {
        "observation": observation_key(NFLIS.name, record, name, "reports"),
        "known_at": KNOWN,
        "known_basis": "reported",
        "recorded_at": KNOWN,
        "retracted": False,
        "source": NFLIS.name,
        "stream": NFLIS.stream,
        "release": "made",
        "record": record,
        "substance_raw": name,
        "place": place,
        "place_precision": "state",
        "period_start": start,
        "period_end": end,
        "measure": "reports",
        "value": float(value),
        "bound": None,
        "bound_kind": None,
        "tested": None,
        "origin": None,
        "destination": None,
        "mark": "TLP:CLEAR",
        "purpose": "any",
        "attributes": {"family": FAMILY},
    }


def order(tmp_path: Path, observations: list[dict[str, object]], releases: int = 1) -> list[tuple[str, str, str]]:
    """The lines in order, from observations to briefing."""
    as_of = datetime(2026, 3, 4, tzinfo=UTC)
    path = tmp_path / "made.parquet"
    pq.write_table(pa.Table.from_pylist(observations, SCHEMA), path)
    covers = Covers(date(2019, 1, 1), date(2025, 6, 30), tuple(NAMES), (FAMILY,), (), ("reports",))
    told = [
        {
            "release": f"made-{n}",
            "source": NFLIS.name,
            "kind": "query",
            "known_at": KNOWN,
            "known_basis": "reported",
            "recorded_at": KNOWN,
            "covers": covers.to_json(),
            "file_name": "made",
            "file_sha256": "0",
            "rows_in": 1,
            "rows_accepted": 1,
            "rows_quarantined": 0,
            "observations_new": 1,
            "notes": [],
        }
        for n in range(releases)
    ]
    seen = pa.Table.from_pylist(told, RELEASE_SCHEMA)
    found, watched, tests = [], 0, 0
    for panel in panels(ibis.duckdb.connect().read_parquet(path), NFLIS, seen, as_of):
        methods = methods_for(NFLIS, "reports")
        watched, tests = watched + len(panel), tests + len(panel) * len(methods)
        found += [finding for method in methods for finding in method.detect(panel).to_pylist()]
    shown = briefing(
        found, PUBLIC, {NFLIS.name: NFLIS}, (feed_state(NFLIS, seen, as_of),), {NFLIS.name: 100}, {NFLIS.name: 300}
    )
    assert watched and tests
    return [(line.subject, line.place, line.kind) for line in shown.lines]


@pytest.fixture
def plain(tmp_path: Path) -> list[tuple[str, str, str]]:
    found = order(tmp_path, rows())
    assert {"carfentanil", "methylfentanyl-group"} <= {subject for subject, _, _ in found}
    return found


def test_doubling_every_denominator_changes_no_rank(tmp_path: Path, plain: list[tuple[str, str, str]]) -> None:
    doubled = rows() + [
        row(
            state,
            "Fentanyl-related compound (unspecified)",
            year,
            half,
            sum(float(r["value"]) for r in rows() if r["record"] == f"{state}|{year}|{half}"),
        )
        for state in STATES
        for year, half in HALVES
    ]  # type: ignore[arg-type]
    assert [line for line in order(tmp_path, doubled) if line[0] != "fentanyl-analogue-nos"] == plain


def test_splitting_a_state_into_counties_changes_no_rank(
    tmp_path: Path, plain: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    counties = {
        f"US-OH/{n}": replace(places.place("US-OH"), id=f"US-OH/{n}", level="county", within="US-OH")
        for n in ("a", "b", "c")
    }
    known = places._by_id() | counties
    monkeypatch.setattr(places, "_by_id", lambda: known)
    for cached in (places.at_level, places.country_of):
        cached.cache_clear()
    split = []
    for one in rows():
        if one["place"] != "US-OH":
            split.append(one)
            continue
        value = int(float(one["value"]))  # type: ignore[arg-type]
        parts = (value // 2, value // 3, value - value // 2 - value // 3)
        year, half = (int(x) for x in str(one["record"]).split("|")[1:])
        split += [
            row(county, str(one["substance_raw"]), year, half, part)
            for county, part in zip(counties, parts, strict=True)
        ]
    try:
        assert order(tmp_path, split) == plain
    finally:
        for cached in (places.at_level, places.country_of):
            cached.cache_clear()


def test_adding_a_national_row_changes_no_rank(tmp_path: Path, plain: list[tuple[str, str, str]]) -> None:
    national = [
        row(
            "US",
            name,
            year,
            half,
            sum(
                float(r["value"])
                for r in rows()
                if r["substance_raw"] == name and str(r["record"]).endswith(f"|{year}|{half}")
            ),
        )  # type: ignore[arg-type]
        for name in NAMES
        for year, half in HALVES
    ]
    assert order(tmp_path, rows() + national) == plain


def test_a_second_release_of_the_same_figures_changes_no_rank(
    tmp_path: Path, plain: list[tuple[str, str, str]]
) -> None:
    assert order(tmp_path, rows(), releases=2) == plain

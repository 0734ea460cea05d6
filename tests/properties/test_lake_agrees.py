"""The lake answers every question as the plain list of releases does."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.properties.made_releases import SOURCE, arrivals, moment, quarantined, reader
from tests.properties.reference_store import ReferenceStore, content

from tocsin.lake.store import Lake
from tocsin.records.release import Release

Arrivals = list[tuple[Release, list[dict[str, Any]]]]
quiet = settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
DAYS = (0, 1, 2, 3, 6, 10, 15, 20)


def lake_of(home: str, told: Arrivals, first: int = 100) -> Lake:
    lake = Lake(Path(home))
    for number, (release, rows) in enumerate(told):
        lake.append(release, reader(rows), quarantined(release.release, 0), moment(first + number))
    return lake


def answer(
    lake: Lake, known_at: datetime | None = None, recorded_at: datetime | None = None
) -> dict[str, dict[str, Any]]:
    rows = lake.observations(SOURCE, known_at, recorded_at).to_pyarrow().to_pylist()
    assert len({row["observation"] for row in rows}) == len(rows)
    return {row["observation"]: tidy(row) for row in rows}


def tidy(row: dict[str, Any]) -> dict[str, Any]:
    attributes = None if row["attributes"] is None else sorted(row["attributes"])
    return row | {"attributes": attributes, "recorded_at": None}


def without_release(rows: dict[str, dict[str, Any]]) -> dict[str, tuple[dict[str, Any], datetime]]:
    return {key: (content(row), row["known_at"]) for key, row in rows.items()}


@quiet
@given(arrivals(5))
def test_the_lake_agrees_with_the_plain_store_at_every_pair_of_moments(told: Arrivals) -> None:
    with tempfile.TemporaryDirectory() as home:
        lake, plain = lake_of(home, told), ReferenceStore()
        for number, (release, rows) in enumerate(told):
            plain.append(release, [tidy(row) for row in rows], moment(100 + number))
        for known_at in {release.known_at for release, _ in told}:
            for stored in range(len(told)):
                recorded_at = moment(100 + stored)
                expected = plain.as_known(SOURCE, known_at, recorded_at)
                assert answer(lake, known_at, recorded_at) == expected


@quiet
@given(arrivals(5, together=True))
def test_the_lake_agrees_when_releases_are_known_at_the_same_moment(told: Arrivals) -> None:
    with tempfile.TemporaryDirectory() as home:
        lake, plain = lake_of(home, told), ReferenceStore()
        for number, (release, rows) in enumerate(told):
            plain.append(release, [tidy(row) for row in rows], moment(100 + number))
        for day in range(4):
            expected = plain.as_known(SOURCE, moment(day), moment(200))
            assert without_release(answer(lake, moment(day))) == without_release(expected)


@settings(quiet, max_examples=5)
@given(arrivals(4), st.randoms(use_true_random=False))
def test_releases_in_any_order_give_the_same_lake(told: Arrivals, random: Any) -> None:
    shuffled = told.copy()
    random.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as other:
        one, two = lake_of(home, told), lake_of(other, shuffled)
        for known_at in {release.known_at for release, _ in told}:
            assert answer(one, known_at) == answer(two, known_at)


@quiet
@given(arrivals(3))
def test_the_same_file_twice_changes_nothing(told: Arrivals) -> None:
    with tempfile.TemporaryDirectory() as home:
        lake = lake_of(home, told)
        before = answer(lake), lake.releases().to_pylist(), lake.version()
        again = [lake.append(one, reader(rows), quarantined(one.release, 0), moment(300)) for one, rows in told]
        assert all(done.already_seen for done in again)
        assert (answer(lake), lake.releases().to_pylist(), lake.version()) == before


@quiet
@given(arrivals(5), st.sampled_from(DAYS))
def test_the_future_never_changes_the_past(told: Arrivals, day: int) -> None:
    past = [pair for pair in told if pair[0].known_at <= moment(day)]
    future = [pair for pair in told if pair[0].known_at > moment(day)]
    with tempfile.TemporaryDirectory() as home:
        before = answer(lake_of(home, past), moment(day))
        after = answer(lake_of(home, future, 200), moment(day))
        assert after == before

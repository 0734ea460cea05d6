"""What a release changed is a fact of its day: neither the order of arrival nor a later release alters it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.made_releases import SOURCE, arrivals, moment, quarantined, reader

from tocsin.lake.store import Lake
from tocsin.records.change import ReleaseChanges
from tocsin.records.release import Release

Arrivals = list[tuple[Release, list[dict[str, Any]]]]


def changes(made: Arrivals) -> tuple[ReleaseChanges, ...]:
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        for release, rows in made:
            lake.append(release, reader(rows), quarantined(release.release, 0), moment(30))
        return lake.changes(SOURCE)


def in_order(made: Arrivals) -> Arrivals:
    return sorted(made, key=lambda pair: (pair[0].known_at, pair[0].release))


@settings(deadline=None, max_examples=15)
@given(arrivals(most=4))
def test_the_order_of_arrival_never_shows(made: Arrivals) -> None:
    assert changes(made) == changes(in_order(made))


@settings(deadline=None, max_examples=15)
@given(arrivals(most=4), st.integers(1, 3))
def test_a_later_release_alters_nothing_that_was_told_before(made: Arrivals, known: int) -> None:
    ordered = in_order(made)
    assert changes(ordered[:known]) == changes(ordered)[:known]

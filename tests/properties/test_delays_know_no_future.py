"""What was known of a delay on a day is a fact of that day: no later release alters it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_delays import STATES, lay, panel_at

from tocsin.clock import moment
from tocsin.flow.arrive import ingest
from tocsin.flow.detecting import panels_of, sources_at
from tocsin.flow.home import Node, init_home
from tocsin.records.panel import GRIDS, Panel
from tocsin.sources.samples import bundled, source_of

DAYS = ("2020-07-10", "2020-09-12", "2020-12-05", "2021-02-10")


def seen(days: list[str], silent: int, at: str) -> Panel:
    """The panel as known on `at` in a home with releases on `days`, in that order; one state is silent on the last of DAYS."""
    with TemporaryDirectory() as folder:
        node = init_home(Path(folder))
        for day in days:
            lay(node, day, tuple(s for n, s in enumerate(STATES[:5]) if n != silent or day != DAYS[2]))
        return panel_at(node, at)[1]


@settings(deadline=None, max_examples=3)
@given(st.permutations(DAYS), st.integers(1, 3), st.integers(0, 4))
def test_later_releases_and_the_order_of_arrival_alter_no_panel(order: list[str], known: int, silent: int) -> None:
    at = DAYS[known - 1]
    with_all, with_the_past = seen(order, silent, at), seen(list(DAYS[:known]), silent, at)
    assert with_all.keys.equals(with_the_past.keys)
    for name in GRIDS:
        np.testing.assert_array_equal(getattr(with_all, name), getattr(with_the_past, name), name)


def customs(node: Node, day: str) -> list[Panel]:
    """The panels of customs seizures as known on a day."""
    at = moment(day)
    return [
        panel
        for source, releases in sources_at(node, at)
        if source.name == "cbp-drug-seizures"
        for panel in panels_of(node, source, releases, at)
    ]


def test_the_winter_of_customs_reads_the_same_whether_or_not_the_file_of_may_is_in(
    demo_node: Node, tmp_path: Path
) -> None:
    past = init_home(tmp_path)
    for path in bundled():
        if source_of(path) == "cbp-drug-seizures" and "2026-05" not in path.name:
            ingest(past, path, "cbp-drug-seizures")
    for with_may, without in zip(customs(demo_node, "2026-02-01"), customs(past, "2026-02-01"), strict=True):
        assert with_may.column("series") == without.column("series")
        for name in GRIDS:
            np.testing.assert_array_equal(getattr(with_may, name), getattr(without, name), name)
    assert (customs(demo_node, "2026-06-01")[0].completeness < 1).any()  # and May did teach something

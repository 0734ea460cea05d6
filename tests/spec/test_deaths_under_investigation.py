"""Deaths under investigation: from the file, as each day told them, to the nowcast of twelve-month sums."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.made_delays import late_home, panel_at

from tocsin.clock import moment
from tocsin.flow.delays import nowcast_of
from tocsin.flow.detecting import panels_of, sources_at
from tocsin.flow.vintages import beside_of, of_places, vintages_of
from tocsin.methods.nowcast.catalogue import Sums, waiting_beside
from tocsin.sources.catalogue import source

if TYPE_CHECKING:
    from datetime import datetime

    from tocsin.flow.home import Node
    from tocsin.records.panel import Panel

SUMMER, LATER = moment("2025-07-16"), moment("2026-06-16")
T40_4, PERCENT = "synthetic-opioids-t40-4", "percent_pending_investigation"
VSRR = source("cdc-vsrr")


def sums(node: Node, at: datetime) -> Panel:
    """The sums of twelve months as known at a moment."""
    panels = [panels_of(node, one, releases, at) for one, releases in sources_at(node, at) if one.name == VSRR.name]
    return next(panel for panel in panels[0] if panel.column("measure")[0] == "deaths_12_months")


@pytest.fixture(scope="module")
def summer(demo_node: Node) -> Panel:
    return sums(demo_node, SUMMER)


def errors(demo_node: Node, panel: Panel, medians: np.ndarray) -> np.ndarray:
    """Absolute errors of the newest sums of T40.4 by state, in per cent of what the next summer's file says."""
    later = sums(demo_node, LATER)
    final = dict(zip(later.column("series"), later.value[:, later.periods == panel.periods[-1]][:, 0], strict=True))
    keys = zip(*(panel.column(name) for name in ("series", "substance", "level")), strict=True)
    rows = [(row, final[key]) for row, (key, drug, level) in enumerate(keys) if drug == T40_4 and level == "state"]
    off = np.array([100 * abs(medians[row] / told - 1) for row, told in rows])
    return off[np.isfinite(off)]


def test_with_them_the_newest_sums_are_told_nearer_than_by_the_prediction_alone(demo_node: Node, summer: Panel) -> None:
    nowcast = nowcast_of(demo_node, VSRR, summer, SUMMER)
    vintages = vintages_of(demo_node, VSRR, summer, SUMMER)
    said = beside_of(demo_node, VSRR, "predicted_deaths_12_months", summer, SUMMER)
    assert nowcast is not None and vintages is not None and said is not None
    ours = errors(demo_node, summer, nowcast.quantile(0.5)[:, -1])
    predicted = errors(demo_node, summer, Sums(said).nowcast(vintages).quantile(0.5)[:, -1])
    reported = errors(demo_node, summer, nowcast.reported[:, -1])
    assert len(ours) == 47
    assert (ours.mean(), np.median(ours)) == pytest.approx((0.69, 0.35), abs=0.02)
    assert (predicted.mean(), reported.mean()) == pytest.approx((0.88, 1.47), abs=0.02)


def test_percentages_of_two_places_are_not_added_up(demo_node: Node, summer: Panel) -> None:
    told = of_places(demo_node, VSRR, PERCENT, "Number of Deaths", summer, SUMMER)
    assert told is not None and len(told) == len(set(summer.column("place")))
    newest = dict(zip(told.keys["place"].to_pylist(), told.value[-1, :, -1].tolist(), strict=True))
    assert np.isnan(newest["US-NY"])  # the city and the rest of the state have one each
    assert 0 < newest["US"] < 1 and sum(np.isfinite(list(newest.values()))) == len(newest) - 1


def test_a_file_that_does_not_tell_them_does_not_repeat_those_of_the_last(demo_node: Node) -> None:
    told = of_places(demo_node, VSRR, PERCENT, "Number of Deaths", sums(demo_node, LATER), LATER)
    assert told is not None
    assert [np.isfinite(release).any() for release in told.value] == [True, True, False]


def test_a_home_that_never_kept_them_is_read_without(tmp_path: Path) -> None:
    node = late_home(tmp_path, ("2021-03-10", "2021-05-10"))
    told, panel, at = panel_at(node, "2021-05-10")
    assert of_places(node, told, PERCENT, "Number of Deaths", panel, at) is None


def test_only_sums_of_deaths_have_them_beside() -> None:
    assert [measure for measure, _ in waiting_beside(VSRR, "deaths_12_months")] == [
        PERCENT,
        "deaths_all_causes_12_months",
        "deaths_12_months",
    ]
    assert waiting_beside(VSRR, "predicted_deaths_12_months") == ()
    assert waiting_beside(replace(VSRR, unwatched=()), "deaths_12_months") == ()
    assert waiting_beside(source("nflis-dqs"), "reports") == ()
    assert PERCENT not in VSRR.measures  # kept, and no series of the list

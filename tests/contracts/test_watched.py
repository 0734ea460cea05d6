"""Which methods read what: counts and shares by the ladder, amounts and levels by methods made for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.made_panels import made_panel
from tocsin.methods.aberration.ladder import Ladder
from tocsin.methods.catalogue import methods_for
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.detector import all_columns, found
from tocsin.methods.judged import Judged, judged
from tocsin.methods.needs import Needs
from tocsin.records.panel import Status
from tocsin.records.period import Cadence
from tocsin.sources.catalogue import SOURCES, source

ONLY_SHOWN = {"statcan-cws", "nwss", "odm", "fincen-sar", "unodc-ids"}
READ = {
    ("ct-deaths", "deaths"): "Expectation",
    ("ct-deaths", "deaths_with_both"): "Expectation",
    ("ca-toronto-shelters", "overdoses_suspected"): "Expectation",
    ("mx-sonora", "deaths"): "Expectation",
    ("bc-drugchecking", "detections"): "Expectation",
    ("ca-drugchecking-published", "percent_of_samples"): "LevelChange",
    ("nflis-annual", "detections"): "Expectation",
    ("nflis-county", "reports"): "Expectation",
    ("cbp-currency", "seizures"): "Expectation",
    ("cbp-currency", "amount_usd"): "WeightChange",
    ("cbp-amo", "mass_kg"): "WeightChange",
    ("cbp-weapons", "seizures"): "Expectation",
    ("cbp-weapons", "rounds"): "WeightChange",
}


class Doubling:
    """Rings above twice, and below half, of the period before."""

    needs = Needs(history=1)
    name = "doubling/1"

    def judge(self, counts: Counts, columns: np.ndarray | None = None) -> Judged:
        at = all_columns(counts, columns)
        before, now = counts.value[:, at - 1], counts.value[:, at]
        return judged(at, now, before, 2 * before, lower=before / 2, p_value=np.full(now.shape, 0.01))


@pytest.mark.parametrize("key", READ, ids="|".join)
def test_each_measure_is_read_by_the_method_that_fits_it(key: tuple[str, str]) -> None:
    assert [type(method).__name__ for method in methods_for(source(key[0]), key[1])] == [READ[key]]


def test_what_is_only_shown_is_listed_here() -> None:
    assert {one.name for one in SOURCES if one.panels_method == "levels"} == ONLY_SHOWN


def test_samples_tested_are_what_shares_are_out_of() -> None:
    assert methods_for(source("bc-drugchecking"), "samples") == ()
    told = methods_for(source("bc-drugchecking"), "detections")[0]
    assert getattr(told, "exposed", False)
    bare = replace(source("bc-drugchecking"), panels_method="counts")
    assert not getattr(methods_for(bare, "detections")[0], "exposed", True)


def test_monthly_feeds_ask_one_question_of_the_newest_month() -> None:
    names = [type(method).__name__ for method in methods_for(source("cbp-drug-seizures"), "seizures")]
    assert names == ["RiseByYear", "Together", "RecordingStart", "Expectation"]


def test_a_lower_bound_may_ring_and_is_never_a_fall() -> None:
    value = np.full((2, 12), 40.0)
    value[0, -1], value[1, -1] = 100.0, 5.0
    status = np.where(np.arange(12) == 11, Status.INCOMPLETE, Status.OBSERVED)[None, :].repeat(2, axis=0)
    told = found(made_panel(value, status=status), Doubling(), True, bounds=True).to_pylist()
    assert [(f["series"], f["verdict"], str(f["period_end"])) for f in told] == [
        ("s0", "above", "2025-12-31"),
        ("s1", "within", "2025-11-30"),  # the newest complete month
    ]
    complete = found(made_panel(value), Doubling(), False).to_pylist()
    assert [(f["series"], f["verdict"]) for f in complete] == [("s0", "above"), ("s1", "below")]


def test_an_expected_share_is_told_out_of_what_was_tested() -> None:
    value = np.full((1, 12), 10.0)
    value[0, -1] = 30.0
    told = found(made_panel(value, tested=np.full((1, 12), 60.0)), Doubling(), False, exposed=True).to_pylist()[0]
    assert (told["basis"], told["observed"], told["observed_tested"]) == ("share", 30.0, 60.0)
    assert (told["expected"], told["baseline_tested"], told["baseline_start"]) == (10.0, 60.0, None)


def test_a_year_ahead_a_trend_is_hardly_believed() -> None:
    counts = of_values(np.array([[1.0, 2.0, 118.0, 286.0, 1540.0, 1861.0]]), cadence=Cadence.YEAR)
    told = Ladder().judge(counts, np.array([5]))
    assert told.expected[0, 0] < 2 * 1540

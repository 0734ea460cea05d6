"""Is it new, newly tested, newly named, or back? What the history of testing makes of a first find."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.made_panels import made_panel

from tocsin.methods.novelty.first_seen import FirstSeen
from tocsin.records.panel import Panel, Status
from tocsin.records.period import Cadence

CADENCES = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)
ONE_PLACE = ["US-OH"]


def told(panel: Panel, method: FirstSeen | None = None) -> dict[str, dict[str, Any]]:
    """The findings by series, with their facts read."""
    rows = (method or FirstSeen()).detect(panel).to_pylist()
    return {row["series"]: row | {"facts": json.loads(row["facts"])} for row in rows}


def found_last(columns: int, *finds: float) -> np.ndarray:
    """One series of zeros that ends in these finds."""
    value = np.zeros((1, columns))
    value[0, columns - len(finds) :] = finds
    return value


def test_a_first_ever_case_after_394_zeros_is_a_finding_with_its_rank() -> None:
    (found,) = told(made_panel(found_last(395, 1), cadence=Cadence.WEEK)).values()
    assert (found["verdict"], found["trend"], found["reasons"], found["rung"]) == ("above", "new", [], "first")
    assert (found["facts"]["rank"], found["facts"]["of"], found["facts"]["looked_for"]) == (1, 395, 394)
    assert found["facts"]["first"] == "ever"
    assert found["p_value"] == pytest.approx(1 / 395, abs=1e-12)


@pytest.mark.parametrize("cases", [1, 3, 4, 6, 9, 5_000])
def test_many_cases_at_once_prove_no_more_than_the_rank_where_only_counts_are_known(cases: int) -> None:
    (found,) = told(made_panel(found_last(395, cases), cadence=Cadence.WEEK)).values()
    assert found["p_value"] == pytest.approx(1 / 395, abs=1e-12) and found["observed"] == cases


def test_where_samples_are_counted_each_sample_is_a_trial() -> None:
    value = found_last(41, 3)
    (found,) = told(made_panel(value, tested=np.full_like(value, 50.0))).values()
    assert (found["basis"], found["observed_tested"], found["baseline_tested"]) == ("share", 50, 2_000)
    assert found["p_value"] == pytest.approx((50 / 2_050) ** 3, rel=1e-9)


@pytest.mark.parametrize("cadence", CADENCES)
def test_the_same_answer_at_every_cadence_and_without_numbers_tested(cadence: Cadence) -> None:
    (found,) = told(made_panel(found_last(12, 2), cadence=cadence)).values()
    assert (found["trend"], found["basis"], found["facts"]["of"]) == ("new", "count", 12)


def test_first_ever_in_the_source_is_told_from_first_in_this_place() -> None:
    value = np.zeros((3, 30))
    value[0, 10:], value[1, -1], value[2, -1] = 2, 1, 1
    found = told(made_panel(value, substances=["xylazine", "xylazine", "medetomidine"]))
    assert found["s1"]["facts"]["first"] == "here" and found["s1"]["facts"]["places_before"] == 1
    assert found["s2"]["facts"]["first"] == "ever" and "s0" not in found


def test_a_gap_is_no_look() -> None:
    value = found_last(30, 1)
    value[0, :27] = np.nan
    (found,) = told(made_panel(value)).values()
    assert (found["verdict"], found["reasons"], found["facts"]["looked_for"]) == ("cannot_say", ["newly_tested"], 2)


def test_none_tested_is_not_none_found() -> None:
    value, tested = found_last(30, 5), np.zeros((1, 30))
    tested[0, -2:] = 40
    (found,) = told(made_panel(value, tested=tested)).values()
    assert found["reasons"] == ["newly_tested"] and found["facts"]["looked_for"] == 1


def test_a_new_panel_makes_it_newly_tested_however_long_the_zeros_before() -> None:
    value = found_last(60, 5)
    epoch = (np.arange(60) >= 58)[None, :]
    (found,) = told(made_panel(value, epoch=epoch)).values()
    assert (found["verdict"], found["reasons"]) == ("cannot_say", ["newly_tested"])


def test_in_the_first_year_of_testing_only_evidence_makes_it_new() -> None:
    value = found_last(307, 1)
    value[0, :300] = np.nan
    beside = np.full((1, 307), 20.0)
    names, columns = ["xylazine", "heroin"], 307
    few = told(made_panel(np.vstack([value, beside]), substances=names, places=ONE_PLACE * 2, cadence=Cadence.WEEK))
    assert (few["s0"]["reasons"], few["s0"]["facts"]["looked_for"]) == (["newly_tested"], 6)
    value[0, -1] = 50
    many = np.full((2, columns), 1_000.0)
    much = made_panel(
        np.vstack([value, beside]), substances=names, places=ONE_PLACE * 2, cadence=Cadence.WEEK, tested=many
    )
    assert told(much)["s0"]["trend"] == "new" and told(much)["s0"]["p_value"] < 1e-6


def test_below_what_can_be_measured_is_a_look_and_no_find() -> None:
    value = found_last(20, 4)
    value[0, :-1] = 0.5
    status = np.where(np.arange(20) < 19, Status.CENSORED, Status.OBSERVED)[None, :]
    (found,) = told(made_panel(value, status=status)).values()
    assert found["trend"] == "new" and found["facts"]["looked_for"] == 19


def test_where_only_finds_are_published_nobody_can_say() -> None:
    value = np.full((2, 30), np.nan)
    value[0], value[1, -1] = 3, 1
    found = told(made_panel(value, substances=["heroin", "xylazine"], places=ONE_PLACE * 2))
    assert (found["s1"]["verdict"], found["s1"]["reasons"]) == ("cannot_say", ["scope_unknown"])


def test_an_isomer_whose_broader_name_was_found_before_is_newly_named() -> None:
    value = np.zeros((3, 20))
    value[0, -1], value[1, -6:], value[2, -1] = 25, 4, 2
    names = ["ortho-methylfentanyl", "methylfentanyl-isomer-not-given", "xylazine"]
    found = told(made_panel(value, substances=names, places=ONE_PLACE * 3))
    assert (found["s0"]["verdict"], found["s0"]["reasons"]) == ("cannot_say", ["newly_named"])
    assert found["s2"]["trend"] == "new"


def test_a_broader_name_found_elsewhere_names_nothing_here() -> None:
    value = np.zeros((2, 20))
    value[0, -1], value[1, -6:] = 25, 4
    names = ["ortho-methylfentanyl", "methylfentanyl-isomer-not-given"]
    found = told(made_panel(value, substances=names, places=["US-OH", "US-MA"]))
    assert found["s0"]["trend"] == "new"


def test_another_isomer_of_a_known_group_is_new_and_an_analogue_is_no_other_name() -> None:
    value = np.zeros((4, 20))
    value[0, -1], value[1, 5:], value[2, -1], value[3, 5:] = 3, 2, 4, 6
    names = ["ortho-methylfentanyl", "3-methylfentanyl", "carfentanil", "fentanyl"]
    found = told(made_panel(value, substances=names, places=ONE_PLACE * 4))
    assert {key: row["trend"] for key, row in found.items()} == {"s0": "new", "s2": "new"}


def test_a_return_after_a_silence_states_the_silence_and_what_was_before() -> None:
    value = np.zeros((1, 60))
    value[0, 0:10], value[0, -1] = 2, 1
    (found,) = told(made_panel(value)).values()
    assert (found["verdict"], found["trend"], found["reasons"]) == ("above", "new", ["re_emergence"])
    facts = found["facts"]
    assert (facts["silent"], facts["silence"], facts["seen_before"]) == (49, 12, 10)
    assert found["p_value"] == pytest.approx(1 / 50) and facts["p_silence"] < 1e-9
    assert str(found["baseline_start"]) > facts["last_seen"]


def test_a_short_silence_is_none_and_k_can_be_set() -> None:
    value = np.zeros((1, 30))
    value[0, 0:21], value[0, -1] = 2, 1
    assert told(made_panel(value)) == {}
    (found,) = told(made_panel(value), FirstSeen(silence=6)).values()
    assert found["reasons"] == ["re_emergence"] and found["facts"]["silent"] == 8


def test_a_rare_visitor_is_not_said_to_be_back() -> None:
    value = np.zeros((1, 61))
    value[0, [20, 40, 60]] = 1
    (found,) = told(made_panel(value)).values()
    assert (found["verdict"], found["trend"]) == ("cannot_say", "unclear") and found["facts"]["p_silence"] > 0.05


def test_months_in_which_nobody_looked_make_no_silence() -> None:
    value = np.zeros((1, 60))
    value[0, 0:10], value[0, 10:55], value[0, -1] = 2, np.nan, 1
    assert told(made_panel(value)) == {}


def test_a_class_a_basket_and_a_total_are_never_first() -> None:
    value = np.repeat(found_last(30, 5), 3, axis=0)
    assert told(made_panel(value, substances=["fentanyl-related", "other-drugs", "all"])) == {}


def test_a_first_says_how_many_firsts_its_laboratory_was_due() -> None:
    value = np.zeros((5, 30))
    value[0], value[1, 3], value[2, [4, 9]], value[3, -1], value[4, -1] = 10, 1, 1, 2, 1
    names = ["heroin", "cocaine", "ketamine", "xylazine", "medetomidine"]
    facts = told(made_panel(value, substances=names, places=ONE_PLACE * 5, measure="detections"))["s3"]["facts"]
    assert (facts["singletons"], facts["detections_before"]) == (1, 283) and facts["chance_next"] == 1 / 283
    assert facts["chance_next_low"] <= 1 / 283 <= facts["chance_next_high"] < 0.05
    assert facts["firsts"] == 2 and 0 < facts["expected_firsts"] < 0.3 and facts["p_firsts"] < 0.05

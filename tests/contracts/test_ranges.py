"""Settings have ranges: what no method can work with is refused where it is set, in words."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from tocsin.errors import BadValue
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import of_values
from tocsin.methods.known_as import with_settings
from tocsin.methods.ranges import CHANCE, FROM_ONE, POSITIVE, Range

WRONG = [
    ("best", "years", -1.0),
    ("best", "alpha", 2.0),
    ("best", "memory", 1.5),
    ("best", "alpha", float("nan")),
    ("usual_level", "width", 0),
    ("year_before", "span", 3),
    ("farrington", "years", 0),
    ("farrington_flexible", "alpha", 0.0),
    ("ears_c1", "baseline", 1),
    ("glr_poisson", "rise", 1.0),
    ("bayes1", "half_width", 0),
    ("rki1", "fewest", 0),
    ("historical_limits", "length", 0),
    ("outbreak_p", "limit", 0.5),
    ("trend", "margin", 1.0),
]


@pytest.mark.parametrize(("name", "setting", "value"), WRONG)
def test_a_setting_out_of_its_range_is_refused_in_python_and_as_text(name: str, setting: str, value: float) -> None:
    detector: Any = DETECTORS[name]
    with pytest.raises(BadValue, match=setting):
        replace(detector, **{setting: value})
    with pytest.raises(BadValue, match=setting):
        with_settings(detector, {setting: str(value)})


def test_each_part_of_a_tuple_is_held_to_the_range() -> None:
    with pytest.raises(BadValue, match="limit54"):
        with_settings(DETECTORS["farrington_flexible"], {"limit54": "5,-4"})


def test_a_range_tells_itself_and_what_lies_in_it() -> None:
    assert [str(one) for one in (CHANCE, FROM_ONE, POSITIVE)] == [
        "a number between 0 and 1",
        "a number from 1 on",
        "a number above 0",
    ]
    assert Range(0, 1).holds(1) and not CHANCE.holds(1) and FROM_ONE.holds(None) and not FROM_ONE.holds((1, 0))


@pytest.mark.parametrize("name", list(DETECTORS))
def test_each_number_that_is_set_is_told_in_the_name(name: str) -> None:
    detector: Any = DETECTORS[name]
    numbers = [one.name for one in fields(detector) if type(getattr(detector, one.name)) in (int, float)]
    for setting in numbers:
        other = getattr(detector, setting) * (0.5 if setting.startswith(("alpha", "trend_level", "memory")) else 2) or 1
        assert replace(detector, **{setting: other}).name != detector.name, setting


def test_an_array_that_counts_are_made_of_stays_its_owners() -> None:
    mine = np.ones((2, 30))
    counts = of_values(mine)
    mine[0, 0] = 3
    with pytest.raises(ValueError, match="read-only"):
        counts.value[0, 0] = 1


def test_sisters_that_are_too_few_are_refused() -> None:
    with pytest.raises(BadValue, match="sister"):
        of_values(np.ones((2, 30)), sister=np.array([0]))

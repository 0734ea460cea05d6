"""Streams that part ways: what is compared, what is told, and what a line makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.made_panels import made_panel

from tocsin.bulletins.lines import line_details, line_gist, line_why
from tocsin.bulletins.parting import is_parting, parting_told
from tocsin.clock import moment
from tocsin.flow.answer import briefing, findings_at, standing
from tocsin.flow.diverging import Candidate, candidate, parted
from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.line import Line
from tocsin.records.panel import KEY_SCHEMA, Panel
from tocsin.records.period import Cadence
from tocsin.records.source import Source
from tocsin.signals.lines import lines
from tocsin.sources.catalogue import source
from tocsin.wording.languages import LANGUAGES

REPORTS = replace(source("nflis-dqs"), name="made-reports")
DEATHS = replace(source("cdc-vsrr"), name="made-deaths")
MONTHS = 72


def counts(level: float, growth: float, seed: int, months: int = MONTHS) -> np.ndarray:
    """Made counts (1, months) whose last two years grow by a factor a year."""
    month = np.arange(months)
    return (
        np.random.default_rng(seed).poisson(level * growth ** (np.maximum(month - (months - 24), 0) / 12))[None] * 1.0
    )


def keyed(panel: Panel, **told: str) -> Panel:
    """The same panel under other keys."""
    keys = panel.keys
    for name, value in told.items():
        at = KEY_SCHEMA.get_field_index(name)
        keys = keys.set_column(at, KEY_SCHEMA.field(at), pa.array([value] * len(panel), pa.string()))
    return replace(panel, keys=keys)


def stream(
    of: Source,
    value: np.ndarray,
    measure: str,
    cadence: Cadence = Cadence.MONTH,
    late: int = 0,
    complete: float = 1.0,
    **keys: str,
) -> Candidate:
    """One fentanyl series of the United States; `late` periods before the others end, the newest `complete` for a part."""
    panel = made_panel(value, cadence=cadence, substances=["fentanyl"], places=["US"], levels=["country"])
    if complete < 1:
        share, sure = np.ones(value.shape), np.full(value.shape, np.inf)
        share[:, -1], sure[:, -1] = complete, 4_000.0
        panel = replace(panel, completeness=share, concentration=sure)
    panel = replace(panel, periods=panel.periods - late)
    panel = keyed(panel, source=of.name, stream=of.stream, measure=measure, series=f"{of.name}-{measure}", **keys)
    found = candidate(of, panel)
    assert found is not None
    return found


def halves(value: np.ndarray) -> np.ndarray:
    return value.reshape(1, -1, 6).sum(-1)


def sums(value: np.ndarray) -> np.ndarray:
    return np.lib.stride_tricks.sliding_window_view(value, 12, axis=1).sum(-1)


def told(*candidates: Candidate, lost: frozenset[tuple[str, str]] = frozenset()) -> list[dict[str, Any]]:
    return parted(list(candidates), lost).to_pylist()


def reports(growth: float, **other: Any) -> Candidate:
    return stream(other.pop("of", REPORTS), halves(counts(80, growth, 1)), "reports", Cadence.HALF_YEAR, **other)


def deaths(growth: float, **other: Any) -> Candidate:
    return stream(
        other.pop("of", DEATHS), sums(counts(300, growth, 2)), "deaths_12_months", Cadence.ROLLING_12_MONTHS, **other
    )


def test_reports_that_rise_while_deaths_fall_are_told_on_both_series() -> None:
    first, second = told(reports(1.4), deaths(0.7))
    assert (first["series"], second["series"]) == ("made-reports-reports", "made-deaths-deaths_12_months")
    assert (first["verdict"], second["verdict"]) == ("above", "below")
    assert (first["trend"], second["trend"]) == ("rising", "falling")
    assert first["reasons"] == second["reasons"] == ["diverging"]
    assert first["method"] == "divergence/1 beside=made-deaths.deaths_12_months"
    assert first["ratio"] == pytest.approx(1.4 / 0.7, rel=0.1) and first["ratio_low"] > 1.25
    assert first["ratio"] * second["ratio"] == pytest.approx(1)
    assert first["ratio"] == pytest.approx(first["observed"] / first["baseline"]) and first["p_value"] < 0.001
    one, other = json.loads(first["facts"])["streams"]
    assert one["growth"] == pytest.approx(0.4, abs=0.1) and other["growth"] == pytest.approx(-0.3, abs=0.05)
    assert one["low"] < one["growth"] < one["high"] and other["high"] < 0
    assert (one["last"], other["last"]) == ("2025-12-31", "2025-12-31")
    assert (str(first["period_start"]), str(first["period_end"])) == ("2025-01-01", "2025-12-31")
    assert parted([reports(1.4), deaths(0.7)]).schema == FINDING_SCHEMA


@pytest.mark.parametrize("growth", [1.0, 0.7, 1.5])
def test_streams_that_rest_or_move_alike_say_nothing(growth: float) -> None:
    assert told(reports(growth), deaths(growth)) == []


def test_a_difference_of_pace_is_no_opposite_way() -> None:
    found = told(reports(1.0), deaths(0.5))
    assert [f["reasons"] for f in found] == [["other_pace"], ["other_pace"]]


def test_sources_that_share_a_laboratory_a_publisher_a_stream_or_events_are_not_compared() -> None:
    for name in ("laboratory", "publisher", "stream"):
        assert told(reports(1.4), deaths(0.7, of=replace(DEATHS, **{name: getattr(REPORTS, name)}))) == []
    assert told(reports(1.4, of=replace(REPORTS, overlaps=("made-deaths",))), deaths(0.7)) == []
    assert (
        told(
            reports(1.4, of=replace(REPORTS, overlaps=())), deaths(0.7, of=replace(DEATHS, overlaps=("made-reports",)))
        )
        == []
    )


def test_one_source_is_compared_with_itself_only_over_different_events() -> None:
    calls = stream(DEATHS, counts(200, 1.5, 3), "ems_responses")
    assert len(told(calls, deaths(0.7))) == 2
    assert told(stream(DEATHS, counts(200, 1.5, 3), "deaths"), deaths(0.7)) == []


def test_years_that_do_not_meet_are_not_compared() -> None:
    assert told(reports(1.4), deaths(0.7, late=36)) == []
    assert len(told(reports(1.4), deaths(0.7, late=6))) == 2


def test_the_same_year_is_compared_where_one_stream_is_older() -> None:
    first, second = told(reports(1.4, late=1), deaths(0.7))
    assert first["period_end"] == second["period_end"] and str(first["period_end"]) == "2025-06-30"


def test_other_places_and_other_substances_are_not_compared() -> None:
    assert told(reports(1.4), deaths(0.7, place="US-OH", level="state")) == []
    assert told(reports(1.4), deaths(0.7, substance="heroin")) == []


def test_a_place_whose_feed_was_lost_says_nothing() -> None:
    assert told(reports(1.4), deaths(0.7), lost=frozenset({("made-reports", "US")})) == []
    assert len(told(reports(1.4), deaths(0.7), lost=frozenset({("made-reports", "US-KY")}))) == 2


def test_a_fall_that_late_deaths_may_still_undo_is_not_told() -> None:
    assert told(reports(1.0), deaths(0.74, complete=0.8)) == []  # a fifth is still to come
    assert len(told(reports(1.0), deaths(0.74, complete=0.98))) == 2
    assert told(reports(1.0), deaths(0.74)) == []  # nobody has measured yet: a quarter may be still to come


def test_weights_shares_and_predictions_are_no_streams_of_counts() -> None:
    panel = keyed(made_panel(counts(80, 1.0, 1), substances=["fentanyl"]), source=REPORTS.name)
    for measure in ("mass_kg", "percent_of_deaths", "predicted_deaths_12_months", "samples", "deaths_with_both"):
        assert candidate(REPORTS, keyed(panel, measure=measure)) is None


def test_a_finding_bears_the_stricter_mark_of_both_streams() -> None:
    found = told(reports(1.4, mark="TLP:AMBER"), deaths(0.7, purpose="health_only"))
    assert {(f["mark"], f["purpose"]) for f in found} == {("TLP:AMBER", "health_only")}


def test_the_order_of_sources_changes_no_answer() -> None:
    keys = [
        sorted(f["finding"] for f in told(*pair)) for pair in ((reports(1.4), deaths(0.7)), (deaths(0.7), reports(1.4)))
    ]
    assert keys[0] == keys[1] and len(set(keys[0])) == 2


@pytest.fixture(scope="module")
def found(demo_node) -> list[dict[str, Any]]:
    at = standing(demo_node, None)
    return [f for f in findings_at(demo_node, at)[0] if f["method"].startswith("divergence/")]


@pytest.fixture(scope="module")
def fentanyl(demo_node) -> Line:
    return next(line for line in briefing(demo_node).lines if line.subject == "fentanyl")


def test_in_alberta_calls_and_visits_do_not_move_as_deaths_do(found: list[dict[str, Any]]) -> None:
    pairs = {
        (s[0]["measure"], s[1]["measure"]): s
        for f in found
        if f["places"] == ["CA-AB"] and f["substances"] == ["opioids-any"]
        for s in [json.loads(f["facts"])["streams"]]
    }
    assert {("deaths", "ems_responses"), ("deaths", "emergency_visits")} <= set(pairs)
    died, called = pairs["deaths", "ems_responses"]
    assert died["growth"] == pytest.approx(-0.14, abs=0.01) and died["high"] > 0  # may rest as well
    assert called["growth"] == pytest.approx(0.46, abs=0.01) and called["low"] > 0


def test_no_two_national_streams_of_fentanyl_part_ways(found: list[dict[str, Any]], fentanyl: Line) -> None:
    assert not [f for f in found if f["places"] == ["US"] and "fentanyl" in f["substances"][0]]
    assert fentanyl.kind == "falling" and fentanyl.streams == 3


def test_kentucky_lost_its_feed_and_parts_from_nothing(found: list[dict[str, Any]]) -> None:
    assert not [f for f in found if f["places"] == ["US-KY"] and f["source"] in ("nflis-dqs", "cdc-vsrr")]


def test_arizona_stands_in_the_line_once_and_changes_no_other_word_of_it(fentanyl: Line) -> None:
    (one,) = [m for m in fentanyl.members if is_parting(m)]
    assert one.place == "US-AZ" and one is fentanyl.members[-1]
    sentence = parting_told(one, "en")
    assert "laboratory reports fell by 35%" in sentence and "deaths in twelve months rose by 18%" in sentence
    assert f"Arizona: {sentence}" in line_details(fentanyl, "en") and sentence in " ".join(line_gist(fentanyl, "en"))
    assert sentence not in line_why(fentanyl, "en")


def test_only_streams_of_its_own_place_make_a_line_diverge(demo_node, found: list[dict[str, Any]]) -> None:
    at = standing(demo_node, None)
    sources = {s.name: s for s in demo_node.sources}
    led = [
        f
        for f in findings_at(demo_node, at)[0]
        if f["verdict"] == "below"
        and f["method"].startswith("half_year")
        and f["substances"] == ["fentanyl-related"]
        and f["places"] == ["US"]
    ]
    arizona = [f for f in found if "diverging" in f["reasons"]]
    national = [f | {"places": ["US"]} for f in arizona]
    (beside,), (apart,) = lines(led, arizona, sources), lines(led, national, sources)
    assert (beside.kind, apart.kind) == ("falling", "diverging")
    assert (apart.lead.finding, apart.streams, apart.score) == (beside.lead.finding, 1, beside.score)
    for language in LANGUAGES:
        assert parting_told(apart.members[-1], language) in line_why(apart, language)
    assert lines([], arizona, sources) == []


def test_nothing_is_told_where_too_little_was_known(demo_node) -> None:
    early = briefing(demo_node, as_of=moment("2025-01-15"))
    assert not [m for line in early.lines for m in line.members if is_parting(m)]

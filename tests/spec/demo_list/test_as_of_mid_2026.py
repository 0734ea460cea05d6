"""The list as of 1 June 2026: what a correct system shows from the bundled figures, and what it must not."""

from __future__ import annotations

import pytest

from tocsin.bulletins.lines import line_why, remark_title, remark_why
from tocsin.clock import moment
from tocsin.flow.answer import briefing
from tocsin.records.line import Briefing, Line, Remark

pytestmark = pytest.mark.usefixtures("demo_node")


@pytest.fixture(scope="module")
def shown(demo_node) -> Briefing:
    return briefing(demo_node, as_of=moment("2026-06-01"))


def line_of(shown: Briefing, subject: str, place: str | None = None) -> Line:
    found = [line for line in shown.lines if line.subject == subject and place in (None, line.place)]
    assert len(found) == 1, f"one line about {subject}, got {[line.place for line in found]}"
    return found[0]


def remarks_of(shown: Briefing, code: str, source: str) -> list[Remark]:
    return [remark for remark in shown.remarks if (remark.code, remark.source) == (code, source)]


def test_carfentanil_in_us_laboratories_stands_in_the_first_ten_with_its_exact_numbers(shown: Briefing) -> None:
    line = line_of(shown, "carfentanil")
    assert line.rank <= 10 and line.kind == "rising"
    assert [int(v) for v in line.lead.trace[-7:]] == [11, 23, 122, 302, 540, 1008, 1333]
    assert line.lead.trace_status[-1] == 5  # the newest half-year is a lower bound
    places = line.lead.facts["spread"]["places"][-7:]
    assert (places[0], places[-1]) == (5, 47)
    assert list(line.lead.facts["spread"]["newest"][:4]) == [
        ["US-OH", 345.0],
        ["US-MA", 143.0],
        ["US-AZ", 135.0],
        ["US-CA", 119.0],
    ]
    shares = [v / t for v, t in zip(line.lead.trace[-7:], line.lead.trace_tested[-7:], strict=True)]
    assert (round(shares[0] * 100, 3), round(shares[-1] * 100, 2)) == (0.010, 2.33)
    assert "at least 1,333 (2.33%)" in line_why(line, "en") and "0.010%" in line_why(line, "en")


def test_the_methylfentanyls_are_one_wave_under_several_names(shown: Briefing) -> None:
    line = line_of(shown, "methylfentanyl-group")
    assert line.rank <= 10
    assert [int(v) for v in line.lead.trace[-4:]] == [23, 492, 678, 811]
    spread = line.lead.facts["spread"]
    assert (spread["places"][-4], spread["places"][-1]) == (7, 34)
    assert spread["complete"][:4] == [["US-MA", 145.0], ["US-OH", 129.0], ["US-MD", 61.0], ["US-MO", 51.0]]
    ortho = next(m for m in line.members if m.substance == "ortho-methylfentanyl" and m.level == "country")
    assert [int(v) for v in ortho.trace[-4:]] == [3, 78, 182, 329]


def test_medetomidine_in_new_york_is_high_and_its_further_rise_unclear(shown: Briefing) -> None:
    line = line_of(shown, "medetomidine", "US-NY/new-york-city")
    assert line.rank <= 10 and line.kind == "high_unclear" and line.purpose == "health_only"
    lead = line.lead
    assert (lead.baseline, lead.baseline_tested, lead.observed, lead.observed_tested) == (25, 120, 55, 114)
    between = lead.facts["highest_between"]
    assert between["count"] / between["tested"] >= 0.366
    assert "20.8%" in line_why(line, "en") and "48.2%" in line_why(line, "en")


def test_san_diego_shows_effort_or_flow_and_not_fentanyl_supply(shown: Briefing) -> None:
    line = line_of(shown, "all", "US/cbp/san-diego-field-office")
    assert line.rank <= 20 and line.kind == "effort_or_flow"
    drugs = {drug: (before, after) for drug, before, after in line.lead.facts["drugs"]}
    assert drugs["methamphetamine"] == (339, 555)
    assert drugs["cocaine"] == (181, 260)
    assert drugs["fentanyl"] == (145, 216)
    weights = {
        drug: (round(before / 0.45359237), round(after / 0.45359237))
        for drug, before, after in line.lead.facts["weights"]
    }
    assert weights["fentanyl"] == (3215, 3090)
    assert not [
        other for other in shown.lines if other.place == "US/cbp/san-diego-field-office" and other.subject == "fentanyl"
    ]


def test_the_incomplete_half_year_is_no_fall_and_kentucky_lost_its_feed(shown: Briefing) -> None:
    (incomplete,) = remarks_of(shown, "incomplete_period", "nflis-dqs")
    assert (incomplete.before, incomplete.after) == (79224, 57180)
    assert "−28%" in remark_title(incomplete, "en")
    (lost,) = remarks_of(shown, "feed_loss", "nflis-dqs")
    kentucky = next(row for row in lost.figures["by_place"] if row[0] == "US-KY")
    assert kentucky[3] == [2678, 717, 145, 129]
    assert not [line for line in shown.lines if line.place == "US-KY"]


def test_the_houston_weight_is_an_outlier_in_a_basket(shown: Briefing) -> None:
    remark = next(r for r in remarks_of(shown, "weight_outlier", "cbp-drug-seizures") if r.subject == "other-drugs")
    assert remark.places[0] == "US/cbp/houston-field-office"
    assert "122,767 lb" in remark_why(remark, "en") and "basket" in remark_why(remark, "en")
    assert not [line for line in shown.lines if line.subject == "other-drugs"]


def test_the_open_fiscal_year_is_no_fall_of_fentanyl_events(shown: Briefing) -> None:
    remark = next(r for r in remarks_of(shown, "open_year", "cbp-drug-seizures") if r.subject == "fentanyl")
    assert (remark.before, remark.after) == (607, 563)
    assert "−7%" in remark_title(remark, "en")


def test_the_edge_month_of_new_york_is_no_fall_of_xylazine(shown: Briefing) -> None:
    (remark,) = remarks_of(shown, "edge_month", "nyc-drugchecking")
    assert (remark.subject, remark.after, remark.figures["after_tested"]) == ("xylazine", 4, 29)
    assert not [line for line in shown.lines if line.subject == "xylazine"]


def test_the_baja_california_files_are_a_change_of_recording_as_of_any_date(demo_node) -> None:
    for day in ("2023-09-01", "2025-01-15", "2026-06-01"):
        (remark,) = remarks_of(briefing(demo_node, as_of=moment(day)), "recording_change", "mx-sesnsp")
        assert remark.places == ("MX-BCN",) and remark.figures["facts"]["first"] == [72, 214, 264]


def test_old_feeds_are_overdue_with_their_age(shown: Briefing) -> None:
    assert set(shown.overdue) == {"unc-drugchecking", "euda-score", "mx-sesnsp", "mx-fgr", "cdc-vsrr"}
    assert not {line.lead.source for line in shown.lines} & set(shown.overdue)
    ages = {r.source: r.figures["age_days"] for r in shown.remarks if r.code == "feed_overdue"}
    assert ages == {"unc-drugchecking": 517, "euda-score": 517, "mx-sesnsp": 548, "mx-fgr": 305, "cdc-vsrr": 458}


def test_fentanyl_itself_falls_nationally(shown: Briefing) -> None:
    line = line_of(shown, "fentanyl")
    assert line.kind == "falling" and (line.lead.baseline, line.lead.observed) == (119341, 79224)


def test_nothing_is_counted_twice(shown: Briefing) -> None:
    assert len({(line.subject, line.place) for line in shown.lines}) == len(shown.lines)
    for line in shown.lines:
        assert len({member.finding for member in line.members}) == len(line.members)
        assert line.streams <= len({member.stream for member in line.members})

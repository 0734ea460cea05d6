"""What several sources together show: a displacement, a fall in three streams, three series of one place."""

from __future__ import annotations

import pytest

from tocsin.bulletins.lines import headline, line_gist, line_why
from tocsin.clock import moment
from tocsin.flow.answer import briefing
from tocsin.records.line import Briefing, Line, Member


@pytest.fixture(scope="module")
def newest(demo_node) -> Briefing:
    return briefing(demo_node)


@pytest.fixture(scope="module")
def january_2025(demo_node) -> Briefing:
    return briefing(demo_node, as_of=moment("2025-01-15"))


def line_of(shown: Briefing, subject: str, place: str | None = None) -> Line:
    (found,) = (line for line in shown.lines if line.subject == subject and place in (None, line.place))
    return found


def member_of(line: Line, substance: str, place: str, measure: str) -> Member:
    return next(m for m in line.members if (m.substance, m.place, m.measure) == (substance, place, measure))


def test_in_alberta_analogues_displace_fentanyl_while_calls_double(newest: Briefing) -> None:
    line = line_of(newest, "fentanyl-analogues")
    assert line.rank <= 10 and line.kind == "rising"
    alberta = member_of(line, "fentanyl-analogues", "CA-AB", "percent_of_deaths")
    shares = dict(zip(alberta.facts["years"], alberta.facts["shares"], strict=True))
    assert [shares[year] for year in (2023, 2024, 2025)] == [48, 61, 82]
    assert "part_year" in alberta.reasons
    assert alberta.facts["gave_way"] == [["fentanyl", 92.0, 52.0]]
    beside = {measure: (before, after) for measure, before, after, *_ in alberta.facts["beside"]}
    assert beside["ems_responses"] == (1596, 3082)
    assert beside["emergency_visits"] == (1098, 1723)
    assert beside["deaths"] == (269, 245)
    told = line_why(line, "en")
    assert all(
        text in told for text in ("Alberta", "82% (2025)", "92% → 52%", "1,596 → 3,082", "July to September 2025")
    )


def test_fentanyl_falls_in_three_streams_that_share_nothing(newest: Briefing) -> None:
    line = line_of(newest, "fentanyl")
    assert line.kind == "falling" and line.streams == 3
    assert (line.lead.baseline, line.lead.observed) == (119341, 79224)
    deaths = member_of(line, "synthetic-opioids-t40-4", "US", "deaths_12_months")
    assert deaths.facts["by_year"][-3:] == [72718, 47030, 36825] and deaths.facts["years"][-3:] == [2024, 2025, 2026]
    weight = member_of(line, "fentanyl", "US", "mass_kg")
    assert (round(weight.baseline / 0.45359237), round(weight.observed / 0.45359237)) == (17118, 6726)
    told = " ".join(line_gist(line, "en"))
    assert all(text in told for text in ("72,718 (2024)", "36,825 (2026)", "17,118 lb", "6,726 lb"))


def test_states_that_rise_while_the_country_falls_are_not_hidden(newest: Briefing) -> None:
    line = line_of(newest, "fentanyl")
    rising = {m.place for m in line.members if m.measure == "deaths_12_months" and m.trend == "rising"}
    assert rising == {"US-AZ", "US-CO", "US-NM"}


def test_the_headline_names_the_three(newest: Briefing) -> None:
    told = headline(newest, "en")
    assert "47 states" in told and "Alberta" in told and "82%" in told and "3 independent streams" in told


def test_three_series_agree_in_tabasco(january_2025: Briefing) -> None:
    line = line_of(january_2025, "drug-files", "MX-TAB")
    assert line.rank <= 20 and (line.lead.source, line.lead.observed) == ("mx-sesnsp", 297)
    law = member_of(line, "firearms-law-files", "MX-TAB", "firearm_files")
    assert law.facts["by_year"][-2:] == [87, 254]  # January to November: December was not out on that day
    homicide = member_of(line, "firearm-homicide-files", "MX-TAB", "firearm_files")
    december, april = homicide.trace[-12], homicide.trace[-8]
    assert (december, april) == (12, 66)
    assert "87 → 254" in line_gist(line, "en")[0] or "86 → 254" in line_gist(line, "en")[0]


def test_with_december_the_firearms_law_of_tabasco_stands_at_its_whole_years(demo_node) -> None:
    line = line_of(briefing(demo_node, as_of=moment("2025-01-25")), "drug-files", "MX-TAB")
    law = member_of(line, "firearms-law-files", "MX-TAB", "firearm_files")
    assert law.facts["by_year"][-2:] == [95, 297]


def test_firearms_make_no_line_of_their_own(january_2025: Briefing) -> None:
    assert not [line for line in january_2025.lines if line.lead.measure == "firearm_files"]

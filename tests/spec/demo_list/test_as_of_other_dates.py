"""The list as it was on other dates: what tempted then, and what was true then."""

from __future__ import annotations

import re

import pytest

from tocsin.bulletins.lines import remark_title, remark_why
from tocsin.clock import moment
from tocsin.flow.answer import briefing
from tocsin.records.line import Briefing
from tocsin.wording.catalogue import english


@pytest.fixture(scope="module")
def january_2025(demo_node) -> Briefing:
    return briefing(demo_node, as_of=moment("2025-01-15"))


def test_san_luis_potosi_dealing_files_stand_in_the_first_twenty(january_2025: Briefing) -> None:
    line = next(line for line in january_2025.lines if line.place == "MX-SLP")
    assert line.rank <= 20
    years = dict(zip(line.lead.facts["years"], line.lead.facts["by_year"], strict=True))
    assert years[2024] == 6607 and years[2021] < 1022 < 6110 <= years[2023] < 6715  # January to November of each


def test_tabasco_dealing_files_stand_in_the_first_twenty(january_2025: Briefing) -> None:
    line = next(line for line in january_2025.lines if line.place == "MX-TAB")
    assert line.rank <= 20 and line.lead.observed == 297 and line.lead.baseline <= 30


def test_more_samples_at_unc_are_no_rise_of_xylazine(january_2025: Briefing) -> None:
    assert not [line for line in january_2025.lines if line.subject == "xylazine"]
    remark = next(r for r in january_2025.remarks if r.code == "more_samples" and r.subject == "xylazine")
    by_year = remark.figures["facts"]["by_year"]
    assert [by_year[y][0] for y in ("2022", "2023", "2024")] == [123, 313, 701]
    assert all(text in remark_why(remark, "en") for text in ("26.8%", "13.9%", "18.1%"))
    assert "2.5" in remark_title(remark, "en")


def test_lidocaine_at_unc_is_found_and_ranked_below_medetomidine(january_2025: Briefing) -> None:
    ranks = {line.subject: line for line in january_2025.lines if line.lead.source == "unc-drugchecking"}
    assert ranks["medetomidine"].rank < ranks["lidocaine"].rank and ranks["lidocaine"].harm == "low"
    assert round(ranks["lidocaine"].lead.observed / (ranks["lidocaine"].lead.observed_tested or 1), 3) == 0.267


def test_another_mix_of_sites_is_no_rise_of_methamphetamine(january_2025: Briefing) -> None:
    assert not [
        line for line in january_2025.lines if line.lead.source == "euda-score" and line.subject == "methamphetamine"
    ]
    remark = next(r for r in january_2025.remarks if r.code == "site_mix" and r.subject == "methamphetamine")
    assert (round(remark.before or 0, 1), round(remark.after or 0, 1)) == (43.9, 70.1)
    assert remark.figures["facts"]["matched_now"] < remark.figures["facts"]["matched_then"]


def test_the_december_release_tempts_with_a_third_less_fentanyl(demo_node) -> None:
    shown = briefing(demo_node, as_of=moment("2026-01-15"))
    remark = next(r for r in shown.remarks if r.code == "open_year" and r.subject == "fentanyl")
    assert (remark.before, remark.after) == (277, 181) and "−35%" in remark_title(remark, "en")
    assert not [line for line in shown.lines if line.subject == "fentanyl"]


def test_no_sentence_of_the_list_holds_a_figure_of_its_own() -> None:
    """Figures come from what was known on the day; only the interval, the rate's base and the year's turn are fixed."""
    told = {
        code: text for code, text in english().items() if code.startswith(("why.", "remark.", "headline.", "line."))
    }
    fixed = {code: re.sub(r"95%|100,000|\{[^}]*\}|0, then", "", text) for code, text in told.items()}
    assert not {code: text for code, text in fixed.items() if re.search(r"\d", text)}

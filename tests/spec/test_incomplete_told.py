"""What is not all in is never told as if it were: shares, percentages, falls up to an open end, and what was said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from tocsin.bulletins.charts.rows import row
from tocsin.bulletins.not_yet import by_now, sentence, status_words, still_to_come
from tocsin.flow.expecting import moving
from tocsin.methods.counts import of_values
from tocsin.node.pages.presenting.chart_words import alternative
from tocsin.node.pages.presenting.findings import size_told
from tocsin.records.line import Member
from tocsin.records.period import Cadence
from tocsin.records.release import Covers, Release
from tocsin.records.series import Cell, SeriesView

FIRST_HALF = (date(2025, 1, 1), date(2025, 6, 30))


def cell(value: float, tested: float | None = None, status: str = "observed", **more: Any) -> Cell:
    return Cell(*FIRST_HALF, value, tested, status, **more)


def coming(value: float, middle: float, low: float, high: float, status: str = "observed", **more: Any) -> Cell:
    given: dict[str, Any] = {"completeness": 0.94, "stand": "pooled"} | more
    return cell(value, status=status, nowcast=middle, nowcast_low=low, nowcast_high=high, **given)


def release(known: datetime, last: date) -> Release:
    return cast("Release", SimpleNamespace(known_at=known, covers=Covers(date(2017, 1, 1), last, (), (), (), ())))


def view(*cells: Cell, measure: str = "reports", basis: str = "count", **more: Any) -> SeriesView:
    given: dict[str, Any] = {
        "series": "a" * 32, "source": "nflis-dqs", "stream": "laboratory", "substance": "carfentanil", "place": "US",
        "level": "country", "measure": measure, "cadence": "half_year", "derived": False, "basis": basis,
        "mark": "clear", "purpose": "any", "as_of": datetime(2026, 6, 15, tzinfo=UTC), "cells": cells, "growth": None,
        "earlier_as_of": None, "findings": (), "notes": (), "overlay": None, "siblings": (), "releases": (),
    }  # fmt: skip
    return SeriesView(**(given | more))


def test_what_was_said_of_a_share_is_read_out_of_what_was_tested_then() -> None:
    one = cell(80.0, 100.0, earlier=60.0, earlier_tested=75.0)
    assert row(one, "share")["earlier"] == 0.8 and row(one, "count")["earlier"] == 60.0
    assert row(replace(one, earlier_tested=None), "share")["earlier"] is None


def test_a_figure_that_nothing_is_likely_to_move_is_settled_unless_its_source_holds_it_open() -> None:
    quiet = coming(0.0, 0.1, 0.0, 0.4, "zero")
    assert not quiet.unsettled and by_now(quiet, "en") == ""
    assert still_to_come(view(quiet), "en") == ()
    assert replace(quiet, status="incomplete").unsettled
    assert coming(1008.0, 1008.0, 1008.0, 1047.0).unsettled


def test_a_middle_that_is_the_reported_figure_is_not_told_as_growth() -> None:
    one = coming(1008.0, 1008.2, 1008.0, 1047.0)
    told = sentence(one, view(one), "en")
    assert told == ("First half of 2025: reported 1,008, which is at least as likely as not to stand (1,008–1,047).")


def test_of_a_period_of_which_hardly_anything_came_it_is_said_that_it_may_be_lost() -> None:
    little = coming(13.0, 188.0, 80.0, 379.0, completeness=0.06)
    assert "the feed may be lost and not late" in sentence(little, view(little), "en")
    assert "lost" not in sentence(replace(little, completeness=0.6), view(little), "en")


def test_all_is_never_said_of_a_period_that_is_still_open() -> None:
    nearly = coming(200.0, 203.0, 200.0, 209.0, "incomplete", completeness=0.9997)
    assert by_now(nearly, "en") == "99.9%" and by_now(replace(nearly, completeness=1.0), "en") == ""
    assert "100" not in sentence(replace(nearly, completeness=1.0), view(nearly), "en")


def test_a_percentage_that_is_not_all_in_is_no_lower_bound() -> None:
    one = cell(82.0, status="incomplete", stand="refused")
    read = release(datetime(2026, 4, 20, tzinfo=UTC), date(2025, 6, 30))
    shown = view(one, measure="percent_of_deaths", releases=(read,))
    told = sentence(one, shown, "en")
    assert "82% is provisional, and may rise or fall" in told and "bound" not in told
    assert status_words(one, "percent_of_deaths", "count", "en") == "provisional, may rise or fall"
    assert "bound" in status_words(one, "deaths", "count", "en")


def test_a_period_that_the_newest_release_covers_in_part_says_so() -> None:
    one = cell(82.0, status="incomplete")
    cut = release(datetime(2026, 4, 20, tzinfo=UTC), date(2025, 3, 31))
    told = sentence(one, view(one, measure="percent_of_deaths", releases=(cut,)), "en")
    assert told == "First half of 2025: the newest release goes up to 31 March 2025, and 82% is of that part alone."


def test_a_share_whose_counts_come_in_is_not_called_complete() -> None:
    one = replace(coming(67_919.0, 79_098.0, 75_725.0, 83_329.0), tested=79_224.0, completeness=0.86)
    assert status_words(one, "reports", "share", "en") == "the share stands; its counts are still to move"
    assert status_words(replace(one, nowcast=None), "reports", "share", "en") == "complete"


def test_a_period_without_tests_is_no_share_in_the_text_alternative() -> None:
    early = replace(cell(19_817.0), start=date(2016, 7, 1), end=date(2016, 12, 31))
    later = replace(cell(20.0, 100.0), start=date(2025, 7, 1), end=date(2025, 12, 31))
    told = alternative(view(early, cell(50.0, 100.0), later, basis="share"), "en")
    assert "2 periods" in told and "largest 50%" in told and "–" not in told


def test_no_size_is_told_of_a_fall_up_to_an_open_end() -> None:
    fall = cast("Member", SimpleNamespace(ratio=0.65, ratio_low=0.5, ratio_high=0.8, reasons=("open_year",)))
    assert size_told(fall, "en") == ""
    fall.reasons = ()  # type: ignore[misc]
    assert "35" in size_told(fall, "en")


def test_a_fall_up_to_an_open_end_is_read_up_to_the_last_whole_period() -> None:
    rng = np.random.default_rng(6)
    value = rng.poisson(np.r_[np.full(30, 100.0), 100 * 0.93 ** np.arange(12)]).astype(float)
    opened = np.zeros((1, 42), bool)
    opened[0, -3:] = True
    counts = replace(of_values(value, cadence=Cadence.MONTH, first=date(2022, 1, 1)), open=opened)
    told = moving(counts, np.arange(42))
    assert told.kind in ("decrease", "unclear")
    if told.kind == "decrease":
        assert told.until == date(2025, 3, 1)
    whole = moving(replace(counts, open=np.zeros((1, 42), bool)), np.arange(42))
    assert whole.kind == "decrease" and whole.until is None

"""What is not known yet, as pages say it: what is reported, what it will come to, and what changed since a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.made_nowcasts import made
from tests.spec.test_bulletins import WORDS, half_years

from tocsin.bulletins.charts.open_end import LINE, spread
from tocsin.bulletins.charts.rows import led_in, row, stretches, unfinished
from tocsin.bulletins.charts.spec import series_chart
from tocsin.bulletins.charts.themes import SIZES, THEMES
from tocsin.bulletins.not_yet import by_now, sentence, status_words, still_to_come, will_come_to
from tocsin.flow import delays
from tocsin.flow.answer import standing
from tocsin.flow.series import find_series, series
from tocsin.flow.to_come import SILENT, to_come
from tocsin.records.nowcast import Stand
from tocsin.records.series import Cell, SeriesView

if TYPE_CHECKING:
    from tocsin.flow.home import Node

LANGUAGES = ("en", "fr", "es")
FENTANYL_AT_THE_BORDER = "fentanyl cbp-drug-seizures seizures country"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a hand-made nowcast be what is known of delays."""

    def tell(stand: Stand, newest: int = 3) -> None:
        monkeypatch.setattr(delays, "nowcast_of", lambda node, source, panel, at: made(panel, stand, newest))

    return tell


@pytest.fixture(scope="module")
def border(demo_node: Node) -> str:
    return find_series(demo_node, FENTANYL_AT_THE_BORDER)[0]


def cell(value: float, middle: float | None, **more: Any) -> Cell:
    given: dict[str, Any] = {"nowcast": middle, "stand": "own", "completeness": 0.62} | more
    if middle is not None:
        given = {"nowcast_low": middle - 19, "nowcast_high": middle + 23} | given
    return Cell(date(2025, 7, 1), date(2025, 12, 31), value, None, "incomplete", **given)


def test_a_cell_carries_what_it_will_come_to_and_a_closed_one_does_not(demo_node: Node, border: str, told: Any) -> None:
    told(Stand.OWN)
    view = series(demo_node, border)
    last, before = view.cells[-1], view.cells[-4]
    assert last.value and last.nowcast == pytest.approx(last.value / 0.8)
    assert last.nowcast_low and last.nowcast_high and last.nowcast
    assert last.nowcast_low < last.nowcast < last.nowcast_high
    assert (last.completeness, last.stand, last.unsettled) == (pytest.approx(0.8), "own", True)
    assert (before.nowcast, before.completeness, before.stand) == (None, 1.0, "closed")


def test_a_refused_cell_has_no_figure_and_says_that_it_is_refused(demo_node: Node, border: str, told: Any) -> None:
    told(Stand.REFUSED)
    last = series(demo_node, border).cells[-1]
    assert (last.nowcast, last.completeness, last.stand) == (None, None, "refused")


def test_a_nowcast_of_some_periods_is_laid_over_the_panel_by_period(
    demo_node: Node, border: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.flow.series import located
    from tocsin.records.mark import PUBLIC

    at = standing(demo_node, None)
    source, panel, at_row = located(demo_node, border, PUBLIC, at)
    whole = made(panel, Stand.POOLED, 5)
    grids = {
        name: getattr(whole, name)[:, -2:]
        for name in ("reported", "completeness", "concentration", "mean", "basis", "quantiles")
    }
    few = replace(whole, periods=whole.periods[-2:], **grids)
    monkeypatch.setattr(delays, "nowcast_of", lambda *asked: few)
    laid = to_come(demo_node, source, panel, at)
    assert laid.stand[at_row, -3] == SILENT and laid.stand_name(at_row, -3) == ""
    assert laid.stand_name(at_row, -1) == "pooled"
    assert laid.middle[at_row, -1] == pytest.approx(whole.quantile(0.5)[at_row, -1])


def a_view(node: Node, name: str, *cells: Cell) -> SeriesView:
    return replace(series(node, name), cells=cells)


def test_it_is_told_as_reported_and_as_what_it_will_come_to(demo_node: Node, border: str) -> None:
    view = a_view(demo_node, border, one := cell(181.0, 239.0))
    assert (
        sentence(one, view, "en")
        == "Second half of 2025: reported 181, will come to about 239 (220–262). 62% reported by now."
    )
    assert will_come_to(one, "seizures", "en") == "239 (220–262)" and by_now(one, "en") == "62%"
    french, spanish = sentence(one, view, "fr"), sentence(one, view, "es")
    assert "239 (220–262)" in french and "181 déclarés" in french
    assert "llegará a unos 239 (220–262)" in spanish


def test_what_rests_on_a_stated_prior_says_so_everywhere(demo_node: Node, border: str, told: Any) -> None:
    from tocsin.node.pages.presenting.chart_words import alternative, chart_words

    told(Stand.STATED)
    view = series(demo_node, border)
    assert any("stated prior" in one for one in still_to_come(view, "en"))
    assert "stated prior" in status_words(view.cells[-1], view.measure, view.basis, "en")
    assert "stated prior" in chart_words(view, "en").nowcast and "stated prior" in alternative(view, "en")
    told(Stand.OWN)
    assert not any("stated prior" in one for one in still_to_come(series(demo_node, border), "en"))


def test_a_period_read_earlier_than_any_delay_measured_is_a_lower_bound(demo_node: Node) -> None:
    name = find_series(demo_node, "carfentanil nflis-dqs US country")[0]
    refused = cell(1333.0, None, stand="refused", completeness=None)
    view = a_view(demo_node, name, refused)
    assert (
        sentence(refused, view, "en") == "Second half of 2025 was read 9 weeks after it ended; "
        "earlier than any delay measured: 1,333 is a lower bound."
    )
    later = replace(view, releases=view.releases[:1])
    assert "no measured delay says" in sentence(refused, later, "en")
    assert will_come_to(refused, "reports", "en") == "" and by_now(refused, "en") == ""


def test_figures_that_are_revised_down_are_not_told_as_growing(demo_node: Node, border: str) -> None:
    one = cell(300.0, 239.0, completeness=1.25)
    told = sentence(one, a_view(demo_node, border, one), "en")
    assert "will settle at about 239" in told and "more is reported by now than will stand" in told


def test_a_period_that_its_source_holds_open_is_no_lower_bound_where_measured_delays_are_over(
    demo_node: Node, border: str
) -> None:
    one = cell(75.0, None, stand="closed", completeness=1.0)
    told = sentence(one, a_view(demo_node, border, one), "en")
    assert told.startswith("Second half of 2025: reported 75. As far as delays were measured no more is to come")


def test_nothing_is_said_of_a_series_that_stands(demo_node: Node, border: str) -> None:
    whole = Cell(date(2025, 1, 1), date(2025, 6, 30), 181.0, None, "observed", completeness=0.999, nowcast=181.2)
    assert still_to_come(a_view(demo_node, border, whole), "en") == ()


def open_end(values: tuple[float, ...], middles: tuple[float | None, ...], tested: float | None = None) -> list[Cell]:
    plain = half_years(("observed",) * len(values), values)
    return [
        replace(one, tested=tested)
        if middle is None
        else replace(
            one, status="incomplete", tested=tested, completeness=0.7, stand="own",
            nowcast=middle, nowcast_low=middle - 5, nowcast_high=middle + 9,
        )
        for one, middle in zip(plain, middles, strict=True)
    ]  # fmt: skip


def layers(cells: list[Cell], basis: str = "count", **words: str) -> list[dict[str, Any]]:
    chart = series_chart(cells, basis, replace(WORDS, **words), THEMES["light"], SIZES["wide"])
    return chart["vconcat"][0]["layer"]


def marks(cells: list[Cell], basis: str = "count", **words: str) -> list[dict[str, Any]]:
    return [one["mark"] for one in layers(cells, basis, **words)]


def test_the_nowcast_is_dashed_with_its_band_and_the_reported_line_ends_where_it_settles() -> None:
    cells = open_end((40.0, 50.0, 60.0, 30.0, 10.0), (None, None, None, 44.0, 52.0))
    rows_of = [row(one, "count") for one in cells]
    assert [one["y"] for one in stretches(rows_of)] == [40.0, 50.0, 60.0]
    assert [one["middle"] for one in led_in(rows_of, "middle")] == [60.0, 44.0, 52.0]
    assert [(one["start"], one["end"]) for one in unfinished(rows_of)] == [("2024-01-01", "2025-01-01")]
    drawn = marks(cells)
    dashed = [one for one in drawn if one["type"] == "line" and one.get("strokeDash") == [6, 4]]
    assert len(dashed) == 1
    assert [one["type"] for one in drawn].count("area") == 1
    assert any(one.get("shape") == "diamond" for one in drawn)


def test_a_single_open_period_has_bars_so_that_a_band_of_no_width_is_seen() -> None:
    drawn = marks(open_end((40.0, 10.0), (None, 52.0)))
    assert [one["type"] for one in drawn].count("tick") == 2
    alone = marks(open_end((10.0,), (52.0,)))
    assert [one["type"] for one in alone].count("tick") == 2


def test_a_nowcast_of_a_count_is_never_drawn_on_an_axis_of_shares() -> None:
    cells = open_end((40.0, 50.0, 10.0), (None, None, 52.0), tested=100.0)
    assert all(one["middle"] is None for one in (row(each, "share") for each in cells))
    assert not any(one["type"] in ("area", "tick") for one in marks(cells, "share"))


def test_where_all_is_settled_nothing_is_shaded_or_dashed() -> None:
    drawn = marks(open_end((40.0, 50.0, 60.0), (None, None, None)))
    assert not any(one["type"] in ("area", "tick") or one.get("strokeDash") for one in drawn)


def test_a_wide_nowcast_never_flattens_the_line() -> None:
    cells = open_end((40.0, 50.0, 10.0), (None, None, 60.0))
    wild = [*cells[:-1], replace(cells[-1], nowcast_high=9_000.0)]
    tops = [one["top"] for layer in layers(wild) for one in layer.get("data", {}).get("values", ()) if "top" in one]
    assert max(tops) == 120.0


def test_words_beside_figures_stand_apart_and_in_their_order() -> None:
    assert spread([100.0, 10.0], 100.0, 300.0) == [0.0, 0.0]
    up, down = spread([100.0, 99.0], 100.0, 300.0)
    assert up < 0 < down and down - up == pytest.approx(LINE - 0.8 * 3)
    assert spread([99.0, 100.0], 100.0, 300.0) == [down, up]
    assert spread([5.0], 100.0, 300.0) == [0.0] and spread([0.0, 0.0], 0.0, 300.0) == [0.0, 0.0]
    named = {"nowcast_end": "will be about 52", "reported_end": "so far 10"}
    texts = {one.get("text") for one in marks(open_end((40.0, 10.0), (None, 52.0)), **named)}
    assert set(named.values()) <= texts


def test_the_text_alternative_has_the_same_figures_as_the_table(demo_node: Node, border: str, told: Any) -> None:
    from tocsin.node.pages.presenting.chart_words import alternative, chart_words

    told(Stand.OWN)
    view = series(demo_node, border)
    shown = will_come_to(view.cells[-1], view.measure, "en")
    assert re.fullmatch(r"\d+ \(\d+–\d+\)", shown) and shown in alternative(view, "en")
    words = chart_words(view, "en")
    assert words.nowcast_end == f"will be about {shown.split()[0]}" and words.reported_end.startswith("so far ")
    assert chart_words(view, "en", brief=True).nowcast_end == shown.split()[0]


@pytest.fixture(scope="module")
def site(demo_node: Node) -> Any:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    return Client(headers={"host": "localhost"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_what_is_to_come_in_sentences_and_in_its_table(
    site: Any, demo_node: Node, border: str, told: Any, language: str
) -> None:
    from tocsin.wording import say

    told(Stand.OWN)
    view = series(demo_node, border)
    page = site.get(f"/{language}/series/{border}/").content.decode()
    assert say("not_yet.heading", language) in page and say("not_yet.column", language) in page
    shown = will_come_to(view.cells[-1], view.measure, language)
    assert page.count(shown) >= 2
    values = site.get(f"/{language}/series/{border}/values.csv").content.decode()
    columns = values.splitlines()[0].replace('"', "").split(",")
    assert columns[-5:] == ["completeness", "nowcast", "nowcast_low", "nowcast_high", "stand"]


def test_an_export_of_panels_holds_what_is_to_come(demo_node: Node, told: Any) -> None:
    from tocsin.flow.export import table

    told(Stand.OWN)
    made_table = table(demo_node, "panels", source="nyc-drugchecking")
    names = ["completeness", "nowcast", "nowcast_low", "nowcast_high", "stand"]
    assert made_table.column_names[-5:] == names
    newest = [one for one in made_table.to_pylist() if one["stand"] == "own" and one["value"]]
    assert newest and all(one["nowcast"] == pytest.approx(one["value"] / 0.8) for one in newest)
    closed = [one for one in made_table.to_pylist() if one["stand"] == "closed"]
    assert closed and all(one["nowcast"] is None for one in closed)


def test_a_line_says_so_far_and_what_it_will_come_to(demo_node: Node, told: Any) -> None:
    from tocsin.bulletins.lines import line_why
    from tocsin.flow import line_ends
    from tocsin.flow.answer import briefing
    from tocsin.records.panel import Status

    told(Stand.OWN)
    line_ends.end_of.cache_clear()
    lines = briefing(demo_node).lines
    line_ends.end_of.cache_clear()
    still = [
        line
        for line in lines
        if line.lead.trace_status[-1] == Status.INCOMPLETE and line.lead.source == "cbp-drug-seizures"
    ]
    assert still
    told_of = still[0].lead.facts["to_come"]
    assert told_of["stand"] == "own" and told_of["middle"] == pytest.approx(still[0].lead.trace[-1] / 0.8)
    assert "Incomplete so far" in line_why(still[0], "en") and "will come to about" in line_why(still[0], "en")

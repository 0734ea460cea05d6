"""Drawings say what is known, and show what is not."""

from __future__ import annotations

import json
import os
import re
import signal
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tocsin.bulletins import sparkline, tiles
from tocsin.bulletins.charts import drawing
from tocsin.bulletins.charts.renderer import ChartFailed, Renderer
from tocsin.bulletins.charts.rows import led_in, row, stretches, unfinished
from tocsin.bulletins.charts.spec import series_chart
from tocsin.bulletins.charts.themes import SIZES, THEMES
from tocsin.bulletins.charts.words import ChartWords
from tocsin.bulletins.points import points_of
from tocsin.bulletins.scale import scale
from tocsin.records.series import Cell

COUNTS = (11.0, 23.0, 122.0, 302.0, 540.0, 1008.0, 1333.0)
OBSERVED, GAP, INCOMPLETE = 1, 0, 5
WORDS = ChartWords(
    "Carfentanil, United States: rising", "Laboratory reports", ("Source: NFLIS-Drug",), "incomplete", "expected",
    "shaded", "threshold", "rang", "said before", "tested", "United States", percent=False, decimal=",", thousands=" ", notes=(),
)  # fmt: skip


def drawn(values: tuple[float | None, ...], statuses: tuple[int, ...]) -> ET.Element:
    points = points_of(values, (None,) * len(values), statuses, "count")
    return ET.fromstring(sparkline.svg(points, "what it shows"))


def classes(picture: ET.Element) -> list[str]:
    return [element.get("class", "") for element in picture.iter()]


def half_years(statuses: tuple[str, ...], values: tuple[float | None, ...]) -> tuple[Cell, ...]:
    starts = [date(2022 + (i + 1) // 2, 7 if i % 2 == 0 else 1, 1) for i in range(len(values))]
    ends = [date(s.year, 12, 31) if s.month == 7 else date(s.year, 6, 30) for s in starts]
    return tuple(Cell(s, e, v, None, status) for s, e, v, status in zip(starts, ends, values, statuses, strict=True))


def test_the_unfinished_end_of_a_sparkline_is_dashed_and_shaded() -> None:
    picture = drawn(COUNTS, (OBSERVED,) * 6 + (INCOMPLETE,))
    assert classes(picture).count("spark-line") == 1
    assert classes(picture).count("spark-dashed") == 1
    assert classes(picture).count("spark-shade") == 1


def test_the_dot_stands_on_the_last_complete_period() -> None:
    picture = drawn(COUNTS, (OBSERVED,) * 6 + (INCOMPLETE,))
    dot = next(element for element in picture.iter() if element.get("class") == "spark-dot")
    line = next(element for element in picture.iter() if element.get("class") == "spark-line")
    assert (line.get("points") or "").split()[-1] == f"{dot.get('cx')},{dot.get('cy')}"


def test_a_gap_is_never_joined_over() -> None:
    picture = drawn((1.0, 2.0, None, 4.0, 5.0), (OBSERVED, OBSERVED, GAP, OBSERVED, OBSERVED))
    assert classes(picture).count("spark-line") == 2
    lonely = drawn((1.0, 2.0, None, 4.0, None, 6.0, 7.0), (1, 1, 0, 1, 0, 1, 1))
    assert classes(lonely).count("spark-lone") == 1


def test_nothing_known_draws_nothing_and_still_has_a_label() -> None:
    picture = drawn((None, None), (GAP, GAP))
    assert picture.get("aria-label") == "what it shows"
    assert "spark-line" not in classes(picture)


def test_what_is_read_out_is_escaped() -> None:
    made = sparkline.svg(points_of((1.0,), (None,), (1,), "count"), '"<script>&')
    assert ET.fromstring(made).get("aria-label") == '"<script>&'


def test_shares_are_drawn_as_shares() -> None:
    points = points_of((5.0, 10.0), (10.0, 100.0), (1, 1), "share")
    assert [point.value for point in points] == [0.5, 0.1]


def test_a_map_says_place_figure_and_state_in_text_as_well_as_colour() -> None:
    known = tiles.Tile("US-OH", "OH", 7, 6, 1, "value", 4, "345", "Ohio: 345 reports", "/en/series/x/")
    silent = tiles.Tile("US-IA", "IA", 5, 6, 1, "not_reported", 0, "", "Iowa: not reported", None)
    absent = tiles.Tile("MX-SON", "SON", 1, 11, 2, "absent", 0, "", "Sonora: not in this source", None)
    picture = ET.fromstring(tiles.svg((known, silent, absent), "Carfentanil by place", "Equal tiles"))
    assert picture.get("role") == "group"
    link = next(picture.iter("a"))
    assert (link.get("href"), link.get("aria-label")) == ("/en/series/x/", "Ohio: 345 reports")
    assert {text.text for text in picture.iter("text")} == {"OH", "345", "IA", "SON"}
    assert {title.text for title in picture.iter("title")} >= {"Iowa: not reported", "Sonora: not in this source"}
    assert classes(picture).count("tile-hatch") == 1


def test_no_colour_stands_in_the_markup_of_a_page() -> None:
    """Pages choose colours by class, so that both themes work and the policy needs no inline style."""
    known = tiles.Tile("US-OH", "OH", 7, 6, 1, "value", 4, "345", "Ohio: 345", "/x")
    made = tiles.svg((known,), "t", "d") + sparkline.svg(points_of(COUNTS, (None,) * 7, (1,) * 7, "count"), "x")
    assert " style=" not in made
    assert not re.search(r"#[0-9a-f]{6}", made)


def test_the_classes_of_a_map_have_round_limits_and_few_places_in_the_darkest() -> None:
    values = [1, 1, 1, 2, 3, 4, 6, 7, 8, 10, 12, 15, 17, 20, 25, 36, 44, 119, 143, 345]
    made = scale(values)
    assert all(str(int(limit)).rstrip("0") in ("1", "2", "5") for limit in made.limits)
    steps = [made.step(value) for value in values]
    assert steps == sorted(steps)
    assert steps.count(max(steps)) <= 4
    assert made.step(0) == 0


def test_a_chart_breaks_its_line_at_a_gap_and_leads_into_the_unfinished_end() -> None:
    statuses = ("observed", "observed", "not_reported", "observed", "observed", "incomplete")
    rows = [row(cell, "count") for cell in half_years(statuses, (1.0, 2.0, None, 4.0, 5.0, 6.0))]
    assert [one["y"] for one in stretches(rows)] == [1.0, 2.0, 4.0, 5.0]
    assert len({one["run"] for one in stretches(rows)}) == 2
    assert [one["y"] for one in led_in(rows)] == [5.0, 6.0]
    assert len(unfinished(rows)) == 1


def test_equal_series_make_equal_documents() -> None:
    cells = half_years(("observed",) * 6 + ("incomplete",), COUNTS)
    made = [series_chart(cells, "count", WORDS, THEMES["light"], SIZES["wide"]) for _ in range(2)]
    assert drawing.fingerprint(made[0]) == drawing.fingerprint(made[1])


def test_a_chart_writes_figures_in_the_language_of_the_reader() -> None:
    cells = half_years(("observed",) * 7, COUNTS)
    text = json.dumps(series_chart(cells, "count", WORDS, THEMES["light"], SIZES["wide"]))
    assert "replace(" in text


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    one = Renderer()
    yield one
    one.close()


def test_a_chart_is_drawn_without_the_network_and_a_dead_renderer_is_replaced(renderer: Renderer) -> None:
    cells = half_years(("observed",) * 6 + ("incomplete",), COUNTS)
    spec = series_chart(cells, "count", WORDS, THEMES["dark"], SIZES["narrow"])
    first = renderer.render(spec)
    assert set(re.findall(rb"https?://[^\"' <]+", first)) <= {
        b"http://www.w3.org/2000/svg",
        b"http://www.w3.org/1999/xlink",
    }
    pid = renderer.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert renderer.render(spec) == first
    assert renderer.pid != pid


def test_a_chart_that_cannot_be_drawn_says_so_and_the_next_one_works(renderer: Renderer) -> None:
    with pytest.raises(ChartFailed):
        renderer.render({"mark": {"type": 7}})
    cells = half_years(("observed",) * 7, COUNTS)
    assert renderer.render(series_chart(cells, "count", WORDS, THEMES["light"], SIZES["wide"])).startswith(b"<svg")


def test_a_chart_drawn_before_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = {"some": "chart"}
    (tmp_path / f"{drawing.fingerprint(spec)}.svg").write_bytes(b"<svg/>")
    monkeypatch.setattr(drawing, "renderer", lambda: pytest.fail("the renderer was asked"))
    assert drawing.draw(spec, tmp_path) == b"<svg/>"

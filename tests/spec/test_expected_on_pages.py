"""What every series page says of what was to be expected, and of how the series moves."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.spec.test_bulletins import WORDS

from tocsin.bulletins.charts.rows import apart, row
from tocsin.bulletins.charts.spec import series_chart
from tocsin.bulletins.charts.themes import SIZES, THEMES
from tocsin.flow.series import list_series, series
from tocsin.records.finding import Rung, Verdict
from tocsin.records.series import Cell

if TYPE_CHECKING:
    from django.test import Client

    from tocsin.flow.home import Node


@pytest.fixture(scope="module")
def site(demo_node: Node) -> Client:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    return Client(headers={"host": "localhost"})


def one_of_each(node: Node) -> dict[str, str]:
    """One series id for each (source, measure) that the demonstration watches."""
    rows = list_series(node).to_pylist()
    return {f"{row['source']} {row['measure']}": row["series"] for row in rows if row["mark"] == "TLP:CLEAR"}


def test_every_kind_of_series_has_a_sentence_and_a_rung_in_three_languages(site: Client, demo_node: Node) -> None:
    found = one_of_each(demo_node)
    assert len(found) >= 10
    for name, one in found.items():
        for language, heading in (
            ("en", "What was to be expected"),
            ("fr", "fallait s’attendre"),
            ("es", "cabía esperar"),
        ):
            text = site.get(f"/{language}/series/{one}/").content.decode()
            assert heading in text, name
            section = text[text.index('id="expected-title"') :]
            assert re.search(r"<p>.*\d", section[: section.index("</section>")], re.DOTALL), name


def test_a_page_of_counts_says_how_the_series_moves_and_one_of_weights_does_not(site: Client, demo_node: Node) -> None:
    found = one_of_each(demo_node)
    counts = site.get(f"/en/series/{found['cbp-drug-seizures seizures']}/").content.decode()
    weights = site.get(f"/en/series/{found['cbp-drug-seizures mass_kg']}/").content.decode()
    assert "How it moves" in counts and "How it moves" not in weights


def test_no_expectation_knows_its_own_period(demo_node: Node) -> None:
    """What stands beside a period is the same on the day that it was the newest: the future never changes the past."""
    one = one_of_each(demo_node)["cbp-drug-seizures seizures"]
    view = series(demo_node, one)
    judged = [cell for cell in view.cells if cell.expected is not None]
    assert judged and view.cells[0].verdict == Verdict.CANNOT_SAY
    assert {cell.rung for cell in judged} <= {rung.value for rung in Rung}
    assert all((cell.verdict == Verdict.ABOVE) is cell.alarm for cell in view.cells)


def test_no_share_is_expected_above_all_that_was_tested(demo_node: Node) -> None:
    one = one_of_each(demo_node)["nyc-drugchecking detections"]
    cells = [cell for cell in series(demo_node, one).cells if cell.expected is not None and cell.tested]
    assert cells and all(cell.expected <= cell.tested for cell in cells)  # type: ignore[operator]


def cells(count: int, upper: float, months: int = 1) -> list[Cell]:
    first = [date(2020 + (k // 12), k % 12 + 1, 1) for k in range(count)]
    return [
        Cell(day, day + timedelta(days=30 * months - 1), 10.0, None, "observed", expected=9.0, upper=upper)
        for day in first
    ]


def test_a_wide_limit_never_flattens_the_line() -> None:
    drawn = json.dumps(series_chart(cells(8, 500.0), "count", WORDS, THEMES["light"], SIZES["wide"]))
    assert '"top": 20.0' in drawn and '"y": {"field": "upper"' not in drawn
    near = json.dumps(series_chart(cells(8, 15.0), "count", WORDS, THEMES["light"], SIZES["wide"]))
    assert '"top": 15.0' in near and '"field": "upper"' in near


def test_ranges_of_sums_that_overlap_are_drawn_a_step_wide() -> None:
    rows = [row(cell, "count") for cell in cells(6, 15.0, months=12)]
    spans = apart(rows)
    assert all(end <= later for (_, end), (later, _) in pairwise(spans))
    plain = [row(cell, "count") for cell in cells(6, 15.0)]
    assert apart(plain) == [(one["start"], one["end"]) for one in plain]

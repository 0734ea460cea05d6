"""What every series page says of what was to be expected, and of how the series moves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from tests.spec.test_bulletins import WORDS

from tocsin.bulletins.charts.rows import apart, row
from tocsin.bulletins.charts.spec import series_chart
from tocsin.bulletins.charts.themes import SIZES, THEMES
from tocsin.flow.series import list_series, series
from tocsin.records.finding import Rung, Verdict
from tocsin.records.series import Cell, Growth, SeriesView

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


def a_view(node: Node, name: str, **changes: Any) -> SeriesView:
    """A series of the demonstration with some of its parts put in by hand."""
    return replace(series(node, one_of_each(node)[name]), **changes)


def moving(kind: str, low: float, middle: float, high: float, **more: Any) -> Growth:
    day = date(2024, 7, 1)
    given = {"doubling": None, "refused": "may_rest", "changes": ()} | more
    return Growth(kind, 0.99, middle, low, high, day, **given)


def test_a_doubling_time_is_told_in_the_units_of_the_series(demo_node: Node) -> None:
    from tocsin.node.pages.presenting.growth import growth_told

    growth = moving("increase", 1.8, 2.6, 3.6, doubling=(0.9, 1.1, 1.3), refused="told")
    view = a_view(demo_node, "nflis-dqs reports", growth=growth)
    told = {language: growth_told(view, language) for language in ("en", "es", "fr")}
    assert all(told.values())
    text = {
        language: " ".join(one.sentences).replace("\N{NO-BREAK SPACE}", " ") for language, one in told.items() if one
    }
    assert "doubles in 1.1 half-years (0.9 to 1.3)" in text["en"] and "× 3.6 a year (× 2.8 to × 4.6" in text["en"]
    assert "since about the second half of 2024" in text["en"]
    assert "1.1 semestres" in text["es"] and "desde (alrededor de) el segundo semestre de 2024" in text["es"]
    assert "1,1 semestre (" in text["fr"] and "depuis (environ) le second semestre 2024" in text["fr"]


def test_a_growth_that_could_be_anything_is_not_told_as_a_rise(demo_node: Node) -> None:
    from tocsin.node.pages.presenting.growth import growth_told

    anything = growth_told(
        a_view(demo_node, "cbp-drug-seizures seizures", growth=moving("increase", -1.0, 0.0, 1e6)), "en"
    )
    assert anything and anything.kind == "unclear" and len(anything.sentences) == 1
    loose = growth_told(
        a_view(demo_node, "cbp-drug-seizures seizures", growth=moving("increase", -0.17, 3.8, 27.0)), "en"
    )
    assert loose and loose.kind == "increase" and "how fast cannot be told" in loose.sentences[0]
    leaning = growth_told(
        a_view(demo_node, "cbp-drug-seizures seizures", growth=moving("unclear", -0.97, -0.9, -0.35)), "en"
    )
    assert leaning and "seems to fall since about July 2024" in leaning.sentences[0]


def test_what_came_is_told_with_its_unit_and_without_a_limit_that_nothing_can_pass(demo_node: Node) -> None:
    from tocsin.node.pages.presenting.expected import expected

    day = (date(2025, 1, 1), date(2025, 1, 31))
    within = Cell(*day, 8.0, None, "observed", expected=7.4, upper=None, p_value=0.3, verdict="within", rung="years")
    told = expected(a_view(demo_node, "cbp-drug-seizures seizures", cells=(within,)), "en")
    assert told.sentence.startswith("January 2025, events: 8, where 7.4") and "–" not in told.sentence
    share = Cell(*day, 4.0, 10.0, "observed", expected=3.0, upper=10.0, p_value=0.005, verdict="within", rung="years")
    told = expected(a_view(demo_node, "nyc-drugchecking detections", cells=(share,)), "en")
    assert "ring above" not in told.sentence and "about 1 of 200 such periods" in told.chance
    fewer = replace(share, value=2.0, p_value=0.9)
    assert expected(a_view(demo_node, "nyc-drugchecking detections", cells=(fewer,)), "en").chance == ""


def test_a_first_event_after_zeros_is_not_called_too_little_known(demo_node: Node) -> None:
    from tocsin.node.pages.presenting.expected import expected

    months = [(date(2025, k, 1), date(2025, k, 28)) for k in (1, 2, 3)]
    vain = [Cell(*month, 0.0, None, "zero", verdict="cannot_say", rung="none") for month in months[:2]]
    first = Cell(*months[2], 3.0, None, "observed", verdict="cannot_say", rung="none")
    told = expected(a_view(demo_node, "cbp-drug-seizures seizures", cells=(*vain, first)), "en")
    assert "3, after none in the 2 periods before it" in told.sentence


def test_a_quarter_is_named_as_one_in_tables() -> None:
    from tocsin.wording.dates import short_period

    quarter = (date(2025, 7, 1), date(2025, 9, 30), "quarter")
    assert [short_period(*quarter, language) for language in ("en", "es", "fr")] == ["2025 Q3", "2025 T3", "2025 T3"]

"""Wastewater of small catchments is shown to nobody outside."""

from __future__ import annotations

import pytest

from tocsin.clock import moment
from tocsin.errors import BadValue
from tocsin.flow.answer import briefing
from tocsin.flow.answer import places as place_values
from tocsin.flow.export import table
from tocsin.flow.seen import may_show
from tocsin.flow.series import list_series
from tocsin.records.mark import PUBLIC, Mark, Reader
from tocsin.vocabulary import places

SMALL = {one.id for one in places.all_places() if one.level == "site" and (one.population or 0) < 10_000}


def test_there_are_small_catchments_to_hide() -> None:
    assert {"score/AT013", "score/LU001"} <= SMALL


def test_no_export_no_series_and_no_line_shows_one(demo_node) -> None:
    for what in ("observations", "panels", "findings"):
        assert not set(table(demo_node, what, source="euda-score")["place"].to_pylist()) & SMALL
    assert not set(list_series(demo_node)["place"].to_pylist()) & SMALL
    shown = briefing(demo_node, as_of=moment("2025-04-01"))
    assert not {member.place for line in shown.lines for member in line.members} & SMALL


def test_a_partner_sees_from_three_thousand_people_on() -> None:
    partner = Reader(Mark.GREEN)
    assert may_show("score/AT013", "wastewater", partner) and not may_show("score/AT013", "wastewater", PUBLIC)
    assert may_show("score/AT013", "seizure", PUBLIC)


def test_health_only_figures_never_reach_another_purpose(demo_node) -> None:
    officer = Reader(purpose="enforcement")
    shown = briefing(demo_node, officer)
    assert not {line.lead.source for line in shown.lines} & {"nyc-drugchecking", "unc-drugchecking"}
    assert not {remark.source for remark in shown.remarks} & {"nyc-drugchecking", "unc-drugchecking"}
    for what in ("observations", "panels", "findings", "signals"):
        assert "health_only" not in (
            made["purpose"].to_pylist()
            if "purpose" in (made := table(demo_node, what, reader=officer)).column_names
            else []
        )
        assert not {"nyc-drugchecking", "unc-drugchecking"} & set(made["source"].to_pylist())


def test_the_map_of_a_health_only_source_is_drawn_for_health_alone(demo_node) -> None:
    asked = {"source": "nyc-drugchecking", "substance": "xylazine", "measure": "detections"}
    assert place_values(demo_node, **asked).values
    with pytest.raises(BadValue):
        place_values(demo_node, **asked, reader=Reader(purpose="enforcement"))

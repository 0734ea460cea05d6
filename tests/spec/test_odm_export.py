"""Wastewater goes out as PHES-ODM, cut to what a reader may see, and comes back in at the front door."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.flow.arrive import ingest
from tocsin.flow.export import table
from tocsin.flow.home import Node, init_home
from tocsin.flow.writing import write
from tocsin.records.mark import Mark, Reader

MADE = Path(__file__).resolve().parents[1] / "made/odm/version2.csv"


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A home with one small file."""
    home = init_home(tmp_path / "home")
    ingest(home, MADE, "odm")
    return home


def test_the_public_gets_what_is_public_and_a_partner_more(node: Node) -> None:
    public = table(node, "odm", source="odm")
    assert set(public["sampleID"].to_pylist()) == {"s1"}
    partner = table(node, "odm", source="odm", reader=Reader(Mark.AMBER))
    assert set(partner["sampleID"].to_pylist()) == {"s1", "s2", "s3"}
    assert {row["reportable"] for row in partner.to_pylist() if row["sampleID"] == "s2"} == {"FALSE"}


def test_what_went_out_changes_nothing_when_it_comes_back(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "measures.csv"
    facts = [
        "observation",
        "known_at",
        "place",
        "period_start",
        "measure",
        "value",
        "bound",
        "bound_kind",
        "attributes",
    ]
    before = table(node, "observations", source="odm").select(facts).to_pylist()
    write(table(node, "odm", source="odm"), "csv", path)
    receipts = ingest(node, path, "odm")
    assert [(one.rows_in, one.rows_quarantined) for one in receipts] == [(7, 0)]
    assert len(before) == 6
    assert table(node, "observations", source="odm").select(facts).to_pylist() == before

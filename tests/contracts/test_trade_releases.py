"""What a later copy of incidents, arms and reports does to what was known: it corrects, takes back, or leaves alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tocsin.flow.arrive import ingest
from tocsin.flow.home import Node, init_home
from tocsin.records.receipt import Receipt

MADE_FILES = Path(__file__).resolve().parents[1] / "made"
LATER = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """An empty home."""
    return init_home(tmp_path / "home", snapshot=True)


def taken(node: Node, name: str, source: str, known_at: datetime | None = None) -> Receipt:
    """Take in one of the made files, which holds one release."""
    (receipt,) = ingest(node, MADE_FILES / name, source, known_at)
    return receipt


def without(name: str, folder: Path, *spoken_of: str) -> Path:
    """A made file without the first line that holds each of these words."""
    lines = (MADE_FILES / name).read_text(encoding="utf-8").splitlines()
    for words in spoken_of:
        lines.remove(next(line for line in lines if words in line))
    path = folder / "later.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def held(node: Node, source: str) -> list[dict[str, Any]]:
    """What is known of a source now."""
    return node.lake.observations(source, LATER).to_pyarrow().to_pylist()


def test_the_same_file_twice_changes_nothing(node: Node) -> None:
    first = taken(node, "unodc-ids/seizures.csv", "unodc-ids")
    again = taken(node, "unodc-ids/seizures.csv", "unodc-ids")
    assert again.already_seen and again.observations_new == 0 and again.release == first.release


def test_an_incident_that_is_gone_corrects_its_cell_and_a_cell_that_is_gone_is_taken_back(
    node: Node, tmp_path: Path
) -> None:
    taken(node, "unodc-ids/seizures.csv", "unodc-ids")
    later = without("unodc-ids/seizures.csv", tmp_path, "14 Harbour Street", "Palmira")
    (receipt,) = ingest(node, later, "unodc-ids", LATER)
    assert receipt.rows_accepted == 9
    assert receipt.observations_retracted == 2  # the incidents of that cell, and their weight
    (post,) = [row for row in held(node, "unodc-ids") if row["place"] == "NZ" and row["measure"] == "seizures"]
    assert post["value"] == 2


def test_an_event_that_is_gone_is_taken_back_with_its_pieces(node: Node, tmp_path: Path) -> None:
    taken(node, "cbp-weapons/weapons.csv", "cbp-weapons", datetime(2025, 9, 12, tzinfo=UTC))
    later = without("cbp-weapons/weapons.csv", tmp_path, "7003.0")
    (receipt,) = ingest(node, later, "cbp-weapons", LATER)
    assert receipt.observations_retracted == 2  # its handgun as an event, and as a firearm
    (whole,) = [
        row
        for row in held(node, "cbp-weapons")
        if row["substance_raw"] == "all weapons and ammunition" and "BUFFALO" in row["record"]
    ]
    assert whole["value"] == 3


def test_tables_of_one_publisher_never_take_back_each_others_lines(node: Node) -> None:
    names = ("states", "bank_months", "money_service_months", "counties", "activities")
    receipts = [taken(node, f"fincen-sar/{name}.csv", "fincen-sar") for name in names]
    assert [receipt.observations_retracted for receipt in receipts] == [0] * 5
    assert len(held(node, "fincen-sar")) == sum(receipt.observations_new for receipt in receipts)


def test_air_and_marine_seizures_stay_beside_the_nationwide_ones(node: Node) -> None:
    taken(node, "cbp-amo/amo.csv", "cbp-amo")
    assert held(node, "cbp-drug-seizures") == []
    assert {row["place"] for row in held(node, "cbp-amo")} == {"US"}

"""Tocsin's own table: what is written is read back, and a spoiled table is held against the same rules."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.contracts.made_files import MADE, rows_in, taken_in
from tocsin.errors import FileRefused
from tocsin.sources.adapters.tocsin_table import COLUMNS, FORMAT, write_table
from tocsin.sources.catalogue import SOURCES, source
from tocsin.sources.samples import bundled, credit_of, source_of

ABSENT = object()


def table_of(folder: Path, **changes: Any) -> Path:
    """A written table of border seizures whose second row is changed."""
    published = folder / "published.csv"
    published.write_text(MADE[0].text(), encoding="utf-8")
    answer = taken_in(published, "cbp-drug-seizures")
    path = folder / "table.parquet"
    write_table(path, answer.observations, answer.releases[0], {"licence": "made"})
    table = pq.read_table(path)
    for name, value in changes.items():
        at = table.schema.get_field_index(name)
        if value is ABSENT:
            table = table.remove_column(at)
        else:
            cells = table.column(name).to_pylist()
            cells[1] = value
            table = table.set_column(
                at, name, pa.array(cells, None if isinstance(value, int) else table.schema.field(name).type)
            )
    pq.write_table(table, path)
    return path


def test_a_table_gives_back_what_was_written(tmp_path: Path) -> None:
    published = tmp_path / "published.csv"
    published.write_text(MADE[0].text(), encoding="utf-8")
    before = taken_in(published, "cbp-drug-seizures")
    after = taken_in(table_of(tmp_path), "cbp-drug-seizures")
    columns = ["observation", "known_at", "known_basis", *COLUMNS]
    sorting = [("observation", "ascending")]
    assert (
        before.observations.select(columns).sort_by(sorting).equals(after.observations.select(columns).sort_by(sorting))
    )
    assert after.releases[0].covers == before.releases[0].covers
    assert after.releases[0].kind == before.releases[0].kind
    assert rows_in(after) == before.observations.num_rows


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("value", float("nan"), "absurd"),
        ("value", float("inf"), "absurd"),
        ("value", -1.0, "negative"),
        ("tested", -1.0, "negative"),
        ("value", None, "missing"),
        ("record", "", "missing"),
        ("record", None, "missing"),
        ("substance_raw", "x" * 300, "unreadable_name"),
        ("substance_raw", "fen\u202etanyl", "unreadable_name"),
        ("place", "ATLANTIS", "unknown_place"),
        ("place", None, "missing"),
        ("measure", "deaths", "unknown_measure"),
        ("period_start", date(2099, 1, 1), "period_reversed"),
        ("period_start", date(1802, 1, 1), "date_out_of_range"),
        ("period_end", date(2001, 1, 1), "period_reversed"),
        ("bound_kind", "perhaps", "unknown_code"),
    ],
)
def test_a_bad_row_is_set_aside(column: str, cell: object, rule: str, tmp_path: Path) -> None:
    answer = taken_in(table_of(tmp_path, **{column: cell}), "cbp-drug-seizures")
    assert rows_in(answer) == 6
    assert [(q["row"], q["rule"]) for q in answer.quarantine.to_pylist()] == [(2, rule)]


def test_two_rows_with_one_key_are_both_set_aside(tmp_path: Path) -> None:
    path = table_of(tmp_path)
    table = pq.read_table(path)
    other = table.slice(0, 1).set_column(table.schema.get_field_index("value"), "value", pa.array([77.0]))
    pq.write_table(pa.concat_tables([table, other]), path)
    assert taken_in(path, "cbp-drug-seizures").quarantine["rule"].to_pylist() == ["duplicate_key"] * 2


@pytest.mark.parametrize(
    "changes", [{"record": ABSENT}, {"attributes": ABSENT}, {"value": ABSENT}], ids=lambda changes: ",".join(changes)
)
def test_a_table_without_a_column_is_refused(changes: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not a Tocsin table"):
        taken_in(table_of(tmp_path, **changes), "cbp-drug-seizures")


@pytest.mark.parametrize(
    "told",
    [
        None,
        b"{}",
        b"no json",
        b'{"kind": "snapshot", "known_at": "soon", "covers": "{}", "source": "cbp-drug-seizures"}',
    ],
)
def test_a_table_without_its_release_is_refused(told: bytes | None, tmp_path: Path) -> None:
    path = table_of(tmp_path)
    pq.write_table(pq.read_table(path).replace_schema_metadata({FORMAT: told} if told else {}), path)
    with pytest.raises(FileRefused):
        taken_in(path, "cbp-drug-seizures")


def test_a_table_with_text_for_numbers_or_with_people_is_refused(tmp_path: Path) -> None:
    table = pq.read_table(table_of(tmp_path))
    path = tmp_path / "other.parquet"
    texts = table["value"].cast(pa.string())
    pq.write_table(table.set_column(table.schema.get_field_index("value"), "value", texts), path)
    with pytest.raises(FileRefused, match="value as double"):
        taken_in(path, "cbp-drug-seizures")
    pq.write_table(table.append_column("First name", texts), path)
    with pytest.raises(FileRefused, match="people"):
        taken_in(path, "cbp-drug-seizures")


def test_a_table_of_another_source_or_cut_short_is_refused(tmp_path: Path) -> None:
    path = table_of(tmp_path)
    with pytest.raises(FileRefused, match="cbp-drug-seizures"):
        taken_in(path, "nflis-dqs")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileRefused):
        taken_in(path, "cbp-drug-seizures")


def test_a_table_cannot_loosen_its_own_purpose(tmp_path: Path) -> None:
    path = tmp_path / "health.csv"
    path.write_text(MADE[4].text(), encoding="utf-8")
    answer = taken_in(path, "unc-drugchecking")
    loosened = answer.observations.set_column(
        answer.observations.schema.get_field_index("purpose"), "purpose", pa.array(["any"] * 3)
    )
    write_table(tmp_path / "loose.parquet", loosened, answer.releases[0], {})
    again = taken_in(tmp_path / "loose.parquet", "unc-drugchecking")
    assert set(again.observations["purpose"].to_pylist()) == {"health_only"}


def test_the_bundle_is_small_complete_and_in_order_of_what_became_known() -> None:
    paths = bundled()
    assert sum(path.stat().st_size for path in paths) < 3_000_000
    assert {source_of(path) for path in paths} <= {one.name for one in SOURCES}
    known = [taken_in(path, source_of(path)).releases[0].known_at for path in paths]
    assert known == sorted(known)
    assert max(known) == datetime(2026, 6, 15, tzinfo=UTC)


def test_every_bundled_table_reads_whole_and_says_whose_it_is() -> None:
    manifest = {
        entry["file"]: entry
        for entry in json.loads((bundled()[0].parent / "manifest.json").read_text(encoding="utf-8"))
    }
    assert set(manifest) == {path.name for path in bundled()}
    for path in bundled():
        answer, told = taken_in(path, source_of(path)), credit_of(path)
        assert answer.quarantine.num_rows == 0
        assert rows_in(answer) == answer.observations.num_rows == manifest[path.name]["observations"]
        origin = source(source_of(path))
        assert (told["licence"], told["purpose"]) == (origin.licence, origin.purpose.value)
        assert bool(told["use_statement"]) == (origin.purpose.value == "health_only")

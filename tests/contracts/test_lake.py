"""What the lake promises, one promise a test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.properties.made_releases import SOURCE, moment, quarantined, reader, release, row
from tocsin.errors import BadValue, HomeError
from tocsin.lake.append import Appended
from tocsin.lake.delta import files, open_table
from tocsin.lake.lock import writer_lock
from tocsin.lake.store import Lake
from tocsin.records.finding import FINDING_SCHEMA, RUN_SCHEMA
from tocsin.records.observation import SCHEMA
from tocsin.records.release import QUARANTINE_SCHEMA, RELEASE_SCHEMA, ReleaseKind

ROOT = Path(__file__).resolve().parents[2]


def told(lake: Lake, name: str, day: int, rows: list[dict[str, Any]], bad: int = 0, **kind: Any) -> Appended:
    return lake.append(release(name, day, **kind), reader(rows), quarantined(name, bad), moment(100))


def values(lake: Lake, day: int | None = None) -> dict[tuple[str, int], float | None]:
    rows = lake.observations(SOURCE, None if day is None else moment(day)).to_pyarrow().to_pylist()
    return {(one["substance_raw"], one["period_start"].month): one["value"] for one in rows}


def stored(lake: Lake) -> list[dict[str, Any]]:
    paths = files(open_table(lake.directory, "observations"))
    return [one for path in paths for one in pq.read_table(path, partitioning=None).to_pylist()]


def test_a_lake_never_written_to_reads_as_empty(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "nowhere")
    empty = lake.observations().to_pyarrow()
    assert (empty.num_rows, empty.schema.names, empty.schema.types) == (0, SCHEMA.names, SCHEMA.types)
    assert lake.observations(SOURCE, moment(1), moment(2)).to_pyarrow().num_rows == 0
    assert lake.releases().schema == RELEASE_SCHEMA
    assert lake.quarantine().schema == QUARANTINE_SCHEMA
    assert (lake.findings().schema, lake.runs().schema) == (FINDING_SCHEMA, RUN_SCHEMA)
    assert (lake.version(), lake.recover()) == (-1, 0)


def test_answers_have_the_observation_schema(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0, attributes=[("lab", "A")])])
    answer = lake.observations().to_pyarrow()
    assert (answer.schema.names, answer.schema.types) == (SCHEMA.names, SCHEMA.types)
    assert answer.cast(SCHEMA).to_pylist()[0]["attributes"] == [("lab", "A")]


def test_a_snapshot_takes_back_in_an_explicit_row(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0), row(1, "fentanyl", 2.0, tested=9.0)])
    done = told(lake, "r2", 2, [row(0, "fentanyl", 1.0)])
    assert (done.new, done.unchanged, done.retracted) == (0, 1, 1)
    assert values(lake) == {("fentanyl", 1): 1.0}
    assert values(lake, 1) == {("fentanyl", 1): 1.0, ("fentanyl", 2): 2.0}
    (back,) = [one for one in stored(lake) if one["retracted"]]
    assert (back["release"], back["value"], back["tested"], back["known_at"]) == ("r2", None, None, moment(2))


@pytest.mark.parametrize("kind", [ReleaseKind.WINDOW, ReleaseKind.QUERY, ReleaseKind.INCREMENT])
def test_absence_says_nothing_in_other_kinds(tmp_path: Path, kind: ReleaseKind) -> None:
    lake = Lake(tmp_path)
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0)])
    told(lake, "r2", 2, [row(1, "fentanyl", 2.0)], kind=kind)
    assert values(lake) == {("fentanyl", 1): 1.0, ("fentanyl", 2): 2.0}


def test_a_key_twice_in_one_file_keeps_its_last_row_and_is_counted(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    done = told(lake, "r1", 1, [row(0, "fentanyl", 1.0), row(0, "fentanyl", 2.0), *[row(1, "fentanyl", 3.0)] * 2])
    assert (done.new, done.duplicates) == (2, 1)
    assert values(lake) == {("fentanyl", 1): 2.0, ("fentanyl", 2): 3.0}


def test_attributes_in_another_order_are_no_news(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0, attributes=[("a", "1"), ("b", "2")])])
    done = told(lake, "r2", 2, [row(0, "fentanyl", 1.0, attributes=[("b", "2"), ("a", "1")])])
    assert (done.new, done.unchanged) == (0, 1)


def test_of_two_releases_of_one_moment_the_later_id_is_heard(tmp_path: Path) -> None:
    for number, names in enumerate((("a", "b"), ("b", "a"))):
        lake = Lake(tmp_path / str(number))
        done = [told(lake, name, 1, [row(0, "fentanyl", {"a": 1.0, "b": 2.0}[name])]) for name in names]
        assert values(lake) == {("fentanyl", 1): 2.0}
    assert done[1].repairs == -1


def test_a_release_without_a_row_is_seen(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    assert not told(lake, "r1", 1, []).already_seen
    assert told(lake, "r1", 1, []).already_seen
    assert lake.releases()["release"].to_pylist() == ["r1"]


def test_what_was_not_recorded_yet_was_not_shown(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append(release("r1", 1), reader([row(0, "fentanyl", 1.0)]), quarantined("r1", 0), moment(100))
    lake.append(release("r2", 2), reader([row(0, "fentanyl", 5.0)]), quarantined("r2", 0), moment(110))
    (then,) = lake.observations(SOURCE, moment(50), moment(105)).to_pyarrow().to_pylist()
    (now,) = lake.observations(SOURCE, moment(50)).to_pyarrow().to_pylist()
    assert (then["value"], now["value"]) == (1.0, 5.0)


def test_the_clock_of_recording_never_runs_backwards(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.append(release("r1", 1), reader([]), quarantined("r1", 0), moment(100))
    lake.append(release("r2", 2), reader([]), quarantined("r2", 0), moment(90))
    assert lake.releases()["recorded_at"].to_pylist() == [moment(100)] * 2


def test_a_pinned_lake_stays_as_it_was(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    before = lake.pinned()
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0)], bad=2)
    pinned = lake.pinned()
    told(lake, "r2", 2, [row(0, "fentanyl", 2.0)], bad=1)
    assert (before.observations().to_pyarrow().num_rows, before.releases().num_rows) == (0, 0)
    assert (values(pinned), pinned.quarantine().num_rows) == ({("fentanyl", 1): 1.0}, 2)
    assert (values(lake), lake.quarantine().num_rows) == ({("fentanyl", 1): 2.0}, 3)


def test_upkeep_changes_no_answer(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for day in range(1, 5):
        told(lake, f"r{day}", day, [row(0, "fentanyl", float(day)), row(1, "fentanyl", 7.0)], bad=1)
    before = [values(lake, day) for day in range(6)], lake.releases(), lake.quarantine().num_rows
    lake.compact()
    lake.vacuum()
    assert len(files(open_table(tmp_path, "observations"))) == 1
    assert ([values(lake, day) for day in range(6)], lake.releases(), lake.quarantine().num_rows) == before
    assert told(lake, "r2", 2, []).already_seen
    told(lake, "late", 0, [row(0, "fentanyl", 9.0)])
    assert [values(lake, day) for day in range(1, 6)] == before[0][1:]


def test_releases_are_rebuilt_from_the_commits(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for day in range(1, 4):
        told(lake, f"r{day}", day, [row(0, "fentanyl", float(day))])
    before = lake.releases()
    shutil.rmtree(tmp_path / "lake" / "releases")
    assert lake.recover() == 3
    assert lake.releases() == before


def test_an_append_cut_short_and_taken_up_after_another_release_loses_no_mention(tmp_path: Path) -> None:
    """r2 is killed after its mentions, r3 changes what r2 would have said, then r2 comes again, then an older one."""
    code = "from tests.contracts.test_lake import *; told(Lake(Path(sys.argv[1])), 'r2', 4, [row(0, 'fentanyl', 1.0), row(1, 'fentanyl', 2.0)])"
    lake = Lake(tmp_path)
    told(lake, "r1", 1, [row(0, "fentanyl", 1.0)])
    environment = os.environ | {"TOCSIN_FAILPOINT": "lake.observations.before", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, check=False, cwd=ROOT)
    assert died.returncode == 137
    window = {"kind": ReleaseKind.WINDOW}
    told(lake, "r3", 2, [row(1, "fentanyl", 2.0)], **window)
    told(lake, "r2", 4, [row(0, "fentanyl", 1.0), row(1, "fentanyl", 2.0)])
    told(lake, "r4", 3, [row(0, "fentanyl", 8.0), row(1, "fentanyl", 9.0)], **window)
    assert values(lake, 3) == {("fentanyl", 1): 8.0, ("fentanyl", 2): 9.0}
    assert values(lake, 4) == {("fentanyl", 1): 1.0, ("fentanyl", 2): 2.0}
    mentions = [pq.read_table(path, partitioning=None) for path in files(open_table(tmp_path, "mentions"))]
    named = [(one["release"], one["observation"]) for table in mentions for one in table.to_pylist()]
    assert len(named) == len(set(named))


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    busy = pytest.raises(HomeError, match=r"writing to this lake.*held by process \d+")
    with writer_lock(tmp_path), busy, writer_lock(tmp_path, patience=0.1):
        pass


def test_a_lake_of_another_meaning_is_not_touched(tmp_path: Path) -> None:
    told(Lake(tmp_path), "r1", 1, [])
    marker = tmp_path / "lake" / "schema.json"
    marker.write_text(marker.read_text().replace('"meaning": 1', '"meaning": 2'))
    with pytest.raises(HomeError, match="another meaning"):
        Lake(tmp_path)


def test_observations_without_a_needed_value_are_refused_whole(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(BadValue, match="place"):
        told(lake, "r1", 1, [row(0, "fentanyl", 1.0), row(1, "fentanyl", 1.0, place=None)])
    with pytest.raises(BadValue, match="attributes"):
        lean = pa.RecordBatchReader.from_batches(
            pa.schema(list(SCHEMA)[:-1]), [pa.record_batch([[]] * 23, schema=pa.schema(list(SCHEMA)[:-1]))]
        )
        lake.append(release("r1", 1), lean, quarantined("r1", 0), moment(100))
    assert (lake.releases().num_rows, values(lake)) == (0, {})


def test_many_rows_stream_out_in_batches(tmp_path: Path) -> None:
    rows, lake = 300_000, Lake(tmp_path)
    one = reader([row(0, "fentanyl", 1.0)]).read_all()
    many = pa.concat_tables([one] * rows).combine_chunks()
    keys = pa.array([f"{number:032x}" for number in range(rows)])
    many = many.set_column(0, SCHEMA.field(0), keys)
    lake.append(release("r1", 1), many.to_reader(10_000), quarantined("r1", 0), moment(100))
    told(lake, "r2", 2, [row(0, "fentanyl", 1.0)], kind=ReleaseKind.WINDOW)
    assert sum(batch.num_rows for batch in lake.observations(SOURCE).to_pyarrow_batches(chunk_size=5_000)) == rows + 1


def test_a_run_is_kept_once(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for name in ("run-1", "run-2", "run-1"):
        lake.commit_run(run(name), findings(name, 3))
    assert lake.runs()["run"].to_pylist() == ["run-1", "run-2"]
    assert (lake.findings().num_rows, lake.findings("run-2").num_rows, lake.findings("other").num_rows) == (6, 3, 0)
    assert not lake.commit_run(run("run-2"), findings("run-2", 1))


def test_a_lake_from_before_a_column_takes_it_in_and_says_nothing_of_older_rows(tmp_path: Path) -> None:
    lake, younger = Lake(tmp_path), ("e_value", "rung")
    before = pa.schema([field for field in FINDING_SCHEMA if field.name not in younger])
    DeltaTable.create(str(tmp_path / "lake" / "findings"), before)
    write_deltalake(str(tmp_path / "lake" / "findings"), findings("run-0", 2).select(before.names), mode="append")
    lake.commit_run(run("run-1"), findings("run-1", 1).set_column(*column("rung", "years")))
    lake.commit_run(run("run-0"), findings("run-0", 0))
    told = {one["run"]: one["rung"] for one in lake.findings().to_pylist()}
    assert told == {"run-0": None, "run-1": "years"}


def column(name: str, value: str) -> tuple[int, pa.Field, pa.Array]:
    return FINDING_SCHEMA.get_field_index(name), FINDING_SCHEMA.field(name), pa.array([value])


def run(name: str) -> pa.Table:
    return pa.Table.from_pylist([needed(RUN_SCHEMA) | {"run": name}], RUN_SCHEMA)


def findings(name: str, count: int) -> pa.Table:
    rows = [needed(FINDING_SCHEMA) | {"run": name, "finding": str(number)} for number in range(count)]
    return pa.Table.from_pylist(rows, FINDING_SCHEMA)


def needed(schema: pa.Schema) -> dict[str, Any]:
    """A row whose needed columns are filled, and no other."""
    filled: dict[pa.DataType, Any] = {pa.string(): "x", pa.bool_(): False, pa.date32(): moment(1).date()}
    filled |= {pa.list_(pa.string()): ["x"], pa.int64(): 0, pa.float64(): 0.0}
    return {field.name: filled.get(field.type, moment(1)) for field in schema if not field.nullable}

"""How fast a release is taken in, and in how much memory.

Makes a table of seeded observations (5 million; 100,000 with `--small`) and takes it in by the front door
(`arrive`: read, check, keep, store). Then the lake alone: the rows as a `first` release, `again` as a later
one of which one value in fifty has changed, and `late` as known before both, with a `read` after each. Every
step runs in a child of its own, so that the memory reported is its own. Prints rows a second and the peak of
the resident memory; gives 1 when `arrive` or `first` is slower or larger than promised.

    python bench/ingest.py [--small] [--rows N]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.flow.arrive import ingest
from tocsin.flow.home import init_home
from tocsin.lake.store import Lake
from tocsin.records.observation import SCHEMA
from tocsin.records.release import QUARANTINE_SCHEMA, Covers, Release, ReleaseKind
from tocsin.sources.adapters.tocsin_table import COLUMNS, FORMAT

SOURCE = "cbp-drug-seizures"
BATCH = 65_536
WANTED = {"rows a second": 300_000, "peak memory, GB": 2.0}
START = datetime(2025, 1, 1, tzinfo=UTC)
STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
]
PLACES = pa.array([f"US-{state}" for state in STATES])
SUBSTANCES = pa.array([f"substance {number}" for number in range(200)])


def batches(rows: int, changed_every: int = 0) -> Iterator[pa.RecordBatch]:
    """The same rows at every call, but for a value in each `changed_every` (0: none)."""
    for first in range(0, rows, BATCH):
        yield batch(first, min(BATCH, rows - first), changed_every)


def batch(first: int, size: int, changed_every: int) -> pa.RecordBatch:
    random = np.random.default_rng(first)
    hexadecimal = random.bytes(16 * size).hex()
    numbers = np.arange(first, first + size)
    value = random.integers(0, 1000, size).astype(float)
    value += (numbers % changed_every == 0) if changed_every else 0
    day = pa.array(random.integers(17_000, 20_000, size).astype("int32")).cast(pa.date32())
    place = PLACES.take(pa.array(random.integers(0, len(STATES), size)))
    columns = {
        "observation": pa.array([hexadecimal[32 * at : 32 * at + 32] for at in range(size)]),
        "record": pa.compute.binary_join_element_wise(place, pa.array(numbers).cast(pa.string()), "|"),
        "substance_raw": SUBSTANCES.take(pa.array(random.integers(0, 200, size))),
        "place": place,
        "period_start": day,
        "period_end": day,
        "value": pa.array(value),
        "attributes": pa.MapArray.from_arrays(
            np.arange(size + 1, dtype="int32"), repeat("method", size), repeat("GC-MS", size)
        ),
    }
    columns |= {name: pa.repeat(pa.scalar(given, SCHEMA.field(name).type), size) for name, given in constant().items()}
    made = [columns[f.name] if f.name in columns else pa.nulls(size, f.type) for f in SCHEMA]
    return pa.record_batch(made, schema=SCHEMA)


def repeat(text: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), size)


def constant() -> dict[str, object]:
    return {
        "known_at": START,
        "known_basis": "release",
        "recorded_at": START,
        "retracted": False,
        "source": SOURCE,
        "stream": "seizure",
        "release": "",
        "place_precision": "state",
        "measure": "seizures",
        "mark": "TLP:CLEAR",
        "purpose": "any",
    }


def release(name: str, day: int, rows: int) -> Release:
    covers = Covers(date(2016, 1, 1), date(2026, 1, 1))
    known_at = START + timedelta(days=day)
    return Release(name, SOURCE, ReleaseKind.SNAPSHOT, known_at, "release", covers, "made", "made", rows, rows, 0)


def took(name: str, day: int, rows: int, home: Path, changed_every: int = 0) -> dict[str, object]:
    """Append one release in this process and say how it went."""
    stream = pa.RecordBatchReader.from_batches(SCHEMA, batches(rows, changed_every))
    started = time.perf_counter()
    answer = Lake(home).append(
        release(name, day, rows), stream, QUARANTINE_SCHEMA.empty_table(), START + timedelta(days=400)
    )
    return figures(name, rows, time.perf_counter() - started) | {"new": answer.new, "repairs": answer.repairs}


def read(rows: int, home: Path) -> dict[str, object]:
    """Read all that is known, in batches."""
    started = time.perf_counter()
    seen = sum(one.num_rows for one in Lake(home).observations(SOURCE).to_pyarrow_batches())
    assert seen == rows, f"{seen} of {rows} rows came back"
    return figures("read", rows, time.perf_counter() - started)


def figures(step: str, rows: int, seconds: float) -> dict[str, object]:
    unit = 1024 if sys.platform == "linux" else 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return {
        "step": step,
        "rows a second": round(rows / seconds),
        "seconds": round(seconds, 2),
        "peak memory, GB": round(peak / 1e9, 2),
    }


def made(rows: int, home: Path) -> dict[str, object]:
    """Write the rows as a table that can be ingested."""
    started = time.perf_counter()
    one = release("made", 0, rows)
    told = {"kind": one.kind.value, "known_at": one.known_at.isoformat(), "known_basis": "release", "source": SOURCE}
    told |= {"covers": one.covers.to_json(), "file_rows": rows}
    schema = pa.schema([SCHEMA.field(name) for name in COLUMNS], {FORMAT: json.dumps(told).encode()})
    with pq.ParquetWriter(home / "made.parquet", schema, compression="zstd") as writer:
        for one_batch in batches(rows):
            writer.write_batch(one_batch.select(list(COLUMNS)).cast(schema))
    return figures("made", rows, time.perf_counter() - started)


def arrived(rows: int, home: Path) -> dict[str, object]:
    """Take the table in as a user does."""
    node = init_home(home / "node")
    started = time.perf_counter()
    (receipt,) = ingest(node, home / "made.parquet", SOURCE)
    assert receipt.observations_new == rows, f"{receipt.observations_new} of {rows} rows came in"
    return figures("arrive", rows, time.perf_counter() - started)


def step(name: str, rows: int, home: Path) -> dict[str, object]:
    match name:
        case "made":
            return made(rows, home)
        case "arrive":
            return arrived(rows, home)
        case "first":
            return took("first", 100, rows, home)
        case "again":
            return took("again", 200, rows, home, changed_every=50)
        case "late":
            return took("late", 50, rows, home, changed_every=75)
        case _:
            return read(rows, home)


STEPS = ("made", "arrive", "first", "read", "again", "read", "late", "read")


def main() -> int:
    """Run each step in a child of its own; give 1 when a promised figure is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="100,000 rows, to see that it runs")
    options.add_argument("--rows", type=int, default=5_000_000)
    options.add_argument("--child", nargs=2, metavar=("STEP", "HOME"), help=argparse.SUPPRESS)
    given = options.parse_args()
    rows = 100_000 if given.small else given.rows
    if given.child:
        print(json.dumps(step(given.child[0], rows, Path(given.child[1]))))
        return 0
    with tempfile.TemporaryDirectory() as home:
        told = [child(name, rows, home) for name in STEPS]
    return int(not given.small and any(missed(one) for one in told if one["step"] in ("arrive", "first")))


def missed(told: dict[str, float]) -> bool:
    """Whether a step was slower or larger than promised."""
    return told["rows a second"] < WANTED["rows a second"] or told["peak memory, GB"] > WANTED["peak memory, GB"]


def child(name: str, rows: int, home: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--rows", str(rows), "--child", name, home]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print("  ".join(f"{key}: {value}" for key, value in told.items()), flush=True)
    return told


if __name__ == "__main__":
    sys.exit(main())

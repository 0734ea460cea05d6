"""Made releases for tests of the lake: a small world of keys, so that releases meet often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from tocsin.records.observation import SCHEMA, observation_key
from tocsin.records.release import QUARANTINE_SCHEMA, Covers, Release, ReleaseKind

SOURCE = "made-source"
MONTHS = tuple((date(2024, month, 1), date(2024, month, 28)) for month in (1, 2, 3))
PLACES = ("US-OH", "CA-AB")
NAMES = ("fentanyl", "xylazine")


def moment(day: int) -> datetime:
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day)


def row(month: int, name: str, value: float | None, **changes: Any) -> dict[str, Any]:
    """One observation as an adapter gives it, with `changes` to its columns."""
    start, end = MONTHS[month]
    record = f"{start.isoformat()}"
    made: dict[str, Any] = dict.fromkeys(SCHEMA.names)
    made |= {
        "observation": observation_key(SOURCE, record, name, "seizures"),
        "known_at": moment(0),
        "known_basis": "release",
        "recorded_at": None,
        "retracted": False,
        "source": SOURCE,
        "stream": "seizure",
        "release": None,
        "record": record,
        "substance_raw": name,
        "place": PLACES[0],
        "place_precision": "state",
        "period_start": start,
        "period_end": end,
        "measure": "seizures",
        "value": value,
        "mark": "TLP:CLEAR",
        "purpose": "any",
    }
    return made | changes


def reader(rows: list[dict[str, Any]]) -> pa.RecordBatchReader:
    loose = pa.schema([field.with_nullable(True) for field in SCHEMA])
    table = pa.Table.from_pylist(rows, loose)
    return pa.RecordBatchReader.from_batches(loose, table.to_batches(max_chunksize=2))


def release(
    name: str, day: int, kind: ReleaseKind = ReleaseKind.SNAPSHOT, covers: Covers | None = None, rows: int = 0
) -> Release:
    return Release(
        release=name,
        source=SOURCE,
        kind=kind,
        known_at=moment(day),
        known_basis="release",
        covers=covers or Covers(MONTHS[0][0], MONTHS[-1][1]),
        file_name=f"{name}.csv",
        file_sha256=name,
        rows_in=rows,
        rows_accepted=rows,
        rows_quarantined=0,
    )


def quarantined(name: str, rows: int) -> pa.Table:
    made = [
        {
            "release": name,
            "source": SOURCE,
            "recorded_at": moment(0),
            "row": number,
            "column": "value",
            "rule": "not_a_number",
        }
        for number in range(rows)
    ]
    return pa.Table.from_pylist(made, QUARANTINE_SCHEMA)


def _choice(*options: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(options)


ROWS = st.builds(
    row,
    _choice(0, 1, 2),
    _choice(*NAMES),
    _choice(1.0, 2.0, None),
    place=_choice(*PLACES, PLACES[0], PLACES[0]),
    tested=_choice(None, None, 10.0),
    attributes=_choice(None, [("a", "1")], [("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]),
    retracted=_choice(*[False] * 7, True),
)
COVERS = st.builds(
    lambda first, last, places, substances: Covers(
        MONTHS[min(first, last)][0], MONTHS[max(first, last)][1], substances, (), places
    ),
    _choice(0, 0, 1),
    _choice(2, 2, 1),
    _choice((), (), PLACES[:1], PLACES[1:]),
    _choice((), (), NAMES[:1]),
)


@st.composite
def arrivals(draw: st.DrawFn, most: int, together: bool = False) -> list[tuple[Release, list[dict[str, Any]]]]:
    """Up to `most` releases with their rows, in the order of arrival; known at distinct moments unless `together`."""
    count = draw(st.integers(1, most))
    days = draw(st.lists(st.integers(0, 3 if together else 20), min_size=count, max_size=count, unique=not together))
    made = []
    for number, day in enumerate(days):
        rows = draw(st.lists(ROWS, max_size=6, unique_by=lambda one: one["observation"]))
        name = draw(_choice("a", "b")) + str(number)
        made.append((release(name, day, draw(st.sampled_from(ReleaseKind)), draw(COVERS), len(rows)), rows))
    return made

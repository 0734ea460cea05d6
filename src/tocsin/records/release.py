"""A release: one file seen, with what it covers and when it became known."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa

from tocsin.records.observation import INSTANT


class ReleaseKind(StrEnum):
    """What the absence of a key means: only a snapshot retracts what it covers and no longer holds."""

    SNAPSHOT = "snapshot"
    WINDOW = "window"
    QUERY = "query"
    INCREMENT = "increment"


@dataclass(frozen=True, slots=True)
class Covers:
    """What a release speaks about. An empty tuple means: says nothing about this side.

    `first` and `last` are the first and last day (inclusive) of the periods covered. `substances` are
    names as published; `families` are published categories of which the release holds every member,
    so that their total can serve as a denominator; `places` and `measures` are ids.
    """

    first: date
    last: date
    substances: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    def to_json(self) -> str:
        return json.dumps(
            {
                "first": self.first.isoformat(),
                "last": self.last.isoformat(),
                "substances": self.substances,
                "families": self.families,
                "places": self.places,
                "measures": self.measures,
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Covers:
        raw = json.loads(text)
        sides = {name: tuple(raw[name]) for name in ("substances", "families", "places", "measures")}
        return cls(date.fromisoformat(raw["first"]), date.fromisoformat(raw["last"]), **sides)


@dataclass(frozen=True, slots=True)
class Release:
    """One file seen. `release` is stable: the same bytes read the same way give the same id."""

    release: str
    source: str
    kind: ReleaseKind
    known_at: datetime
    known_basis: str
    covers: Covers
    file_name: str
    file_sha256: str
    rows_in: int
    rows_accepted: int
    rows_quarantined: int
    notes: tuple[str, ...] = field(default=())  # codes, e.g. "edge_month_cut"

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Release:
        """The release of a row of `RELEASE_SCHEMA`."""
        given: dict[str, Any] = {one.name: row[one.name] for one in fields(cls)}
        given["kind"], given["covers"] = ReleaseKind(row["kind"]), Covers.from_json(row["covers"])
        given["notes"] = tuple(row["notes"] or ())
        return cls(**given)


RELEASE_SCHEMA = pa.schema(
    [
        pa.field("release", pa.string(), nullable=False),  # stable: the same bytes read the same way give the same id
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("kind", pa.string(), nullable=False),  # what absence means: snapshot, window, query or increment
        pa.field("known_at", INSTANT, nullable=False),  # when it became known
        pa.field("known_basis", pa.string(), nullable=False),  # how that is known
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
        pa.field("covers", pa.string(), nullable=False),  # Covers.to_json
        pa.field("file_name", pa.string(), nullable=False),  # as it was given
        pa.field("file_sha256", pa.string(), nullable=False),  # of the bytes in the raw store
        pa.field("rows_in", pa.int64(), nullable=False),  # rows of the file: accepted and set aside together
        pa.field("rows_accepted", pa.int64(), nullable=False),  # rows that became observations
        pa.field("rows_quarantined", pa.int64(), nullable=False),  # rows set aside
        pa.field("observations_new", pa.int64(), nullable=False),  # appended to the lake by this release
        pa.field("notes", pa.list_(pa.string())),  # codes, such as edge_month_cut
    ]
)

QUARANTINE_SCHEMA = pa.schema(
    [
        pa.field("release", pa.string(), nullable=False),  # stable: the same bytes read the same way give the same id
        pa.field("source", pa.string(), nullable=False),  # name of the source
        pa.field("recorded_at", INSTANT, nullable=False),  # when this node stored it
        pa.field("row", pa.int64(), nullable=False),  # 1 = the first row after the header
        pa.field("column", pa.string()),  # as the file names it; empty: the whole row
        pa.field("rule", pa.string(), nullable=False),  # a code; its sentence is in wording
        pa.field("found", pa.string()),  # what the cell holds
        pa.field("wanted", pa.string()),  # what the rule asks for
        pa.field("raw", pa.string()),  # the row as JSON; only of sources catalogued as aggregate
    ]
)

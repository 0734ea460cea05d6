"""The lake in a few lines: a list of releases, replayed from the first one for every question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from tocsin.records.release import Covers, Release, ReleaseKind

Row = dict[str, Any]
UNSEEN = (
    "observation",
    "known_at",
    "known_basis",
    "recorded_at",
    "source",
    "stream",
    "release",
    "record",
    "substance_raw",
    "measure",
)


def content(row: Row) -> Row:
    """What must differ for a row to be news."""
    return {name: value for name, value in row.items() if name not in UNSEEN}


def inside(row: Row, covers: Covers) -> bool:
    sides = (
        (row["place"], covers.places),
        (row["substance_raw"], covers.substances),
        (row["measure"], covers.measures),
    )
    return (
        covers.first <= row["period_start"]
        and row["period_end"] <= covers.last
        and all(not s or v in s for v, s in sides)
    )


@dataclass
class ReferenceStore:
    """Keeps every release whole, and answers by reading them in the order in which they became known."""

    arrivals: list[tuple[Release, list[Row], datetime]] = field(default_factory=list)

    def append(self, release: Release, rows: list[Row], recorded_at: datetime) -> None:
        if release.release not in {one.release for one, _, _ in self.arrivals}:
            self.arrivals.append((release, rows, recorded_at))

    def as_known(self, source: str, known_at: datetime, recorded_at: datetime) -> dict[str, Row]:
        """Per key the content, and the moment and the release since which it is known."""
        told = [
            (one, rows)
            for one, rows, stored in self.arrivals
            if one.source == source and one.known_at <= known_at and stored <= recorded_at
        ]
        state: dict[str, Row] = {}
        told.sort(key=lambda pair: (pair[0].known_at, pair[0].release))
        for _, together in groupby(told, key=lambda pair: pair[0].known_at):
            earlier = dict(state)
            for release, rows in together:
                self._tell(state, release, rows)
            for key in state.keys() & earlier.keys():
                if content(state[key]) == content(earlier[key]):
                    state[key] = earlier[key]
        return state

    @staticmethod
    def _tell(state: dict[str, Row], release: Release, rows: list[Row]) -> None:
        held = {row["observation"]: row for row in rows}
        if release.kind is ReleaseKind.SNAPSHOT:
            for key in [key for key, row in state.items() if key not in held and inside(row, release.covers)]:
                del state[key]
        for key, row in held.items():
            if row["retracted"]:
                state.pop(key, None)
            elif key not in state or content(state[key]) != content(row):
                state[key] = row | {
                    "known_at": release.known_at,
                    "known_basis": release.known_basis,
                    "release": release.release,
                }

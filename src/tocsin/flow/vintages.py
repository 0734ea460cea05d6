"""Vintages of the lake: the series of a panel as one release after another left them, read from the second clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.flow.kept_arrays import keep, kept, written
from tocsin.records.observation import SEPARATOR
from tocsin.records.panel import KEY_SCHEMA, Panel, Status
from tocsin.records.release import Covers
from tocsin.records.vintages import Vintages
from tocsin.vocabulary import version
from tocsin.vocabulary.measures import is_percent
from tocsin.vocabulary.names import resolve

if TYPE_CHECKING:
    from tocsin.flow.home import Node
    from tocsin.records.source import Source

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_MOMENTS = 60  # of monthly releases the last five years: what came before says little of today's delays
MOST_KEPT = 4 * MOST_MOMENTS  # states of one source that stay in the cache
MOST_CELLS = 40_000_000  # of one array of vintages: 320 MB
TOLD = (Status.OBSERVED, Status.ZERO, Status.INCOMPLETE)  # a bound is no figure that a later one can be held against


@dataclass(frozen=True, slots=True)
class Moment:
    """One day on which a source published: the last moment of it, and the releases of that day and up to then."""

    known_at: datetime
    covers: tuple[Covers, ...]
    until: pa.Table


@dataclass(frozen=True, slots=True)
class AsLeft:
    """The series of one measure as a moment left them: ids (N,), running numbers (T,), values (N, T) or NaN."""

    series: NDArray[np.str_]
    substance: NDArray[np.str_]
    place: NDArray[np.str_]
    periods: Whole
    value: Floats


def vintages_of(node: Node, source: Source, panel: Panel, at: datetime) -> Vintages | None:
    """The series of `panel` as each day of releases known by `at` left them, in today's words; None before the first.

    `panel` is as known at `at`. Its figures stand in the newest release that spoke of each series, and nothing stands
    after it: a series that the newest file is silent on is as old as the last file that told it. In earlier releases a cell
    stands only where they spoke of all that it adds up (`panels.spoken`). Bounds are NaN. At most `MOST_MOMENTS` days,
    the newest. Earlier states are built once and kept in the home's cache, each under the releases known by its day.
    """
    from tocsin.panels.parts import published
    from tocsin.panels.spoken import fed_by, spoken

    moments = _moments(node, source, at, _most(panel))
    if not moments:
        return None
    fed = fed_by(published(node.lake.observations(source=source.name, known_at=at)), source, _measure(panel))
    said = [spoken(panel, one.covers, fed, source) for one in moments]
    newest = _newest(np.stack([one.any(1) for one in said]))
    value = np.full((len(moments), *panel.value.shape), np.nan)
    for number, moment in enumerate(moments[:-1]):
        left = as_left(node, source, moment, _measure(panel)) if said[number].any() else None
        if left:
            laid = _laid(left, panel.keys["series"], pa.array(left.series, pa.string()), panel.periods)
            value[number] = np.where(said[number], laid, np.nan)
    value[newest, np.arange(len(panel))] = np.where(np.isin(panel.status, TOLD), panel.value, np.nan)
    known = np.array([one.known_at.date() for one in moments], "datetime64[D]")
    value[np.arange(len(moments))[:, None] > newest[None, :]] = np.nan
    return Vintages(panel.keys, panel.cadence, panel.periods, known, value)


def beside_of(node: Node, source: Source, measure: str, panel: Panel, at: datetime) -> Vintages | None:
    """Another measure of the same source, over the places and substances of `panel`, as each day of releases left it.

    For what stands beside a count (the publisher's own prediction of it): matched by place and substance, and repeated
    where a release is silent on it.
    """
    moments = _moments(node, source, at, _most(panel))
    value = np.full((len(moments), *panel.value.shape), np.nan)
    names = _spots(panel.column("substance"), panel.column("place"))
    for number, moment in enumerate(moments):
        if left := as_left(node, source, moment, measure):
            value[number] = _laid(left, names, _spots(left.substance.tolist(), left.place.tolist()), panel.periods)
    known = np.array([one.known_at.date() for one in moments], "datetime64[D]")
    return Vintages(panel.keys, panel.cadence, panel.periods, known, value) if np.isfinite(value).any() else None


def of_places(node: Node, source: Source, measure: str, name: str, panel: Panel, at: datetime) -> Vintages | None:
    """Another measure under one published `name`, a row for each place of `panel`, as each day of releases told it.

    For what is told of a place as a whole. Nothing is repeated: NaN where no release of the day spoke of it.
    """
    from tocsin.panels.parts import published
    from tocsin.panels.spoken import fed_by, spoken

    cut = panel.take(np.unique(np.array(panel.column("place")), return_index=True)[1].astype(np.int64))
    named = {"measure": measure, "substance": resolve(name, source.name)[0]}
    keys = [[named[n]] * len(cut) if n in named else cut.keys[n] for n in KEY_SCHEMA.names]
    places = replace(cut, keys=pa.table(keys, KEY_SCHEMA))
    told = beside_of(node, source, measure, places, at)
    if told is None:
        return None
    fed = fed_by(published(node.lake.observations(source=source.name, known_at=at)), source, measure)
    said = [spoken(places, one.covers, fed, source) for one in _moments(node, source, at, _most(places))]
    return replace(told, value=np.where(np.stack(said), told.value, np.nan))


def _spots(substances: list[str], places: list[str]) -> pa.Array:
    return pa.array([SEPARATOR.join(pair) for pair in zip(substances, places, strict=True)], pa.string())


def releases_by(node: Node, source: Source, at: datetime) -> tuple[int, str]:
    """On how many days a source had published by `at`, and a text that is the same as long as its panels are."""
    moments = _moments(node, source, at, MOST_MOMENTS)
    return len(moments), _fingerprint(source, moments[-1]) if moments else ""


def _measure(panel: Panel) -> str:
    return str(panel.keys["measure"][0])


def _most(panel: Panel) -> int:
    return int(np.clip(MOST_CELLS // max(panel.value.size, 1), 2, MOST_MOMENTS))


def _newest(marks: NDArray[np.bool_]) -> Whole:
    """The newest moment that spoke of each series, of `marks` (V, N); where none did whole, the last of all."""
    last = len(marks) - 1 - np.argmax(marks[::-1], axis=0)
    return np.where(marks.any(0), last, len(marks) - 1).astype(np.int64)


def _moments(node: Node, source: Source, at: datetime, most: int) -> tuple[Moment, ...]:
    """The newest days on which a source published by `at`, oldest first."""
    known = node.lake.releases(known_at=at).filter(pc.field("source") == source.name)
    covers = [Covers.from_json(text) for text in known["covers"].to_pylist()]
    moments: list[datetime] = known["known_at"].to_pylist()
    days = sorted({one.date() for one in moments})[-most:]
    ends = {day: max(one for one in moments if one.date() == day) for day in days}
    return tuple(
        Moment(
            end,
            tuple(one for one, when in zip(covers, moments, strict=True) if when.date() == day),
            known.filter(pc.field("known_at") <= pa.scalar(end, known.schema.field("known_at").type)),
        )
        for day, end in ends.items()
    )


def as_left(node: Node, source: Source, moment: Moment, measure: str) -> AsLeft | None:
    """One measure as a moment left it: from the cache where the same releases were read with the same words before."""
    note = node.directory / "cache" / "vintages" / source.name / f"{moment.known_at:%Y-%m-%dT%H%M%S%f}.npz"
    known = _fingerprint(source, moment)
    if (left := _kept(note, known)) is None:
        left = _built(node, source, moment)
        keep(note, known, _arrays(left), MOST_KEPT)
    return left.get(measure)


def _fingerprint(source: Source, moment: Moment) -> str:
    """What a state depends on: the code, the words, the row of the catalogue and the releases known by then."""
    parts = (written(), version(), repr(source), *sorted(moment.until["release"].to_pylist()))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _built(node: Node, source: Source, moment: Moment) -> dict[str, AsLeft]:
    from tocsin.methods.nowcast.catalogue import waiting_beside
    from tocsin.panels.build import panels

    beside = {name for name, _ in waiting_beside(source, source.measures[0])} - set(source.measures)
    source = replace(source, measures=(*source.measures, *sorted(beside)))
    found: dict[str, list[Panel]] = {}
    rows = node.lake.observations(source=source.name, known_at=moment.known_at)
    for panel in panels(rows, source, moment.until, moment.known_at):
        found.setdefault(_measure(panel), []).append(panel)
    return {measure: _joined(chunks) for measure, chunks in found.items()}


def _joined(chunks: list[Panel]) -> AsLeft:
    value = [np.where(np.isin(one.status, TOLD) & ~_added(one)[:, None], one.value, np.nan) for one in chunks]
    series, substance, place = (
        np.concatenate([np.array(one.column(name), str) for one in chunks]) for name in ("series", "substance", "place")
    )
    return AsLeft(series, substance, place, chunks[0].periods, np.concatenate(value))


def _added(panel: Panel) -> NDArray[np.bool_]:
    """Percentages that were added up over places or names, (N,): the sum of two is the percentage of nothing."""
    return np.array(panel.column("derived"), bool) & is_percent(_measure(panel))


def _laid(left: AsLeft, wanted: pa.Array | pa.ChunkedArray, names: pa.Array, periods: Whole) -> Floats:
    """A state, whose series have `names`, laid over those `wanted` and over `periods`; NaN where it knows nothing."""
    value = np.full((len(wanted), len(periods)), np.nan)
    row = pc.index_in(wanted, names)  # pyright: ignore[reportAttributeAccessIssue] - pyarrow makes its compute functions at run time
    rows = row.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    known = np.flatnonzero(rows >= 0)
    _, here, there = np.intersect1d(periods, left.periods, return_indices=True)
    value[np.ix_(known, here)] = left.value[np.ix_(rows[known], there)]
    return value


def _kept(note: Path, known: str) -> dict[str, AsLeft] | None:
    """What was built before of the same releases; None when there is no such note, or a broken one."""
    held = kept(note, known)
    try:
        return held and {name: _state(name, held) for name in held["measures"].tolist()}
    except KeyError:
        return None


def _state(name: str, held: dict[str, Any]) -> AsLeft:
    return AsLeft(*(held[f"{name}.{part}"] for part in AsLeft.__slots__))


def _arrays(states: dict[str, AsLeft]) -> dict[str, Any]:
    parts = {f"{name}.{part}": getattr(state, part) for name, state in states.items() for part in AsLeft.__slots__}
    return {"measures": np.array(list(states), str), **parts}

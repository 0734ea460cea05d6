"""Build the panels of one source, as known at a date, in chunks of at most 50,000 series."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.panels.cells import cells, families_of_names, family_totals
from tocsin.panels.epochs import epochs, looked_for
from tocsin.panels.folding import folded
from tocsin.panels.pairs import of_their_measure, out_of_the_first, pair_links
from tocsin.panels.reach import Reach, reaches, unsettled, whole_families, zero_scope
from tocsin.panels.roll_up import place_links, substance_links
from tocsin.records.mark import MARKS
from tocsin.records.observation import SEPARATOR
from tocsin.records.panel import KEY_SCHEMA, Panel, Status
from tocsin.records.period import Cadence, first_day, last_day, number_of
from tocsin.records.source import Source
from tocsin.vocabulary import measures, places
from tocsin.vocabulary.annotations import annotations as annotated
from tocsin.vocabulary.names import resolve

CHUNK = 50_000
Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """What all panels of one source share."""

    source: Source
    as_of: datetime
    cadence: Cadence
    reach: tuple[Reach, ...]
    names_of: dict[str, frozenset[str]]  # substance -> the published names that feed it
    places_of: dict[str, frozenset[str]]  # watched place -> the published places that feed it
    family_of: dict[str, str]  # substance -> published category
    families: pa.Table
    long: pa.Table  # the cells of all measures


def panels(observations: ibis.Table, source: Source, releases: pa.Table, as_of: datetime) -> Iterator[Panel]:
    """Panels of `source`, one measure each, from observations already cut to what was known at `as_of`.

    The cadence is the measure's own in its source, never finer; yearly site studies give years. Yields nothing when the
    source has no observation. Order: measures as catalogued; series by substance, place and level.
    """
    raw_names = observations.select("substance_raw", "measure").distinct().to_pyarrow()
    published = observations.select("place").distinct().to_pyarrow()["place"].to_pylist()
    if raw_names.num_rows == 0 or releases.num_rows == 0:
        return
    ground = _ground(observations, source, releases, as_of, raw_names, published)
    for measure in source.measures:
        rows = ground.long.filter(pc.field("measure") == measure)
        yearly = source.panels_method == "yearly_sites"
        cadence = Cadence.YEAR if yearly else source.cadence_of(measure)
        yield from _measure_panels(rows, measure, replace(ground, cadence=cadence))


def _ground(
    observations: ibis.Table,
    source: Source,
    releases: pa.Table,
    as_of: datetime,
    raw_names: pa.Table,
    published: list[str],
) -> Ground:
    substance_link, place_link = _named_by(raw_names, source), place_links(published, source)
    names_of = _feeds(substance_link, "substance", "substance_raw")
    family_names = families_of_names(observations) if source.denominator.kind == "family" else {}
    families = (
        family_totals(observations, place_link) if family_names else pa.table({"family": pa.array([], pa.string())})
    )
    family_of = {s: family_names[next(iter(raw))] for s, raw in names_of.items() if next(iter(raw)) in family_names}
    reach, long = reaches(releases), of_their_measure(cells(observations, substance_link, place_link, source))
    whole = sorted({family for one in reach for family in one.covers.families})
    held = families.filter(pc.field("family").isin(pa.array(whole, pa.string())))
    long = pa.concat_tables([long, _family_series(held, source, long.schema)]).combine_chunks()
    places_of = _feeds(place_link, "series_place", "place")
    return Ground(source, as_of, source.cadence, reach, names_of, places_of, family_of, families, long)


def _named_by(raw_names: pa.Table, source: Source) -> pa.Table:
    """What each published name counts towards; of two joined in one name, the pair."""
    pairs, single = set[str](), set[str]()
    for raw, measure in zip(raw_names["substance_raw"].to_pylist(), raw_names["measure"].to_pylist(), strict=True):
        (pairs if measures.is_paired(measure) else single).add(raw)
    return pa.concat_tables([substance_links(single, source), pair_links(pairs, source)])


def _feeds(link: pa.Table, to: str, of: str) -> dict[str, frozenset[str]]:
    feeds: dict[str, set[str]] = defaultdict(set)
    for target, origin in zip(link[to].to_pylist(), link[of].to_pylist(), strict=True):
        feeds[target].add(origin)
    return {target: frozenset(origins) for target, origins in feeds.items()}


def _family_series(families: pa.Table, source: Source, schema: pa.Schema) -> pa.Table:
    """A category's total as a series of its own: what the feed brought, whatever was in it."""
    if families.num_rows == 0:
        return schema.empty_table()
    count = families.num_rows
    given = {
        name: families[name] for name in ("series_place", "level", "measure", "period_start", "period_end", "value")
    }
    given["substance"] = pa.array([resolve(f, source.name)[0] for f in families["family"].to_pylist()])
    given |= {
        "pooled": pa.array([True] * count),
        "bounded": pa.array([False] * count),
        "suppressed": pa.array([False] * count),
    }
    given |= {"stream": pa.array([source.stream] * count), "mark": pa.array([MARKS.index(source.mark)] * count)}
    given |= {"health_only": pa.array([source.purpose == "health_only"] * count), "parts": pa.array([1] * count)}
    columns = [given[f.name].cast(f.type) if f.name in given else pa.nulls(count, f.type) for f in schema]
    return pa.table(columns, schema=schema)


def _measure_panels(rows: pa.Table, measure: str, ground: Ground) -> Iterator[Panel]:
    rows = folded(rows, ground.cadence, measure)
    if rows.num_rows == 0:
        return
    keys, series = _series(rows)
    numbers = number_of(rows["period_end"].to_numpy().astype("datetime64[D]"), ground.cadence)
    periods = np.arange(int(numbers.min()), int(numbers.max()) + 1)
    for start in range(0, keys.num_rows, CHUNK):
        inside = (series >= start) & (series < start + CHUNK)
        chunk = keys.slice(start, CHUNK)
        yield _panel(
            chunk,
            rows.filter(pa.array(inside)),
            series[inside] - start,
            numbers[inside] - periods[0],
            periods,
            measure,
            ground,
        )


def _series(rows: pa.Table) -> tuple[pa.Table, NDArray[np.int64]]:
    """The distinct series of the rows (sorted by substance, place, level) and each row's series number."""
    names = ["substance", "series_place", "level", "origin", "destination"]
    texts = [rows[n].cast(pa.string()).fill_null("").to_pylist() for n in names]
    encoded = pa.array([SEPARATOR.join(parts) for parts in zip(*texts, strict=True)], pa.string()).dictionary_encode()
    numbers = encoded.indices.to_numpy().astype(np.int64)
    first = np.unique(numbers, return_index=True)[1]
    return rows.take(pa.array(first)), numbers


def _panel(
    keys: pa.Table,
    rows: pa.Table,
    series: NDArray[np.int64],
    column: NDArray[np.int64],
    periods: NDArray[np.int64],
    measure: str,
    ground: Ground,
) -> Panel:
    shape = (keys.num_rows, len(periods))
    starts, ends = first_day(periods, ground.cadence), last_day(periods, ground.cadence)
    value, tested = np.full(shape, np.nan), np.full(shape, np.nan)
    value[series, column] = rows["value"].to_numpy(zero_copy_only=False)
    tested[series, column] = rows["parts" if ground.source.panels_method == "yearly_sites" else "tested"].to_numpy(
        zero_copy_only=False
    )
    tested = _denominators(tested, keys, periods, measure, ground)
    status = _status(value, rows, series, column)
    if ground.source.absent_means == "zero":
        zero = (status == Status.NOT_REPORTED) & _zeros(keys, status, starts, ends, ground)
        zero &= looked_for(annotated(ground.source.name), *_named(keys), measure, ends)
        value[zero], status[zero] = 0.0, Status.ZERO
        tested = _tested_together(tested, zero, keys)
    if measures.is_paired(measure):
        reported = status != Status.NOT_REPORTED
        first = out_of_the_first(keys, ground.long, measure, ground.cadence, periods, reported)
        tested = np.where(np.isfinite(tested), tested, first)
    open_periods = unsettled(ground.reach, starts, ends, measure, ground.source)
    status[(status != Status.NOT_REPORTED) & open_periods[None, :]] = Status.INCOMPLETE
    epoch = epochs(annotated(ground.source.name), *_named(keys), measure, ends)
    return Panel(
        _keys(keys, measure, ground.source), ground.cadence, periods, value, tested, status, epoch, ground.as_of
    )


def _named(keys: pa.Table) -> tuple[list[str], list[str]]:
    """The substances and the places of the series."""
    return keys["substance"].to_pylist(), keys["series_place"].to_pylist()


def _status(value: Grid, rows: pa.Table, series: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.int8]:
    status = np.where(np.isnan(value), Status.NOT_REPORTED, np.where(value == 0, Status.ZERO, Status.OBSERVED)).astype(
        np.int8
    )
    for flag, kind in (("bounded", Status.CENSORED), ("suppressed", Status.SUPPRESSED)):
        hit = rows[flag].to_numpy(zero_copy_only=False).astype(bool)
        status[series[hit], column[hit]] = kind
    return status


def _zeros(
    keys: pa.Table,
    status: NDArray[np.int8],
    starts: NDArray[np.datetime64],
    ends: NDArray[np.datetime64],
    ground: Ground,
) -> NDArray[np.bool_]:
    """Where a gap is a true zero: the place reported anything at all, or the release names the place."""
    place_ids = np.array(keys["series_place"].to_pylist())
    distinct, number = np.unique(place_ids, return_inverse=True)
    anything = np.zeros((len(distinct), status.shape[1]), bool)
    np.logical_or.at(anything, number, status != Status.NOT_REPORTED)
    nothing: frozenset[str] = frozenset()
    substance_names = [ground.names_of.get(s, nothing) for s in keys["substance"].to_pylist()]
    place_names = [ground.places_of.get(p, nothing) for p in place_ids.tolist()]
    return zero_scope(ground.reach, starts, ends, substance_names, place_names, anything[number])


def _tested_together(tested: Grid, zero: NDArray[np.bool_], keys: pa.Table) -> Grid:
    """A true zero was looked for in the same samples as what was found there in that period."""
    distinct, number = np.unique(np.array(keys["series_place"].to_pylist()), return_inverse=True)
    most = np.full((len(distinct), tested.shape[1]), -np.inf)
    np.maximum.at(most, number, np.where(np.isnan(tested), -np.inf, tested))
    return np.where(zero & np.isnan(tested) & np.isfinite(most[number]), most[number], tested)


def _denominators(tested: Grid, keys: pa.Table, periods: NDArray[np.int64], measure: str, ground: Ground) -> Grid:
    match ground.source.denominator.kind:
        case "family":
            return _family_denominators(tested, keys, periods, measure, ground)
        case "population":
            people = [places.place(p).population or np.nan for p in keys["series_place"].to_pylist()]
            return np.repeat(np.array(people, float)[:, None], len(periods), axis=1)
        case _:
            return tested


def _family_denominators(
    tested: Grid, keys: pa.Table, periods: NDArray[np.int64], measure: str, ground: Ground
) -> Grid:
    starts, ends = first_day(periods, ground.cadence), last_day(periods, ground.cadence)
    whole = whole_families(ground.reach, starts, ends)
    totals = ground.families.filter(pc.field("measure") == measure)
    grid: dict[tuple[str, str, str], Grid] = defaultdict(lambda: np.zeros(len(periods)))
    column = number_of(totals["period_end"].to_numpy().astype("datetime64[D]"), ground.cadence) - periods[0]
    labels = zip(*(totals[n].to_pylist() for n in ("family", "series_place", "level")), strict=True)
    for label, at, amount in zip(labels, column.tolist(), totals["value"].to_pylist(), strict=True):
        grid[label][at] += amount
    for row, key in enumerate(keys.select(["substance", "series_place", "level"]).to_pylist()):
        family = ground.family_of.get(key["substance"], "")
        if family in whole:
            total = grid[family, key["series_place"], key["level"]]
            tested[row] = np.where(whole[family] & (total > 0), total, np.nan)
    return tested


def _keys(keys: pa.Table, measure: str, source: Source) -> pa.Table:
    rows = keys.select(
        ["substance", "series_place", "level", "stream", "origin", "destination", "pooled", "mark", "health_only"]
    ).to_pylist()
    made = []
    for row in rows:
        identity = (
            source.name,
            row["stream"],
            row["substance"],
            row["series_place"],
            row["level"],
            measure,
            str(row["pooled"]),
            row["origin"] or "",
            row["destination"] or "",
        )
        made.append(
            {
                "series": hashlib.md5(SEPARATOR.join(identity).encode(), usedforsecurity=False).hexdigest(),
                "source": source.name,
                "stream": row["stream"],
                "substance": row["substance"],
                "place": row["series_place"],
                "level": row["level"],
                "measure": measure,
                "derived": row["pooled"],
                "origin": row["origin"],
                "destination": row["destination"],
                "mark": MARKS[row["mark"]].value,
                "purpose": "health_only" if row["health_only"] else "any",
            }
        )
    return pa.Table.from_pylist(made, KEY_SCHEMA)

"""Reach: what the releases speak about, so that a zero is told from a gap and a count from a lower bound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.records.release import Covers
from tocsin.records.source import Settling, Source

Days = NDArray[np.datetime64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reach:
    """One release known by now: when it became known and what it covers."""

    known: date
    covers: Covers

    def periods(self, starts: Days, ends: Days) -> Truth:
        """Which periods lie inside the release, (T,). A period it only begins is not covered."""
        return (starts >= np.datetime64(self.covers.first)) & (ends <= np.datetime64(self.covers.last))


def reaches(releases: pa.Table) -> tuple[Reach, ...]:
    """The releases of one source, oldest first."""
    rows = releases.select(["known_at", "covers"]).to_pylist()
    return tuple(
        sorted((Reach(r["known_at"].date(), Covers.from_json(r["covers"])) for r in rows), key=lambda r: r.known)
    )


def zero_scope(
    reach: tuple[Reach, ...],
    starts: Days,
    ends: Days,
    substance_names: list[frozenset[str]],
    place_names: list[frozenset[str]],
    reported: Truth,
) -> Truth:
    """Cells in which a missing key is a true zero, (N, T).

    A release must cover the period and one of the series' published names (or name none), and either name one
    of its places or, where it names no places, the place must have reported *something* in that period.
    """
    scope = np.zeros(reported.shape, bool)
    for one in reach:
        names, places = set(one.covers.substances), set(one.covers.places)
        by_substance = np.array([not names or bool(names & s) for s in substance_names])
        by_place = np.array([bool(places & p) for p in place_names])[:, None] if places else reported
        scope |= by_substance[:, None] & by_place & one.periods(starts, ends)[None, :]
    return scope


def whole_families(reach: tuple[Reach, ...], starts: Days, ends: Days) -> dict[str, Truth]:
    """For each category: the periods in which some release holds all of it, so its total is a denominator."""
    families = {f for one in reach for f in one.covers.families}
    covered = {f: [one.periods(starts, ends) for one in reach if f in one.covers.families] for f in families}
    return {family: np.any(masks, axis=0) for family, masks in covered.items()}


def unsettled(reach: tuple[Reach, ...], starts: Days, ends: Days, measure: str, source: Source) -> Truth:
    """Periods whose values are lower bounds still, (T,): the newest release came before they could settle.

    A period that ends after all that the releases speak of (2025, from figures up to September) is one too.
    """
    rule = next((s for s in source.settling if s.measure == measure), Settling(measure, 0))
    newest = np.full(len(starts), np.datetime64("1800-01-01"))
    whole = np.zeros(len(starts), bool)
    for one in reach:
        whole |= ends <= np.datetime64(one.covers.last)
        inside = (starts <= np.datetime64(one.covers.last)) & (ends >= np.datetime64(one.covers.first))
        newest = np.where(inside, np.maximum(newest, np.datetime64(one.known)), newest)
    settled_on = _closing(ends, source.year_starts) if rule.open_year else ends
    return (newest < settled_on + np.timedelta64(rule.days, "D")) | ~whole


def _closing(ends: Days, year_starts: int) -> Days:
    """The last day of the publisher's reporting year that holds each day."""
    closings = []
    for day in ends.astype(object):
        year = day.year + (day.month >= year_starts and year_starts > 1)
        closings.append(date(year + (year_starts == 1), year_starts, 1) - timedelta(days=1))
    return np.array(closings, "datetime64[D]")

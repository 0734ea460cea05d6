"""The points of a small series: what is known of each period, cut down to what a drawing needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records.panel import Status

COMPLETE = (Status.OBSERVED, Status.ZERO, Status.CENSORED, Status.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Point:
    """One period. `value` is None where nothing may be drawn: a gap is never joined over."""

    value: float | None
    status: Status

    @property
    def complete(self) -> bool:
        return self.value is not None and self.status in COMPLETE


def points_of(
    values: Sequence[float | None], tested: Sequence[float | None], statuses: Sequence[int], basis: str
) -> tuple[Point, ...]:
    """Points of a trace from its first known value on: shares of tests where `basis` is "share", else as they are."""
    rows = zip(values, tested, statuses, strict=True)
    points = [Point(_value(v, t, s, basis), Status(s)) for v, t, s in rows]
    first = next((i for i, point in enumerate(points) if point.value is not None), 0)
    return tuple(points[first:])


def _value(value: float | None, tested: float | None, status: int, basis: str) -> float | None:
    if value is None or not math.isfinite(value) or status == Status.NOT_REPORTED:
        return None
    if basis != "share":
        return value
    return value / tested if tested and math.isfinite(tested) else None

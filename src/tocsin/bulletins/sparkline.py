"""A sparkline: one small series that does not lie about its gaps and its unfinished end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tocsin.bulletins.points import Point
from tocsin.bulletins.svg import element, short

WIDTH, HEIGHT = 168, 40
MARGIN = 4.0
Spot = tuple[float, float]


def svg(points: Sequence[Point], label: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The drawing of `points`, oldest first, from zero up; `label` is read out in its place.

    Complete periods are joined by a line, the incomplete end by a dashed one over a shaded strip, the last
    complete point has a dot; a period not reported is a gap, and a point between two gaps is a small dot.
    Colours come from the page: classes spark-line, spark-dashed, spark-dot, spark-lone, spark-shade, spark-zero.
    """
    spots = _spots(points, width, height)
    parts = [
        _shade(points, width, height),
        element("line", class_="spark-zero", x1=0.0, x2=float(width), y1=height - 1.5, y2=height - 1.5),
    ]
    parts += _lines(points, spots)
    parts += [_dot(points, spots)]
    return element(
        "svg",
        "".join(parts),
        class_="spark",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
    )


def _spots(points: Sequence[Point], width: int, height: int) -> list[Spot | None]:
    known = [p.value for p in points if p.value is not None]
    top, low = max([*known, 0.0]) or 1.0, min([*known, 0.0])
    step = (width - 2 * MARGIN) / max(len(points) - 1, 1)
    span = (height - 2 * MARGIN) / (top - low)
    return [
        None if p.value is None else (MARGIN + i * step, height - MARGIN - (p.value - low) * span)
        for i, p in enumerate(points)
    ]


def _shade(points: Sequence[Point], width: int, height: int) -> str:
    tail = _tail(points)
    if not tail:
        return ""
    step = (width - 2 * MARGIN) / max(len(points) - 1, 1)
    left = max(0.0, MARGIN + (len(points) - tail - 0.5) * step)
    return element("rect", class_="spark-shade", x=left, y=0, width=width - left, height=height, rx=2)


def _tail(points: Sequence[Point]) -> int:
    """How many periods at the end are not complete."""
    return next((i for i, point in enumerate(reversed(points)) if point.complete), len(points))


def _lines(points: Sequence[Point], spots: list[Spot | None]) -> list[str]:
    drawn: list[str] = []
    for dashed, run in _runs(points, spots):
        if len(run) > 1:
            path = " ".join(f"{short(x)},{short(y)}" for x, y in run)
            drawn.append(element("polyline", class_="spark-dashed" if dashed else "spark-line", points=path))
        elif not dashed:
            drawn.append(element("circle", class_="spark-lone", cx=run[0][0], cy=run[0][1], r=1.4))
    return drawn


def _runs(points: Sequence[Point], spots: list[Spot | None]) -> list[tuple[bool, list[Spot]]]:
    """Stretches to be drawn alike: (dashed, spots). A dashed stretch starts at the complete point before it."""
    runs: list[tuple[bool, list[Spot]]] = []
    for spot, (before, now) in zip(spots, pairwise([None, *points]), strict=True):
        if spot is None or now is None:
            continue
        dashed = not now.complete
        if before is None or before.value is None or not runs:
            runs.append((dashed, [spot]))
        elif runs[-1][0] is dashed:
            runs[-1][1].append(spot)
        else:
            runs.append((dashed, [runs[-1][1][-1], spot]))
    return runs


def _dot(points: Sequence[Point], spots: list[Spot | None]) -> str:
    last = next(
        (spot for point, spot in zip(reversed(points), reversed(spots), strict=True) if point.complete and spot), None
    )
    return element("circle", class_="spark-dot", cx=last[0], cy=last[1], r=2.8) if last else ""

"""Late reports, drawn: events of a period, each reported after a delay, with the truth of both kept beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.methods.nowcast.triangles.reports import triangle_of_increments
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.period import Cadence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
Random = np.random.Generator
FIRST = 18_995  # 2022-01-03, a Monday, as a running day


@dataclass(frozen=True, slots=True)
class World:
    """N series over T periods: `triangle` is what is known, `final` (N, T) what the triangle ends at in its last step.

    `share` (N, T) is the expected part of the final figure that is in by now, by the true delay; `excess` (T,) what is
    in besides and will be taken back, as a part of `mean` (N, T), the true expected final figure; `shape` (N, 1) that of
    its Gamma (infinite: Poisson). `window`: the target is the sum over the last so many periods.
    """

    name: str
    told: str
    triangle: Triangle
    final: Floats
    share: Floats
    mean: Floats
    shape: Floats
    excess: Floats
    window: int = 1


def slow(deep: int, middle: float) -> Floats:
    """Chances (D,) of each delay: half of all is in at step `middle`, the rest ever more slowly."""
    step = np.arange(1, deep + 1)
    part = step**1.4 / (step**1.4 + (middle + 1) ** 1.4)
    return np.diff(part / part[-1], prepend=0.0)


def hazards_of(chances: Floats) -> Floats:
    """The chance of each step for what is not yet in: rows of `chances` add up to one."""
    left = 1 - np.cumsum(chances, axis=-1) + chances
    return np.clip(chances / np.maximum(left, 1e-12), 0, 1)


def chances_of(hazards: Floats) -> Floats:
    """Chances of each delay among what is reported at all within so many steps."""
    left = np.cumprod(1 - hazards, axis=-1)
    chances = hazards * np.concatenate([np.ones_like(left[..., :1]), left[..., :-1]], axis=-1)
    return chances / chances.sum(-1, keepdims=True)


def pace(deep: int, middle: float) -> Floats:
    """Hazards (D,) of a delay that goes on beyond D steps."""
    return hazards_of(slow(3 * deep, middle))[:deep]


def by_step(hazards: Floats, odds: Floats) -> Floats:
    """Hazards (T, D) whose odds are multiplied by `odds` (T + D - 1,) of the step in which they fall."""
    width, deep = hazards.shape
    there = odds[np.arange(width)[:, None] + np.arange(deep)]
    return hazards * there / (1 - hazards + hazards * there + 1e-300)


def counted(rng: Random, mean: Floats, shape: Floats) -> Whole:
    """Events of each period (N, T)."""
    level = mean * np.where(np.isfinite(shape), rng.gamma(np.minimum(shape, 1e9)) / np.minimum(shape, 1e9), 1.0)
    return rng.poisson(np.where(np.isfinite(shape), level, mean))


def reported(
    rng: Random, name: str, told: str, mean: Floats, chances: Floats, **more: Cadence | Floats | Bools | int | Whole
) -> World:
    """Events drawn around `mean` (N, T), each reported after a delay drawn from `chances` (T, D) or (N, T, D).

    Of `more`: `cadence`; `shape` (N, 1); `pool` (N,); `extra` (N, T, D), counts added to or taken from the increments;
    `window`; `hidden` (T, D), totals that nobody wrote down.
    """
    rows, width = mean.shape
    shape = np.broadcast_to(np.asarray(more.get("shape", np.inf), float), (rows, 1))
    chances = np.broadcast_to(chances, (rows, width, chances.shape[-1]))
    added = rng.multinomial(counted(rng, mean, shape), chances / chances.sum(-1, keepdims=True)).astype(float)
    added += more.get("extra", 0.0)
    cadence = Cadence(more.get("cadence", Cadence.DAY))
    periods = FIRST + np.arange(width)
    now = FIRST + width - 1
    triangle = triangle_of_increments(added, periods, cadence=cadence, now=now, pool=more.get("pool"))
    if "hidden" in more:
        triangle.total[:, more["hidden"]] = np.nan
    age = np.minimum(width - 1 - np.arange(width), chances.shape[-1] - 1)
    share = np.cumsum(chances, axis=-1)[:, np.arange(width), age]
    none, window = np.zeros(width), int(more.get("window", 1))
    return World(name, told, triangle, added.sum(-1), share, mean, shape, none, window)


def levels(rng: Random, rows: int, width: int, low: float, high: float, wave: float = 0.3) -> Floats:
    """Means (N, T) between `low` and `high` that rise and fall in slow waves."""
    level = np.exp(rng.uniform(np.log(low), np.log(high), (rows, 1)))
    phase, length = rng.uniform(0, 2 * np.pi, (rows, 1)), width / rng.uniform(1.5, 4, (rows, 1))
    return level * np.exp(wave * np.sin(2 * np.pi * np.arange(width) / length + phase))

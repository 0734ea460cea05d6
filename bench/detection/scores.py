"""Scores: what an alarm is worth when the truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from bench.detection.scenarios import World
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
THRESHOLDS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Score:
    """How one detector did in one world. Tested weeks only; weeks without a value count nowhere. NaN: nothing to divide.

    `fpr`: alarms in weeks outside outbreaks, over such weeks. `pod`: the part of tested outbreaks that rang in any of
    their weeks; `pod_first` in their first week; `pod_bands` by size. `sensitivity`: alarms in outbreak weeks, over such
    weeks. `ppv`: the part of alarms that fell into outbreak weeks. `f1`: harmonic mean of the two. `delay_median`,
    `delay_mean`: weeks from the onset to the first alarm in an outbreak's weeks (0: the first week); an outbreak never
    found counts as infinite in the median, and in the mean as long as it was watched (from its onset to its last tested
    week). `run_length`: weeks before the onset to the first false alarm, censored: all such weeks lived through over the
    number of first false alarms; infinite if there is none. `answered`: the part of weeks with a value in which the
    detector said anything.
    """

    fpr: float
    pod: float
    pod_first: float
    pod_bands: tuple[float, ...]
    sensitivity: float
    ppv: float
    f1: float
    delay_median: float
    delay_mean: float
    run_length: float
    answered: float
    outbreaks: int


def part(over: float, under: float) -> float:
    """A share; NaN where nothing is there to share."""
    return float(over) / float(under) if under else float("nan")


def score(world: World, alarm: Bools, answered: Bools | None = None) -> Score:
    """The score of alarms (N, M) over the tested weeks of a world; `answered` (N, M) is everywhere if left out."""
    known = np.isfinite(world.counts.value[:, world.columns])
    truth, alarm = world.outbreak[:, world.columns], alarm & known
    ill, well = truth & known, ~truth & known
    hits, false = (alarm & ill).sum(), (alarm & well).sum()
    held, found, delay = _delays(world, alarm, ill)
    sensitivity, ppv = part(hits, ill.sum()), part(hits, hits + false)
    watched = _watched(world, ill)
    rates = [part((found & held & _within(world, low, high)).sum(), (held & _within(world, low, high)).sum())
             for _, low, high in world.bands]  # fmt: skip
    return Score(
        part(false, well.sum()),
        part(found[held].sum(), held.sum()),
        part((delay[held] == 0).sum(), held.sum()),
        tuple(rates),
        sensitivity,
        ppv,
        part(2 * hits, 2 * hits + false + (ill & ~alarm).sum()),
        float(np.median(delay[held])) if held.any() else float("nan"),
        float(np.where(found, delay, watched)[held].mean()) if held.any() else float("nan"),
        _run_length(world, alarm, well),
        part((answered & known).sum(), known.sum()) if answered is not None else 1.0,
        int(held.sum()),
    )


def frontier(world: World, p_value: Floats, thresholds: tuple[float, ...] = THRESHOLDS) -> list[tuple[float, Score]]:
    """The score of ringing wherever the p-value (N, M) lies below each threshold."""
    return [(threshold, score(world, p_value < threshold)) for threshold in thresholds]


def pod_at(world: World, p_value: Floats, fpr: float) -> float:
    """Outbreaks found at the highest threshold of the p-value that keeps to this false-positive rate; NaN without p-values."""
    if not np.isfinite(p_value).any():
        return float("nan")
    known = np.isfinite(world.counts.value[:, world.columns])
    calm = np.sort(np.nan_to_num(p_value[~world.outbreak[:, world.columns] & known], nan=2.0))
    allowed = int(np.floor(fpr * len(calm) + 1e-9))
    threshold = calm[allowed] if allowed < len(calm) else 2.0
    return score(world, p_value < threshold).pod


def _within(world: World, low: float, high: float) -> Bools:
    return (world.size >= low) & (world.size <= high)


def _tested(world: World, ill: Bools) -> Bools:
    """Outbreak weeks from the tested onset on, (N, M)."""
    return ill & (world.onset[:, None] >= 0) & (world.columns >= world.onset[:, None])


def _delays(world: World, alarm: Bools, ill: Bools) -> tuple[Bools, Bools, Floats]:
    """Which series hold a tested outbreak, which rang in it, and how many weeks after its onset (infinite if never)."""
    tested = _tested(world, ill)
    rang = tested & alarm
    found = rang.any(1)
    delay = np.where(found, world.columns[rang.argmax(1)] - world.onset, np.inf)
    return tested.any(1), found, delay


def _watched(world: World, ill: Bools) -> Floats:
    """Weeks from the onset to the last tested week of the outbreak, both counted."""
    last = len(world.columns) - 1 - _tested(world, ill)[:, ::-1].argmax(1)
    return (world.columns[last] - world.onset + 1).astype(float)


def _run_length(world: World, alarm: Bools, well: Bools) -> float:
    before = well & ((world.onset[:, None] < 0) | (world.columns < world.onset[:, None]))
    false = before & alarm
    lived = before & (np.cumsum(false, axis=1) - false == 0)
    first = false.any(1).sum()
    return float(lived.sum() / first) if first else float("inf")

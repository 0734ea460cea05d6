"""How nowcasts stand against truths that we made: cover, bias, width, and the score of one who knows the true delay.

    python bench/nowcast/simulated.py [--replicates 10] [--only WORD ..] [--ages] [--seed N] [--write]

Each world is drawn anew for each replicate; scored are the periods that are not complete by the true delay (less than
0.995 of them in). Coverage of counts is given twice: ends included, and ends left out; for small counts the nominal
figure lies between the two. The oracle knows the true delay of each period and how high each series is on average and
how it moves; it does not know the level of the period itself. Where offices have good and bad days it knows these too,
which nobody can.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.nowcast.worlds import WORLDS, Floats, Random, World

from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.nowcast import LEVELS, Nowcast
from tocsin.replay.scores.wis import wis

Nowcasts = Callable[[Triangle, int], Nowcast]
SEED, DRAWS, COMPLETE = 20261124, 1_000, 0.995
NOMINAL = (0.5, 0.8, 0.95)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "nowcast-truths.md"
HEAD = ("world", "cells", "50 %", "80 %", "95 %", "bias", "completeness off", "width", "WIS / oracle", "refused")


@dataclass(frozen=True, slots=True)
class Told:
    """Cells (K,) of one or many worlds: truth, predictive quantiles (K, Q), and what the oracle would have said."""

    age: Floats
    truth: Floats
    mean: Floats
    quantiles: Floats
    oracle: Floats
    completeness: Floats
    share: Floats

    def take(self, kept: np.ndarray) -> Told:
        return Told(*(getattr(self, name)[kept] for name in self.__slots__))


def summed(grid: Floats, window: int) -> Floats:
    """Sums over the last `window` columns; NaN where there are fewer."""
    whole = np.cumsum(np.concatenate([np.zeros_like(grid[:, :1]), grid], axis=1), axis=1)
    sums = np.full(grid.shape, np.nan)
    sums[:, window - 1 :] = whole[:, window:] - whole[:, :-window]
    return sums


def newest(world: World) -> Floats:
    """What was last known of each period by now, (N, T)."""
    known = np.isfinite(world.triangle.total)
    last = known.shape[2] - 1 - np.argmax(known[..., ::-1], axis=2)
    return np.where(known.any(2), np.take_along_axis(world.triangle.total, last[..., None], 2)[..., 0], 0.0)


def oracle(world: World, rng: Random) -> Floats:
    """Quantiles (N, T, Q) of one who knows the delay: Gamma levels, Poisson counts, and a share that is taken back.

    NaN for periods that are older than the triangle is deep: nothing is still to come of them.
    """
    level = world.mean.mean(1, keepdims=True)
    shape = 1 / np.maximum(world.mean.var(1, keepdims=True) / level**2 + 1 / world.shape, 1e-9)
    late = slice(-(world.triangle.total.shape[2] + world.window), None)
    reported, share, excess = np.maximum(newest(world), 0)[:, late], world.share[:, late], world.excess[late]
    rate = rng.gamma(shape + reported, size=(DRAWS, *reported.shape)) / (shape / level + share + excess)
    final = reported + rng.poisson(rate * np.maximum(1 - share, 0))
    if excess.any():
        final = final - rng.binomial(reported.astype(np.int64), excess / np.maximum(share + excess, 1e-9), rate.shape)
    if world.window > 1:
        final = np.stack([summed(one, world.window) for one in final])
    quantiles = np.full((*world.mean.shape, len(LEVELS)), np.nan)
    quantiles[:, late] = np.moveaxis(np.quantile(final, LEVELS, axis=0, method="inverted_cdf"), 0, -1)
    return quantiles


def told(world: World, nowcast: Nowcast, rng: Random) -> Told:
    """The cells of a world that are not complete, with what was said of them."""
    truth, mean = summed(world.final, world.window), summed(world.mean, world.window)
    share = summed(world.mean * (world.share + world.excess), world.window) / mean
    in_part = summed(world.mean * world.share, world.window) / mean
    age = np.broadcast_to(np.arange(truth.shape[1])[::-1].astype(float), truth.shape)
    asked = np.isfinite(truth) & ((in_part < COMPLETE) | (share - in_part > 1 - COMPLETE))
    grids = (age, truth, nowcast.mean, nowcast.quantiles, oracle(world, rng), nowcast.completeness, share)
    return Told(*(grid[asked] for grid in grids))


def pooled(parts: list[Told]) -> Told:
    return Told(*(np.concatenate([getattr(part, name) for part in parts]) for name in Told.__slots__))


def coverage(cells: Told, share: float) -> tuple[float, float]:
    """How often the central interval holds the truth: ends included, ends left out."""
    at = [int(np.argmin(np.abs(np.array(LEVELS) - level))) for level in ((1 - share) / 2, (1 + share) / 2)]
    low, high = (cells.quantiles[:, one] for one in at)
    return ((low <= cells.truth) & (cells.truth <= high)).mean(), ((low < cells.truth) & (cells.truth < high)).mean()


def row(name: str, cells: Told) -> list[str]:
    """One line of the table."""
    good = np.isfinite(cells.quantiles).all(1)
    refused, cells = 1 - good.mean(), cells.take(good)
    if not len(cells.truth):
        return [name, "0", *["."] * 7, f"{refused:.2f}"]
    cover = [f"{closed:.3f} ({opened:.3f})" for closed, opened in (coverage(cells, share) for share in NOMINAL)]
    levels, total = np.array(LEVELS), cells.truth.sum()
    wide = (cells.quantiles[:, levels == 0.9] - cells.quantiles[:, levels == 0.1]).sum() / total
    ours, best = (np.mean(wis(one, levels, cells.truth).wis) for one in (cells.quantiles, cells.oracle))
    off = np.nanmean(cells.completeness - cells.share)
    bias = cells.mean.sum() / total - 1
    return [
        name,
        f"{good.sum():,}",
        *cover,
        f"{bias:+.3f}",
        f"{off:+.3f}",
        f"{wide:.3f}",
        f"{ours / best:.3f}",
        f"{refused:.2f}",
    ]


def drawn(make: Callable[[Random], World], nowcasts: Nowcasts, replicates: int, seed: int) -> tuple[World, Told]:
    """A world drawn so many times, and all cells together."""
    parts = []
    for one in range(replicates):
        rng = np.random.default_rng([seed, one, WORLDS.index(make)])
        world = make(rng)
        parts.append(told(world, nowcasts(world.triangle, world.window), rng))
    return world, pooled(parts)


def by_age(name: str, cells: Told) -> list[list[str]]:
    """Lines for the newest period, the three before, the week before those, and the rest."""
    cuts = ((0, 0), (1, 3), (4, 10), (11, 99))
    kept = [(low, high, (cells.age >= low) & (cells.age <= high)) for low, high in cuts]
    return [row(f"{name}, age {low}-{high}", cells.take(here)) for low, high, here in kept if here.any()]


def ours() -> Nowcasts:
    """The nowcaster of the project."""
    from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder

    return lambda triangle, window: ChainLadder().nowcast(triangle, window=window)


def as_table(rows: list[list[str]]) -> list[str]:
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--replicates", type=int, default=10)
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--ages", action="store_true")
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    nowcasts, rows, words = ours(), [], []
    for make in (one for one in WORLDS if not given.only or any(word in one.__name__ for word in given.only)):
        began = time.perf_counter()
        world, cells = drawn(make, nowcasts, given.replicates, given.seed)
        found = [row(world.name, cells), *(by_age(world.name, cells) if given.ages else [])]
        rows, words = [*rows, *found], [*words, f"- {world.name}: {world.told}"]
        print("\n".join(" | ".join(line) for line in found), f" [{time.perf_counter() - began:.1f} s]", flush=True)
    head = ["<!-- Made by bench/nowcast/simulated.py --write -->", "", "# Nowcasts of made worlds, measured", ""]
    note = [
        f"{given.replicates} replicates of each world, seed {given.seed}. " + " ".join(__doc__.split("\n\n")[2].split())
    ]
    text = "\n".join([*head, *note, "", *as_table(rows), "", "## The worlds", "", *words]) + "\n"
    if given.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

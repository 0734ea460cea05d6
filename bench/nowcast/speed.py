"""How long a nowcast takes: one daily series of 40 days, and 3,000 strata of 52 weeks, against what was promised.

    python bench/nowcast/speed.py [--write]

Compiled code is loaded before the clock starts; the middle of five runs of one series, one run of many. Times are those of
the machine at hand: the ratio to the budget (5 ms, 30 s on two cores) is what is looked at.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.nowcast.table import markdown, write_block

from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.period import Cadence

ONE, MANY = 0.005, 30.0  # seconds promised


def made(rows: int, steps: int, depth: int, cadence: Cadence, mean: float) -> Triangle:
    rng = np.random.default_rng(6)
    chances = np.diff(1 - np.exp(-np.arange(depth + 1) / 5))
    total = np.cumsum(rng.poisson(mean * chances, (rows, steps, depth)), axis=2) * 1.0
    periods = 2_900 + np.arange(steps)
    whole = Triangle(total, periods, cadence, int(periods[-1]), np.zeros(rows, np.int64))
    return whole.until(int(periods[-1]))


def seconds(triangle: Triangle, runs: int) -> float:
    spent = []
    for _ in range(runs):
        begun = time.perf_counter()
        ChainLadder().nowcast(triangle)
        spent.append(time.perf_counter() - begun)
    return float(np.median(spent))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="into docs/reference/nowcast.md")
    write = parser.parse_args().write
    one = made(1, 40, 30, Cadence.DAY, 50.0)
    seconds(one, 1)
    runs = (
        ("one series, 40 days, delays to 29 days", seconds(one, 5), ONE),
        ("3,000 strata, 52 weeks, delays to 25 weeks", seconds(made(3_000, 52, 26, Cadence.WEEK, 5.0), 1), MANY),
    )
    rows = [
        [name, f"{1000 * took:,.1f} ms", f"{1000 * budget:,.0f} ms", f"{took / budget:.3f}"]
        for name, took, budget in runs
    ]
    table = markdown(["nowcast", "took", "budget", "part of the budget"], rows)
    print(table)
    if write:
        write_block("speed", "## Speed\n\nMade by `bench/nowcast/speed.py --write`.\n\n" + table)


if __name__ == "__main__":
    main()

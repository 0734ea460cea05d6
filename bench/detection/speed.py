"""Speed and memory of a detector: per series-week on one core, and for millions of them on all cores.

    python bench/detection/speed.py NAME MILLIONS

runs one block after the other in a fresh process and tells time and peak memory as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.detection.scenarios import TESTED, WEEKS, noufaily

from tocsin.engine.local import judge
from tocsin.methods.catalogue import DETECTORS
from tocsin.methods.counts import Counts, of_values

BLOCK, CHUNK, SEED = 2_100, 525, 20260601  # 2,100 series judged in 49 weeks: 102,900 series-weeks
TESTED_WEEKS = np.arange(TESTED, WEEKS)


@dataclass(frozen=True, slots=True)
class Large:
    """Millions of series-weeks on all cores: seconds on the clock, seconds of CPU and the process's peak memory."""

    series_weeks: int
    seconds: float
    cpu: float
    peak_mb: float
    cores: int


def block(number: int) -> Counts:
    """2,100 series of the 42 scenarios, other ones for each number."""
    value = noufaily(BLOCK // 42, SEED + number).counts.value
    return of_values(value[np.random.default_rng(SEED).permutation(BLOCK)])


def per_core(detector: Any, counts: Counts, columns: np.ndarray) -> float:
    """Milliseconds of CPU per series-week, in one thread, borrowing included: the middle of three; the first call (loading what is compiled) does not count."""
    judge(detector, counts.take(np.arange(2)), columns)
    spent = []
    for _ in range(3):
        begun = time.process_time()
        judge(detector, counts, columns, chunk=CHUNK, workers=1)
        spent.append(time.process_time() - begun)
    return 1000 * sorted(spent)[1] / (len(counts) * len(columns))


def large(name: str, series_weeks: int) -> Large:
    """Measured in a process of its own, so that nothing else counts in its memory."""
    words = [sys.executable, __file__, name, str(series_weeks)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2])
    return Large(**json.loads(told.stdout.splitlines()[-1]))


def by_blocks(detector: Any, series_weeks: int, made: Callable[[int], Counts] = block) -> Large:
    """Judge block after block until so many series-weeks are done; making the series is not timed."""
    judge(detector, made(0).take(np.arange(2)), TESTED_WEEKS)
    done, number, seconds, cpu = 0, 0, 0.0, 0.0
    while done < series_weeks:
        counts = made(number)
        begun, used = time.perf_counter(), time.process_time()
        told = judge(detector, counts, TESTED_WEEKS, chunk=CHUNK)
        seconds, cpu = seconds + time.perf_counter() - begun, cpu + time.process_time() - used
        done, number = done + told.verdict.size, number + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Large(done, seconds, cpu, peak, os.cpu_count() or 1)


if __name__ == "__main__":
    print(json.dumps(asdict(by_blocks(DETECTORS[sys.argv[1]], int(sys.argv[2])))))

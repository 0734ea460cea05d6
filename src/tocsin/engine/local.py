"""Run methods in threads: the kernels release the GIL, and one method never waits for another."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import pyarrow as pa

from tocsin.records.finding import FINDING_SCHEMA
from tocsin.records.panel import Panel


class Detector(Protocol):
    """What the engine asks of a method."""

    def detect(self, panel: Panel) -> pa.Table: ...


def run(methods: Sequence[Detector], panel: Panel, workers: int | None = None) -> pa.Table:
    """All findings of all methods on one panel, in the order of the methods."""
    if not methods:
        return FINDING_SCHEMA.empty_table()
    with ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1) as pool:
        return pa.concat_tables(list(pool.map(lambda method: method.detect(panel), methods)))


def lent(detector: Any, counts: Any) -> Any:
    """The detector that judges these counts: one that lets series borrow from each other (`lend`) has seen all of them."""
    return detector.lend(counts) if hasattr(detector, "lend") else detector


def judge(detector: Any, counts: Any, columns: Any = None, *, chunk: int = 2_000, workers: int | None = None) -> Any:
    """Judge counts in chunks of series, in parallel; the answer is the same as in one piece. `chunk` is the most in one.

    What series borrow from each other is asked first and once (`lent`).
    """
    ready = lent(detector, counts)
    hands = workers or os.cpu_count() or 1
    size = min(chunk, max(1, -(-len(counts) // (4 * hands)))) if hands > 1 else chunk
    parts = [slice(start, start + size) for start in range(0, len(counts), size)]
    if len(parts) <= 1:
        return ready.judge(counts, columns)
    with ThreadPoolExecutor(max_workers=hands) as pool:
        answers = list(pool.map(lambda rows: ready.judge(counts.take(rows), columns), parts))
    return type(answers[0]).stacked(answers)

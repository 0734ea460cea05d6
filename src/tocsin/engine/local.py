"""Run methods in threads: the kernels release the GIL, and one method never waits for another."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

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

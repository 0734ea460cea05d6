"""A home of published files, taken in by the front door, and the vintages of a measure out of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tocsin.flow.arrive import ingest
from tocsin.flow.detecting import panels_of, sources_at
from tocsin.flow.home import Node, init_home
from tocsin.flow.vintages import vintages_of
from tocsin.records.nowcast import LEVELS
from tocsin.records.vintages import Vintages
from tocsin.replay.scores.coverage import covered
from tocsin.replay.scores.wis import wis

ROOT = Path(__file__).resolve().parents[2]
PARTS = (0.5, 0.8, 0.95)


def shared(asked: str | None) -> Path:
    """The folder of shared data: as asked, or as TOCSIN_SHARED says, or beside the repository."""
    return Path(asked or os.environ.get("TOCSIN_SHARED") or ROOT.parent / "shared") / "data"


@contextmanager
def home_of(source: str, *files: Path) -> Iterator[Node]:
    """A home in a folder that goes away, with some files of a source in it."""
    with tempfile.TemporaryDirectory() as folder:
        node = init_home(folder)
        for file in files:
            ingest(node, file, source)
        yield node


def vintages(node: Node, measure: str, at: datetime | None = None) -> Vintages:
    """The vintages of a measure as the home knows them at a moment (now)."""
    moment = at or datetime.now(UTC)
    for source, releases in sources_at(node, moment):
        for panel in panels_of(node, source, releases, moment):
            if (
                panel.column("measure")[0] == measure
                and (found := vintages_of(node, source, panel, moment)) is not None
            ):
                return found
    raise LookupError(f"no {measure} in this home")


def left_out(whole: Vintages, rows: np.ndarray) -> Vintages:
    """The newest release as if it had been silent on some series: their figures stay those of the release before."""
    value = whole.value.copy()
    value[-1, rows] = value[-2, rows]
    return replace(whole, value=value)


def judged(quantiles: np.ndarray, truth: np.ndarray) -> list[float]:
    """Shares within 50, 80 and 95 %, mean WIS, mean absolute error of the median; quantiles (K, Q) at the usual levels."""
    levels = np.array(LEVELS)
    inside = [float(covered(quantiles, levels, truth, part).mean()) for part in PARTS]
    off = np.abs(quantiles[:, len(LEVELS) // 2] - truth)
    return [*inside, float(wis(quantiles, levels, truth).wis.mean()), float(off.mean())]


def width(quantiles: np.ndarray) -> np.ndarray:
    """Widths of 80 % intervals, (K,)."""
    return quantiles[:, LEVELS.index(0.9)] - quantiles[:, LEVELS.index(0.1)]


def unchanged(value: np.ndarray) -> np.ndarray:
    """The forecast that nothing changes, (K, Q)."""
    return np.repeat(value[:, None], len(LEVELS), 1)

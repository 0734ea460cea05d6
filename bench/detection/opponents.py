"""The R package surveillance as an opponent: called as it is installed, on the very series that our detectors read."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from bench.detection.scenarios import TRAINING, World
from numpy.typing import NDArray

SCRIPT = Path(__file__).with_name("opponents.R")
CLASSICS = (
    "farrington_flexible",
    "farrington_flexible_delta",
    "farrington_flexible_muan",
    "farrington",
    "ears_c1",
    "ears_c2",
    "ears_c3",
    "cusum",
    "cusum_rossi",
    "glr_poisson",
    "glr_negative_binomial",
    "glr_negative_binomial_cusum",
    "bayes1",
    "bayes2",
    "bayes3",
    "rki1",
    "rki2",
    "rki3",
    "historical_limits",
    "outbreak_p",
)  # by our names


@dataclass(frozen=True, slots=True)
class Told:
    """What R said of N series: `alarm`, `answered`, `p_value` (N, M), and `milliseconds` of CPU per series-week."""

    alarm: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    p_value: NDArray[np.float64]
    milliseconds: float


def installed() -> bool:
    """Whether R and its package surveillance are there (Debian: r-base-core r-cran-surveillance)."""
    if not (rscript := shutil.which("Rscript")):
        return False
    asked = [rscript, "-e", 'quit(status = !requireNamespace("surveillance", quietly = TRUE))']
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def spread_out(series: int, wanted: int) -> NDArray[np.int64]:
    """Rows that go evenly through a world, so that a few stand for all scenarios."""
    return np.unique(np.linspace(0, series - 1, min(wanted, series)).round().astype(np.int64))


def side_by_side(world: World, methods: tuple[str, ...] = CLASSICS) -> dict[str, Told]:
    """R's answers on a world of whole series, by method; a method that R stops in for all series is left out."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _write(world, folder / "series.csv")
        first, early = int(world.columns[0]) + 1, TRAINING + 1
        words = ["Rscript", str(SCRIPT), str(folder), str(first), str(early), *methods]
        subprocess.run(words, check=True, capture_output=True)
        answers, times = _read(folder / "answers.csv"), _read(folder / "times.csv")
    spent = {name: _milliseconds([row for row in times if row["method"] == name]) for name in methods}
    return {
        name: _told(world, rows, spent[name])
        for name in methods
        if (rows := [row for row in answers if row["method"] == name])
    }


def _write(world: World, path: Path) -> None:
    monday = date(2001, 1, 1)
    dates = [(monday + timedelta(weeks=t)).isoformat() for t in range(world.counts.value.shape[1])]
    with path.open("w", encoding="utf-8") as out:
        out.write("series,t,date,observed\n")
        for number, series in enumerate(world.counts.value):
            out.writelines(f"{number},{t + 1},{dates[t]},{value:.0f}\n" for t, value in enumerate(series))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _milliseconds(rows: list[dict[str, str]]) -> float:
    weeks = sum(int(row["weeks"]) for row in rows)
    return 1000 * sum(float(row["seconds"]) for row in rows) / weeks if weeks else float("nan")


def _told(world: World, rows: list[dict[str, str]], milliseconds: float) -> Told:
    shape, first = (len(world), len(world.columns)), int(world.columns[0])
    alarm, answered, p_value = np.zeros(shape, bool), np.zeros(shape, bool), np.full(shape, np.nan)
    for row in rows:
        at = int(row["series"]), int(row["t"]) - 1 - first
        if at[1] < 0 or row["alarm"] == "":
            continue
        alarm[at], answered[at] = float(row["alarm"] in ("1", "TRUE")), True
        p_value[at] = float(row["p"]) if row["p"] else np.nan
    return Told(alarm, answered, p_value, milliseconds)

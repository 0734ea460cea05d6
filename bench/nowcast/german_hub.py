"""The German hospitalisation nowcast hub: the chain ladder beside the teams and their mean ensemble.

    python bench/nowcast/german_hub.py [--shared FOLDER] [--from 2021-11-22] [--to 2022-01-10] [--write]

FOLDER (or the environment's TOCSIN_SHARED) holds `reference/nowcast/german_hub`. The target is the sum over seven days as it
read 40 days after the last of them; each day's nowcast sees the reports up to that day and nothing else. Settings were
chosen on forecast dates before 2021-11-15. WIS is 2/7 of the sum of pinball losses at the seven levels of the hub.
Source: Wolffram et al. 2023, doi:10.1371/journal.pcbi.1011394; counts by RKI (CC BY 4.0).
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyarrow import csv

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.nowcast.table import markdown, write_block

from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder
from tocsin.methods.nowcast.triangles.triangle import Triangle
from tocsin.records.period import Cadence

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
SETTLED, WINDOW, HORIZONS = 40, 7, np.arange(29)
DEPTH = SETTLED + WINDOW  # the first day of a window is seen that long
TEAMS = ("MeanEnsemble", "KIT", "Epiforecasts", "ILM", "RIVM", "SU")
SETS = ("national", "ages", "states")
US = "Tocsin, chain ladder"


GUIDE = """## Hospital admissions in Germany: beside the teams of the hub

{number} forecast dates, {first} to {last}; the sum over seven days as it read 40 days after the last, from the day itself to
28 days before. Each cell: mean WIS (smaller is better), then the parts of truths inside the 50 % and the 95 % interval.
Reports after each date are not seen.

Settings and form were chosen on every third forecast date from 2021-06-15 to 2021-11-12 alone, in three parts of that time and
in all 23 series, with made worlds watched beside them. The sums of those dates were taken as they read 40 days later, for the last of
them on 2021-12-22: so some reports of the time of the table were known to the choice. There the choice was better than the
settings before by 7 %, 6 % and 4 % (country, ages, states). Then it was scored on the dates of the table, once; the gain did
not carry over.

These dates had been looked at before, by somebody else: a first look gave 105.15, 18.79 and 11.32; a second, after changes made
in sight of the first, 106.33, 19.12 and 11.28; then those changes were set back. Who made the last choice knew these figures and
their coverage, and nothing else of these dates. So the table is no untouched test of the method. The mean ensemble of the hub
is still better for the country and, by a hair, for ages. A country centred on its states was tried: it looked better on
the earlier dates, was worse here, and is gone.
Made by `bench/nowcast/german_hub.py --write`. Wolffram et al. 2023, doi:10.1371/journal.pcbi.1011394; counts by RKI (CC BY 4.0).

"""


@dataclass(frozen=True)
class Hub:
    """The triangle, its truths (N, T) and in which set (N,) each series is."""

    triangle: Triangle
    keys: list[tuple[str, str]]
    truth: np.ndarray
    kind: np.ndarray


@dataclass(frozen=True)
class Forecasts:
    """Quantiles (F, N, H, 7) of F forecast dates; NaN where none was given."""

    quantiles: np.ndarray


def read_hub(folder: Path) -> Hub:
    table = csv.read_csv(folder / "reporting_triangle_raw.csv.gz")
    days = table["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    labels = list(zip(table["location"].to_pylist(), table["age_group"].to_pylist()))
    keys = list(dict.fromkeys(labels))
    rows, first = np.array([keys.index(label) for label in labels]), days.min()
    increments = np.column_stack([table[f"value_{d}d"].to_numpy().astype(float) for d in range(DEPTH)])
    total = np.full((len(keys), days.max() - first + 1, DEPTH), np.nan)
    total[rows, days - first] = np.cumsum(increments, axis=1)
    periods = np.arange(first, days.max() + 1)
    kind = np.array([0 if key == ("DE", "00+") else 1 if key[0] == "DE" else 2 for key in keys])
    return Hub(Triangle(total, periods, Cadence.DAY, int(days.max()), kind), keys, truths(total), kind)


def truths(total: np.ndarray) -> np.ndarray:
    """Sums over seven days as they read 40 days after the last; NaN before the seventh day and where not known."""
    truth = np.full(total.shape[:2], np.nan)
    for t in range(WINDOW - 1, total.shape[1]):
        truth[:, t] = sum(total[:, t - k, SETTLED + k] for k in range(WINDOW))
    return truth


def ours(hub: Hub, dates: np.ndarray, ladder: ChainLadder) -> Forecasts:
    told = []
    for day in dates.astype(np.int64):
        nowcast = ladder.nowcast(hub.triangle.until(int(day)), WINDOW)
        told.append(nowcast.quantiles[:, nowcast.quantiles.shape[1] - 1 - HORIZONS])
    return Forecasts(np.array(told))


def submitted(path: Path, hub: Hub, dates: np.ndarray) -> Forecasts:
    table = csv.read_csv(path)
    spots = {day: k for k, day in enumerate(dates)}
    rows = {key: k for k, key in enumerate(hub.keys)}
    told = np.full((len(dates), len(hub.keys), len(HORIZONS), len(LEVELS)), np.nan)
    quantiles = np.column_stack([table[f"q{level:g}"].to_numpy().astype(float) for level in LEVELS])
    days, horizons = table["forecast_date"].to_numpy().astype("datetime64[D]"), table["horizon"].to_pylist()
    labels = zip(table["location"].to_pylist(), table["age_group"].to_pylist())
    for key, day, horizon, row in zip(labels, days, horizons, quantiles):
        if day in spots and key in rows and -horizon in HORIZONS:
            told[spots[day], rows[key], -horizon] = row
    return Forecasts(told)


def scored(hub: Hub, dates: np.ndarray, forecasts: Forecasts) -> dict[str, tuple[float, float, float]]:
    """Mean WIS and the coverage of the 50 % and 95 % intervals of each set; NaN where nothing was submitted."""
    columns = dates.astype(np.int64)[:, None] - hub.triangle.periods[0] - HORIZONS[None, :]
    truth = hub.truth[:, columns].transpose(1, 0, 2)
    miss, levels = truth[..., None] - forecasts.quantiles, np.array(LEVELS)
    loss = 2 / len(LEVELS) * np.maximum(levels * miss, (levels - 1) * miss).sum(-1)
    told: dict[str, tuple[float, float, float]] = {}
    for number, name in enumerate(SETS):
        rows = hub.kind == number
        given = np.isfinite(loss[:, rows])
        if not given.any():
            continue
        quantiles, came = forecasts.quantiles[:, rows][given], truth[:, rows][given]
        half = ((quantiles[:, 2] <= came) & (came <= quantiles[:, 4])).mean()
        most = ((quantiles[:, 0] <= came) & (came <= quantiles[:, 6])).mean()
        told[name] = (float(loss[:, rows][given].mean()), float(half), float(most))
    return told


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=os.environ.get("TOCSIN_SHARED"))
    parser.add_argument("--from", dest="first", default="2021-11-22")
    parser.add_argument("--to", dest="last", default="2022-01-10")
    parser.add_argument("--write", action="store_true", help="into docs/reference/nowcast.md")
    asked = parser.parse_args()
    if asked.shared is None:
        parser.error("where are the reference files? give --shared FOLDER or set TOCSIN_SHARED")
    folder = Path(asked.shared) / "reference" / "nowcast" / "german_hub"
    hub, dates = read_hub(folder), np.arange(asked.first, np.datetime64(asked.last) + 1, dtype="datetime64[D]")
    ladder = ChainLadder(settled=SETTLED, levels=LEVELS)
    scores = {
        US: scored(hub, dates, ours(hub, dates, ladder)),
    }
    for team in TEAMS:
        path = folder / "submissions" / f"{team}.csv.gz"
        scores[team] = scored(hub, dates, submitted(path, hub, dates)) if path.exists() else {}
    rows = [
        [team, *(f"{s[name][0]:.2f} / {s[name][1]:.3f} / {s[name][2]:.3f}" if name in s else "-" for name in SETS)]
        for team, s in scores.items()
    ]
    table = markdown(["mean WIS / coverage of 50 % / of 95 %", *SETS], rows)
    print(table)
    if asked.write:
        write_block("german_hub", GUIDE.format(number=len(dates), first=asked.first, last=asked.last) + table)


if __name__ == "__main__":
    main()

"""Scores of the teams of the German hospitalisation nowcast hub, with our scores, from what they submitted.

    python bench/nowcast/hub_scores.py [FOLDER] [--from 2021-11-22] [--to 2022-01-10]

FOLDER holds `submissions/TEAM.csv.gz` and `truth_40d.csv`; without it, the one under TOCSIN_SHARED. Source: Wolffram et al.
2023, doi:10.1371/journal.pcbi.1011394; counts by RKI. Where submitted quantiles cross, WIS takes them as they stand and coverage in
order.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyarrow import csv

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from tocsin.replay.scores.coverage import covered
from tocsin.replay.scores.point import absolute_error
from tocsin.replay.scores.relative_skill import relative_skill
from tocsin.replay.scores.wis import wis

LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
COUNTRY, ALL_AGES = "DE", "00+"
SETS = ("national", "states", "ages")
WITHIN = Path("reference") / "nowcast" / "german_hub"


@dataclass(frozen=True)
class Submitted:
    """One team's quantiles (R, 7) and the truths (R,) of its rows in the period asked for, and the key of each row."""

    keys: list[tuple[str, str, str, int]]
    quantiles: np.ndarray
    truth: np.ndarray


def truths(folder: Path) -> dict[tuple[str, str, np.datetime64], float]:
    table = csv.read_csv(folder / "truth_40d.csv")
    days = table["date"].to_numpy().astype("datetime64[D]")
    rows = zip(table["location"].to_pylist(), table["age_group"].to_pylist(), days, table["truth"].to_pylist())
    return {(place, age, day): float(value) for place, age, day, value in rows}


def submitted(path: Path, known: dict, first: np.datetime64, last: np.datetime64) -> Submitted:
    table = csv.read_csv(path)
    days = table["forecast_date"].to_numpy().astype("datetime64[D]")
    inside = np.flatnonzero((days >= first) & (days <= last))
    some = table.take(inside)
    quantiles = np.column_stack([some[f"q{level:g}"].to_numpy().astype(float) for level in LEVELS])
    places, ages = some["location"].to_pylist(), some["age_group"].to_pylist()
    horizons = some["horizon"].to_pylist()
    keys = [(p, a, str(d), h) for p, a, d, h in zip(places, ages, days[inside], horizons, strict=True)]
    rows = zip(places, ages, days[inside], horizons, strict=True)
    truth = np.array([known.get((p, a, day + h), np.nan) for p, a, day, h in rows])
    return Submitted(keys, quantiles, truth)


def of_set(name: str, place: str, age: str) -> bool:
    if name == "national":
        return (place, age) == (COUNTRY, ALL_AGES)
    return age == ALL_AGES and place != COUNTRY if name == "states" else place == COUNTRY and age != ALL_AGES


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("TOCSIN_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    words.add_argument("folder", type=Path, nargs="?", default=shared / WITHIN)
    words.add_argument("--from", dest="first", default="2021-11-22")
    words.add_argument("--to", dest="last", default="2022-01-10")
    asked = words.parse_args()
    known = truths(asked.folder)
    files = sorted((asked.folder / "submissions").glob("*.csv.gz"))
    first, last = (np.datetime64(day) for day in (asked.first, asked.last))
    teams = {file.name.split(".")[0]: submitted(file, known, first, last) for file in files}
    for name in SETS:
        print_set(name, teams)


def print_set(name: str, teams: dict[str, Submitted]) -> None:
    all_rows = {team: [i for i, key in enumerate(one.keys) if of_set(name, *key[:2])] for team, one in teams.items()}
    some = {team: rows for team, rows in all_rows.items() if rows}
    tasks = {
        key: place for place, key in enumerate(sorted({teams[t].keys[i] for t, rows in some.items() for i in rows}))
    }
    scores = np.full((len(some), len(tasks)), np.nan)
    print(f"\n{name}\n{'team':14}{'tasks':>7}{'WIS':>10}{'spread':>9}{'over':>9}{'under':>9}", end="")
    print(f"{'error':>9}{'50 %':>8}{'80 %':>8}{'95 %':>8}{'skill':>8}")
    lines = []
    for row, (team, rows) in enumerate(some.items()):
        one = teams[team]
        made = wis(one.quantiles[rows], LEVELS, one.truth[rows], crossed=True)
        scores[row, [tasks[one.keys[i]] for i in rows]] = made.wis
        means = [np.nanmean(part) for part in (made.wis, made.dispersion, made.overprediction, made.underprediction)]
        error = np.nanmean(absolute_error(one.quantiles[rows, 3], one.truth[rows]))
        in_order = np.sort(one.quantiles[rows], axis=1)
        shares = [np.nanmean(covered(in_order, LEVELS, one.truth[rows], s)) for s in (0.5, 0.8, 0.95)]
        lines.append((team, int(np.isfinite(made.wis).sum()), means, error, shares))
    skill = relative_skill(scores).skill
    for (team, size, means, error, shares), relative in zip(lines, skill.tolist(), strict=True):
        print(f"{team:14}{size:7}{means[0]:10.3f}" + "".join(f"{one:9.3f}" for one in (*means[1:], error)), end="")
        print("".join(f"{one:8.3f}" for one in (*shares, relative)))


if __name__ == "__main__":
    main()

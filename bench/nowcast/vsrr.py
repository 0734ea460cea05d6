"""Nowcasts of twelve-month sums of overdose deaths in the United States, against what a later copy of the file says.

    python bench/nowcast/vsrr.py [--shared FOLDER] [--write]

FOLDER holds `data/cdc-vsrr-vintages`, the copies of the file; without it, TOCSIN_SHARED says where. Each direction learns from one pair of
copies, or from all copies known by then, and is scored on a copy it has not learned from, against the newest copy that holds
the figure. Scored are states (New York City apart from New York, as published; not the country) and kinds of drugs, by how
many months a sum ends before the newest. Left out are all deaths, percentages, sums of a kind that only one copy has, and
sums that a copy does not show or says nothing beside.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.nowcast.table import markdown, write_block

from tocsin.methods.nowcast.sums.beside import Beside, pending, predicted
from tocsin.methods.nowcast.sums.months import CALENDAR_YEARS, Files
from tocsin.methods.nowcast.sums.rolling_sums import RollingSums
from tocsin.records.nowcast import Nowcast
from tocsin.records.panel import KEY_SCHEMA
from tocsin.records.period import Cadence
from tocsin.records.vintages import Vintages

Floats = np.ndarray
WITHIN = Path("data") / "cdc-vsrr-vintages"
ALL_DEATHS, DRUG_DEATHS = "Number of Deaths", "Number of Drug Overdose Deaths"
FILES = {  # by their newest month, with the day on which a file to that month is published: the 15th of the fifth after it
    "2018-03": ("2018-08-15", "vsrr_thru2018-03_committed2020-06-05.csv.gz"),
    "2018-09": ("2019-02-15", "vsrr_thru2018-09_committed2019-04-30.csv.gz"),
    "2024-07": ("2024-12-15", "vsrr_thru2024-07_downloaded2025-01-08.csv.gz"),
    "2025-02": ("2025-07-15", "vsrr_thru2025-02_committed2025-07-17.parquet"),
    "2026-01": ("2026-06-15", "vsrr_T404only_thru2026-01_committed2026-06-27.csv.gz"),
}
FIRST = 540  # January 2015, as a running month
FIELDS = ("data_value", "predicted_value", "percent_pending_investigation")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Direction:
    """Learned from `pair` of copies, or from all known by then; scored on copy `on` against copy `truth`."""

    name: str
    pair: tuple[str, ...]
    on: str
    truth: str


CLAIM = Direction("the claim: learned 2024-07 to 2025-02, scored 2025-02", ("2024-07", "2025-02"), "2025-02", "2026-01")
DIRECTIONS = (
    CLAIM,
    Direction(
        "all copies known by then, scored 2025-02", ("2018-03", "2018-09", "2024-07", "2025-02"), "2025-02", "2026-01"
    ),
    Direction("learned 2018-03 to 2018-09, scored 2024-07", ("2018-03", "2018-09"), "2024-07", "2025-02"),
    Direction("all copies known by then, scored 2024-07", ("2018-03", "2018-09", "2024-07"), "2024-07", "2025-02"),
    Direction(
        "the other way round: learned 2024-07 to 2025-02, scored 2018-09", ("2024-07", "2025-02"), "2018-09", "2025-02"
    ),
    Direction(
        "the other way round: learned 2024-07 to 2025-02, scored 2018-03", ("2024-07", "2025-02"), "2018-03", "2025-02"
    ),
)


@lru_cache
def copy(folder: Path, month: str) -> dict[tuple[str, str, int], tuple[float, ...]]:
    """The figures of one copy, `FIELDS` by state, kind and running month."""
    path = folder / FILES[month][1]
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
    else:
        with gzip.open(path) as stream:
            header = stream.readline().decode().strip().split(",")
        text = csv.ConvertOptions(column_types={name.strip('"'): pa.string() for name in header})
        table = csv.read_csv(path, convert_options=text)
    table = table.rename_columns([name.lower().replace(" ", "_") for name in table.column_names])
    columns = [[number(one) for one in table[name].to_pylist()] for name in FIELDS]
    period = table["period"].to_pylist() if "period" in table.column_names else ["12 month-ending"] * len(table)
    years = [int(float(year)) for year in table["year"].to_pylist()]
    months = [
        (year - 1970) * 12 + MONTHS.index(name) for year, name in zip(years, table["month"].to_pylist(), strict=True)
    ]
    keys = zip(table["state"].to_pylist(), table["indicator"].to_pylist(), months, strict=True)
    rows = zip(keys, period, zip(*columns, strict=True), strict=True)
    return {key: figures for key, told, figures in rows if told == "12 month-ending"}


def number(text: object) -> float:
    """A figure as published: with or without a comma for thousands, or not shown."""
    try:
        return float(str(text).replace(",", ""))
    except ValueError:
        return np.nan


def vintages(folder: Path, months: tuple[str, ...], names: list[tuple[str, str]], field: int = 0) -> Vintages:
    """One field of some copies, over the series `names` (state, kind)."""
    width = (int(months[-1][:4]) - 1970) * 12 + int(months[-1][5:]) - FIRST
    value = np.full((len(months), len(names), width), np.nan)
    row = {name: at for at, name in enumerate(names)}
    for at, month in enumerate(months):
        for (state, kind, period), figures in copy(folder, month).items():
            if (state, kind) in row and 0 <= period - FIRST < width:
                value[at, row[state, kind], period - FIRST] = figures[field]
    days = np.array([FILES[month][0] for month in months], "datetime64[D]")
    return Vintages(keys(names), Cadence.ROLLING_12_MONTHS, FIRST + np.arange(width), days, value)


def keys(names: list[tuple[str, str]]) -> pa.Table:
    told = {"source": "cdc-vsrr", "stream": "death", "measure": "deaths_12_months", "derived": False, "level": "state"}
    told |= {"origin": None, "destination": None, "mark": "TLP:CLEAR", "purpose": "any"}
    rows = [told | {"series": f"{state} {kind}", "substance": kind, "place": state} for state, kind in names]
    return pa.Table.from_pylist(rows, schema=KEY_SCHEMA)


def series(folder: Path) -> list[tuple[str, str]]:
    """States and kinds of drugs that any copy has."""
    found = {name[:2] for month in FILES for name in copy(folder, month)}
    return sorted(name for name in found if name[1] != ALL_DEATHS and not name[1].startswith("Percent"))


def streams(folder: Path, months: tuple[str, ...], sums: Vintages, kind: str) -> tuple[Beside, ...]:
    """What stands beside the sums: nothing, the publisher's prediction, or deaths under investigation first."""
    if kind == "alone":
        return ()
    names = series(folder)
    said = predicted(sums, vintages(folder, months, names, 1))
    if kind == "predicted":
        return (said,)
    states = sorted({state for state, _ in names})
    total, drugs = ([(state, named) for state in states] for named in (ALL_DEATHS, DRUG_DEATHS))
    percent, everyone, of_drugs = (vintages(folder, months, *told) for told in ((total, 2), (total, 0), (drugs, 0)))
    return pending(sums, percent, everyone, of_drugs), said


def nowcast(folder: Path, direction: Direction, kind: str, files: Files = CALENDAR_YEARS) -> Nowcast:
    names = series(folder)
    learned_from = vintages(folder, direction.pair, names)
    teacher = RollingSums(beside=streams(folder, direction.pair, learned_from, kind), files=files)
    told = vintages(folder, (direction.on,), names)
    reader = replace(teacher, beside=streams(folder, (direction.on,), told, kind))
    return reader.told(told, teacher.learned(learned_from))


@dataclass(frozen=True)
class Scored:
    """One lag of one direction: how many sums, mean absolute errors in per cent, bias in per cent, coverage of 80 %."""

    lag: int
    number: int
    reported: float
    predicted: float
    ours: float
    bias: float
    bias_of_sum: float
    coverage: float
    width: float


def scores(folder: Path, direction: Direction, told: Nowcast, lags: int) -> list[Scored]:
    names, on, truth = series(folder), copy(folder, direction.on), copy(folder, direction.truth)
    newest = int(np.flatnonzero(np.isfinite(told.reported).any(0))[-1])
    low, middle, high = (told.quantile(level) for level in (0.1, 0.5, 0.9))
    answer = []
    for lag in range(lags):
        at, month = newest - lag, int(told.periods[newest - lag])
        rows = [
            (row, now[0], now[1], then[0])
            for row, name in enumerate(names)
            if name[0] != "US" and (now := on.get((*name, month))) and (then := truth.get((*name, month)))
        ]
        row, reported, said, final = (np.array(column) for column in zip(*rows, strict=True))
        kept = (reported > 0) & (final > 0) & np.isfinite(said) & np.isfinite(told.mean[row, at])
        row, reported, said, final = row[kept], reported[kept], said[kept], final[kept]
        off = [float(100 * np.abs(figure / final - 1).mean()) for figure in (reported, said, middle[row, at])]
        mean, ends = told.mean[row, at], (low[row, at], high[row, at])
        answer.append(
            Scored(
                lag,
                len(row),
                off[0],
                off[1],
                off[2],
                100 * (mean / final - 1).mean(),
                100 * (mean.sum() / final.sum() - 1),
                100 * ((final >= ends[0]) & (final <= ends[1])).mean(),
                100 * ((ends[1] - ends[0]) / reported).mean(),
            )
        )
    return answer


HEAD = ("sums before the newest", "sums", "reported", "predicted", "ours", "bias", "bias of all", "80 % cover", "width")


def table(lines: list[Scored]) -> str:
    rows = [
        [
            *(str(whole) for whole in (s.lag, s.number)),
            *(f"{off:.2f}" for off in (s.reported, s.predicted, s.ours)),
            *(f"{bias:+.2f}" for bias in (s.bias, s.bias_of_sum)),
            f"{s.coverage:.0f}",
            f"{s.width:.1f}",
        ]
        for s in lines
    ]
    return markdown(HEAD, rows)


def block(folder: Path) -> str:
    """The tables, as a part of the page on nowcasts."""
    lines = [
        "## Sums of twelve months: overdose deaths in the United States",
        "",
        "Mean absolute errors of the median, biases of the mean, and widths: in per cent of the later figure (width: of the",
        "reported), by how many sums before the newest a sum ends. Learned from one pair of copies of the file and scored on a copy",
        "that was not learned from, against the newest copy that holds the sum. “Reported” and “predicted” are the publisher's own",
        "figures; “bias of all” is that of all sums added up. States; New York City apart from New York. The copy of 2026 holds one",
        "kind of drug (T40.4). Made by `bench/nowcast/vsrr.py --write`.",
        "",
        "The claim is the first table: learned from the copies to July 2024 and February 2025, scored on the latter. The error is",
        "about half of the better of the two wherever a month of an open year is in the sum. Sums that end in a closed year stand as",
        "reported: there the error is that of “reported”, no smaller, and where most do not move at all the 80 % interval is the",
        "figure itself and covers as many as stood still. In 2018 and 2019 deaths came in more slowly than in 2024: what is learned",
        "in one time does worse in the other, and covers too few.",
        "",
        "That a year is closed in the seventh month after its end was read from these five copies, the scored ones among them; all",
        "else was learned from the pair alone. The last table shows what that rule is worth.",
        "",
    ]
    for direction in DIRECTIONS:
        lines += [f"### {direction.name[0].upper()}{direction.name[1:]}, beside deaths under investigation", ""]
        lines += [table(scores(folder, direction, nowcast(folder, direction, "pending"), 8))]
    for kind, title in (("predicted", "beside the publisher's prediction alone"), ("alone", "with nothing beside")):
        lines += [f"### {CLAIM.name[0].upper()}{CLAIM.name[1:]}, {title}", ""]
        lines += [table(scores(folder, CLAIM, nowcast(folder, CLAIM, kind), 4))]
    lines += [
        f"### {CLAIM.name[0].upper()}{CLAIM.name[1:]}, beside deaths under investigation, no year ever closed",
        "",
    ]
    lines += [table(scores(folder, CLAIM, nowcast(folder, CLAIM, "pending", Files(year_starts=None)), 6))]
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=os.environ.get("TOCSIN_SHARED"))
    parser.add_argument("--write", action="store_true", help="into docs/reference/nowcast.md")
    asked = parser.parse_args()
    if not asked.shared:
        parser.error("say where the copies are: --shared FOLDER, or TOCSIN_SHARED")
    text = block(Path(asked.shared) / WITHIN)
    print(text)
    if asked.write:
        write_block("vsrr", text)

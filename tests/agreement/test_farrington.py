"""Farrington's methods say what R's surveillance 1.20.3 says.

Expected counts, limits, dispersions, slopes and scores agree within 1e-6 of themselves, p-values within 1e-6, alarms and
kept slopes exactly. Listed, and why: where no reference period had an event (`edge_zeros`, `edge_first_ever_case`) R has
no answer and ours is Jeffreys' predictive law; the slope and score of equal counts (`edge_constant5`) are 0 but for
rounding.
`farrington_figures.csv` are R's answers for series of our own (`farrington_series.csv`; first week 2017-01-02).
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tocsin.methods.aberration.farrington import Farrington
from tocsin.methods.aberration.farrington_flexible import FarringtonFlexible
from tocsin.methods.counts import of_values
from tocsin.methods.detector import Detector
from tocsin.methods.judged import CANNOT_SAY

HERE = Path(__file__).parent
NB = FarringtonFlexible(log_score=True)
TESTED = replace(NB, trend_level=0.05)
B3 = replace(TESTED, years=3, seasons=1, left_out=3, rule="delta", alpha=0.05, limit54=(5, 4))
OURS: dict[str, Detector] = {
    "nb_plugin": NB,
    "delta": replace(NB, rule="delta"),
    "muan": replace(NB, rule="muan"),
    "tested_trend": TESTED,
    "by_number": replace(NB, by_date=False),
    "original": Farrington(),
    "original_by_number": Farrington(by_date=False),
}
PUBLISHED: dict[str, Detector] = {
    "farringtonFlexible_noufaily_nbPlugin": NB,
    "farringtonFlexible_noufaily_delta": replace(NB, rule="delta"),
    "farringtonFlexible_noufaily_muan": replace(NB, rule="muan"),
    "farringtonFlexible_noufaily_nbPlugin_limit54_trend05": replace(TESTED, alpha=0.01, limit54=(5, 4)),
    "farringtonFlexible_default_b3": B3,
    "farrington_original": Farrington(),
}
NAMES = {"upperbound": "upper", "pvalue": "p_value", "trend": "trended", "trend_coef": "trend"}
EXACT = ("alarm", "trended")
NOTHING_BEFORE = ("edge_zeros", "edge_first_ever_case")
Series = tuple[NDArray[np.float64], date]


@dataclass(frozen=True, slots=True)
class Apart:
    """A cell in which the two differ."""

    series: str
    t: int
    what: str
    theirs: float
    ours: float


def number(text: str) -> float:
    return float(text) if text not in ("NA", "") else np.nan


def close(what: str, theirs: float, ours: float) -> bool:
    if what in EXACT:
        return theirs == ours
    least = {"p_value": 1e-6, "score": 1e-12}.get(what, 0.0)
    return abs(theirs - ours) <= max(least, 1e-6 * abs(theirs))


def cells_apart(detector: Detector, rows: dict[str, list[dict[str, str]]], series: dict[str, Series]) -> list[Apart]:
    """All cells that R answered and that differ; none may be left unanswered by us."""
    apart: list[Apart] = []
    for name, answers in rows.items():
        value, first = series[name]
        t = np.array([int(row["t"]) for row in answers])
        told = detector.judge(of_values(value, first=first), t - 1)
        assert ((told.verdict[0] == CANNOT_SAY) == np.isnan(value[t - 1])).all()
        grids = {"expected": told.expected, "upper": told.upper, "p_value": told.p_value, "alarm": told.alarm}
        grids |= told.more
        for column in answers[0]:
            what = NAMES.get(column, column) if "trended" not in answers[0] else column
            if what not in grids:
                continue
            for i, row in enumerate(answers):
                theirs, ours = number(row[column]), float(grids[what][0, i])
                if not np.isnan(theirs) and not close(what, theirs, ours):
                    apart.append(Apart(name, int(t[i]), what, theirs, ours))
    return apart


@pytest.mark.parametrize("case", OURS)
def test_our_own_series_get_the_answers_of_r(case: str) -> None:
    with (HERE / "farrington_series.csv").open() as lines:
        made = {row["series"]: np.array(row["counts"].split(), float) for row in csv.DictReader(lines)}
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (HERE / "farrington_figures.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row.pop("case") == case:
                kept = ("t", "upper", "alarm") if case.startswith("original") else row.keys()
                rows[row.pop("series")].append({name: row[name] for name in kept if name in row})
    assert sum(map(len, rows.values())) >= 24
    assert not cells_apart(OURS[case], rows, {name: (value, date(2017, 1, 2)) for name, value in made.items()})


@pytest.mark.parametrize("case", PUBLISHED)
def test_every_reference_series_gets_the_answers_of_r(case: str, shared: Path) -> None:
    folder = shared / "reference" / "temporal"
    with gzip.open(folder / "series.csv.gz", "rt") as lines:
        given: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(lines):
            given[row["series"]].append(row)
    series = {
        name: (np.array([number(row["observed"]) for row in rows]), date.fromisoformat(rows[0]["date"]))
        for name, rows in given.items()
    }
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / "out" / f"{case}.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            rows[row["series"]].append(row)
    if case == "farrington_original":
        for answers in rows.values():
            for row in answers:
                row.pop("observed")
    apart = cells_apart(PUBLISHED[case], rows, series)
    explained = [cell for cell in apart if cell.series == "edge_constant5" and abs(cell.theirs - cell.ours) < 1e-13]
    assert [cell for cell in apart if cell not in explained] == []
    assert len(explained) <= 52

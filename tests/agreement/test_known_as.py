"""The names of R's surveillance 1.20.3 stand for its figures, whole tables and `--since` included.

`further_figures.csv` are its answers on series of our own (`further_series.csv`): few events, a gap where the past begins,
one event in all, rows of Wednesdays and a leap day, weeks that are only numbered. CUSUM judged the newest 104 weeks, GLR 52.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tocsin.flow.spreadsheet import as_table, judged_file
from tocsin.methods.aberration.farrington_flexible import FarringtonFlexible
from tocsin.methods.counts import Counts, of_values
from tocsin.methods.judged import CANNOT_SAY
from tocsin.methods.known_as import by_number, named

HERE = Path(__file__).parent
WHAT = {"upperbound": "upper", "pvalue": "p_value"}
NEWEST = {"cusum": 104, "glrnb": 52, "glrpois": 52}
Figures = dict[tuple[str, str], list[tuple[int, str, float]]]


def figures() -> Figures:
    found: Figures = defaultdict(list)
    with (HERE / "further_figures.csv").open() as lines:
        for row in csv.DictReader(lines):
            found[row["method"], row["series"]].append((int(row["t"]), row["what"], float(row["value"])))
    return found


def further(name: str) -> tuple[NDArray[np.float64], date | None]:
    with (HERE / "further_series.csv").open() as lines:
        row = next(row for row in csv.DictReader(lines) if row["series"] == name)
    counts = np.array([np.nan if one == "-" else float(one) for one in row["counts"].split()])
    return counts, date.fromisoformat(row["first"]) if row["first"] else None


def counts_of(name: str) -> Counts:
    counts, first = further(name)
    return of_values(counts, first=first) if first else of_values(counts)


@pytest.mark.parametrize(("method", "series"), figures())
def test_a_name_of_r_has_the_figures_of_r(method: str, series: str) -> None:
    detector = named(method) if further(series)[1] else by_number(named(method))
    told = detector.judge(counts_of(series))
    more = told.more | {"alarm": told.alarm.astype(float)}
    for t, what, value in figures()[method, series]:
        name = "expected" if method.startswith("glr") and what == "mu0" else WHAT.get(what, what)
        ours = float(more[name][0, t - 1] if name in more else getattr(told, name)[0, t - 1])
        assert abs(ours - value) <= 1e-6 * max(1.0, abs(value)), (t, what, value, ours)


@pytest.mark.parametrize("method", ["cusum_standard", "cusum_rossi", "glrpois_intercept", "glrnb_theta_cusum"])
def test_of_a_whole_table_the_newest_weeks_are_judged_from_all_before(method: str) -> None:
    newest = NEWEST[method.split("_", maxsplit=1)[0]]
    counts = counts_of("numbered")
    whole, asked = named(method).judge(counts), named(method).judge(counts, np.arange(400 - newest, 400))
    np.testing.assert_array_equal(whole.expected[0, -newest:], asked.expected[0])
    np.testing.assert_array_equal(whole.verdict[0, -newest:], asked.verdict[0])
    assert (whole.verdict[0, :-newest] == CANNOT_SAY).all() and (asked.verdict != CANNOT_SAY).all()


def test_a_table_of_two_series_judges_the_newest_weeks_of_each(tmp_path: Path) -> None:
    values = further("numbered")[0]
    rows = [f"long,{t},{v:g}" for t, v in enumerate(values, 1)]
    rows += [f"short,{t},{v:g}" for t, v in enumerate(values[:300], 1)]
    path = tmp_path / "two.csv"
    path.write_text("\n".join(["series,t,observed", *rows]) + "\n")
    table = as_table(judged_file(path, "cusum_standard"))
    said = defaultdict(list)
    for row in table.to_pylist():
        if row["verdict"] != "cannot_say":
            said[row["series"]].append(int(row["t"]))
    assert (said["long"][0], said["long"][-1]) == (297, 400)
    assert (said["short"][0], said["short"][-1]) == (197, 300)


def test_since_ends_the_first_phase(tmp_path: Path) -> None:
    values = further("numbered")[0]
    days = [date(2015, 1, 5) + timedelta(weeks=week) for week in range(len(values))]
    path = tmp_path / "dated.csv"
    path.write_text("date,observed\n" + "".join(f"{day},{v:g}\n" for day, v in zip(days, values, strict=True)))
    since = as_table(judged_file(path, "cusum_rossi", since=str(days[296]))).to_pylist()
    whole = as_table(judged_file(path, "cusum_rossi")).to_pylist()
    earlier = as_table(judged_file(path, "cusum_rossi", since=str(days[200]))).to_pylist()
    assert since == whole[296:] and len(earlier) == 200
    assert earlier[0]["expected"] == pytest.approx(values[:200].mean())


def test_rows_of_wednesdays_are_compared_by_their_wednesdays(tmp_path: Path) -> None:
    name, method = "wednesdays_over_a_leap_day", "farringtonFlexible_noufaily_nbPlugin"
    values, first = further(name)
    assert first is not None
    days = [first + timedelta(weeks=week) for week in range(len(values))]
    path = tmp_path / "dated.csv"
    path.write_text("date,observed\n" + "".join(f"{day},{v:g}\n" for day, v in zip(days, values, strict=True)))
    told = as_table(judged_file(path, method, since=str(days[403])))["expected"].to_pylist()
    theirs = [value for _, what, value in figures()[method, name] if what == "expected"]
    np.testing.assert_allclose(told[:3], theirs, rtol=1e-6)
    mondays = of_values(values, first=first - timedelta(days=2))
    assert abs(named(method).judge(mondays, np.array([404])).expected[0, 0] - theirs[1]) > 0.01


def test_a_series_of_thirty_weeks_cannot_be_told_by_cusum() -> None:
    assert (named("cusum_rossi").judge(of_values(further("numbered")[0][:30])).verdict == CANNOT_SAY).all()


def test_our_own_slope_reaches_over_a_gap_where_the_past_begins() -> None:
    counts, at = counts_of("gap_where_the_past_begins"), np.array([387, 388, 389, 390])
    own, theirs = (
        FarringtonFlexible().judge(counts, at),
        named("farringtonFlexible_noufaily_nbPlugin").judge(counts, at),
    )
    short = np.log(theirs.expected / own.expected)[0] / own.more["trend"][0]
    np.testing.assert_allclose(short, [0, -2, -1, 0], atol=1e-6)


def test_the_past_of_a_series_that_began_late_has_no_gap() -> None:
    counts, first = further("gap_where_the_past_begins")
    late = np.concatenate([np.full(52, np.nan), counts[200:]])
    assert first is not None
    table, at = of_values(late, first=first), np.array([250])
    own, theirs = FarringtonFlexible().judge(table, at), named("farringtonFlexible_noufaily_nbPlugin").judge(table, at)
    np.testing.assert_array_equal(own.expected, theirs.expected)

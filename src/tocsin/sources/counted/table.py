"""Table: a file of counts, read. Rows in are rows accepted and rows set aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence, first_day, number_of
from tocsin.sources.counted import days as reading
from tocsin.sources.counted.aside import LONGEST, Aside, Sieve
from tocsin.sources.counted.figures import any_empty, flags, numbers, shares, trimmed
from tocsin.sources.counted.headings import YEAR, between, headings, says_week
from tocsin.sources.counted.rhythm import of_frequency, rhythm
from tocsin.sources.counted.rows import Rows, rows_of
from tocsin.sources.counted.wide import unfolded
from tocsin.wording import say

pc: Any = compute  # its functions are made when it is loaded, and have no types
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bools = NDArray[np.bool_]
FREQUENCY = 52
FEW = 12  # rows that a person sees at one glance: those set aside are told, and the table is read
MOST_T = 10**9
FIGURES = ("observed", "tested", "population")
WEEKLY = (Cadence.WEEK, Cadence.MMWR_WEEK)


@dataclass(frozen=True, slots=True)
class CountTable:
    """Accepted rows (R,), in the order of the file. `series` numbers the `names`; `period` is the running number.

    `key` is the text of the period as it stands in the file, `column` its role: `date`, or `t` for numbers without a
    calendar. `observed` is NaN where a period is missing; `exposure` is NaN where it is unknown, None where the table has
    no column of it; `share` is how complete a count is. With `trials` exposure
    is what was tested, and no count is more. `day` is the day of their week that all rows are dated with, 0 where they differ.
    """

    names: tuple[str, ...]
    series: Whole
    column: str
    key: pa.Array
    period: Whole
    cadence: Cadence
    observed: Floats
    exposure: Floats | None
    excluded: Bools
    share: Floats
    rows_in: int
    aside: tuple[Aside, ...]
    unused: tuple[str, ...]
    trials: bool = False
    day: int = 0

    def __len__(self) -> int:
        return len(self.period)


def read(path: Path, frequency: int = FREQUENCY, wide: bool = False) -> CountTable:
    """A table of counts from a CSV file (any usual encoding and delimiter), a workbook, a packed file or Parquet.

    `frequency` is how many periods a year has where they are numbered by `t`; `wide`: each column beside the dates is a
    series, and each of its cells counts as a row. Raises `FileRefused` when nothing in the file can be used, or when most
    of it cannot because the column that tells series apart has another name.
    """
    rows = unfolded(rows_of(path)) if wide else rows_of(path)
    roles = headings(rows.cells.column_names)
    sieve = Sieve(rows.number, rows.column)
    names, series = _series(rows, roles, path.stem)
    _unnamed(rows, roles, names, series, sieve)
    figures = _figures(rows, roles, sieve)
    column = _key_column(rows, roles)
    cells = _key_cells(rows, roles, column)
    unused = (*(name for name in rows.cells.column_names if name not in roles.values()), *rows.unused)
    period, cadence, day = (
        _dated(cells, roles, series, sieve) if column == "date" else _indexed(cells, roles, sieve, frequency)
    )
    _twins(series, period, figures, sieve, roles[column], cells)
    unreadable = [Aside(row, "", "unreadable_row", found.strip()[:LONGEST]) for row, found in rows.unreadable]
    aside = tuple(sorted([*unreadable, *sieve.aside], key=lambda one: one.row))
    _refuse_unnamed_series(aside, len(rows.number), unused)
    _refuse_nothing(sieve, aside, path)
    kept = sieve.good
    used, own = np.unique(series[kept], return_inverse=True)
    return CountTable(
        tuple(names[one] for one in used.tolist()),
        own.astype(np.int64),
        column,
        trimmed(cells).filter(pa.array(kept)),
        period[kept],
        cadence,
        figures["observed"][kept],
        figures["exposure"][kept] if "exposure" in figures else None,
        figures["excluded"][kept].astype(bool),
        figures["share"][kept],
        len(rows.number) + len(unreadable),
        aside,
        unused,
        "tested" in roles,
        day,
    )


def _series(rows: Rows, roles: dict[str, str], stem: str) -> tuple[list[str], Whole]:
    """Names in the order of their first row, and each row's number; a table without series is called as its file."""
    if "series" not in roles:
        return [stem], np.zeros(len(rows.number), np.int64)
    encoded = trimmed(rows.cells[roles["series"]]).dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64)


def _unnamed(rows: Rows, roles: dict[str, str], names: list[str], series: Whole, sieve: Sieve) -> None:
    """Rows that name no series are set aside, where a column names them."""
    if "series" in roles and "" in names:
        sieve.take_out(series == names.index(""), roles["series"], "no_series", None)


def _key_column(rows: Rows, roles: dict[str, str]) -> str:
    """Dates, where the table has them; `t` where it has no dates, or not in every row."""
    if "t" not in roles:
        return "date"
    return "date" if "date" in roles and not any_empty(rows.cells[roles["date"]]) else "t"


def _key_cells(rows: Rows, roles: dict[str, str], column: str) -> pa.ChunkedArray:
    """The cells of the periods; a month or a week without a year has the one that stands beside it, in front."""
    cells, year = rows.cells[roles[column]], roles.pop(YEAR, "")
    if column != "date" or not year or _any(pc.match_substring_regex(trimmed(cells), "[0-9]{4}")):
        return cells
    numbered, sign = _any(pc.match_substring_regex(trimmed(cells), "^[0-9]+$")), between(roles[column])
    if numbered and not sign:
        return cells
    roles[YEAR] = year
    years = trimmed(rows.cells[year])
    return pa.chunked_array([pc.binary_join_element_wise(years, trimmed(cells), sign if numbered else "-")])


def _any(found: pa.Array) -> bool:
    return bool(pc.any(found, min_count=0).as_py())


def _figures(rows: Rows, roles: dict[str, str], sieve: Sieve) -> dict[str, Floats]:
    """The figures of every row; those that are none are set aside."""
    size = len(rows.number)
    found: dict[str, Floats] = {"excluded": np.zeros(size), "share": np.ones(size)}
    for role in [role for role in FIGURES if role in roles]:
        cells = rows.cells[roles[role]]
        value, bad = numbers(cells, roles[role], rows.delimiter)
        sieve.take_out(bad, roles[role], "not_a_number", cells)
        sieve.take_out(value < 0, roles[role], "negative", cells)
        found["observed" if role == "observed" else "exposure"] = value
    if "tested" in roles:
        more = found["observed"] > found["exposure"]
        sieve.take_out(more, roles["tested"], "more_than_tested", rows.cells[roles["tested"]])
    if "exposure" in found:
        found["exposure"] = np.where(found["exposure"] > 0, found["exposure"], np.nan)
    if "completeness" in roles:
        cells = rows.cells[roles["completeness"]]
        found["share"], bad = shares(cells, roles["completeness"], rows.delimiter)
        sieve.take_out(bad, roles["completeness"], "not_a_share", cells)
    if "excluded" in roles:
        cells = rows.cells[roles["excluded"]]
        yes, bad = flags(cells)
        sieve.take_out(bad, roles["excluded"], "not_yes_or_no", cells)
        found["excluded"] = yes.astype(float)
    return found


def _dated(cells: pa.ChunkedArray, roles: dict[str, str], series: Whole, sieve: Sieve) -> tuple[Whole, Cadence, int]:
    """The running number of each row's period, the cadence that the dates have, and on which day of a week they all lie."""
    encoded = trimmed(cells).dictionary_encode()
    texts, which = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    found = reading.told(texts, says_week(roles["date"]))
    usual = reading.usual([one[1] for one in found if one])
    sieve.take_out(np.array([text == "" for text in texts], bool)[which], roles["date"], "no_period", cells)
    sieve.take_out(np.array([one is None for one in found], bool)[which], roles["date"], "not_a_period", cells)
    other = np.array([one is not None and one[1] != usual for one in found], bool)[which]
    sieve.take_out(other, roles["date"], "other_period", cells)
    days = np.array([one[0] if one else "1970-01-01" for one in found], "datetime64[D]")[which]
    dated = np.array([one is not None and one[1] == usual for one in found], bool)[which]
    cadence = Cadence(usual) if usual else rhythm(series[dated], days[dated])
    period = number_of(days, cadence)
    into = np.unique((days - first_day(period, cadence)).astype(np.int64)[dated])
    return period, cadence, int(into[0]) if len(into) == 1 and cadence in WEEKLY else 0


def _indexed(cells: pa.ChunkedArray, roles: dict[str, str], sieve: Sieve, frequency: int) -> tuple[Whole, Cadence, int]:
    """The numbers of `t` as they are: whole numbers, one for each period."""
    cadence = of_frequency(frequency)
    value, bad = numbers(cells, roles["t"], ",")
    sieve.take_out(np.isnan(value) & ~bad, roles["t"], "no_period", cells)
    odd = bad | (value != np.floor(value)) | (np.abs(value) > MOST_T)
    sieve.take_out(odd, roles["t"], "not_a_period", cells)
    return np.where(sieve.good, np.nan_to_num(value), 0).astype(np.int64), cadence, 0


def _twins(
    series: Whole, period: Whole, figures: dict[str, Floats], sieve: Sieve, column: str, cells: pa.ChunkedArray
) -> None:
    """One row for each period of a series: the same row again is set aside; where figures differ, all of them are."""
    rows = np.flatnonzero(sieve.good)
    if not len(rows):
        return
    low, high = int(period[rows].min()), int(period[rows].max())
    own = series[rows] * (high - low + 1) + period[rows] - low
    _, first, which, count = np.unique(own, return_index=True, return_inverse=True, return_counts=True)
    if count.max() == 1:
        return
    leader = first[which]
    same = np.ones(len(rows), bool)
    for value in (one[rows] for one in figures.values()):
        same &= (value == value[leader]) | (np.isnan(value) & np.isnan(value[leader]))
    conflict = np.zeros(len(count), bool)
    conflict[which[~same]] = True
    for reason, bad in (
        ("twice_different", conflict[which]),
        ("twice", leader != np.arange(len(rows))),
    ):
        whole = np.zeros(len(sieve.good), bool)
        whole[rows] = bad
        sieve.take_out(whole, column, reason, cells)


def _refuse_nothing(sieve: Sieve, aside: tuple[Aside, ...], path: Path) -> None:
    if sieve.good.any():
        return
    series = "name a column `series` where several rows share a date"
    raise FileRefused(
        f"no row of {path.name} can be used",
        wanted="rows with a date (2026-03-02) or t, and a count",
        got=_in_words(aside[0]) if aside else "a header and no row",
        next_step=series if aside and aside[0].reason == "twice_different" else "mend the column, then try again",
    )


def _in_words(one: Aside) -> str:
    where = f"row {one.row}, {one.column}" if one.column else f"row {one.row}"
    return f"{where}: {say(f'detect.aside.{one.reason}', 'en')} ({one.found})"


def _refuse_unnamed_series(aside: tuple[Aside, ...], rows: int, unused: tuple[str, ...]) -> None:
    """Where most rows contradict each other, they are of several series, and what few are left mean nothing."""
    differ = [one for one in aside if one.reason == "twice_different"]
    if 2 * len(differ) <= rows or rows <= FEW:
        return
    raise FileRefused(
        "most rows share series and period with another that differs",
        wanted="one row for each period of a series",
        got=f"{len(differ):,} of {rows:,} rows, the first for {differ[0].found} (row {differ[0].row})",
        next_step=f"name the column that tells them apart `series`: {', '.join(unused) or 'there is none yet'}",
    )

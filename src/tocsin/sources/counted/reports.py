"""Reports: a person's table of what happened when and was reported when, long or as a triangle of delays.

Rows in are rows accepted and rows set aside. Only counts leave this file: no row of a single person is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import FileRefused
from tocsin.records.period import Cadence, first_day, last_day, periods_a_year
from tocsin.sources.counted import days as reading
from tocsin.sources.counted.aside import Aside, Sieve
from tocsin.sources.counted.figures import trimmed
from tocsin.sources.counted.headings import says_week
from tocsin.sources.counted.report_headings import ReportHeadings, report_headings
from tocsin.sources.counted.report_kind import ADDED
from tocsin.sources.counted.rhythm import rhythm
from tocsin.sources.counted.rows import Rows, rows_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Days = NDArray[np.datetime64]
BETWEEN = " · "
COARSE = tuple(one for one in Cadence if one is not Cadence.DAY)
FEW_DAYS = 5  # dates that all fall on one weekday are weeks
FAR = 3  # years without anything, and more than half of the table: a date is mistyped


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Accepted rows (R,) of one table. `series` numbers the `names`; `event` is the running number of the period.

    A long table has `reported` (R,), the running number of the step of the report, `on` (R,), its day (of a named period:
    the last), and `count` (R,), what it added; a triangle has `count` (R, D), what step d added, NaN where the cell is
    empty, and no `reported`. `kind` is how the figures stood in the file. `one_each`: there was no count, every row was
    one event. `added_up` rows share all three keys with another. `filled`: zeros after the newest step were taken for
    empty. `keys` are the columns that name a series, `parts` their cells for each of `names`.
    """

    names: tuple[str, ...]
    series: Whole
    event: Whole
    reported: Whole | None
    count: Floats
    cadence: Cadence
    kind: str
    on: Days | None
    rows_in: int
    aside: tuple[Aside, ...]
    unused: tuple[str, ...]
    one_each: bool = False
    added_up: int = 0
    filled: bool = False
    keys: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.event)

    @property
    def newest(self) -> np.datetime64:
        """The day of the newest report; of a triangle the last day of its newest step with a figure."""
        return self.come().max()

    def come(self) -> Days:
        """The days on which reports came, each once, the oldest first; of a triangle the last days of its steps."""
        if self.on is not None:
            return np.unique(self.on)
        row, step = np.nonzero(np.isfinite(self.count))
        return last_day(np.unique(self.event[row] + step), self.cadence).astype("datetime64[D]")

    def until(self, day: np.datetime64) -> ReportTable:
        """What was in this table on that day: later reports, and series that had none yet, are not there."""
        if self.on is not None:
            kept, count = np.asarray(self.on <= day), self.count
        else:
            steps = self.event[:, None] + np.arange(self.count.shape[1])[None, :]
            known = last_day(steps.ravel(), self.cadence).astype("datetime64[D]").reshape(steps.shape) <= day
            count = np.where(known, self.count, np.nan)
            kept = np.asarray(np.isfinite(count).any(axis=1))
        return replace(self, count=count)._take(kept)

    def followed(self) -> ReportTable:
        """Only periods that reports follow from the first on: of older ones, what the earliest said is not in the table.

        A table cut off at a day of reports holds but the stragglers of older periods, and they are no whole figures. Of
        totals and of triangles nothing is left out.
        """
        if self.reported is None or self.kind != ADDED:
            return self
        if not len(self):
            return self
        soonest = int((self.reported - self.event).min())
        return self._take(np.asarray(self.event >= int(self.reported.min()) - soonest))

    def _take(self, kept: NDArray[np.bool_]) -> ReportTable:
        used, own = np.unique(self.series[kept], return_inverse=True)
        names = tuple(self.names[one] for one in used.tolist())
        parts = tuple(self.parts[one] for one in used.tolist())
        reported, on = (None if one is None else one[kept] for one in (self.reported, self.on))
        some = {"event": self.event[kept], "reported": reported, "on": on, "count": self.count[kept]}
        return replace(self, names=names, parts=parts, series=own.astype(np.int64), **some)


def read_reports(path: Path, cadence: str = "", counts: str = "", series: tuple[str, ...] = ()) -> ReportTable:
    """A table of reports from CSV, a workbook, a packed file or Parquet.

    Long: a row for each event date and report date, with a count; without a count every row is one event. Triangle: a row
    for each period, a column for each delay, or for each day of a report (each filled cell is then a row). `cadence`: the periods, where the dates do not tell them as wanted;
    `counts`: "added" or "totals", where the figures leave it open; `series`: the columns that name a series. Raises
    `FileRefused` where dates or figures can be read in two ways, and where no row is left.
    """
    from tocsin.sources.counted.date_columns import by_report
    from tocsin.sources.counted.long_reports import long_table
    from tocsin.sources.counted.triangles import triangle_of

    rows = by_report(rows_of(path), series)
    heads = report_headings(rows.cells.column_names, series)
    sieve = Sieve(rows.number, rows.column)
    names, parts, own = named_series(rows, heads, path.stem, sieve)
    made = (
        triangle_of(rows, heads, sieve, own, cadence, counts)
        if heads.delays
        else long_table(rows, heads, sieve, own, cadence, counts)
    )
    unreadable = [Aside(row, "", "unreadable_row", "") for row, _ in rows.unreadable]  # it may hold a person's name
    aside = tuple(sorted([*unreadable, *sieve.aside], key=lambda one: one.row))
    kept = np.flatnonzero(sieve.good)
    _refuse_nothing(kept, aside, path)
    used, own = np.unique(own[kept], return_inverse=True)
    taken = {heads.event, heads.report, heads.count, *heads.series, *(name for name, _ in heads.delays)}
    return ReportTable(
        names=tuple(names[one] for one in used.tolist()),
        series=own.astype(np.int64),
        event=made.event[kept],
        reported=None if made.reported is None else made.reported[kept],
        count=made.count[kept],
        cadence=made.cadence,
        kind=made.kind,
        on=None if made.on is None else made.on[kept],
        rows_in=len(rows.number) + len(unreadable),
        aside=aside,
        unused=tuple(name for name in rows.cells.column_names if name not in taken),
        one_each=not heads.count and not heads.delays,
        added_up=made.added_up,
        filled=made.filled,
        keys=heads.series,
        parts=tuple(parts[one] for one in used.tolist()),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What one of the two shapes gave, row by row of the file (R,), before rows set aside are left out."""

    event: Whole
    reported: Whole | None
    count: Floats
    cadence: Cadence
    kind: str
    on: Days | None = None
    added_up: int = 0
    filled: bool = False


def named_series(
    rows: Rows, heads: ReportHeadings, stem: str, sieve: Sieve
) -> tuple[list[str], list[tuple[str, ...]], Whole]:
    """The names of the series, the cells they are made of, and each row's number; without a column that names it one."""
    if not heads.series:
        return [stem], [()], np.zeros(len(rows.number), np.int64)
    columns = [trimmed(rows.cells[name]) for name in heads.series]
    for name, cells in zip(heads.series, columns, strict=True):
        sieve.take_out(cells.to_numpy(zero_copy_only=False) == "", name, "no_series", None)
    group = np.zeros(len(rows.number), np.int64)
    for cells in columns:
        codes = cells.dictionary_encode().indices.to_numpy()
        group = np.unique(group * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1]
    _, first, own = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = pa.array(first[order])
    parts = list(zip(*(cells.take(place).to_pylist() for cells in columns), strict=True))
    return [BETWEEN.join(one) for one in parts], parts, np.argsort(order)[own].astype(np.int64)


def dated(rows: Rows, column: str, sieve: Sieve, beside: str = "") -> tuple[Days, str]:
    """The day of each row's date (R,), and the kind that most are of; what is no date is set aside.

    `beside`: the other column of dates, which tells the order of day and month where this one does not.
    """
    cells = rows.cells[column]
    encoded = trimmed(cells).dictionary_encode()
    texts, which = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    others = trimmed(rows.cells[beside]).unique().to_pylist() if beside else []
    found = reading.told(texts, says_week(column), others)
    usual = reading.usual([one[1] for one in found if one])
    for reason, bad in (
        ("no_period", [text == "" for text in texts]),
        ("not_a_period", [one is None for one in found]),
        ("other_period", [one is not None and one[1] != usual for one in found]),
    ):
        sieve.take_out(np.array(bad, bool)[which], column, reason, cells)
    days = np.array([one[0] if one else "1970-01-01" for one in found], "datetime64[D]")[which]
    return days, usual


def cadence_for(days: Days, kind: str, report_kind: str, asked: str) -> Cadence:
    """The periods: those asked for, else those that the dates name, else the rhythm of the days of the events."""
    if asked:
        _refuse_finer(days, kind, Cadence(asked))
        return Cadence(asked)
    for named in (kind, report_kind):
        if named:
            return Cadence(named)
    unique = np.unique(days)
    return rhythm(np.zeros(len(unique), np.int64), unique)


def _refuse_finer(days: Days, kind: str, asked: Cadence) -> None:
    """Dates that are those of weeks or months do not tell on which day in them it happened."""
    unique = np.unique(days)
    if not kind and len(unique) >= FEW_DAYS:
        alone = len(np.unique((unique.astype(np.int64)) % 7)) == 1
        kind = rhythm(np.zeros(len(unique), np.int64), unique).value if alone or _of_one_day(unique) else ""
    if kind and periods_a_year(asked) > periods_a_year(Cadence(kind)):
        name = kind.replace("_", " ")
        raise FileRefused(
            "the dates of events do not tell periods as short as these",
            wanted=f"--cadence {kind}, or longer",
            got=f"--cadence {asked.value}, and dates of one {name} each",
            next_step="leave --cadence out: the dates tell the periods",
        )


def _of_one_day(days: Days) -> bool:
    """Whether all are the same day of their month."""
    return len(np.unique((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64))) == 1


def near(steps: Whole, cadence: Cadence) -> None:
    """Raises `FileRefused` for a date far from all others: it would make years of empty periods."""
    unique = np.unique(steps)
    gaps = np.diff(unique)
    if not len(gaps) or gaps.max() <= max(FAR * periods_a_year(cadence), (unique[-1] - unique[0]) / 2):
        return
    place = int(gaps.argmax())
    lonely = unique[place] if place + 1 <= len(unique) / 2 else unique[place + 1]
    raise FileRefused(
        "a date of this table is far from all others",
        wanted=f"no more than {FAR} years without a row",
        got=str(first_of(int(lonely), cadence)),
        next_step="look whether its year is mistyped",
    )


def _refuse_nothing(kept: Whole, aside: tuple[Aside, ...], path: Path) -> None:
    if len(kept):
        return
    first = f"row {aside[0].row}, {aside[0].column}: {aside[0].found}" if aside else "a header and no row"
    raise FileRefused(
        f"no row of {path.name} can be used",
        wanted="rows with dates (2026-03-02) and counts",
        got=first,
        next_step="mend the column, then try again",
    )


def first_of(step: int, cadence: Cadence) -> np.datetime64:
    """The first day of one step."""
    return first_day(np.array([step]), cadence)[0]

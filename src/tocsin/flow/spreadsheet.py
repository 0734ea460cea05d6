"""A spreadsheet judged: a table of counts in, the same rows with what a detector says of each out. No node is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import BadValue, FileRefused
from tocsin.methods.judged import ABOVE, BELOW, RUNGS, VERDICTS, Judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.methods.counts import Counts
    from tocsin.methods.detector import Detector
    from tocsin.sources.counted.table import CountTable

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_CELLS = 50_000_000
FREQUENCY = "frequency"
GIVEN = ("expected", "upper", "p_value", "e_value")


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A table of counts and what `detector` says of it. `rows` (R,) are the accepted rows that were asked for.

    `counts` and `told` are series by periods: row r is `told.expected[table.series[r], column[r]]`.
    """

    table: CountTable
    counts: Counts
    told: Judged
    detector: Detector
    rows: Whole
    column: Whole

    @property
    def series(self) -> Whole:
        """The number of the series of each row that was asked for (R,)."""
        return self.table.series[self.rows]

    @property
    def seen(self) -> Floats:
        """What was held against the threshold, series by judged periods: the count, or a sum where the method says so."""
        return self.told.more.get("observed", self.counts.value[:, self.told.columns])

    def only(self, places: Whole) -> Spreadsheet:
        """Some of its rows, by their places among `rows`."""
        return replace(self, rows=self.rows[places], column=self.column[places])


def judged_file(
    path: Path,
    method: str = "best",
    settings: Mapping[str, str] | None = None,
    since: str = "",
    sisters: bool = False,
    wide: bool = False,
) -> Spreadsheet:
    """Read a file of counts and judge every period of every series in it, each from what lies before it.

    `method` is a name of the catalogue, or one that R knows; `settings` are its fields as text, and `frequency` (periods a
    year) where the table has `t`. `since` judges from that date or t on. `sisters`: the series count one thing in
    different places, and lend each other season and level. `wide`: each column beside the dates is a series. Raises `FileRefused` and `BadValue`.
    """
    from tocsin.methods.known_as import BY_DATE, by_number, named, with_settings
    from tocsin.sources.counted.table import read

    given = dict(settings or {})
    detector = named(method)
    frequency = _frequency(detector, given)
    detector = with_settings(detector, given)
    table = read(path, frequency, wide)
    if table.column == "date" and FREQUENCY in (settings or {}) and not hasattr(detector, FREQUENCY):
        raise BadValue("frequency is for a table with t", wanted="no frequency: dates tell it", got=table.cadence.value)
    if table.column == "t" and BY_DATE not in given:
        detector = by_number(detector)
    counts = counts_of(table, sisters)
    first = _since(table, since) if since else int(counts.periods[0])
    asked = np.flatnonzero(counts.periods >= first)
    if not len(asked):
        raise BadValue(
            "no period of this table is so late", wanted=_last(table), got=since, next_step="name one before"
        )
    told = _judged(detector, counts, asked, settings or {})
    rows = np.flatnonzero(table.period >= first)
    return Spreadsheet(table, counts, told, detector, rows, table.period[rows] - counts.periods[asked[0]])


def _judged(detector: Detector, counts: Counts, asked: Whole, settings: Mapping[str, str]) -> Judged:
    """The answers; where a setting of a person's own stops the method in its sums, the settings are refused."""
    from tocsin.engine.local import judge

    try:
        return judge(detector, counts, asked)
    except BadValue:
        raise
    except (ValueError, ArithmeticError, IndexError) as stopped:
        if not settings:
            raise
        raise BadValue(
            "the method cannot work with these settings",
            wanted="settings near those of `tocsin detect --methods --json`",
            got=", ".join(f"{name}={text}" for name, text in settings.items()),
            next_step="leave out the setting that is too small or too large",
        ) from stopped


def counts_of(table: CountTable, sisters: bool = False) -> Counts:
    """The counts of a table, series by periods; a period without a row is missing. Raises `FileRefused` for too many."""
    from tocsin.methods.counts import Counts

    first, last = int(table.period.min()), int(table.period.max())
    shape = (len(table.names), last - first + 1)
    if shape[0] * shape[1] > MOST_CELLS:
        raise FileRefused(
            "series and periods of this table are too many",
            wanted=f"at most {MOST_CELLS:,} together",
            got=f"{shape[0]:,} series over {shape[1]:,} periods",
            next_step="look for a date that is far from the others",
        )
    number = np.arange(shape[0])
    return Counts(
        _grid(table, shape, table.observed, np.nan),
        np.arange(first, last + 1),
        table.cadence,
        _exposure(table, shape),
        _grid(table, shape, table.share, 1.0),
        np.zeros(shape, bool),
        _grid(table, shape, table.excluded, False),
        np.zeros(shape, np.int16),
        np.zeros(shape[0], np.int64) if sisters else number,
        np.zeros(shape[0], np.int64) if sisters else number,
        table.trials and _all_exposed(table),
        table.day,
    )


def _all_exposed(table: CountTable) -> bool:
    """Whether each series has a figure of what its counts are out of."""
    if table.exposure is None:
        return False
    return bool(np.isin(np.arange(len(table.names)), table.series[np.isfinite(table.exposure)]).all())


def _exposure(table: CountTable, shape: tuple[int, int]) -> Floats:
    """What counts are out of or per; ones for a series that has no figure of it: its counts stand alone."""
    if table.exposure is None:
        return np.ones(shape)
    grid = _grid(table, shape, table.exposure, np.nan)
    return np.where(np.isfinite(grid).any(axis=1, keepdims=True), grid, 1.0)


def _grid(table: CountTable, shape: tuple[int, int], values: Any, empty: float | bool) -> Any:
    grid = np.full(shape, empty, values.dtype)
    grid[table.series, table.period - table.period.min()] = values
    return grid


def _frequency(detector: Detector, given: dict[str, str]) -> int:
    """How many periods of `t` make a year. Where the detector has no such setting, it is the table's alone."""
    text = given.get(FREQUENCY, "52")
    if not hasattr(detector, FREQUENCY):
        given.pop(FREQUENCY, None)
    if not text.isdecimal():
        raise BadValue("frequency cannot be set to this", wanted="365, 52, 12, 4, 2 or 1", got=text)
    return int(text)


def _since(table: CountTable, text: str) -> int:
    """The running number of the period that `text` names."""
    from tocsin.records.period import number_of
    from tocsin.sources.counted.days import told

    if table.column == "t":
        if text.lstrip("-").isdecimal():
            return int(text)
        raise BadValue("this is no t", wanted="a whole number", got=text)
    (found,) = told([text])
    if not found:
        raise BadValue("this is no date", wanted="2026-03-02", got=text)
    return int(number_of(np.array([found[0]], "datetime64[D]"), table.cadence)[0])


def _last(table: CountTable) -> str:
    return f"at most {table.key[int(np.argmax(table.period))].as_py()}"


def as_table(sheet: Spreadsheet) -> pa.Table:
    """Every row asked for, in the order of the file: series, date or t as in the file, observed, and what was said of it."""
    table, told = sheet.table, sheet.told
    at = (sheet.series, sheet.column)
    columns: dict[str, Any] = {
        "series": pa.array(table.names).take(pa.array(sheet.series)),
        table.column: table.key.take(pa.array(sheet.rows)),
        "observed": _known(table.observed[sheet.rows]),
    }
    columns |= {name: _known(getattr(told, name)[at]) for name in GIVEN}
    columns |= {
        "verdict": pa.array([one.value for one in VERDICTS]).take(pa.array(told.verdict[at])),
        "rung": pa.array([one.value for one in RUNGS]).take(pa.array(told.rung[at])),
    }
    return pa.table(columns)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the columns of a row: `seen`, a count or (`summed`) a sum; class and yearly growth of a trend."""

    seen: list[float]
    summed: bool
    trend: list[tuple[float, float]]


def beside(sheet: Spreadsheet) -> Beside:
    """What a sentence needs of each row that was asked for, and the table does not hold; NaN where the method has none."""
    at, more = (sheet.series, sheet.column), sheet.told.more
    code, growth = (
        more[name][at].tolist() if "class" in more else [float("nan")] * len(sheet.rows) for name in ("class", "growth")
    )
    return Beside(sheet.seen[at].tolist(), "observed" in more, list(zip(code, growth, strict=True)))


def _known(values: Floats) -> pa.Array:
    """NaN is null."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def newest_rows(sheet: Spreadsheet) -> Whole:
    """The place among `rows` of the newest period of each series that has any, those that rang first, then as in the file."""
    newest = np.full(len(sheet.table.names), -1)
    order = np.argsort(sheet.column, kind="stable")
    newest[sheet.series[order]] = order
    newest = newest[newest >= 0]
    quiet = ~np.isin(sheet.told.verdict[sheet.series[newest], sheet.column[newest]], (ABOVE, BELOW))
    return newest[np.argsort(quiet, kind="stable")]


def to_come(sheet: Spreadsheet) -> Whole:
    """The places among `rows` of periods that have not begun yet: most likely a date was mistyped."""
    from tocsin.clock import now
    from tocsin.records.period import first_day

    if sheet.table.column == "t":
        return np.array([], np.int64)
    begins = first_day(sheet.table.period[sheet.rows], sheet.table.cadence)
    return np.flatnonzero(begins > np.datetime64(now().date()))


def rang_lately(sheet: Spreadsheet, periods: int = 12) -> Whole:
    """The places among `rows` of what rang in the newest `periods` of the table, its own newest left out; newest first."""
    verdict = sheet.told.verdict[sheet.series, sheet.column]
    late = sheet.column > sheet.column.max() - periods
    found = np.flatnonzero(late & np.isin(verdict, (ABOVE, BELOW)))
    found = found[~np.isin(found, newest_rows(sheet))]
    return found[np.argsort(-sheet.column[found], kind="stable")]

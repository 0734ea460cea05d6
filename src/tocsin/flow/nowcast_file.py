"""A table of reports nowcast: what happened when and was reported when in, what it will come to out. No node is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import BadValue, FileRefused
from tocsin.flow.nowcast_reach import FEWEST, beyond, depth, heard, newest_step, unfinished, unread
from tocsin.records.nowcast import GRIDS, Nowcast, Stand
from tocsin.records.period import Cadence, first_day, label, last_day

if TYPE_CHECKING:
    from tocsin.methods.nowcast.triangles.triangle import Triangle
    from tocsin.sources.counted.reports import ReportTable

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_CELLS = 100_000_000
DAY = "datetime64[D]"
AHEAD = 14  # hours: where on earth the day begins first


class OnTriangles(Protocol):
    """What nowcasts a triangle: `window` is over how many periods, the newest among them, each target is summed."""

    def nowcast(self, triangle: Triangle, window: int = 1) -> Nowcast:
        """The final figures of all periods, from the triangle and nothing else."""
        ...


@dataclass(frozen=True, slots=True)
class NowcastFile:
    """A table of reports and its nowcast, all series (N) over all periods (T) up to `now`.

    `read` is the whole table, `table` what was in it on the day `as_of`. `given`: a person named that day; else it is that
    of the newest report. `later` counts rows reported after it, `unfinished` those of the step that was not over then,
    `beyond` what came after the last delay that is followed. `quiet` steps before that day have no report at all, longer
    than ever before: they are not nowcast, for nobody knows that nothing happened in them. `early` rows are of
    periods older than the first report (`ReportTable.followed`): not read. `named`: a person named the series' columns.
    """

    read: ReportTable
    table: ReportTable
    triangle: Triangle
    nowcast: Nowcast
    window: int
    as_of: np.datetime64
    given: bool
    later: int
    unfinished: int
    beyond: float
    quiet: int = 0
    early: int = 0
    named: bool = False

    @property
    def open_columns(self) -> Whole:
        """The columns of periods whose reports may still come, the newest first."""
        deep = self.triangle.total.shape[2]
        young = self.nowcast.periods + deep - 1 > self.triangle.now
        return np.flatnonzero(young)[::-1]


def nowcast_file(
    path: Path,
    as_of: str = "",
    window: int = 1,
    max_delay: int | None = None,
    cadence: str = "",
    counts: str = "",
    series: tuple[str, ...] = (),
    method: OnTriangles | None = None,
) -> NowcastFile:
    """Read a triangle or a long table of reports, and nowcast every period of every series in it.

    `as_of`: what was reported later is not read; without it, the day of the newest report. `max_delay`: the last step
    after its period that is followed. The rest as `sources.counted.reports.read_reports`. Raises `FileRefused` where the
    table cannot be read or is too short to learn a delay from, `BadValue` for words that make no sense.
    """
    from tocsin.sources.counted.reports import read_reports

    _check(window, max_delay)
    read = read_reports(path, cadence, counts, series)
    day = _day(as_of) if as_of else read.newest
    then, come = read.until(day), read.come()
    come = come[come <= day]
    _refuse_before(read, day, come)
    table = then.followed()
    _refuse_stragglers(table)
    reached = newest_step(come, day, table.cadence)
    now = heard(table, reached, come)
    if now < int(table.event.min(initial=now + 1)):
        _refuse_before(read, day, come[:0])
    deep = depth(table, now, max_delay)
    triangle = _triangle(table, now, deep)
    _refuse_short(triangle, max_delay, window)
    made = _of_rows(table, (method or _usual_method()).nowcast(triangle, window=window))
    counted = (unread(read, day), unfinished(table, now), beyond(table, now, deep))
    early = len(then) - len(table)
    return NowcastFile(
        read, table, triangle, made, window, day, bool(as_of), *counted, reached - now, early, bool(series)
    )


def _check(window: int, max_delay: int | None) -> None:
    for word, got in (("--window", window), ("--max-delay", max_delay)):
        if got is not None and got < 1:
            raise BadValue(
                f"{word} counts periods", wanted="1 or more", got=str(got), next_step="leave it out, or say 1"
            )


def _refuse_before(read: ReportTable, day: np.datetime64, come: NDArray[np.datetime64]) -> None:
    if len(come):
        return
    first = read.come()[0]
    step = "leave --as-of out, or name a later day"
    wanted = f"a later day than the first report, {first}"
    raise BadValue("too little was reported by then", wanted=wanted, got=str(day), next_step=step)


def _refuse_stragglers(table: ReportTable) -> None:
    if len(table):
        return
    raise FileRefused(
        "all these events are older than the first report",
        wanted="periods whose reports are in the table from the first on",
        got="one day of reports, or only late ones",
        next_step="give older or newer reports too; if figures are totals, say --counts totals",
    )


def _of_rows(table: ReportTable, made: Nowcast) -> Nowcast:
    """Of a triangle only periods that have a row, or have later ones: what lies after the last row is no nowcast."""
    if table.reported is not None:
        return made
    size = int((made.periods <= table.event.max()).sum())
    grids = {name: getattr(made, name)[:, :size] for name in GRIDS}
    return replace(made, periods=made.periods[:size], quantiles=made.quantiles[:, :size], **grids)


def _usual_method() -> OnTriangles:
    from tocsin.methods.nowcast.triangles.chain_ladder import ChainLadder

    return ChainLadder()


def _day(text: str) -> np.datetime64:
    from tocsin.clock import moment, now

    day = moment(text).date()
    if day > (now() + timedelta(hours=AHEAD)).date():
        step = "leave --as-of out: it is then the day of the newest report"
        raise BadValue("that day has not come yet", wanted="today or earlier", got=text, next_step=step)
    return np.datetime64(day)


def _triangle(table: ReportTable, now: int, deep: int) -> Triangle:
    from tocsin.methods.nowcast.triangles.reports import triangle_of_increments, triangle_of_reports

    periods = now - int(table.event.min()) + 1
    if len(table.names) * periods * deep > MOST_CELLS:
        raise FileRefused(
            "series, periods and delays are too many",
            wanted=f"at most {MOST_CELLS:,} together",
            got=f"{len(table.names):,} series, {periods:,} periods, {deep:,} delays",
            next_step="say --max-delay, or a coarser --cadence",
        )
    rows = len(table.names)
    if table.reported is not None:
        columns = (table.series, table.event, table.reported, table.count)
        return triangle_of_reports(*columns, cadence=table.cadence, delays=deep, now=now, rows=rows, folded=False)
    number = np.arange(int(table.event.min()), now + 1)
    added = np.full((rows, len(number), deep), np.nan)
    kept = np.flatnonzero(table.event <= now)
    steps = min(deep, table.count.shape[1])
    added[table.series[kept], table.event[kept] - number[0], :steps] = table.count[kept, :steps]
    return triangle_of_increments(added, number, cadence=table.cadence, now=now, carried=True)


def _refuse_short(triangle: Triangle, asked: int | None, window: int) -> None:
    """A delay is learned from periods that were followed to its end, and a sum is over periods that are there."""
    many = len(triangle.periods)
    if window > many:
        step = "say a smaller --window"
        raise BadValue("there are not so many periods", wanted=f"1 to {many}", got=f"--window {window}", next_step=step)
    deep = triangle.total.shape[2]
    followed = triangle.periods + deep - 1 <= triangle.now
    known = np.isfinite(triangle.total[:, followed, -1]).any(axis=0)
    if int(known.sum()) >= FEWEST:
        return
    smaller = ", or say a smaller --max-delay" if asked != 1 and many > FEWEST else ""
    raise FileRefused(
        "this history is too short to learn the delay from",
        wanted=f"at least {deep - 1 + FEWEST} periods, for delays of up to {deep - 1}",
        got=f"periods: {many}, of them followed to the end: {int(known.sum())}",
        next_step=f"give older periods too{smaller}",
    )


def as_table(made: NowcastFile, levels: Sequence[float]) -> pa.Table:
    """Every period of every series: series, period, start, end, reported, completeness, mean, quantiles, basis.

    A quantile's column is called q and its level. What is refused is null.
    """
    told, names = made.nowcast, made.table.names
    size = len(told.periods)
    starts = first_day(told.periods, told.cadence).astype(DAY)
    ends = last_day(told.periods, told.cadence).astype(DAY)
    labels = [label(one, last, told.cadence) for one, last in zip(starts.tolist(), ends.tolist(), strict=True)]
    columns: dict[str, Any] = {
        "series": pa.array(names).take(pa.array(np.repeat(np.arange(len(names)), size))),
        "period": pa.array(labels * len(names)),
        "start": pa.array(np.tile(starts, len(names))),
        "end": pa.array(np.tile(ends, len(names))),
        "reported": _known(told.reported),
        "completeness": _known(told.completeness),
        "mean": _known(told.mean),
    }
    columns |= {f"q{level:g}": _known(told.quantile(level)) for level in checked(levels, told)}
    columns["basis"] = pa.array([one.name.lower() for one in Stand]).take(pa.array(told.basis.ravel()))
    return pa.table(columns)


def checked(levels: Sequence[float], told: Nowcast) -> tuple[float, ...]:
    """Levels in order. Raises `BadValue` for one beyond those that the nowcast has."""
    low, high = float(told.levels[0]), float(told.levels[-1])
    step = "say --levels 0.1,0.5,0.9"
    if not levels:
        raise BadValue("no level was named", wanted=f"{low:g} to {high:g}", got="none", next_step=step)
    for level in levels:
        if not low <= level <= high:
            raise BadValue("this level is not known", wanted=f"{low:g} to {high:g}", got=f"{level:g}", next_step=step)
    return tuple(sorted(set(levels)))


def _known(values: Floats) -> pa.Array:
    flat = values.ravel()
    return pa.array(flat, pa.float64(), mask=np.isnan(flat))


def cadence_named(text: str) -> str:
    """A cadence as the command line has it; empty: the dates tell. Raises `BadValue` for none of ours."""
    if text and text not in {one.value for one in Cadence if one is not Cadence.ROLLING_12_MONTHS}:
        wanted = "day, week, mmwr_week, month, quarter, half_year or year"
        step = "leave --cadence out: the dates tell the periods"
        raise BadValue("there is no such cadence", wanted=wanted, got=text, next_step=step)
    return text

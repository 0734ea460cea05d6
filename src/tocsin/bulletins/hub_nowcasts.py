"""Nowcasts as rows of a hub: a task for each series and period, with its mean and its quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tocsin.errors import BadValue
from tocsin.records.forecast import TRUTH, TYPE, TYPE_ID, VALUE, OutputType
from tocsin.records.nowcast import Nowcast
from tocsin.records.period import last_day, number_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def rows_of(nowcast: Nowcast, series: Mapping[str, Sequence[str]], target: str, newest: int | None = None) -> pa.Table:
    """Model output of a nowcast: reference_date, target, horizon, the columns of `series`, target_end_date and output.

    `series` names columns of N cells each (`location`). The reference date is the day that it knows up to; horizon 0 is
    the period that holds it, -1 the one before. `newest`: only so many periods. Refused figures have no row.
    """
    for name, cells in series.items():
        if len(cells) != len(nowcast):
            raise BadValue(f"the column {name} has the wrong length", wanted=str(len(nowcast)), got=str(len(cells)))
    known = np.isfinite(nowcast.mean)
    if newest is not None:
        known[:, : max(0, known.shape[1] - newest)] = False
    row, column = np.nonzero(known)
    tasks = _tasks(nowcast, series, target, row, column)
    point = pa.nulls(len(row), pa.string())
    parts = [_part(tasks, OutputType.MEAN, point, nowcast.mean[row, column])]
    for place, level in enumerate(nowcast.levels.tolist()):
        ids = pa.array([f"{level:g}"] * len(row))
        parts.append(_part(tasks, OutputType.QUANTILE, ids, nowcast.quantiles[row, column, place]))
    order = np.arange(len(parts) * len(row)).reshape(len(parts), len(row)).T.ravel()
    return pa.concat_tables(parts).combine_chunks().take(pa.array(order))


def truth_rows(
    value: Floats, periods: Whole, nowcast: Nowcast, series: Mapping[str, Sequence[str]], target: str
) -> pa.Table:
    """Oracle output of final figures (N, T) over `periods` (T,): target, the columns of `series`, target_end_date."""
    row, column = np.nonzero(np.isfinite(value))
    ends = last_day(periods, nowcast.cadence).astype("datetime64[D]")
    columns: dict[str, pa.Array] = {"target": pa.array([target] * len(row))}
    columns |= {name: pa.array(list(cells)).take(pa.array(row)) for name, cells in series.items()}
    columns |= {"target_end_date": pa.array(ends[column]), TRUTH: pa.array(value[row, column])}
    return pa.table(columns)


def _tasks(
    nowcast: Nowcast, series: Mapping[str, Sequence[str]], target: str, row: Whole, column: Whole
) -> dict[str, pa.Array]:
    day = nowcast.as_of.astype("datetime64[D]")
    here = int(number_of(np.array([day]), nowcast.cadence)[0])
    ends = last_day(nowcast.periods, nowcast.cadence).astype("datetime64[D]")
    return {
        "reference_date": pa.array(np.full(len(row), day)),
        "target": pa.array([target] * len(row)),
        "horizon": pa.array(nowcast.periods[column] - here),
        **{name: pa.array(list(cells)).take(pa.array(row)) for name, cells in series.items()},
        "target_end_date": pa.array(ends[column]),
    }


def _part(tasks: dict[str, pa.Array], kind: OutputType, ids: pa.Array, value: Floats) -> pa.Table:
    kinds = pa.array([kind.value] * len(value), pa.string())
    return pa.table({**tasks, TYPE: kinds, TYPE_ID: ids, VALUE: pa.array(value)})

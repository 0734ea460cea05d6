"""Folding: cells finer than the panel's cadence are put together; those of longer periods are left out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tocsin.records.period import Cadence, first_day, last_day, number_of
from tocsin.vocabulary import measures

KEYS = ("substance", "series_place", "level", "origin", "destination")
MOST = ("pooled", "bounded", "suppressed", "mark", "health_only", "stream")


def folded(rows: pa.Table, cadence: Cadence, measure: str) -> pa.Table:
    """One row for each series and period of `cadence`, in the columns of `cells`.

    A year in a quarterly panel says nothing of a quarter and is left out. Days and weeks inside a period are added up,
    or averaged where the measure is a mean (weighted by `parts`); two percentages of one period give none. Where the
    whole period is told too, its parts are left out. A period that is cut short (January to September in
    a panel of years) stays: it ends before its period does.
    """
    starts, ends = (rows[n].to_numpy().astype("datetime64[D]") for n in ("period_start", "period_end"))
    numbers = number_of(ends, cadence)
    opens = first_day(numbers, cadence)
    inside = starts >= opens
    rows, numbers = rows.filter(pa.array(inside)), numbers[inside]
    finer = (starts[inside] > opens[inside]) | (ends[inside] < last_day(numbers, cadence))
    if not finer.any():
        return rows
    told = finer & ~_told_whole(rows, numbers, ~finer)
    rows, numbers = rows.filter(pa.array(~finer | told)), numbers[~finer | told]
    rows = rows.append_column("number", pa.array(numbers))
    return _together(_alone(rows) if measures.is_percent(measure) else rows, measure)


def _alone(rows: pa.Table) -> pa.Table:
    """The rows that are the only one of their series and period: of two percentages no third is made."""
    texts = [rows[name].cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False) for name in (*KEYS, "number")]
    cells = np.array([chr(31).join(parts) for parts in zip(*texts, strict=True)], str)
    codes, counts = np.unique(cells, return_inverse=True, return_counts=True)[1:]
    return rows.filter(pa.array(counts[codes] == 1))


def _told_whole(rows: pa.Table, numbers: NDArray[np.int64], whole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows of a series and period that another row tells as a whole: its parts are not added to it."""
    texts = [rows[name].cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False) for name in KEYS]
    cells = np.array([chr(31).join(parts) for parts in zip(*texts, numbers.astype(str), strict=True)], object)
    codes = np.unique(cells.astype(str), return_inverse=True)[1]
    held = np.zeros(codes.max() + 1, bool)
    held[codes[whole]] = True
    return held[codes]


def _together(rows: pa.Table, measure: str) -> pa.Table:
    mean = measures.measure(measure).combine == "mean"
    amount = pc.multiply(rows["value"], pc.cast(rows["parts"], pa.float64())) if mean else rows["value"]  # pyright: ignore[reportAttributeAccessIssue] - pyarrow makes its compute functions at run time
    rows = rows.set_column(rows.schema.get_field_index("value"), "value", amount)
    wanted = [("period_start", "min"), ("period_end", "max"), ("value", "sum"), ("tested", "sum"), ("parts", "sum")]
    grouped = rows.group_by([*KEYS, "measure", "number"], use_threads=False).aggregate(
        [*wanted, *((name, "max") for name in MOST)]
    )
    names = {f"{name}_{how}": name for name, how in [*wanted, *((name, "max") for name in MOST)]}
    grouped = grouped.rename_columns([names.get(name, name) for name in grouped.column_names])
    if mean:
        share = grouped["value"].to_numpy() / np.maximum(grouped["parts"].to_numpy(), 1)
        grouped = grouped.set_column(grouped.schema.get_field_index("value"), "value", pa.array(share))
    return grouped.select(rows.drop_columns(["number"]).column_names).cast(rows.drop_columns(["number"]).schema)

"""The hubverse's open formats: model output, oracle output and time series, written and read.

Facts of the formats: docs.hubverse.io, user guide, "model output" and "target data" (2025).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from tocsin.bulletins.hub_tables import TextTable, files_below, known, model_of, text_table, write_table
from tocsin.errors import BadValue, FileRefused
from tocsin.records.forecast import MODEL, TRUTH, TYPE, TYPE_ID, UNKNOWN, VALUE, AsideRow, HubRows, OutputType

pc: Any = compute  # its functions are made when it is loaded, and have no types
Bools = NDArray[np.bool_]
OBSERVED, AS_OF = "observation", "as_of"
ABBREVIATION = re.compile(r"[A-Za-z0-9_+]{1,16}")
LONGEST = 120


def read_model_output(paths: Sequence[Path]) -> HubRows:
    """The rows of model output files, or of the files below folders; columns may stand in any order.

    Every column but the three of the format, and `model_id` where it stands there, is a task id and kept; the model is
    told by that column, else by the file's name. Set aside: rows with too many or few cells, another kind of output, a
    level that is none, a value that is no number, and rows that stand there twice (all of them where values differ).
    Raises `FileRefused` where a file is no table or lacks one of the three columns.
    """
    files = [file for path in paths for file in files_below(path)]
    return _joined([_model_output(file) for file in files], (MODEL,), (TYPE, TYPE_ID, VALUE))


def read_truth(path: Path) -> HubRows:
    """Oracle output (`oracle_value`), or a time series (`observation`), of which the newest `as_of` of each row counts.

    `output_type` and `output_type_id` need not be there. Set aside as in model output; older versions too. Raises
    `FileRefused` where neither column of values is there.
    """
    return _joined([_truth(file) for file in files_below(path)], (), (TYPE, TYPE_ID, TRUTH))


def write_model_output(rows: pa.Table, hub: Path, team: str, model: str, day: str, kind: str = "csv") -> Path:
    """Write rows as HUB/model-output/TEAM-MODEL/DAY-TEAM-MODEL.csv (or parquet), and say where.

    Raises `BadValue` for names that a hub does not take and for rows without the columns of the format.
    """
    for name in (team, model):
        if not ABBREVIATION.fullmatch(name):
            wanted, step = "up to 16 letters, digits, _ or +", "say another --team or --model"
            raise BadValue("a hub does not take this name", wanted=wanted, got=name, next_step=step)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        raise BadValue("a round is named by its day", wanted="2026-03-02", got=day)
    _require(rows.column_names, (TYPE, TYPE_ID, VALUE))
    folder = f"{team}-{model}"
    return write_table(rows, hub / "model-output" / folder / f"{day}-{folder}.{kind}")


def write_oracle_output(rows: pa.Table, hub: Path, kind: str = "csv") -> Path:
    """Write truths (task ids and `oracle_value`) as HUB/target-data/oracle-output.csv (or parquet), and say where."""
    _require(rows.column_names, (TRUTH,))
    return write_table(rows, hub / "target-data" / f"oracle-output.{kind}")


def write_time_series(rows: pa.Table, hub: Path, kind: str = "csv") -> Path:
    """Write observations (a day, task ids, `observation`, perhaps `as_of`) as HUB/target-data/time-series.csv."""
    _require(rows.column_names, (OBSERVED,))
    return write_table(rows, hub / "target-data" / f"time-series.{kind}")


def oracle_of(series: pa.Table) -> pa.Table:
    """A time series as oracle output: the same rows, the value named so, without versions."""
    _require(series.column_names, (OBSERVED,))
    kept = series.drop_columns([AS_OF]) if AS_OF in series.column_names else series
    return kept.rename_columns([TRUTH if name == OBSERVED else name for name in kept.column_names])


@dataclass(slots=True)
class _Sieve:
    """Rows of one file that are still in, and those that are not."""

    file: str
    number: NDArray[np.int64]
    good: Bools
    aside: list[AsideRow] = field(default_factory=list)

    def take_out(self, bad: Bools, column: str, reason: str, cells: pa.ChunkedArray) -> None:
        rows = np.flatnonzero(bad & self.good)
        found = cells.take(pa.array(rows)).to_pylist()
        told = zip(self.number[rows].tolist(), found, strict=True)
        self.aside += [AsideRow(self.file, row, column, reason, str(text or "")[:LONGEST]) for row, text in told]
        self.good[rows] = False


def _opened(path: Path, wanted: Sequence[str]) -> tuple[TextTable, _Sieve]:
    table = text_table(path)
    if lacking := [name for name in wanted if name not in table.cells.column_names]:
        raise FileRefused(
            f"{path.name} lacks a column",
            wanted=", ".join(lacking),
            got=", ".join(table.cells.column_names)[:200],
            next_step="name the columns as the hubverse does",
        )
    sieve = _Sieve(path.name, table.number, np.ones(len(table.number), bool))
    sieve.aside += [AsideRow(path.name, row, "", "unreadable_row", text[:LONGEST]) for row, text in table.unreadable]
    return table, sieve


def _model_output(path: Path) -> HubRows:
    table, sieve = _opened(path, (TYPE, TYPE_ID, VALUE))
    cells = table.cells
    tasks = tuple(name for name in cells.column_names if name not in (MODEL, TYPE, TYPE_ID, VALUE))
    columns = {name: pc.fill_null(known(cells[name]), UNKNOWN) for name in tasks}
    size = cells.num_rows
    model = known(cells[MODEL]) if MODEL in cells.column_names else pa.nulls(size, pa.string())
    columns[MODEL] = pc.fill_null(model, model_of(path))
    columns[TYPE] = pc.utf8_lower(known(cells[TYPE]))
    odd = ~_is_in(columns[TYPE], [one.value for one in OutputType])
    sieve.take_out(odd, TYPE, "unknown_output_type", cells[TYPE])
    columns[TYPE_ID] = _ids(columns[TYPE], known(cells[TYPE_ID]), cells[TYPE_ID], sieve)
    columns[VALUE] = _figures(cells[VALUE], VALUE, sieve)
    _twins(columns, (*tasks, MODEL, TYPE, TYPE_ID), VALUE, sieve)
    kept = pa.table(columns).filter(pa.array(sieve.good))
    return HubRows(kept, tasks, size + len(table.unreadable), tuple(sieve.aside))


def _truth(path: Path) -> HubRows:
    table, sieve = _opened(path, ())
    cells = table.cells
    value = next((name for name in (TRUTH, OBSERVED) if name in cells.column_names), "")
    if not value:
        raise FileRefused(
            f"{path.name} lacks a column",
            wanted=f"{TRUTH}, or {OBSERVED}",
            got=", ".join(cells.column_names)[:200],
            next_step="name the columns as the hubverse does",
        )
    own = (TYPE, TYPE_ID, AS_OF, value)
    tasks = tuple(name for name in cells.column_names if name not in own)
    columns = {name: pc.fill_null(known(cells[name]), UNKNOWN) for name in tasks}
    nothing = pa.chunked_array([pa.nulls(cells.num_rows, pa.string())])
    for name in (TYPE, TYPE_ID):
        columns[name] = known(cells[name]) if name in cells.column_names else nothing
    columns[TRUTH] = _figures(cells[value], value, sieve)
    if AS_OF in cells.column_names:
        _older(columns, tasks, cells[AS_OF], sieve)
    _twins(columns, (*tasks, TYPE, TYPE_ID), TRUTH, sieve)
    kept = pa.table(columns).filter(pa.array(sieve.good))
    return HubRows(kept, tasks, cells.num_rows + len(table.unreadable), tuple(sieve.aside))


def _ids(kinds: pa.ChunkedArray, ids: pa.ChunkedArray, cells: pa.ChunkedArray, sieve: _Sieve) -> pa.ChunkedArray:
    """The ids of the outputs; a level in one spelling, nothing for mean and median."""
    quantile = _is_in(kinds, [OutputType.QUANTILE.value])
    number, bad = _numbers(ids)
    wrong = bad | np.isnan(number) | (number < 0) | (number > 1)
    sieve.take_out(quantile & wrong, TYPE_ID, "not_a_level", cells)
    point = _is_in(kinds, [OutputType.MEAN.value, OutputType.MEDIAN.value])
    lacks = ids.is_null().to_numpy(zero_copy_only=False)
    sieve.take_out(~point & lacks, TYPE_ID, "no_output_type_id", cells)
    alone = np.where(quantile & ~wrong, number, 0.0)
    steps, which = np.unique(alone, return_inverse=True)
    spelled = pa.array([f"{step:g}" for step in steps.tolist()]).take(pa.array(which))
    some = pc.if_else(pa.array(quantile), spelled, ids)
    return pc.if_else(pa.array(point), pa.scalar(None, pa.string()), some)


def _figures(cells: pa.ChunkedArray, column: str, sieve: _Sieve) -> pa.Array:
    number, bad = _numbers(known(cells))
    sieve.take_out(np.isnan(number) & ~bad, column, "no_value", cells)
    sieve.take_out(bad | np.isinf(number), column, "not_a_number", cells)
    return pa.array(number)


def _numbers(text: pa.ChunkedArray) -> tuple[NDArray[np.float64], Bools]:
    """Text as numbers, NaN where there is none; and where it is something else."""
    good = pc.fill_null(pc.match_substring_regex(text, r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"), False)
    number = pc.fill_null(pc.if_else(good, text, None).cast(pa.float64()), np.nan)
    bad = pc.and_not(pc.is_valid(text), good)
    return number.to_numpy().copy(), bad.to_numpy().astype(bool)


def _is_in(cells: pa.ChunkedArray, values: Sequence[str]) -> Bools:
    return pc.is_in(cells, value_set=pa.array(values)).to_numpy().astype(bool)


def group_of(columns: Mapping[str, Any], names: Sequence[str], size: int) -> NDArray[np.int64]:
    """A number for each row (R,), the same for rows that agree in all these columns of text."""
    group = np.zeros(size, np.int64)
    for name in names:
        column = columns[name]
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        coded = pc.fill_null(whole, "\0").dictionary_encode()
        codes = (coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded).indices.to_numpy()
        group = np.unique(group * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)[1]
    return group


def _twins(columns: Mapping[str, Any], names: Sequence[str], value: str, sieve: _Sieve) -> None:
    """A row that stands there again is set aside; where the values differ, all of them are."""
    rows = np.flatnonzero(sieve.good)
    if not len(rows):
        return
    group = group_of(columns, names, len(sieve.good))[rows]
    figures = columns[value].to_numpy()[rows]
    _, first, which = np.unique(group, return_index=True, return_inverse=True)
    leader = first[which]
    conflict = np.zeros(len(first), bool)
    conflict[which[figures != figures[leader]]] = True
    for reason, bad in (("twice_different", conflict[which]), ("twice", leader != np.arange(len(rows)))):
        whole = np.zeros(len(sieve.good), bool)
        whole[rows] = bad
        sieve.take_out(whole, value, reason, pc.cast(pa.chunked_array([columns[value]]), pa.string()))


def _older(columns: Mapping[str, Any], tasks: Sequence[str], versions: pa.ChunkedArray, sieve: _Sieve) -> None:
    """Of several versions of a row the newest counts."""
    rows = np.flatnonzero(sieve.good)
    group = group_of(columns, (*tasks, TYPE, TYPE_ID), len(sieve.good))[rows]
    _, at = np.unique(np.array(versions.to_pylist(), str)[rows], return_inverse=True)
    newest = np.full(int(group.max(initial=-1)) + 1, -1)
    np.maximum.at(newest, group, at)
    whole = np.zeros(len(sieve.good), bool)
    whole[rows] = at < newest[group]
    sieve.take_out(whole, AS_OF, "older_version", versions)


def _joined(parts: Sequence[HubRows], first: Sequence[str], last: Sequence[str]) -> HubRows:
    """Several files as one; a task id that one of them lacks does not apply there."""
    tasks = tuple(dict.fromkeys(name for part in parts for name in part.task_ids))
    order = [*first, *tasks, *last]
    tables: list[pa.Table] = []
    for part in parts:
        missing = [name for name in tasks if name not in part.task_ids]
        table = part.table
        for name in missing:
            table = table.append_column(name, pa.array([UNKNOWN] * len(part)))
        tables.append(table.select(order))
    aside = tuple(one for part in parts for one in sorted(part.aside, key=lambda one: one.row))
    return HubRows(pa.concat_tables(tables), tasks, sum(part.rows_in for part in parts), aside)


def _require(names: Sequence[str], wanted: Sequence[str]) -> None:
    if lacking := [name for name in wanted if name not in names]:
        raise BadValue("these rows lack a column", wanted=", ".join(lacking), got=", ".join(names))

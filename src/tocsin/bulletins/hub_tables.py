"""Tables of a hub as files: CSV or Parquet, packed or not, read as text and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute, csv, parquet

from tocsin.errors import BadValue, FileRefused

pc: Any = compute  # its functions are made when it is loaded, and have no types
MISSING = pa.array(["", "na", "nan", "null", "none", "<na>", "n/a"])
KINDS = (".csv", ".parquet", ".pq")
PACKED = (".gz", ".gzip", ".bz2", ".zst", ".zstd", ".snappy", ".lz4", ".brotli")
ROUND = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
MIDNIGHT = r"[T ]00:00:00(\.0+)?$"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file as columns of text; `number` (R,) counts its rows from 1, `unreadable` has those with too many or few cells."""

    cells: pa.Table
    number: NDArray[np.int64]
    unreadable: tuple[tuple[int, str], ...]


def text_table(path: Path) -> TextTable:
    """A CSV (UTF-8, commas) or Parquet file as text. Raises `FileRefused` for what is neither."""
    if not path.is_file():
        raise FileRefused("there is no such file", wanted="CSV or Parquet", got=str(path), next_step="check the path")
    try:
        if path.stat().st_size == 0:
            _refuse(path, "it is empty")
        return _of_parquet(path) if _kind(path) != ".csv" else _of_csv(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as stopped:
        _refuse(path, str(stopped).splitlines()[0][:160], stopped)


def model_of(path: Path) -> str:
    """The model that a file is from: 2026-03-02-team-model.csv is of team-model; else the name of the file."""
    stem = _stem(path)
    named = ROUND.fullmatch(stem)
    return named[2] if named else stem


def files_below(path: Path) -> tuple[Path, ...]:
    """The tables in a folder and those below it, in order; a file is itself. Raises `FileRefused` where there is none."""
    if not path.is_dir():
        return (path,)
    found = tuple(sorted(file for file in path.rglob("*") if file.is_file() and _kind(file)))
    if not found:
        step = "name the folder that holds the files"
        raise FileRefused("no table is in this folder", wanted=", ".join(KINDS), got=str(path), next_step=step)
    return found


def write_table(table: pa.Table, path: Path) -> Path:
    """Write CSV (unknown cells as NA) or Parquet, by the name of the file; folders are made. Raises `BadValue`."""
    kind = _kind(path)
    if not kind:
        raise BadValue("a hub takes CSV or Parquet", wanted=".csv or .parquet", got=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind != ".csv":
        parquet.write_table(table, path)
        return path
    cells = [_cell(pc.fill_null(column.cast(pa.string()), "NA")) for column in table.columns]
    lines = pc.binary_join_element_wise(*cells, ",").to_pylist()
    text = "\n".join([",".join(_cell(pa.array(table.column_names)).to_pylist()), *lines]) + "\n"
    with pa.output_stream(path, compression="detect") as file:
        file.write(text.encode())
    return path


def _cell(text: Any) -> Any:
    """Cells of CSV, in quotes only where they need them."""
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(text, '[,"\\n\\r]'), quoted, text)


def known(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without spaces around it; what says that nothing is there is null."""
    text = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.is_in(pc.utf8_lower(text), value_set=MISSING), pa.scalar(None, pa.string()), text)


def _kind(path: Path) -> str:
    inner = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in PACKED]
    return inner[-1] if inner and inner[-1] in KINDS else ""


def _stem(path: Path) -> str:
    name = path.name
    while (suffix := Path(name).suffix.lower()) and suffix in KINDS + PACKED:
        name = name[: -len(suffix)]
    return name


def _of_csv(path: Path) -> TextTable:
    with pa.input_stream(path, compression="detect") as file:
        names = csv.open_csv(file, parse_options=csv.ParseOptions(invalid_row_handler=lambda _: "skip")).schema.names
    bad: list[tuple[int, str]] = []

    def aside(row: Any) -> str:
        bad.append((int(row.number) - 1, str(row.text)))  # the header is line 1
        return "skip"

    with pa.input_stream(path, compression="detect") as file:
        cells = csv.read_csv(
            file,
            csv.ReadOptions(use_threads=False),
            csv.ParseOptions(invalid_row_handler=aside, newlines_in_values=True),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    number = np.setdiff1d(np.arange(1, cells.num_rows + len(bad) + 1), [row for row, _ in bad])
    return TextTable(cells.rename_columns([name.strip().lstrip("\ufeff") for name in names]), number, tuple(bad))


def _of_parquet(path: Path) -> TextTable:
    table = parquet.ParquetFile(path).read()  # a folder named key=value above it is no column
    columns = [_text(column) for column in table.columns]
    return TextTable(pa.table(columns, names=table.column_names), np.arange(1, table.num_rows + 1), ())


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers without a point, days without a time."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_floating(kind):
        whole = pc.all(pc.equal(column, pc.floor(column)), min_count=0).as_py()
        column = column.cast(pa.int64()) if whole else column
    text = pc.fill_null(column.cast(pa.string()), "NA")
    return pc.replace_substring_regex(text, MIDNIGHT, "") if pa.types.is_timestamp(kind) else text


def _refuse(path: Path, why: str, cause: Exception | None = None) -> NoReturn:
    raise FileRefused(
        f"{path.name} is no table of a hub",
        wanted="CSV in UTF-8 with commas, or Parquet",
        got=why,
        next_step="save it as one of these",
    ) from cause

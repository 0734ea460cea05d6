"""Overlay: what a person said of single rows, laid over the table `raw` before it is sifted. The file stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tocsin.errors import UsageError
from tocsin.records.correction import Act, Correction
from tocsin.sources.checks import Rule, quoted
from tocsin.sources.checks.catalogue import VOUCHABLE
from tocsin.sources.loading import ROW

if TYPE_CHECKING:
    from collections.abc import Iterable

CELLS = pa.schema([("row", pa.int64()), ("column", pa.string()), ("value", pa.string())])


def lay_over(connection: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> None:
    """Write the corrected cells into `raw`, the last word of each cell, and name in `vouched` the rows vouched for.

    Of rows that clash, the one last vouched for (`turn`) counts. Raises `UsageError` for a column that the file does not have, and for a value that its column cannot hold.
    """
    vouched = {one.row: turn for turn, one in enumerate(corrections) if one.act is Act.VOUCH}
    connection.execute(f"CREATE TABLE vouched ({ROW} BIGINT, turn BIGINT)")
    if vouched:
        connection.executemany("INSERT INTO vouched VALUES (?, ?)", list(vouched.items()))
    cells = {(one.row, one.column): one.value for one in corrections if one.act is Act.CORRECT}
    if cells:
        rows = [{"row": row, "column": column, "value": value} for (row, column), value in cells.items()]
        connection.register("corrected", pa.Table.from_pylist(rows, CELLS))
        _write(connection, sorted({column for _, column in cells if column}))


def _write(connection: duckdb.DuckDBPyConnection, columns: Iterable[str]) -> None:
    kinds = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE raw)").fetchall())
    _as_table(connection)
    for column in columns:
        if column not in kinds or column == ROW:
            raise _no_column(column, [name for name in kinds if name != ROW])
        try:
            connection.execute(
                f"UPDATE raw SET {quoted(column)} = CAST(nullif(corrected.value, '') AS {kinds[column]}) "
                f'FROM corrected WHERE corrected.row = raw.{ROW} AND corrected."column" = ?',
                [column],
            )
        except duckdb.ConversionException as error:
            raise UsageError(
                f"the column {column} cannot hold this value", wanted=kinds[column].lower(), got=str(error)[:200]
            ) from error


def _as_table(connection: duckdb.DuckDBPyConnection) -> None:
    """A view over a file cannot be written to: copy it."""
    if connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'raw'").fetchone():
        connection.execute("CREATE TABLE copied AS FROM raw; DROP VIEW raw; ALTER TABLE copied RENAME TO raw")


def _no_column(column: str, known: list[str]) -> UsageError:
    return UsageError(
        "this file has no such column",
        wanted=", ".join(known[:40]),
        got=column,
        next_step="write the column as the file names it",
    )


def vouched_for(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, of which those that a person may vouch for let the rows of `vouched` stand."""
    return tuple(
        replace(rule, broken=f"({rule.broken}) AND {ROW} NOT IN (SELECT {ROW} FROM vouched)")
        if rule.code in VOUCHABLE
        else rule
        for rule in rules
    )

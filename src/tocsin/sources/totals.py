"""Totals: figures that a publisher prints beside the rows, held against what the rows come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from tocsin.records.reconciliation import RECONCILIATION_SCHEMA

if TYPE_CHECKING:
    import duckdb

GOOD = "{good}"
TOLD = pa.schema([RECONCILIATION_SCHEMA.field(name) for name in ("total", "column", "of", "printed", "added")])


@dataclass(frozen=True, slots=True)
class Total:
    """One kind of total that a file prints in `column`, and how its own rows add up to it.

    `sql` is a SELECT with the columns `of` (text: what it is the total of), `printed` and `added` (numbers; a line in
    which either is NULL is not compared), over `{good}`: the accepted rows of one release, repeats left out. They may differ by `least`
    (the last printed digit) or by `share` of what was added, whichever is more. `code` is a note of the release, with
    its sentence `release_note.<code>`.
    """

    code: str
    column: str
    sql: str
    share: float = 0.0
    least: float = 0.5


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many totals were compared, and those that differ: one row each, in the columns of `TOLD`."""

    compared: int
    differ: pa.Table

    @property
    def notes(self) -> tuple[str, ...]:
        """The codes of what differs."""
        return tuple(sorted(set(self.differ["total"].to_pylist())))


def reconciled(connection: duckdb.DuckDBPyConnection, totals: Sequence[Total], where: str) -> Reconciled:
    """Hold every printed total of the accepted rows `where` against its rows. Nothing is set aside for it."""
    compared, tables = 0, [TOLD.empty_table()]
    for total in totals:
        both = (
            f"SELECT coalesce(CAST(of AS VARCHAR), '') AS of, CAST(printed AS DOUBLE) AS printed, CAST(added AS DOUBLE) AS added FROM ("
            f"{total.sql.replace(GOOD, f'(SELECT * FROM once WHERE {where})')}) "
            "WHERE printed IS NOT NULL AND added IS NOT NULL"
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE totals AS {both}")
        compared += (connection.execute("SELECT count(*) FROM totals").fetchone() or (0,))[0]
        apart = f"abs(printed - added) > greatest({total.share} * abs(added), {total.least})"
        found = connection.execute(
            f'SELECT ? AS total, ? AS "column", of, printed, added FROM totals WHERE {apart} ORDER BY of',
            [total.code, total.column],
        )
        tables.append(found.to_arrow_table().cast(TOLD))
    return Reconciled(compared, pa.concat_tables(tables))

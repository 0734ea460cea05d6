"""What an adapter hands over: releases with their observations and what was quarantined."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from tocsin.records.release import Covers, Release, ReleaseKind
from tocsin.sources.totals import Reconciled, Total

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from tocsin.records.source import Source
    from tocsin.sources.checks import Rule


@dataclass(frozen=True, slots=True)
class Arrival:
    """One release read from a file. `observations` streams; read it before asking for the next arrival.

    `totals` are the publisher's own, held against the rows.
    """

    release: Release
    observations: pa.RecordBatchReader
    quarantine: pa.Table
    totals: Reconciled


@dataclass(frozen=True, slots=True)
class Plan:
    """One release inside a file: which rows (`where`, SQL over `good`), when known, and what it covers."""

    where: str
    known_at: datetime
    known_basis: str
    kind: ReleaseKind
    covers: Covers
    label: str = ""  # tells releases of one file apart, e.g. a vintage
    notes: tuple[str, ...] = field(default=())
    rows: str = ""  # which rows of the file count as its own (SQL over `good`), where one row feeds several releases


class Adapter(Protocol):
    """One published format. `header` are the columns it needs; `source` the catalogue row it belongs to.

    `key` are the columns that tell rows apart, for people; `identity` is the same as an SQL expression, written as
    the record is.
    """

    source: ClassVar[str]
    header: ClassVar[tuple[str, ...]]
    key: ClassVar[tuple[str, ...]]
    identity: ClassVar[str]

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """Make the lookup tables that the rules and the selection need."""
        ...

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """What a row must keep, in the order in which it is asked. `until`: nothing later can be in the file."""
        ...

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]: ...

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """SQL expressions by schema column, one dictionary for each observation that a row gives.

        `where` keeps some rows; `from` names another table than `once` (the good rows), laid out in `plans`: cells of
        counted events, columns turned into rows.
        """
        ...


@runtime_checkable
class PrintsTotals(Protocol):
    """An adapter whose file prints totals of its own. A total its rows do not come to becomes a note of the release
    and a line of the reconciliation; no row is set aside for it.
    """

    totals: ClassVar[tuple[Total, ...]]


@runtime_checkable
class FollowsHeader(Protocol):
    """An adapter of a layout whose columns are not all known beforehand: some are there, or there is one for each thing
    measured. In the columns `compared` two rows of one key must agree.
    """

    @property
    def compared(self) -> tuple[str, ...]: ...

    def following(self, header: tuple[str, ...]) -> Adapter:
        """The adapter for a file with these columns."""
        ...


def totals_of(adapter: Adapter) -> tuple[Total, ...]:
    """The totals that an adapter declares; none where its publisher prints none."""
    return adapter.totals if isinstance(adapter, PrintsTotals) else ()

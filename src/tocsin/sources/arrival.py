"""What an adapter hands over: releases with their observations and what was quarantined."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol

from tocsin.records.release import Covers, Release, ReleaseKind

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from tocsin.records.source import Source
    from tocsin.sources.rules import Rule


@dataclass(frozen=True, slots=True)
class Arrival:
    """One release read from a file. `observations` streams; read it before asking for the next arrival."""

    release: Release
    observations: pa.RecordBatchReader
    quarantine: pa.Table


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

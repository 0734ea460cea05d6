"""Tocsin's own table: Parquet columns of the schema, with the release written in the file's metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.clock import moment
from tocsin.errors import FileRefused
from tocsin.records.observation import BOUND_KINDS, SCHEMA
from tocsin.records.release import Covers, Release, ReleaseKind
from tocsin.sources.arrival import Plan
from tocsin.sources.checks import ABSURD, UNSEEN, Rule, in_order, known_measure
from tocsin.sources.opening import refuse_people, refuse_twins
from tocsin.sources.parquet import UNREADABLE, whole

if TYPE_CHECKING:
    import duckdb

    from tocsin.records.source import Source

FORMAT = b"tocsin-table"
COLUMNS = (
    "record",
    "substance_raw",
    "place",
    "place_precision",
    "period_start",
    "period_end",
    "measure",
    "value",
    "bound",
    "bound_kind",
    "tested",
    "origin",
    "destination",
    "attributes",
)
NEEDED = ("record", "substance_raw", "place", "place_precision", "period_start", "period_end", "measure")


@dataclass(frozen=True, slots=True)
class TocsinTable:
    """One release of any source. A row is one observation, held against the schema and the catalogue."""

    source: ClassVar[str] = ""  # any: the table itself says whose it is
    measures: tuple[str, ...]
    told: dict[str, Any]
    header: ClassVar[tuple[str, ...]] = COLUMNS
    key: ClassVar[tuple[str, ...]] = ("record", "substance_raw", "measure")
    identity: ClassVar[str] = "concat_ws(chr(31), record, substance_raw, measure)"

    def prepare(self, connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
        """The places of the table that the vocabulary knows, and the names in it that cannot be read."""
        from tocsin.vocabulary.places import known

        named = connection.execute("SELECT DISTINCT place FROM raw WHERE place IS NOT NULL").fetchall()
        understood = pa.array([place for (place,) in named if known(place)], pa.string())
        connection.register("vocabulary_places", pa.table({"place": understood}))
        connection.execute(
            "CREATE TABLE odd_names AS SELECT substance_raw AS name FROM (SELECT DISTINCT substance_raw FROM raw) "
            f"WHERE length(substance_raw) > 200 OR regexp_matches(substance_raw, '{UNSEEN}')"
        )

    def rules(self, until: datetime) -> tuple[Rule, ...]:
        """What a row must keep."""
        numbers = [rule for column in ("value", "bound", "tested") for rule in _finite(column)]
        return (
            *(
                Rule("missing", column, f"{column} IS NULL OR CAST({column} AS VARCHAR) = ''", "a value")
                for column in NEEDED
            ),
            Rule("missing", "value", "value IS NULL AND bound_kind IS NULL", "a value, or the kind of its bound"),
            Rule(
                "unreadable_name",
                "record",
                "length(record) > 1000 OR contains(record, chr(31))",
                "a key of up to 1,000 characters",
            ),
            Rule(
                "unreadable_name",
                "substance_raw",
                "substance_raw IN (SELECT name FROM odd_names)",
                "up to 200 printable characters",
            ),
            Rule(
                "unknown_place",
                "place",
                "place NOT IN (SELECT place FROM vocabulary_places)",
                "a place of the vocabulary",
            ),
            known_measure("measure", self.measures),
            Rule(
                "unknown_code",
                "bound_kind",
                "bound_kind IS NOT NULL AND bound_kind NOT IN " + str(BOUND_KINDS),
                "one of: " + ", ".join(BOUND_KINDS),
            ),
            in_order("period_start+period_end", "period_start", "period_end"),
            Rule(
                "date_out_of_range",
                "period_start",
                f"period_start NOT BETWEEN DATE '1900-01-01' AND DATE '{until.date()}'",
                "a period that had begun",
            ),
            *numbers,
        )

    def plans(
        self, connection: duckdb.DuckDBPyConnection, known_at: datetime | None, file_name: str, sha256: str
    ) -> list[Plan]:
        """The one release that the metadata tells of; none when no row is left."""
        if not connection.execute("SELECT 1 FROM good LIMIT 1").fetchall():
            return []
        known, basis = (known_at, "reported") if known_at else (moment(self.told["known_at"]), self.told["known_basis"])
        return [
            Plan(
                "true",
                known,
                basis,
                ReleaseKind(self.told["kind"]),
                Covers.from_json(self.told["covers"]),
                notes=tuple(self.told["notes"]),
            )
        ]

    def selections(self, source: Source) -> tuple[dict[str, str], ...]:
        """The columns as they stand. Mark and purpose are the catalogue's: a file cannot loosen them."""
        return ({name: name for name in COLUMNS},)


def _finite(column: str) -> tuple[Rule, ...]:
    return (
        Rule("absurd", column, f"NOT isfinite({column}) OR {column} > {ABSURD:.0f}", "a finite number"),
        Rule("negative", column, f"{column} < 0", "a number, zero or more"),
    )


def open_table(connection: duckdb.DuckDBPyConnection, path: Path, source: Source) -> TocsinTable:
    """Lay the view `raw` over the table of `source` at `path`. Raises `FileRefused` when it is none."""
    told = metadata_of(path)
    if told["source"] != source.name:
        raise FileRefused(
            f"this is not a table of {source.name}",
            wanted=source.name,
            got=told["source"],
            next_step=f"use --source {told['source']}",
        )
    literal = str(path).replace("'", "''")
    connection.execute(
        "CREATE VIEW raw AS SELECT *, file_row_number + 1 AS file_row "
        f"FROM read_parquet('{literal}', file_row_number = true)"
    )
    with whole(path):  # what is broken far down is found here, and not in the middle of a release
        connection.execute("SELECT bit_xor(hash(raw)) FROM raw")
    connection.execute("CREATE TABLE unreadable (file_row BIGINT, found VARCHAR)")
    return TocsinTable((*source.measures, *source.unwatched), told)


def write_table(path: Path, observations: pa.Table, release: Release, credit: dict[str, str]) -> None:
    """Write one release as a compact table; `credit` names publisher, licence, attribution and use statement."""
    told = {
        "kind": release.kind.value,
        "known_at": release.known_at.isoformat(),
        "known_basis": release.known_basis,
        "covers": release.covers.to_json(),
        "notes": list(release.notes),
        "source": release.source,
        "file_name": release.file_name,
        "file_sha256": release.file_sha256,
        "file_rows": release.rows_in,
        "credit": credit,
    }
    table = observations.select(list(COLUMNS)).sort_by(
        [("record", "ascending"), ("measure", "ascending"), ("substance_raw", "ascending")]
    )
    pq.write_table(
        table.replace_schema_metadata({FORMAT: json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}),
        path,
        compression="zstd",
        compression_level=19,
    )


def metadata_of(path: Path) -> dict[str, Any]:
    """What a table says of its release. Raises `FileRefused` when the file is not one of ours."""
    try:
        schema = pq.read_schema(path)
    except UNREADABLE as error:
        raise FileRefused(
            "this Parquet file cannot be read",
            wanted="a Tocsin table",
            got=str(error)[:200],
            next_step="fetch it again",
        ) from error
    told = (schema.metadata or {}).get(FORMAT)
    wrong = [
        f"{name} as {SCHEMA.field(name).type}"
        for name in COLUMNS
        if name not in schema.names or not _alike(schema.field(name).type, name)
    ]
    if told is None or wrong:
        raise FileRefused(
            "this Parquet file is not a Tocsin table",
            wanted="the release in its metadata, and the columns " + ", ".join(COLUMNS),
            got="no release" if told is None else "without " + ", ".join(wrong),
            next_step="give the publisher's own file instead",
        )
    refuse_twins(tuple(schema.names))
    refuse_people(tuple(schema.names))
    return _understood(told)


def _understood(told: bytes) -> dict[str, Any]:
    try:
        release = json.loads(told)
        Covers.from_json(release["covers"])
        ReleaseKind(release["kind"])
        moment(release["known_at"])
        return {"notes": [], "known_basis": "assumed"} | {"source": release["source"]} | release
    except (ValueError, KeyError, TypeError) as error:
        raise FileRefused(
            "the release in this table cannot be understood",
            wanted="kind, known_at, covers and source",
            got=repr(error)[:200],
            next_step="write the table again",
        ) from error


def _alike(found: pa.DataType, name: str) -> bool:
    wanted = SCHEMA.field(name).type
    bare = found.value_type if pa.types.is_dictionary(found) else found
    if pa.types.is_string(wanted):
        return pa.types.is_string(bare) or pa.types.is_large_string(bare) or pa.types.is_null(bare)
    return bare == wanted or (pa.types.is_null(bare) and name not in NEEDED)

"""Where the tables of the lake lie, and what their columns mean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tocsin.errors import HomeError
from tocsin.records.correction import CORRECTION_SCHEMA
from tocsin.records.finding import FINDING_SCHEMA, RUN_SCHEMA
from tocsin.records.observation import SCHEMA
from tocsin.records.reconciliation import RECONCILIATION_SCHEMA
from tocsin.records.release import QUARANTINE_SCHEMA, RELEASE_SCHEMA

MEANING = 1  # raised when a column changes its meaning; new nullable columns do not raise it

# What the files of the observations table hold: the schema without `source` (the folder says it), and `again`,
# true when the key had a row before this one. Most keys have one row; only the others need a window to be read.
STORED = pa.schema(
    [field for field in SCHEMA if field.name != "source"] + [pa.field("again", pa.bool_(), nullable=False)]
)
OBSERVATIONS = pa.schema([*SCHEMA, STORED.field("again")])
# The keys a release held without a row of its own: what a late arrival must leave untouched.
MENTION_SCHEMA = pa.schema(
    [pa.field(name, pa.string(), nullable=False) for name in ("release", "source", "observation")]
)


@dataclass(frozen=True, slots=True)
class Table:
    """One Delta table: its name (the folder), its columns, and the column it is split by."""

    name: str
    schema: pa.Schema
    split_by: str | None = None


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("observations", OBSERVATIONS, "source"),
        Table("mentions", MENTION_SCHEMA, "source"),
        Table("releases", RELEASE_SCHEMA),
        Table("quarantine", QUARANTINE_SCHEMA),
        Table("corrections", CORRECTION_SCHEMA),
        Table("reconciliation", RECONCILIATION_SCHEMA),
        Table("findings", FINDING_SCHEMA),
        Table("runs", RUN_SCHEMA),
    )
}


def folder(home: Path) -> Path:
    """The lake of the node home `home`."""
    return home / "lake"


def write_marker(home: Path) -> None:
    """Say, once and in one step, which meaning the observations of this lake have (`lake/schema.json`)."""
    marker = folder(home) / "schema.json"
    if not marker.exists():
        fresh = marker.with_suffix(".json.new")
        columns = {field.name: str(field.type) for field in SCHEMA}
        text = json.dumps({"table": "observations", "meaning": MEANING, "columns": columns}, indent=1)
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(marker)


def check_marker(home: Path) -> None:
    """Raise `HomeError` when the lake was written by a newer Tocsin, whose columns mean something else."""
    marker = folder(home) / "schema.json"
    if marker.exists():
        found = json.loads(marker.read_text(encoding="utf-8"))["meaning"]
        if found != MEANING:
            raise HomeError(
                f"the lake in {folder(home)} has observations of another meaning",
                wanted=f"meaning {MEANING}",
                got=f"meaning {found}",
                next_step="use the version of Tocsin that wrote it, or a newer one",
            )

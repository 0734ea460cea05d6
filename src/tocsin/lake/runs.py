"""Runs of detection and their findings: added once, never overwritten."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from tocsin.errors import BadValue
from tocsin.lake.delta import commit_rows, has_seen, read_rows, writable_table
from tocsin.lake.recovery import writing
from tocsin.records.failpoint import reach
from tocsin.records.finding import FINDING_SCHEMA, RUN_SCHEMA


def commit_run(home: Path, run: pa.Table, findings: pa.Table) -> bool:
    """Keep one run (one row) and its findings; False when this run was kept before, and nothing happens.

    The findings go first: a run that is listed is whole.
    """
    if run.num_rows != 1:
        raise BadValue("a run is committed one at a time", wanted="one row", got=f"{run.num_rows} rows")
    name = run["run"][0].as_py()
    with writing(home):
        runs, kept = writable_table(home, "runs"), writable_table(home, "findings")
        if has_seen(runs, name):
            return False
        reach("lake.findings.before")
        if not has_seen(kept, name):
            commit_rows(kept, _in_columns(findings, FINDING_SCHEMA), name)
        reach("lake.findings.after")
        commit_rows(runs, _in_columns(run, RUN_SCHEMA), name)
        reach("lake.runs.after")
        return True


def runs(table: DeltaTable | None) -> pa.Table:
    """All runs, oldest first."""
    return read_rows(table, "runs").sort_by([("recorded_at", "ascending"), ("run", "ascending")])


def findings(table: DeltaTable | None, finished: pa.Table, run: str | None) -> pa.Table:
    """The findings of `run`, or of all `finished` runs; those of a run that was killed are not shown."""
    names = (finished if run is None else finished.filter(pc.field("run") == run))["run"]
    return read_rows(table, "findings", pc.field("run").isin(names.combine_chunks()))


def _in_columns(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table.select(schema.names).cast(schema)

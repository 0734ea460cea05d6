"""Applying runs of the lake to the ledger, each exactly once."""

from __future__ import annotations

import pyarrow as pa
from django.db import transaction

from tocsin.clock import now
from tocsin.node.ledger.models import AppliedRun


def apply_missing(runs: pa.Table) -> int:
    """One ledger transaction for each run not yet applied, oldest first. `runs` as `RUN_SCHEMA`."""
    known = set(AppliedRun.objects.values_list("run", flat=True))
    rows = runs.select(["run", "as_of", "recorded_at"]).sort_by("recorded_at").to_pylist()
    return sum(_apply(row) for row in rows if row["run"] not in known)


def _apply(row: dict[str, object]) -> int:
    """1 when this call applied the run, 0 when another process was faster."""
    times = {"as_of": row["as_of"], "recorded_at": row["recorded_at"], "applied_at": now()}
    with transaction.Atomic(using=None, savepoint=True, durable=False):
        _, made = AppliedRun.objects.get_or_create(run=row["run"], defaults=times)
    return int(made)

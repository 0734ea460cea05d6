"""Upkeep: fewer, larger files; no file that nothing reads."""

from __future__ import annotations

from pathlib import Path

from tocsin.lake.delta import open_table
from tocsin.lake.layout import TABLES
from tocsin.lake.recovery import writing

RETENTION_HOURS = 7 * 24


def compact(home: Path) -> None:
    """Join small files and write checkpoints. Changes no answer; readers keep the files they pinned."""
    with writing(home):
        for name in TABLES:
            table = open_table(home, name)
            if table is not None:
                table.optimize.compact(max_concurrent_tasks=1)
                table.create_checkpoint()


def vacuum(home: Path) -> int:
    """Delete files that no version of the last seven days reads; gives their number."""
    deleted = 0
    with writing(home):
        for name in TABLES:
            table = open_table(home, name)
            if table is not None:
                deleted += len(table.vacuum(RETENTION_HOURS, dry_run=False, full=True))
    return deleted

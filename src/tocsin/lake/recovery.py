"""Mend what a killed writer left: every write begins here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.lake.delta import commit_rows, has_seen, noted_releases, open_table, writable_table
from tocsin.lake.layout import check_marker, write_marker
from tocsin.lake.lock import writer_lock
from tocsin.lake.seen import from_row
from tocsin.records.failpoint import reach


@contextmanager
def writing(home: Path) -> Iterator[int]:
    """Hold the writer's lock over a lake that is whole: made if new, mended if a writer was killed.

    Gives the number of releases that were found again.
    """
    with writer_lock(home):
        reach("lake.lock.taken")
        check_marker(home)
        write_marker(home)
        yield mend(home)


def mend(home: Path) -> int:
    """Add the rows of `releases` that observation commits name and that are missing; gives their number.

    Removes nothing. Looks at the newest commits only, unless even these are missing: the writer adds the row
    right after its commit, so at most the last one can be.
    """
    table = open_table(home, "observations")
    if table is None:
        return 0
    releases = writable_table(home, "releases")
    missing = [row for row in noted_releases(table, 20) if not has_seen(releases, row["release"])]
    if missing:
        missing = [row for row in noted_releases(table) if not has_seen(releases, row["release"])]
    for row in reversed(missing):
        reach("lake.mend.before")
        commit_rows(writable_table(home, "releases"), from_row(row), row["release"])
        reach("lake.mend.after")
    return len(missing)

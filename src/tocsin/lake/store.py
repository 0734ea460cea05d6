"""The lake: the door of the bi-temporal store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.lake import append, mending, runs, seen, upkeep, versions
from tocsin.lake.append import Appended
from tocsin.lake.delta import files, open_table, read_rows
from tocsin.lake.layout import check_marker
from tocsin.lake.recovery import writing
from tocsin.records.release import Release

if TYPE_CHECKING:
    import ibis
    from deltalake import DeltaTable

    from tocsin.records.change import ReleaseChanges


@dataclass(frozen=True, slots=True)
class Lake:
    """The tables under `directory`/lake, where `directory` is the home of a node.

    A lake that was never written to is empty, and reads as such. `pins` holds the versions that the reads of
    this object stay at; without it, each read takes the newest. Any number may read while one writes.
    """

    directory: Path
    pins: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "directory", Path(self.directory))
        check_marker(self.directory)

    def pinned(self) -> Lake:
        """The same lake, with all reads at the versions of this moment: what one request should look at."""
        order = (
            "runs",
            "findings",
            "releases",
            "quarantine",
            "corrections",
            "reconciliation",
            "observations",
            "mentions",
        )
        tables = {name: self._table(name) for name in order}
        return replace(self, pins={name: -1 if table is None else table.version() for name, table in tables.items()})

    def append(
        self, release: Release, observations: pa.RecordBatchReader, quarantine: pa.Table, recorded_at: datetime
    ) -> Appended:
        """Take one release in: append what is new or changed against what was known at its `known_at`.

        `observations` streams in the columns of the observation schema; its clocks, basis, source and release
        are set from `release`, and one not read to its end was not taken in. Memory stays bounded. A release
        already seen changes nothing. A snapshot takes back what it covers and does not hold. A release that
        comes late changes no answer from the next release that speaks of the same key on, so the order of
        arrival never shows. Releases known at the very same moment stand in the order of their ids.
        Stored under `recorded_at`, or under the newest such moment of the source if that is later: this clock
        never runs backwards. Raises `HomeError` when another writer holds the lake for a minute, `BadValue`
        when a required column is missing or has nulls.
        """
        return append.append(self.directory, release, observations, quarantine, recorded_at)

    def observations(
        self, source: str | None = None, known_at: datetime | None = None, recorded_at: datetime | None = None
    ) -> ibis.Table:
        """The observations of one source (or all) as known at `known_at`, and as this node stored them by `recorded_at`.

        One row a key; the retracted are left out. `known_at` and `release` say since when the present content
        was known. The expression is fixed to the version read now; take it out with `to_pyarrow()` or
        `to_pyarrow_batches()`. Work on one source at a time where rows are many.
        """
        from tocsin.lake import as_known  # Ibis loads in a third of a second: only for who asks for it

        table = self._table("observations")
        return as_known.observations(as_known.reading(self.directory), files(table, source), known_at, recorded_at)

    def versions(
        self, observations: Collection[str], source: str | None = None, known_at: datetime | None = None
    ) -> pa.Table:
        """Everything that these keys said by `known_at`, one row for each content, oldest first; retractions are rows."""
        table = self._table("observations")
        return versions.versions(self.directory, files(table, source), observations, known_at)

    def releases(self, known_at: datetime | None = None) -> pa.Table:
        """The releases known by `known_at`, in the order of (known_at, release)."""
        return seen.releases(self._table("releases"), known_at)

    def changes(
        self, source: str, series: tuple[str, ...] = ("place", "substance_raw", "measure")
    ) -> tuple[ReleaseChanges, ...]:
        """What each release of one source changed, in the order in which they became known.

        Each is judged from what was known the moment before, so the answers of a past day are those whose `known_at`
        it had reached. `series` are the columns within which a missing period is a gap.
        """
        from tocsin.lake import revisions

        known = [Release.from_row(row) for row in self.releases().filter(pc.field("source") == source).to_pylist()]
        if not known:
            return ()
        observations, mentions = (files(self._table(name), source) for name in ("observations", "mentions"))
        return revisions.revisions(self.directory, observations, mentions, known, series)

    def arrivals(self, source: str) -> pa.Table:
        """What each release of one source added to the total of each period (`lake.arrivals.ARRIVALS`), oldest first."""
        from tocsin.lake import arrivals

        return arrivals.arrivals(self.directory, files(self._table("observations"), source))

    def quarantine(self, *, settled: bool = False) -> pa.Table:
        """What was set aside from the releases seen, and still stands so: row, column, rule.

        A release whose file was read again counts as it was read last: what that reading accepted is settled, and
        left out. With `settled` the rows of every reading, for the history.
        """
        taken = read_rows(self._table("releases"), "releases")["release"].to_pylist()
        kept = taken if settled else mending.newest_readings(taken)
        return read_rows(self._table("quarantine"), "quarantine", pc.field("release").isin(kept))

    def correct(self, corrections: pa.Table) -> bool:
        """Keep what a person said of rows set aside (`CORRECTION_SCHEMA`); False when it was kept before."""
        return mending.keep_corrections(self.directory, corrections)

    def corrections(self) -> pa.Table:
        """All that was ever said of rows set aside, oldest first."""
        rows = read_rows(self._table("corrections"), "corrections")
        return rows.sort_by([("recorded_at", "ascending"), ("row", "ascending"), ("column", "ascending")])

    def keep_reconciliation(self, release: Release, lines: pa.Table, recorded_at: datetime) -> bool:
        """Keep the printed totals that the rows of `release` do not add up to; False when they were kept before."""
        return mending.keep_reconciliation(self.directory, release, lines, recorded_at)

    def reconciliation(self) -> pa.Table:
        """The printed totals of the releases seen that their rows do not add up to."""
        taken = read_rows(self._table("releases"), "releases")["release"].to_pylist()
        kept = mending.newest_readings(taken)
        return read_rows(self._table("reconciliation"), "reconciliation", pc.field("release").isin(kept))

    def commit_run(self, run: pa.Table, findings: pa.Table) -> bool:
        """Keep one run (a table of one row) and its findings; False, and nothing happens, when it was kept before."""
        return runs.commit_run(self.directory, run, findings)

    def findings(self, run: str | None = None) -> pa.Table:
        """The findings of one run, or of all finished runs."""
        return runs.findings(self._table("findings"), self.runs(), run)

    def runs(self) -> pa.Table:
        """All finished runs, oldest first."""
        return runs.runs(self._table("runs"))

    def version(self) -> int:
        """The version of the observations: it grows with every release, and with `compact`. -1 when there are none."""
        table = self._table("observations")
        return -1 if table is None else table.version()

    def recover(self) -> int:
        """Mend what a killed writer left (every write does so itself); gives the number of releases found again."""
        with writing(self.directory) as mended:
            return mended

    def compact(self) -> None:
        """Join small files; changes no answer."""
        upkeep.compact(self.directory)

    def vacuum(self) -> int:
        """Delete files that nothing of the last seven days reads; gives their number."""
        return upkeep.vacuum(self.directory)

    def _table(self, name: str) -> DeltaTable | None:
        return open_table(self.directory, name, None if self.pins is None else self.pins[name])

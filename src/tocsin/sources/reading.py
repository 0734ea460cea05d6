"""Reading a file: choose the adapter, part good rows from bad, and stream each release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from tocsin.errors import FileRefused, UsageError
from tocsin.records.correction import Correction, read_again
from tocsin.records.failpoint import reach
from tocsin.records.release import QUARANTINE_SCHEMA, Release
from tocsin.records.source import Source
from tocsin.sources.arrival import Adapter, Arrival, Plan, totals_of
from tocsin.sources.checks import Rule
from tocsin.sources.opening import sha256_of
from tocsin.sources.selection import selection_sql, stream
from tocsin.sources.sifted import Sifted, sifted
from tocsin.sources.sifting import quarantine
from tocsin.sources.totals import reconciled


@dataclass(frozen=True, slots=True)
class _File:
    """What every release of one file shares."""

    name: str
    sha256: str
    columns: tuple[str, ...]
    source: Source
    rules: tuple[Rule, ...]
    set_aside: int
    first_fault: str
    repeats: int
    corrections: tuple[Correction, ...]


def read(
    path: Path, source: Source, *, known_at: datetime | None, now: datetime, corrections: Sequence[Correction] = ()
) -> Iterator[Arrival]:
    """The releases of one file, oldest first. Over the file, rows in = accepted + quarantined.

    A row is a line, or a record whose quoted cells hold line breaks. Rows set aside are reported with the newest
    release of their file. `known_at` overrides what the file or its adapter says about publication. `corrections` are
    all that was ever said of the rows of this file: they are laid over it, and give its releases ids of their own.
    Raises `FileRefused` when the file as a whole cannot be read as `source`, `UsageError` when `known_at` is in the
    future; single bad rows are quarantined and never raise.
    """
    if known_at and known_at > now + timedelta(days=1):
        raise UsageError(
            "a file cannot be known before it is here",
            wanted="a date that is not in the future",
            got=known_at.date().isoformat(),
            next_step="give the day it was published",
        )
    with sifted(path, source, known_at, now, corrections) as laid:
        file = _counted(laid, source, path, tuple(corrections))
        reach("reading.after_sifting")
        yield from _arrivals(laid.connection, laid.adapter, file, known_at, now)


def _counted(laid: Sifted, source: Source, path: Path, corrections: tuple[Correction, ...]) -> _File:
    """What all releases of the file share, with the rows set aside and the commonest fault."""
    connection = laid.connection
    counted = connection.execute("SELECT (SELECT count(*) FROM aside) + (SELECT count(*) FROM unreadable)").fetchone()
    worst = connection.execute(
        "SELECT any_value(columns), any_value(code), count(*) AS n FROM aside JOIN rules USING (rule) "
        "GROUP BY rule ORDER BY n DESC"
    ).fetchone()
    fault = f"{worst[2]} times {worst[1]} in {worst[0]}" if worst else "rows that do not have the header's columns"
    return _File(
        path.name,
        sha256_of(path),
        laid.columns,
        source,
        laid.rules,
        int((counted or (0,))[0]),
        fault,
        laid.repeats,
        corrections,
    )


def _arrivals(
    connection: duckdb.DuckDBPyConnection, adapter: Adapter, file: _File, known_at: datetime | None, now: datetime
) -> Iterator[Arrival]:
    plans = adapter.plans(connection, known_at, file.name, file.sha256)
    if not plans:
        got = f"{file.set_aside} bad rows; most often {file.first_fault}" if file.set_aside else "a header without rows"
        raise FileRefused(
            "no row of this file can be read",
            wanted="at least one good row",
            got=got,
            next_step="mend the file at its source",
        )
    for number, plan in enumerate(plans, 1):
        counted = connection.execute(f"SELECT count(*) FROM good WHERE {plan.rows or plan.where}").fetchone()
        last = number == len(plans)
        totals = reconciled(connection, totals_of(adapter), plan.where)
        noted = replace(plan, notes=plan.notes + totals.notes)
        release = _release(noted, file, int((counted or (0,))[0]), file.set_aside if last else 0, now)
        bad = (
            quarantine(connection, file.rules, adapter, file.columns, release, now, file.source.events)
            if last and file.set_aside
            else QUARANTINE_SCHEMA.empty_table()
        )
        rows = " UNION ALL ".join(
            selection_sql(e, file.source, e.get("from", "once AS good"), f"{plan.where} AND {e.get('where', 'true')}")
            for e in adapter.selections(file.source)
        )
        yield Arrival(release, stream(connection, rows, release, now), bad, totals)


def _release(plan: Plan, file: _File, accepted: int, set_aside: int, now: datetime) -> Release:
    """The release of a plan. A date assumed to lie ahead is cut to now; the id keeps it, to be the same any day."""
    label = f"-{plan.label}" if plan.label else ""
    ahead = plan.known_basis == "assumed" and plan.known_at > now
    known, basis = (now, "ingest") if ahead else (plan.known_at, plan.known_basis)
    notes = plan.notes + (("repeated_rows",) if file.repeats else ())
    notes += ("corrected_rows",) if file.corrections else ()
    return Release(
        read_again(f"{file.source.name}@{plan.known_at:%Y%m%d}-{file.sha256[:12]}{label}", file.corrections),
        file.source.name,
        plan.kind,
        known,
        basis,
        plan.covers,
        file.name,
        file.sha256,
        accepted + set_aside,
        accepted,
        set_aside,
        notes,
    )

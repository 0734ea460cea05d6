"""Commands about files: the sources there are, taking a file in, and what was set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from tocsin.cli.options import AsOf, Home, Json, date_of, home_of
from tocsin.cli.output import as_json, progress, remark, say, table


def sources(*, home: Home = None, as_of: AsOf = None, json: Json = False) -> int:
    """List the sources: what they count, how often they come, and how they stand in a node.

    Works without a node too. Example: `tocsin sources --json`
    """
    from tocsin.errors import HomeError
    from tocsin.flow.answer import catalogue, feeds

    try:
        node = home_of(home)
        rows, states = node.sources, {feed.source: feed for feed in feeds(node, date_of(as_of))}
    except HomeError:
        if home is not None:
            raise
        rows, states = catalogue(), {}
    if json:
        as_json([{"source": row, "state": states.get(row.name)} for row in rows])
        return 0
    table(
        ("source", "counts", "publisher", "licence", "releases", "newest period", "overdue"),
        [
            (
                r.name,
                r.unit_counted,
                r.publisher,
                r.licence,
                s.releases if s else "",
                s.last_period_end if s else "",
                "yes" if s and s.overdue else "",
            )
            for r in rows
            for s in (states.get(r.name),)
        ],
        right=("releases",),
    )
    return 0


def ingest(
    *files: Path,
    source: Annotated[
        str, Parameter(help="Name of the source; see `tocsin sources`. Left out: the one whose layout each file has.")
    ] = "",
    known_at: Annotated[
        str | None,
        Parameter(name="--known-at", help="Day the file was published (YYYY-MM-DD), where the file does not say."),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """Take in published files. The same file twice changes nothing; bad rows are set aside, never lost.

    Example: `tocsin ingest nationwide-drugs.csv --source cbp-drug-seizures --known-at 2026-05-12`
    """
    from tocsin.clock import published
    from tocsin.errors import FileRefused, TocsinError, UsageError
    from tocsin.flow.arrive import ingest as take_in
    from tocsin.flow.mapping import source_for

    if not files:
        raise UsageError("no file was named", wanted="one file or more", next_step="tocsin ingest FILE --source NAME")
    node, known = home_of(home), published(known_at) if known_at else None
    receipts, refused = [], list[TocsinError]()
    with progress("Reading") as step:
        for file in files:
            try:
                receipts += take_in(node, file, source or source_for(node, file), known, step)
            except (FileRefused, UsageError) as error:
                if len(files) == 1:
                    raise
                remark(f"{file.name}: {error}")
                refused.append(error)
    failed = refused[0].exit_code if refused else 0
    if json:
        as_json(receipts)
        return failed
    table(
        ("release", "known since", "how known", "rows", "accepted", "set aside", "new", "unchanged", "taken back"),
        [
            (
                r.release,
                r.known_at.date(),
                r.known_basis,
                r.rows_in,
                r.rows_accepted,
                r.rows_quarantined,
                "seen before" if r.already_seen else r.observations_new,
                r.observations_unchanged,
                r.observations_retracted,
            )
            for r in receipts
        ],
        right=("rows", "accepted", "set aside", "new", "unchanged", "taken back"),
    )
    if any(r.rows_quarantined for r in receipts):
        say("Some rows were set aside: see `tocsin quarantine`.")
    if compared := sum(r.totals_compared for r in receipts):
        differ = sum(r.totals_differ for r in receipts)
        say(
            f"{compared:,} printed totals compared, {differ:,} differ"
            + (": see `tocsin quarantine totals`." if differ else ".")
        )
    return failed

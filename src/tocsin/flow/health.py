"""Health: is the home whole, is the lake readable, do the feeds come? Each failing line says what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version as installed

from tocsin.errors import TocsinError
from tocsin.flow.answer import feeds
from tocsin.flow.home import FOLDERS, OWN_VOCABULARY, SETTINGS, Node
from tocsin.records.receipt import Check
from tocsin.records.series import FeedState

ASKING = (
    "overdue",
    "stalled",
    "shrunk",
    "narrowed",
    "doubled",
    "shifted_definition",
    "fewer_reporting",
    "less_full",
)  # states of a feed that need a person
MOST_TOLD = 3  # own rows left out, each in words
VERSIONS = ("tocsin", "duckdb", "deltalake", "ibis-framework", "numpy", "numba")


def checks(node: Node) -> tuple[Check, ...]:
    """One line for each thing that can be wrong; a check that itself fails is a failing line, not an exception."""
    asked: tuple[tuple[str, Callable[[Node], Check]], ...] = (
        ("home", _home),
        ("lake", _lake),
        ("raw", _raw),
        ("quarantine", _quarantine),
        ("runs", _runs),
        ("vocabulary", _vocabulary),
    )
    return (*(_asked(name, ask, node) for name, ask in asked), *_feeds(node), _versions())


def _asked(name: str, ask: Callable[[Node], Check], node: Node) -> Check:
    try:
        return ask(node)
    except (TocsinError, OSError, ValueError) as error:
        return Check(name, False, str(error), f"doctor.{name}.mend")


def _home(node: Node) -> Check:
    missing = [name for name in (SETTINGS, *FOLDERS) if not (node.directory / name).exists()]
    writable = os.access(node.directory, os.W_OK)
    return Check(
        "home",
        not missing and writable,
        ", ".join(missing) or str(node.directory),
        None if not missing and writable else "doctor.home.mend",
    )


def _lake(node: Node) -> Check:
    releases = node.lake.releases()
    return Check(
        "lake",
        releases.num_rows > 0,
        f"{releases.num_rows} releases, version {node.lake.version()}",
        None if releases.num_rows else "doctor.lake.empty",
    )


def _raw(node: Node) -> Check:
    """Every release seen has its bytes in the raw store, or the counts of its events."""
    from tocsin.sources.raw import is_kept

    hashes = node.lake.releases()["file_sha256"].to_pylist()
    missing = sorted({h for h in hashes if not is_kept(node.directory / "raw", h)})
    return Check(
        "raw",
        not missing,
        f"{len(set(hashes)) - len(missing)} of {len(set(hashes))} files kept",
        "doctor.raw.mend" if missing else None,
    )


def _quarantine(node: Node) -> Check:
    rows = node.lake.quarantine().num_rows
    return Check("quarantine", rows == 0, f"{rows} rows", "doctor.quarantine.look" if rows else None)


def _runs(node: Node) -> Check:
    runs = node.lake.runs()
    current = runs.num_rows > 0 and runs["lake_version"].to_pylist()[-1] == node.lake.version()
    newest = runs["run"].to_pylist()[-1] if runs.num_rows else "none"
    return Check("runs", current, newest, None if current else "doctor.runs.mend")


def _vocabulary(node: Node) -> Check:
    """The rows that this node adds to the vocabulary keep its promises; those that do not are not read."""
    from tocsin.vocabulary.own import own

    found = own(node.directory / OWN_VOCABULARY)
    told = [
        f"{one.table}.csv{f' line {one.line}' if one.line else ''}: {one.what} ({one.got})" for one in found.left_out
    ]
    more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
    return Check(
        "vocabulary",
        not told,
        "; ".join([*told[:MOST_TOLD], *more]) or f"{sum(map(len, found.rows.values()))} rows of its own",
        "doctor.vocabulary.mend" if told else None,
    )


def _feeds(node: Node) -> tuple[Check, ...]:
    from tocsin.signals.feeds import standing

    return tuple(_feed(feed, standing(feed)) for feed in feeds(node) if feed.releases)


def _feed(feed: FeedState, state: str) -> Check:
    """A feed in its state; what a release corrected is told and needs no hand."""
    told = [f"{state.replace('_', ' ')}: newest period ends {feed.last_period_end}, due {feed.due}"]
    told += ["as late as it sometimes is"] if feed.late_as_usual else []
    measured = {"rhythm": feed.timing.rhythm, "delay": feed.timing.delay}
    told += [f"measured {name} {days.low} to {days.high} days" for name, days in measured.items() if days]
    return Check(
        f"feed {feed.source}",
        state not in ASKING,
        "; ".join(told),
        f"doctor.feed.{state}" if state in ASKING else None,
    )


def _versions() -> Check:
    return Check("versions", True, ", ".join(f"{name} {installed(name)}" for name in VERSIONS))

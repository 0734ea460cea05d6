"""Nightly: detect, and keep what was found. The lake comes first; the ledger follows from it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version as installed

import pyarrow as pa

from tocsin.clock import now
from tocsin.flow.detecting import Detection, detect
from tocsin.flow.home import Node, clock_of
from tocsin.records.failpoint import reach
from tocsin.records.finding import FINDING_SCHEMA, RUN_SCHEMA
from tocsin.records.receipt import RunReport
from tocsin.vocabulary import version


def run(
    node: Node, as_of: datetime | None = None, progress: Callable[[str, int, int], None] | None = None
) -> RunReport:
    """One run over everything known at `as_of` (the node's clock when left out), kept in the lake.

    The run's id follows from the lake, the vocabulary, the code's version and the moment: running again on the
    same figures finds the same and keeps it once.
    """
    started = time.perf_counter()
    moment = as_of or clock_of(node)
    node.lake.recover()
    name = run_name(node, moment)
    found = detect(node, moment, progress)
    reach("nightly.before_commit")
    report = _report(name, moment, found, time.perf_counter() - started)
    findings = found.findings.set_column(
        1, FINDING_SCHEMA.field("run"), pa.repeat(pa.scalar(name), found.findings.num_rows)
    )
    node.lake.commit_run(_run_table(report, found, node), findings)
    reach("nightly.after_commit")
    return report


def run_name(node: Node, moment: datetime) -> str:
    """The id of a run: what it read, and with what."""
    text = f"{node.lake.version()}|{version()}|{installed('tocsin')}|{moment.date().isoformat()}"
    return f"{moment.date().isoformat()}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def _report(name: str, moment: datetime, found: Detection, seconds: float) -> RunReport:
    from tocsin.signals.feed_findings import series_alone

    told = series_alone(found.findings)
    verdicts, spoken = told["verdict"].to_pylist(), len(set(told["series"].to_pylist()))
    series = sum(found.watched.values())
    return RunReport(
        name,
        moment,
        series,
        verdicts.count("above"),
        verdicts.count("below"),
        series - spoken,
        verdicts.count("cannot_say"),
        seconds,
    )


def _run_table(report: RunReport, found: Detection, node: Node) -> pa.Table:
    row = {
        "run": report.run,
        "as_of": report.as_of,
        "recorded_at": now(),
        "vocabulary": version(),
        "lake_version": node.lake.version(),
        "series": report.series,
        "watched": json.dumps({"series": found.watched, "tests": found.tests}, sort_keys=True),
        "above": report.above,
        "below": report.below,
        "within": report.within,
        "cannot_say": report.cannot_say,
        "seconds": report.seconds,
    }
    return pa.Table.from_pylist([row], RUN_SCHEMA)

"""Findings about feeds: each stall, gap filled late and jump in completeness that a release showed, and each silence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from tocsin.errors import BadValue
from tocsin.records.finding import FINDING_SCHEMA, Basis, Verdict, finding_key
from tocsin.records.line import Remark
from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.signals.feeds import history
from tocsin.signals.remarks import fed, overdue, silent

NAME = "feed_health/"
METHOD = f"{NAME}1"  # the number grows when a rule tells something else
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class FeedTold:
    """One thing told of a feed on `day`: `code` is a rule of `signals.feeds`, or overdue; `release` showed it.

    Of a silence, `release` is the last one before it, so that it stays the same finding when it ends.
    """

    day: date
    code: str
    release: str
    finding: str  # the id of the finding that holds it
    remark: Remark


def told(feed: FeedState, source: Source) -> tuple[FeedTold, ...]:
    """The history of a feed as known on its day: one for each release and code, oldest first."""
    changes = {(code, one.release): (one.known_at.date(), fed(code, one, source)) for code, one in history(feed)}
    silences = {
        (OVERDUE, one.after): (one.due, silent(one, source) if one.until else overdue(feed, source))
        for one in feed.silences
    }
    found = (
        FeedTold(day, code, release, _key(code, release, remark, source), remark)
        for (code, release), (day, remark) in (changes | silences).items()
    )
    return tuple(sorted(found, key=lambda one: one.day))


def feed_findings(feeds: Iterable[FeedState], sources: dict[str, Source], as_of: datetime) -> pa.Table:
    """The same as rows of `FINDING_SCHEMA` (`run` still empty), which no gate lets become a line.

    They are about a source as a whole: place and substance are its country and `all`, `series` is the release, the
    answer is always cannot_say, `reasons` holds the code, and `facts` every figure of its sentence.
    """
    rows = [_row(one, sources[feed.source], as_of) for feed in feeds for one in told(feed, sources[feed.source])]
    return pa.Table.from_pylist(rows, FINDING_SCHEMA)


def is_of_a_feed(finding: dict[str, Any]) -> bool:
    """Whether a finding is about a feed and not about what it counts."""
    return str(finding["method"]).startswith(NAME)


def series_alone(findings: pa.Table) -> pa.Table:
    """The findings that are about series: what counts of verdicts are of."""
    about = [not method.startswith(NAME) for method in findings["method"].to_pylist()]
    return findings.filter(pa.array(about, pa.bool_()))


def remark_of(finding: dict[str, Any], feed: FeedState, source: Source) -> Remark:
    """The remark whose figures a finding about a feed holds. Raises `BadValue` when its feed tells it no more."""
    found = next((one.remark for one in told(feed, source) if one.finding == finding["finding"]), None)
    if found is None:
        raise BadValue("its feed tells this no more", wanted="a finding of this version", got=finding["finding"])
    return found


def _row(one: FeedTold, source: Source, as_of: datetime) -> dict[str, Any]:
    remark = one.remark
    row: dict[str, Any] = dict.fromkeys(FINDING_SCHEMA.names)
    return row | {
        **_about(one.code, remark, source),
        "finding": one.finding,
        "run": "",
        "as_of": as_of,
        "series": one.release,
        "level": "country",
        "derived": False,
        "cadence": source.cadence_of(remark.measure).value,
        "verdict": Verdict.CANNOT_SAY.value,
        "basis": Basis.COUNT.value,
        "trend": "unclear",
        "reasons": [one.code],
        "facts": json.dumps(
            dict(_plain(remark.figures | {"release": one.release})), ensure_ascii=False, sort_keys=True
        ),
        "mark": source.mark.value,
        "purpose": source.purpose.value,
    }


def _about(code: str, remark: Remark, source: Source) -> dict[str, object]:
    return {
        "method": f"{METHOD} code={code}",
        "stream": source.stream,
        "source": source.name,
        "measure": remark.measure,
        "substances": ["all"],
        "places": [source.country],
        "origin": None,
        "destination": None,
        "period_start": remark.period_start,
        "period_end": remark.period_end,
    }


def _key(code: str, release: str, remark: Remark, source: Source) -> str:
    """What was asked of what: whether one release showed one thing."""
    about = _about(code, remark, source)
    return finding_key(about | {"method": f"{about['method']} release={release}"})


def _plain(figures: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        yield name, value.isoformat() if isinstance(value, date) else value

"""Explaining: from whatever a person names (a signal, a finding, an observation, a series) to where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from tocsin.errors import BadValue
from tocsin.flow.answer import briefing, feeds, findings_at, standing
from tocsin.flow.feeds import findings_of
from tocsin.flow.home import Node
from tocsin.flow.provenance import credit_of, explain_cell, explain_observation, explain_sites, is_period, periods_of
from tocsin.flow.seen import may_see
from tocsin.flow.series import find_series, list_series, located
from tocsin.flow.tracing import release_facts, source_of
from tocsin.records.mark import PUBLIC, Reader
from tocsin.records.period import span
from tocsin.records.provenance import Explanation, Found, Making, PeriodValue
from tocsin.signals.feed_findings import is_of_a_feed, remark_of

if TYPE_CHECKING:
    from tocsin.records.line import Line

SIGNAL, KEY = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{32}")
RATIO = ("ratio", "ratio_low", "ratio_high", "p_value")
FIGURES = ("observed", "observed_tested", "baseline", "baseline_tested", "expected", "upper", *RATIO)


def explain(
    node: Node, what: str, as_of: datetime | None = None, reader: Reader = PUBLIC, period: str | None = None
) -> Explanation:
    """Where a figure is from, as known at `as_of`, cut to what the reader may see.

    `what` is the id of a signal, a finding, an observation or a series (or its beginning), or words of a series as
    `find_series` takes them; `|` between the words asks for whole names. A period may stand last. Raises `BadValue`
    when nothing goes by that name, or several series do.
    """
    words = [word for word in re.split(r"\|" if "|" in what else r"\s+", what.strip()) if word.strip()]
    if period is None and len(words) > 1 and is_period(words[-1].strip()):
        period = words.pop().strip()
    text = (" | " if "|" in what else " ").join(word.strip() for word in words)
    named = _by_id(node, text, as_of, reader) if period is None else None
    return named or explain_cell(node, _one_series(node, text, as_of, reader), period, as_of, reader)


def _by_id(node: Node, text: str, as_of: datetime | None, reader: Reader) -> Explanation | None:
    at = standing(node, as_of)
    if SIGNAL.fullmatch(text):
        line = next((line for line in briefing(node, reader, at).lines if line.signal == text), None)
        return _explain_signal(node, line, at, reader) if line else None
    if KEY.fullmatch(text):
        told = explain_observation(node, text, at, reader) or _of_a_feed(node, text, at, reader)
        return told or (None if _is_series(node, text, at, reader) else _of_finding_id(node, text, at, reader))
    return None


def _is_series(node: Node, text: str, at: datetime, reader: Reader) -> bool:
    try:
        located(node, text, reader, at)
    except BadValue:
        return False
    return True


def _of_finding_id(node: Node, text: str, at: datetime, reader: Reader) -> Explanation | None:
    found = [f for f in findings_at(node, at)[0] if f["finding"] == text and may_see(f, reader)]
    return explain_finding(node, found[0], at, reader) if found else None


def _of_a_feed(node: Node, text: str, at: datetime, reader: Reader) -> Explanation | None:
    """A finding about a feed, which follows from the releases alone; of the kept run of that day where it holds it."""
    from tocsin.flow.nightly import run_name

    made = [f for f in findings_of(node, at).to_pylist() if f["finding"] == text and may_see(f, reader)]
    if not made:
        return None
    kept = node.lake.findings(run_name(node, at))
    same = kept.filter(pc.field("finding") == text).to_pylist()
    return _explain_feed(node, (same or made)[0], at)


def _explain_signal(node: Node, line: Line, at: datetime, reader: Reader) -> Explanation:
    row = next(f for f in findings_at(node, at)[0] if f["finding"] == line.lead.finding)
    told = explain_finding(node, row, at, reader)
    beside = tuple(member.finding for member in line.members[1:])
    found = replace(told.found, signal=line.signal, beside=beside) if told.found else None
    return replace(told, what="signal", found=found)


def is_of_sites(level: str, basis: str) -> bool:
    """Whether the figures of a finding are means over the sites of a network, and not of one series."""
    return level == "group" and basis == "load"


def explain_finding(node: Node, finding: dict[str, Any], at: datetime, reader: Reader) -> Explanation:
    """Where the figures of one finding (a row of `FINDING_SCHEMA`) are from: its series, over the periods looked at.

    One about a feed has no figure: it is explained by what it says, and by the release that showed it.
    """
    if is_of_a_feed(finding):
        return _explain_feed(node, finding, at)
    _, panel, row = located(node, finding["series"], reader, at)
    cells = periods_of(panel, row)
    observed = _within(cells, finding["period_start"], finding["period_end"])
    baseline = _within(cells, finding["baseline_start"], finding["baseline_end"])
    when = span(finding["period_start"], finding["period_end"], panel.cadence)
    if is_of_sites(finding["level"], finding["basis"]):
        place, value = finding["places"][0], finding["observed"]
        told = explain_sites(node, finding["series"], place, value, when, at, reader)
    else:
        told = explain_cell(node, finding["series"], when, at, reader)
    return replace(told, what="finding", found=_found(node, finding, observed, baseline))


def _explain_feed(node: Node, finding: dict[str, Any], at: datetime) -> Explanation:
    source = source_of(node, finding["source"])
    feed = next(feed for feed in feeds(node, at) if feed.source == source.name)
    remark = remark_of(finding, feed, source)
    copied = ("source", "stream", "measure", "level", "cadence", "derived", "period_start", "period_end")
    return Explanation(
        **{name: finding[name] for name in copied},
        what="finding",
        series=None,
        substance=finding["substances"][0],
        place=finding["places"][0],
        period=f"{finding['period_start']}..{finding['period_end']}",
        value=None,
        tested=None,
        status="not_reported",
        as_of=at,
        making=Making("feed", 0, (), (), "none", None),
        cells=(),
        parts=(),
        releases=release_facts(node, [one for one in (finding["series"], remark.figures.get("by")) if one]),
        credit=credit_of(source),
        mark=finding["mark"],
        purpose=finding["purpose"],
        found=_found(node, finding, (), ()),
        feed=remark,
    )


def _within(cells: Iterable[PeriodValue], first: date | None, last: date | None) -> tuple[PeriodValue, ...]:
    return tuple(cell for cell in cells if first and last and cell.start >= first and cell.end <= last)


def _found(
    node: Node, finding: dict[str, Any], observed: tuple[PeriodValue, ...], baseline: tuple[PeriodValue, ...]
) -> Found:
    from tocsin.vocabulary import version

    runs = node.lake.runs()
    kept = runs.filter(pc.field("run") == finding["run"]).to_pylist()
    run = kept[0] if kept and finding["run"] else None
    name, _, rest = finding["method"].partition("/")
    number, _, settings = rest.partition(" ")
    return Found(
        finding=finding["finding"],
        method=name,
        version=number,
        settings=settings,
        verdict=finding["verdict"],
        trend=finding["trend"],
        observed=observed,
        baseline=baseline,
        figures={name: finding[name] for name in FIGURES},
        reasons=tuple(finding["reasons"]),
        run=run["run"] if run else None,
        recorded_at=run["recorded_at"] if run else None,
        vocabulary=run["vocabulary"] if run else version(),
        lake_version=run["lake_version"] if run else node.lake.version(),
        signal=None,
        beside=(),
    )


def _one_series(node: Node, text: str, as_of: datetime | None, reader: Reader) -> str:
    if KEY.fullmatch(text):
        return text
    found = _whole_names(node, text, as_of, reader) if "|" in text else find_series(node, text, reader, as_of)
    if len(found) == 1:
        return found[0]
    rows = [r for r in list_series(node, reader, as_of).to_pylist() if r["series"] in set(found[:8])]
    told = [f"{r['series'][:12]} ({r['source']}, {r['substance']}, {r['place']}, {r['measure']})" for r in rows]
    raise BadValue(
        "several series go by these words" if found else "nothing goes by this name",
        wanted="a signal, a finding, an observation, or words of one series",
        got=f"{text}: {len(found)} series, " + "; ".join(told) if found else text,
        next_step="name one by its id, or by source|substance|place|measure|period",
    )


def _whole_names(node: Node, text: str, as_of: datetime | None, reader: Reader) -> tuple[str, ...]:
    """Series of which each word is one whole name: an id or a label of source, substance, place, level or measure."""
    from tocsin.vocabulary import places, substances

    words = {word.strip().casefold() for word in text.split("|") if word.strip()}
    found = []
    for key in list_series(node, reader, as_of).to_pylist():
        told = [key[name] for name in ("series", "source", "substance", "place", "level", "measure")]
        told += [substances.label(key["substance"], "en"), places.label(key["place"], "en")]
        if words <= {name.casefold() for name in told}:
            found.append(key["series"])
    return tuple(found)

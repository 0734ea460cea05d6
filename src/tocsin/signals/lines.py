"""Lines: findings about one substance group become one line, with its places and streams inside."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from dataclasses import replace
from typing import Any

from tocsin.records.line import Line
from tocsin.records.mark import Mark, Purpose, strictest_mark, strictest_purpose
from tocsin.records.source import Source
from tocsin.signals.members import excess, member, subject_of
from tocsin.vocabulary import measures, substances

WEIGHTS = {"critical": 4.0, "high": 3.0, "moderate": 2.0, "low": 1.0, "none": 0.5}
FALLS_WEIGH = 0.1  # this list warns: a fall is news, and comes after the rises
RETURN = "re_emergence"
WIDTH = {"country": 0, "group": 1, "state": 2, "field_office": 2, "city": 2, "county": 3, "site": 4}
Rows = list[dict[str, Any]]


def lines(findings: Rows, witnesses: Rows, sources: dict[str, Source]) -> list[Line]:
    """One unranked line for each substance group; for files and totals of all drugs, one for each place.

    Firearms stand beside the drugs of their place and make no line of their own. A witness joins the line of its group
    where another source says the same of the same place, and a first in a place joins a rising line of its group from
    the same source: it makes no line, and leads none. Streams that part ways join the line of their group once.
    """
    groups: dict[tuple[str, str], Rows] = defaultdict(list)
    for finding in findings:
        groups[_about(finding)].append(finding)
    apart = [finding for finding in witnesses if _parts(finding)]
    for finding in (f for f in witnesses if not _parts(f)):
        if any(_agree(finding, other) for other in groups.get(_about(finding), [])):
            groups[_about(finding)].append(finding | {"witness": True})
    about_drugs = {key: rows for key, rows in groups.items() if not all(map(_firearm, rows))}
    parted: dict[tuple[str, str], Rows] = defaultdict(list)
    for finding in apart:
        parted[_about(finding)].append(finding)
    return [_line(*about, rows, parted[about], sources) for about, rows in about_drugs.items()]


def _parts(finding: dict[str, Any]) -> bool:
    return "diverging" in finding["reasons"]


def _agree(witness: dict[str, Any], other: dict[str, Any]) -> bool:
    if witness["verdict"] != other["verdict"]:
        return False
    elsewhere = witness["stream"] != other["stream"] and witness["places"] == other["places"]
    return elsewhere or (witness["trend"] == "new" and witness["source"] == other["source"])


def _firearm(finding: dict[str, Any]) -> bool:
    return substances.substance(subject_of(finding)).kind == "firearm"


def _about(finding: dict[str, Any]) -> tuple[str, str]:
    substance = substances.substance(subject_of(finding))
    return (substance.group, finding["places"][0] if substance.kind in ("all", "firearm") else "")


def _line(subject: str, place: str, rows: Rows, parted: Rows, sources: dict[str, Source]) -> Line:
    ordered = sorted(rows, key=lambda f: _standing(f, subject, sources))
    lead = ordered[0]
    apart = _once(parted, lead)
    kind = _kind(ordered, apart)
    harm = substances.substance(subject).harm
    log_excess = excess(lead)
    members = tuple(member(f) for f in (*ordered, *apart))
    return Line(
        signal=hashlib.md5(f"{subject}|{place}".encode(), usedforsecurity=False).hexdigest()[:12],
        rank=0,
        kind=kind,
        subject=subject,
        place=place or lead["places"][0],
        harm=harm,
        lead=members[0],
        members=members,
        excess=log_excess,
        score=WEIGHTS[harm] * log_excess * (FALLS_WEIGH if lead["verdict"] == "below" else 1.0),
        within_budget=False,
        new_places=len({f["places"][0] for f in rows if _first_there(f)}),
        streams=independent_streams([sources[f["source"]] for f in rows]),
        why=_why(kind, ordered),
        cannot_say=_limits(lead, sources),
        outranks=None,
        mark=strictest_mark([Mark(f["mark"]) for f in (*rows, *apart)]).value,
        purpose=strictest_purpose([Purpose(f["purpose"]) for f in (*rows, *apart)]).value,
    )


def _standing(finding: dict[str, Any], subject: str, sources: dict[str, Source]) -> tuple[Any, ...]:
    """Who speaks first: counts before weights, the widest place, what the source counts first, long windows, the group."""
    source = sources[finding["source"]]
    own = subject_of(finding) != subject
    weighed = measures.measure(finding["measure"]).counts == "weight"
    beside = finding["measure"] != source.measures[0]
    days = (finding["period_end"] - finding["period_start"]).days
    return (
        _firearm(finding) or "witness" in finding,
        weighed,
        WIDTH[finding["level"]],
        beside,
        finding["trend"] == "new",
        finding["cadence"] == "rolling_12_months",  # a sum over a year moves last
        -days,
        own,
        -excess(finding),
        finding["p_value"] or 0.0,
        finding["finding"],
    )


def _once(parted: Rows, lead: dict[str, Any]) -> Rows:
    """Each two streams once, told by the lead's where it is one of them; those of the lead's place first."""

    def standing(finding: dict[str, Any]) -> tuple[Any, ...]:
        own = (finding["source"], finding["measure"]) == (lead["source"], lead["measure"])
        return finding["places"] != lead["places"], finding["p_value"], not own, finding["finding"]

    seen: dict[frozenset[str], dict[str, Any]] = {}
    for finding in sorted(parted, key=standing):
        seen.setdefault(frozenset(s["series"] for s in json.loads(finding["facts"])["streams"]), finding)
    return list(seen.values())


def _kind(ordered: Rows, apart: Rows) -> str:
    """Diverging only where two streams about the lead's place are found to go opposite ways."""
    lead = ordered[0]
    if "all_drugs_together" in lead["reasons"]:
        return "effort_or_flow"
    if any(f["places"] == lead["places"] for f in apart):
        return "diverging"
    if lead["trend"] == "new" and RETURN in lead["reasons"]:
        return "re_emerged"
    if lead["trend"] in ("new", "high_unclear"):
        return str(lead["trend"])
    return "rising" if lead["verdict"] == "above" else "falling"


def _first_there(finding: dict[str, Any]) -> bool:
    """Found in a place for the first time; coming back is no first."""
    return finding["trend"] == "new" and finding["level"] != "country" and RETURN not in finding["reasons"]


def independent_streams(sources: list[Source]) -> int:
    """How many streams share neither laboratory nor publisher nor events, counted source by source in order of name."""
    kept: list[Source] = []
    for source in sorted(set(sources), key=lambda s: s.name):
        clear = all(
            source.stream != k.stream
            and source.laboratory != k.laboratory
            and source.publisher != k.publisher
            and source.name not in k.overlaps
            for k in kept
        )
        kept += [source] if clear else []
    return len(kept)


def _why(kind: str, ordered: Rows) -> tuple[str, ...]:
    lead = ordered[0]
    codes = [f"why.{kind}.{lead['basis']}" if kind not in ("effort_or_flow", "diverging") else f"why.{kind}"]
    codes += ["why.files"] if lead["measure"] == "files" else []
    codes += (
        ["why.beside_files"]
        if any(f["source"] != lead["source"] or _firearm(f) for f in ordered) and lead["measure"] == "files"
        else []
    )
    codes += (
        ["why.many_names"]
        if lead["measure"] != "files" and len({subject_of(f) for f in ordered if f["level"] == lead["level"]}) > 1
        else []
    )
    codes += ["why.new_places"] if any(map(_first_there, ordered)) else []
    return tuple(codes)


def _limits(lead: dict[str, Any], sources: dict[str, Source]) -> tuple[str, ...]:
    open_end = 5 in (lead["trace_status"] or [])[-1:]
    codes = ["limit.incomplete"] if open_end else []
    codes += ["limit.counts_only"] if lead["basis"] == "count" and lead["measure"] != "mass_kg" else []
    return (*codes, *(f"limit.{code}" for code in sources[lead["source"]].limits))


def ranked(found: list[Line], budget: int) -> tuple[Line, ...]:
    """In order of harm times log excess, then places newly reached, independent streams, and name."""
    order = sorted(found, key=lambda line: (-line.score, -line.new_places, -line.streams, line.subject, line.place))
    return tuple(
        replace(
            line,
            rank=number,
            within_budget=number <= budget,
            outranks=_outranks(line, order[number]) if number < len(order) else None,
        )
        for number, line in enumerate(order, 1)
    )


def _outranks(line: Line, below: Line) -> str:
    """What tells most in the order of two lines."""
    if (line.lead.trend == "falling") != (below.lead.trend == "falling"):
        return "direction"
    if math.isclose(line.score, below.score):
        return (
            "places" if line.new_places != below.new_places else "streams" if line.streams != below.streams else "name"
        )
    harm = WEIGHTS[line.harm] / WEIGHTS[below.harm]
    change = line.excess / below.excess if below.excess > 0 else math.inf
    return "harm" if harm > change else "excess"

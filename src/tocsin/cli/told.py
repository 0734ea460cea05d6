"""Lines and remarks for programs: every figure, and the sentences beside them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tocsin.bulletins import lines as words
from tocsin.cli.output import plain
from tocsin.records.line import Line, Member, Remark
from tocsin.records.period import Cadence, first_day, label, last_day, number_of
from tocsin.vocabulary import places, substances


def told_line(line: Line, language: str) -> dict[str, Any]:
    """A line as an object: figures of its lead, members, places with their newest values, sentences."""
    lead = line.lead
    spread = lead.facts.get("spread") or {}
    document = plain(line)
    document |= {
        "label": substances.label(line.subject, language),
        "place_label": places.label(line.place, language),
        "observed": plain(lead.observed),
        "baseline": plain(lead.baseline),
        "tested": plain(lead.observed_tested),
        "share": plain(lead.observed / lead.observed_tested)
        if lead.observed_tested and lead.basis == "share"
        else None,
        "trace_periods": _periods(lead),
        "places": dict(spread.get("newest", [])) or {lead.place: plain(lead.observed)},
        "sources": sorted({member.source for member in line.members}),
        "stream_names": sorted({member.stream for member in line.members}),
        "sentences": {
            "title": words.line_title(line, language),
            "figures": words.line_figures(line, language),
            "unit": words.line_unit(line, language),
            "kind": words.line_kind(line, language),
            "why": words.line_why(line, language),
            "details": words.line_details(line, language),
            "cannot_say": words.line_limits(line, language),
            "outranks": words.line_outranks(line, language),
        },
    }
    return document


def _periods(member: Member) -> list[str]:
    """The names of the periods of a member's trace, oldest first: 2024-H2, 2025-H1."""
    cadence = Cadence(member.cadence)
    last = number_of(np.array([member.trace_end], "datetime64[D]"), cadence)[0]
    numbers = np.arange(last - len(member.trace) + 1, last + 1)
    days = zip(first_day(numbers, cadence).tolist(), last_day(numbers, cadence).tolist(), strict=True)
    return [label(first, end, cadence) for first, end in days]


def told_remark(remark: Remark, language: str) -> dict[str, Any]:
    """A remark as an object, with its sentences."""
    return plain(remark) | {
        "label": substances.label(remark.subject, language),
        "sentences": {"title": words.remark_title(remark, language), "why": words.remark_why(remark, language)},
    }

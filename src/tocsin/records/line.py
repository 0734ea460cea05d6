"""What a reader is shown: a ranked line, and a remark on what was not called a signal and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """One finding inside a line, cut down to what a page shows. All figures as in `FINDING_SCHEMA`."""

    finding: str
    series: str
    method: str
    source: str
    stream: str
    measure: str
    substance: str
    place: str
    level: str
    cadence: str
    period_start: date
    period_end: date
    basis: str
    trend: str
    observed: float
    observed_tested: float | None
    baseline: float
    baseline_tested: float | None
    baseline_start: date | None
    baseline_end: date | None
    expected: float | None
    upper: float | None
    ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float | None
    reasons: tuple[str, ...]
    trace: tuple[float, ...]
    trace_tested: tuple[float, ...]
    trace_status: tuple[int, ...]
    trace_end: date
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One signal candidate: a substance group (or a place where all drugs move) with its members.

    `signal` is stable over runs. `kind` is one of rising, falling, new, high_unclear, diverging,
    effort_or_flow. `lead` is the member the line is read by; `members` holds every finding of the group,
    lead first. `score` orders lines: harm weight times log excess. `outranks` says why it stands above the
    next line: harm, excess, places, streams, direction or name.
    """

    signal: str
    rank: int
    kind: str
    subject: str  # substance or group id, or "all"
    place: str  # the place the line is about: a country for a group, a field office, a state
    harm: str  # critical, high, moderate, low, none
    lead: Member
    members: tuple[Member, ...]
    excess: float  # natural log of the ratio's lower bound, at least 0
    score: float
    within_budget: bool
    new_places: int
    streams: int  # independent ones
    why: tuple[str, ...]  # codes; their sentences take the lead's figures
    cannot_say: tuple[str, ...]
    outranks: str | None
    mark: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One row of the data-quality list: what looks like a signal and is not called one, and why.

    `code` names the reason (incomplete_period, open_year, feed_loss, feed_overdue, weight_outlier,
    basket_category, more_samples, site_mix, edge_month, recording_change, new_panel, definition_break,
    aggregate, few_samples; and of a feed: feed_stalled, feed_shrunk, feed_narrowed, feed_doubled,
    feed_shifted_definition, feed_retracted, feed_revised_down, feed_gap_filled, feed_fewer_reporting, feed_less_full,
    feed_more_reporting, feed_fuller, feed_caught_up; feed_silence stands on the page of its source alone). `before` and `after` are the figures that tempt; `places` and `figures` go into
    its sentence.
    """

    remark: str
    code: str
    source: str
    subject: str
    measure: str
    places: tuple[str, ...]
    period_start: date
    period_end: date
    before: float | None
    after: float | None
    figures: dict[str, Any]
    mark: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything the first page needs for one reader and one date."""

    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    watched: int  # series looked at
    budget: int  # alarms promised per week
    overdue: tuple[str, ...]  # sources
    sources: tuple[str, ...]

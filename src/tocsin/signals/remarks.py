"""Remarks: what looks like a signal and is not called one, one row for each source and reason."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from dataclasses import fields
from datetime import date
from typing import Any

from tocsin.records.change import ReleaseChanges
from tocsin.records.line import Remark
from tocsin.records.mark import Mark, Purpose, strictest_mark, strictest_purpose
from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.records.timing import Silence
from tocsin.signals.feeds import LISTED, jump_of, listed
from tocsin.signals.members import subject_of
from tocsin.vocabulary import substances

Rows = list[dict[str, Any]]
ORDER = (
    "incomplete_period",
    "open_year",
    "feed_loss",
    "weight_outlier",
    "edge_month",
    "more_samples",
    "site_mix",
    "basket_category",
    "recording_change",
    "definition_break",
    "newly_tested",
    "newly_named",
    *(f"feed_{code}" for code in LISTED),
    "feed_overdue",
)
WIDEST = {"country": 0, "group": 1}


def remarks(
    gated: list[tuple[str, dict[str, Any]]], feeds: tuple[FeedState, ...], sources: dict[str, Source]
) -> tuple[Remark, ...]:
    """One remark for each (source, reason, substance group), the most tempting place first; feeds last."""
    groups: dict[tuple[str, str, str], Rows] = defaultdict(list)
    for code, finding in gated:
        if code != "feed_overdue":
            group = "" if code == "incomplete_period" else substances.group_of(subject_of(finding))
            groups[code, finding["source"], group].append(finding)
    told = [_remark(code, subject, rows) for (code, _, subject), rows in groups.items() if _telling(code, rows)]
    told += [fed(code, one, sources[feed.source]) for feed in feeds for code, one in listed(feed)]
    told += [overdue(feed, sources[feed.source]) for feed in feeds if feed.overdue]
    return tuple(sorted(told, key=lambda r: (ORDER.index(r.code), _harm(r.subject), -_pull(r), r.source, r.subject)))


def _telling(code: str, rows: Rows) -> bool:
    """An incomplete period is worth a row where the country, or a total, tempts; elsewhere it is the same story."""
    if code not in ("incomplete_period", "open_year"):
        return True
    return any(f["level"] == "country" for f in rows)


def _remark(code: str, subject: str, rows: Rows) -> Remark:
    ordered = sorted(
        rows,
        key=lambda f: (WIDEST.get(f["level"], 2), f["measure"] == "mass_kg", -(f["baseline"] or 0.0), f["finding"]),
    )
    lead = ordered[0]
    facts = json.loads(lead["facts"])
    before, after = lead["baseline"], lead["observed"]
    figures = {
        "facts": facts,
        "ratio": lead["ratio"],
        "before_tested": lead["baseline_tested"],
        "after_tested": lead["observed_tested"],
        "series": lead["series"],
        "level": lead["level"],
        "cadence": lead["cadence"],
        "trace": lead["trace"],
        "trace_end": lead["trace_end"],
        "baseline_start": lead["baseline_start"],
        "baseline_end": lead["baseline_end"],
        "by_place": [
            [f["places"][0], f["baseline"], f["observed"], json.loads(f["facts"]).get("recent", [])] for f in ordered
        ],
    }
    return Remark(
        remark=_identity(code, lead["source"], subject),
        code=code,
        source=lead["source"],
        subject=subject_of(lead),
        measure=lead["measure"],
        places=tuple(dict.fromkeys(f["places"][0] for f in ordered)),
        period_start=lead["period_start"],
        period_end=lead["period_end"],
        before=before,
        after=after,
        figures=figures,
        mark=strictest_mark([Mark(f["mark"]) for f in rows]).value,
        purpose=strictest_purpose([Purpose(f["purpose"]) for f in rows]).value,
    )


def overdue(feed: FeedState, source: Source) -> Remark:
    """A feed from which something newer was due. Only for one that is overdue."""
    end = feed.last_period_end
    assert end is not None  # a feed without a period is never overdue
    figures = {
        "age_days": feed.age_days,
        "due": feed.due,
        "last_known": feed.last_known.date() if feed.last_known else None,
        "as_usual": feed.late_as_usual,
        "due_measured": feed.due_measured,
    }
    return _of_feed("feed_overdue", source, (end, end), figures)


def silent(one: Silence, source: Source) -> Remark:
    """A stretch without anything newer that a release ended. Only for one that is over; it stands on no list."""
    assert one.until is not None
    figures = {"due": one.due, "until": one.until, "by": one.by, "days": (one.until - one.due).days}
    return _of_feed("feed_silence", source, (one.last, one.last), figures)


def fed(code: str, one: ReleaseChanges, source: Source) -> Remark:
    """What a release shows of its feed, with all its counts, and the jump in completeness where it is one."""
    counts = {field.name: getattr(one, field.name) for field in fields(one) if field.name != "fullness"}
    jump = jump_of(code, one)
    period = (jump.start, jump.end) if jump else (one.first, one.last)
    more = {"jump": jump.to_row()} if jump else {}
    return _of_feed(f"feed_{code}", source, period, counts | {"known_at": one.known_at.date()} | more)


def _of_feed(code: str, source: Source, period: tuple[date, date], figures: dict[str, Any]) -> Remark:
    return Remark(
        _identity(code, source.name, ""),
        code,
        source.name,
        "all",
        source.measures[0],
        (),
        *period,
        None,
        None,
        figures,
        source.mark.value,
        source.purpose.value,
    )


def _identity(code: str, source: str, subject: str) -> str:
    return hashlib.md5(f"{code}|{source}|{subject}".encode(), usedforsecurity=False).hexdigest()[:12]


def _harm(subject: str) -> int:
    return -substances.HARMS.index(substances.substance(subject).harm)


def _pull(remark: Remark) -> float:
    """How far the bare figures would mislead."""
    if not remark.before or not remark.after:
        return 0.0
    return abs(math.log(remark.after / remark.before)) * math.log1p(remark.before + remark.after)

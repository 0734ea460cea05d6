"""The briefing: what one reader is shown on one date, made from findings each time and never stored."""

from __future__ import annotations

from typing import Any

from tocsin.records.line import Briefing
from tocsin.records.mark import Mark, Purpose, Reader
from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.signals.gates import DROPPED, PASSED, WITNESS, Ground, gate, lost_feeds
from tocsin.signals.lines import lines, ranked
from tocsin.signals.remarks import remarks

BUDGET = 10


def briefing(
    findings: list[dict[str, Any]],
    reader: Reader,
    sources: dict[str, Source],
    feeds: tuple[FeedState, ...],
    watched: dict[str, int],
    tests: dict[str, int],
    budget: int = BUDGET,
) -> Briefing:
    """Gates, then lines, then ranks, over the findings that this reader may see.

    `findings` are rows of one run (`FINDING_SCHEMA`); `watched` counts the series looked at by source, `tests` the
    answers asked of methods. Priority,
    counts and reasons follow from the visible findings alone.
    """
    visible = [f for f in findings if reader.may_see(Mark(f["mark"]), Purpose(f["purpose"]))]
    open_sources = {n: s for n, s in sources.items() if reader.may_see(s.mark, s.purpose)}
    own_feeds = tuple(feed for feed in feeds if feed.source in open_sources)
    seen = {name: count for name, count in watched.items() if name in open_sources}
    asked = {name: count for name, count in tests.items() if name in open_sources}
    ground = Ground(sources, {feed.source: feed for feed in own_feeds}, asked, lost_feeds(visible))
    gated = [(gate(finding, ground), finding) for finding in visible]
    passed = [finding for code, finding in gated if code == PASSED]
    heard = [finding for code, finding in gated if code == WITNESS]
    held = [(code, finding) for code, finding in gated if code not in (PASSED, WITNESS, DROPPED)]
    return Briefing(
        lines=ranked(lines(passed, heard, sources), budget),
        remarks=remarks(held, own_feeds, sources),
        watched=sum(seen.values()),
        budget=budget,
        overdue=tuple(feed.source for feed in own_feeds if feed.overdue),
        sources=tuple(sorted(feed.source for feed in own_feeds if feed.releases)),
    )

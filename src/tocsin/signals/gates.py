"""Gates: what keeps a finding from becoming a line, and the name of the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.signals.feed_findings import is_of_a_feed
from tocsin.signals.members import subject_of
from tocsin.vocabulary import substances

FALSE_LINES_A_RUN = 1.0  # promised over all sources together, if nothing had changed anywhere
REMARKED = (
    "incomplete_period",
    "open_year",
    "edge_month",
    "more_samples",
    "weight_outlier",
    "site_mix",
    "recording_change",
    "definition_break",
    "newly_tested",
    "newly_named",
    "feed_loss",
    "basket_category",
)
OF_THE_NEWEST = (
    "incomplete_period",
    "open_year",
    "edge_month",
    "feed_loss",
)  # of an overdue feed these say nothing new


@dataclass(frozen=True, slots=True)
class Ground:
    """What the gates know besides the finding itself. `lost` are (source, place) pairs whose feed fell silent."""

    sources: dict[str, Source]
    feeds: dict[str, FeedState]
    tests: dict[str, int]  # series times methods, by source
    lost: frozenset[tuple[str, str]]

    def level(self, source: str) -> float:
        """The p-value a finding needs: each source has its share of the promised false lines, spread over its tests."""
        return FALSE_LINES_A_RUN / max(len(self.tests), 1) / max(self.tests.get(source, 1), 1)

    def newest(self, source: str) -> date | None:
        """The last day of the newest period that the source holds."""
        feed = self.feeds.get(source)
        return feed.last_period_end if feed else None


PASSED, WITNESS, DROPPED = "passed", "witness", "dropped"
PARTED = frozenset({"diverging", "other_pace"})  # the reasons of two streams that do not tell one story
WITNESSED = 0.01  # the p-value that is enough beside a line which stands without it


def gate(finding: dict[str, Any], ground: Ground) -> str:
    """`passed`, `witness` (too little to make a line, enough beside one), `dropped`, or the code of the remark it becomes.

    In order: it is about a feed, and is told as a remark of it; the answer itself cannot be said; the feed is overdue; the feed of that place was lost; streams that part
    ways (they make no line, and stand beside one where they go opposite ways); a basket; a roll-up of lines already
    here; not of the newest period; too little evidence for the promised budget.
    """
    if is_of_a_feed(finding):
        return DROPPED
    reason = next((r for r in finding["reasons"] if r in REMARKED), None)
    kind = substances.substance(subject_of(finding)).kind
    if finding["verdict"] == "cannot_say":
        return reason if reason and not (_overdue(finding, ground) and reason in OF_THE_NEWEST) else DROPPED
    if _overdue(finding, ground):
        return DROPPED if PARTED & set(finding["reasons"]) else "feed_overdue"
    if (finding["source"], finding["places"][0]) in ground.lost:
        return DROPPED  # the lost feed has its own remark
    if PARTED & set(finding["reasons"]):
        return WITNESS if "diverging" in finding["reasons"] else DROPPED
    evident = finding["p_value"] is not None and finding["p_value"] <= ground.level(finding["source"])
    if kind == "not_a_substance":
        return DROPPED  # samples in which nothing was found, and the like
    if kind == "basket":
        return "basket_category" if evident else DROPPED
    if _aggregate(finding, kind, ground) or _stale(finding, ground):
        return DROPPED
    return PASSED if evident else WITNESS if _bears_witness(finding) else DROPPED


def _bears_witness(finding: dict[str, Any]) -> bool:
    """A country that says the same, or a first in a place: too little alone, telling beside a line of its group."""
    heard = finding["level"] == "country" or finding["trend"] == "new"
    return heard and finding["p_value"] is not None and finding["p_value"] <= WITNESSED


def _overdue(finding: dict[str, Any], ground: Ground) -> bool:
    feed = ground.feeds.get(finding["source"])
    return feed is not None and feed.overdue


def _aggregate(finding: dict[str, Any], kind: str, ground: Ground) -> bool:
    """A total of lines already here: a country's row of everything, or all drugs where each drug has its line."""
    source = ground.sources[finding["source"]]
    published_above = (
        finding["level"] == "country" and not finding["derived"] and "country" not in (source.level, *source.also)
    )
    total = kind == "all" and (
        finding["level"] == "country"
        or (finding["substances"] == ["all"] and "all_drugs_together" not in finding["reasons"])
    )
    return published_above or total


def _stale(finding: dict[str, Any], ground: Ground) -> bool:
    newest = ground.newest(finding["source"])
    source = ground.sources[finding["source"]]
    return newest is not None and finding["period_end"] < newest - timedelta(days=int(1.5 * source.rhythm_days))


def lost_feeds(findings: list[dict[str, Any]]) -> frozenset[tuple[str, str]]:
    """The (source, place) pairs that a finding names as lost."""
    return frozenset((f["source"], f["places"][0]) for f in findings if "feed_loss" in f["reasons"])

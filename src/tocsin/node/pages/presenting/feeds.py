"""Feeds and releases: how old what we know is, and when it became known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tocsin.bulletins.remarks import remark_title, remark_why
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.records.change import ReleaseChanges
from tocsin.records.release import Release
from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.signals.feed_findings import told
from tocsin.signals.feeds import shown_by, standing
from tocsin.wording import age, day, moment, month, number, say


@dataclass(frozen=True, slots=True)
class FeedRow:
    """How one source stands."""

    name: str
    link: str
    last: str
    overdue: bool
    state: str
    standing: str  # in a word: on time, overdue, stalled


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One day on which something became known: a stop of the as-of list."""

    day: str
    iso: str
    sources: str
    basis: str
    link: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What one release changed, in counts of values; `shows` are the words for it."""

    known: str
    fresh: str
    raised: str
    lowered: str
    restated: str
    retracted: str
    filled: str
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One thing that a feed has shown: a stall, a gap filled late, a jump in completeness, a silence."""

    day: str
    state: str  # in a word
    title: str
    why: str
    finding: str
    link: str


def told_lines(feed: FeedState | None, source: Source, asked: Asked) -> tuple[ToldLine, ...]:
    """The history of a feed, newest first."""
    language = asked.language
    return tuple(
        ToldLine(
            day(one.day, language),
            say(f"feed.state.{one.code}", language),
            remark_title(one.remark, language),
            remark_why(one.remark, language),
            one.finding,
            address("finding", carried(asked.state), one.finding),
        )
        for one in reversed(told(feed, source) if feed else ())
    )


def change_lines(feed: FeedState | None, language: str) -> tuple[ChangeLine, ...]:
    """The releases of a source, newest first, each held against what was known before it."""
    return tuple(_change_line(one, language) for one in reversed(feed.changes if feed else ()))


def _change_line(one: ReleaseChanges, language: str) -> ChangeLine:
    return ChangeLine(
        moment(one.known_at, language),
        number(one.fresh, language),
        number(one.raised, language),
        number(one.lowered, language),
        number(one.restated, language),
        number(one.retracted, language),
        number(one.filled + one.returned, language),
        tuple(say(f"feed.state.{rule.code}", language) for rule in shown_by(one)),
    )


def feed_row(feed: FeedState, asked: Asked) -> FeedRow:
    """A source with its age."""
    language = asked.language
    last = (
        say("feed.last", language, month=month(feed.last_period_end, language, short=True))
        if feed.last_period_end
        else say("feed.nothing", language)
    )
    state = say("feed.age", language, age=age(feed.age_days, language)) if feed.age_days is not None else ""
    word = say(f"feed.state.{standing(feed)}", language)
    word += f" ({say('feed.as_usual', language)})" if feed.late_as_usual else ""
    place = address("source", {}, feed.source)
    return FeedRow(names.source(feed.source, language), place, last, feed.overdue, state, word)


def overdue_rows(feeds: Iterable[FeedState], asked: Asked) -> tuple[FeedRow, ...]:
    """Those that are late, the latest first."""
    late = sorted((feed for feed in feeds if feed.overdue), key=lambda feed: -(feed.age_days or 0))
    return tuple(feed_row(feed, asked) for feed in late)


def release_rows(releases: Sequence[Release], page: str, asked: Asked, *parts: str) -> tuple[ReleaseRow, ...]:
    """The days on which releases became known, newest first; each links to `page` as of that day."""
    days = sorted({release.known_at.date() for release in releases}, reverse=True)
    chosen = next((one for one in days if one <= asked.as_of.date()), None)
    return tuple(
        ReleaseRow(
            day(one, asked.language),
            one.isoformat(),
            _who(releases, one, asked),
            _basis(releases, one, asked),
            address(page, asked.state, *parts, as_of=one.isoformat()),
            one == chosen,
        )
        for one in days
    )


def _who(releases: Sequence[Release], day_known: object, asked: Asked) -> str:
    return ", ".join(
        dict.fromkeys(names.source(r.source, asked.language) for r in releases if r.known_at.date() == day_known)
    )


def _basis(releases: Sequence[Release], day_known: object, asked: Asked) -> str:
    bases = {release.known_basis for release in releases if release.known_at.date() == day_known}
    return say("release.assumed", asked.language) if "assumed" in bases else ""


def known_moment(feed: FeedState, language: str) -> str:
    """When the newest release became known."""
    return moment(feed.last_known, language) if feed.last_known else say("feed.nothing", language)

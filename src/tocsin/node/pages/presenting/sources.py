"""The pages about sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.bulletins.timing import days_measured, settled
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.feeds import (
    ChangeLine,
    FeedRow,
    ToldLine,
    change_lines,
    feed_row,
    known_moment,
    told_lines,
)
from tocsin.records.release import Release
from tocsin.records.series import FeedState
from tocsin.records.source import Source
from tocsin.records.timing import NOT_MEASURED
from tocsin.wording import age, day, moment, number, say, several


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the list."""

    name: str
    title: str
    link: str
    publisher: str
    stream: str
    country: str
    counted: str
    licence: str
    purpose: str
    feed: FeedRow | None


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release, reconciled: rows in = accepted + set aside."""

    known: str
    basis: str
    kind: str
    covers: str
    rows_in: str
    accepted: str
    quarantined: str
    file: str
    hash: str
    link: str
    aside_link: str  # to the rows set aside; empty where there are none


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Everything about one source."""

    row: SourceRow
    facts: tuple[tuple[str, str], ...]
    use: str
    limits: tuple[str, ...]
    history: tuple[tuple[str, str], ...]
    releases: tuple[ReleaseLine, ...]
    changes: tuple[ChangeLine, ...]
    told: tuple[ToldLine, ...]


def source_rows(sources: Sequence[Source], feeds: Sequence[FeedState], asked: Asked) -> tuple[SourceRow, ...]:
    """All sources, in the catalogue's order."""
    states = {feed.source: feed for feed in feeds}
    return tuple(source_row(source, states.get(source.name), asked) for source in sources)


def source_row(source: Source, feed: FeedState | None, asked: Asked) -> SourceRow:
    """One source."""
    language = asked.language
    return SourceRow(
        source.name,
        names.source(source.name, language),
        address("source", carried(asked.state), source.name),
        source.publisher,
        names.stream(source.stream, language),
        names.place(source.country, language),
        say(f"counted.{source.unit_counted}", language),
        source.licence,
        source.purpose.value,
        feed_row(feed, asked) if feed else None,
    )


def source_page(source: Source, feed: FeedState | None, releases: Sequence[Release], asked: Asked) -> SourcePage:
    """One source with its limits, history, releases and what each of them changed."""
    language = asked.language
    return SourcePage(
        source_row(source, feed, asked),
        _facts(source, feed, language),
        names.sentence(source.use_statement, language) if source.use_statement else "",
        tuple(names.sentence(f"limit.{code}", language) for code in source.limits),
        tuple((note.since, names.sentence(f"history.{note.code}", language)) for note in source.history),
        tuple(_release(release, asked) for release in releases),
        change_lines(feed, language),
        told_lines(feed, source, asked),
    )


def _facts(source: Source, feed: FeedState | None, language: str) -> tuple[tuple[str, str], ...]:
    measured = several((names.measure(one, language) for one in source.measures), language)
    overlaps = several((names.source(one, language) for one in source.overlaps), language) or say(
        "source.no_overlap", language
    )
    timing = feed.timing if feed else NOT_MEASURED
    rhythm, delay = (days_measured(days, language) for days in (timing.rhythm, timing.delay))
    facts = {
        "publisher": source.publisher,
        "counted": say(f"counted.{source.unit_counted}", language),
        "measures": measured,
        "cadence": say(f"cadence.{source.cadence.value}", language),
        "rhythm": f"{say('source.every', language, age=age(source.rhythm_days, language))}; {rhythm}",
        "delay": f"{say('source.after', language, age=age(source.delay_days, language))}; {delay}",
        "settled": settled(timing, language),
        "denominator": say(f"denominator.{source.denominator.kind}", language),
        "absent": say(f"absent.{source.absent_means}", language),
        "laboratory": source.laboratory,
        "overlaps": overlaps,
        "small_numbers": names.sentence(f"small_numbers.{source.small_numbers}", language),
        "licence": source.licence,
        "attribution": source.attribution,
        "known": known_moment(feed, language) if feed else say("feed.nothing", language),
    }
    return tuple((say(f"source.fact.{name}", language), text) for name, text in facts.items())


def _release(release: Release, asked: Asked) -> ReleaseLine:
    covers, language = release.covers, asked.language
    return ReleaseLine(
        moment(release.known_at, language),
        say(f"known_basis.{release.known_basis}", language),
        say(f"release_kind.{release.kind.value}", language),
        say("period.span", language, first=day(covers.first, language), last=day(covers.last, language)),
        number(release.rows_in, language),
        number(release.rows_accepted, language),
        number(release.rows_quarantined, language),
        release.file_name,
        release.file_sha256[:12],
        address("release", carried(asked.state), release.release),
        address("quarantine", release=release.release) if release.rows_quarantined else "",
    )

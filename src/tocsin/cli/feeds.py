"""Commands about feeds: how each stands and what its releases changed, and fetching the next file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tocsin.cli.options import AsOf, Home, Json, Language, date_of, home_of
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from tocsin.records.receipt import Receipt
    from tocsin.records.series import FeedState
    from tocsin.records.source import Source
    from tocsin.records.timing import Days

DAYS = ("rhythm (days)", "delay (days)")  # declared, and measured where there are enough releases
SAID = {
    "loaded": "A newer file was taken in.",
    "unchanged": "The publisher says that nothing changed since the last fetch.",
    "same": "Every file there is in this node already.",
    "refused": "No file could be taken in.",
}


def feeds(
    *,
    source: Annotated[str | None, Parameter(help="Only this one, with what each of its releases changed.")] = None,
    home: Home = None,
    as_of: AsOf = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Show how each feed stands: its rhythm, its age, when the next release is due, and what the last one changed.

    Rhythm and delay are those that are declared, and beside them those measured from the releases. With `--source`
    all that the feed has shown so far: stalls, gaps filled late, jumps in completeness, and when nothing came.

    Example: `tocsin feeds --source cbp-drug-seizures --as-of 2026-06-01`
    """
    from tocsin.flow.answer import feeds as states
    from tocsin.flow.answer import standing as at
    from tocsin.sources.catalogue import source as named

    node = home_of(home)
    rows = {row.name: row for row in node.sources}
    if source is not None:
        rows = {source: named(source, node.sources)}
    found = [feed for feed in states(node, at(node, date_of(as_of))) if feed.source in rows]
    if json:
        as_json([_told(feed, rows[feed.source], language) for feed in found])
    elif source is not None:
        _print_timing(found[0], rows[source], language)
        _print_changes(found[0], language)
        _print_history(found[0], rows[source], language)
    else:
        _print([feed for feed in found if feed.releases], rows, language)
    return 0


def fetch(
    source: Annotated[str, Parameter(help="Name of the source; see `tocsin sources`.")],
    *,
    from_: Annotated[
        Path | None,
        Parameter(name="--from", help="A mirror folder; files of a source are in FOLDER/SOURCE. No network is used."),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> int:
    """Fetch what is newer from the publisher, or from a mirror folder, and take it in.

    Nothing is asked for twice: the publisher is told which version is here. The bytes are kept as they came. Only
    this command reaches out; the site and the detection never do.

    Example: `tocsin fetch nyc-drugchecking --from mirror`
    """
    from tocsin.flow.fetching import fetch as ask

    found = ask(home_of(home), source, from_)
    if json:
        as_json(found)
        return 1 if found.refused else 0
    say(f"{SAID[found.state]} ({found.origin})")
    for told in (*found.refused, *(f"{r.release}: {_receipt(r)}" for r in found.receipts)):
        say(told)
    return 1 if found.refused else 0


def _receipt(receipt: Receipt) -> str:
    if receipt.already_seen:
        return "seen before"
    return (
        f"{receipt.rows_in:,} rows, {receipt.rows_quarantined:,} set aside; {receipt.observations_new:,} new or changed, "
        f"{receipt.observations_retracted:,} taken back"
    )


def _told(feed: FeedState, source: Source, language: str) -> dict[str, Any]:
    from tocsin.bulletins.remarks import remark_title, remark_why
    from tocsin.cli.output import plain
    from tocsin.signals.feed_findings import told
    from tocsin.signals.feeds import shown_by, standing

    changes = [plain(one) | {"shows": [rule.code for rule in shown_by(one)]} for one in feed.changes]
    shown = [
        {"day": one.day, "code": one.code, "release": one.release, "finding": one.finding}
        | {"title": remark_title(one.remark, language), "why": remark_why(one.remark, language)}
        for one in told(feed, source)
    ]
    declared = {"rhythm_days": source.rhythm_days, "delay_days": source.delay_days}
    return plain(feed) | {"state": standing(feed), **declared, "changes": changes, "told": plain(shown)}


def _print(feeds: list[FeedState], sources: dict[str, Source], language: str) -> None:
    from tocsin.signals.feeds import newest, standing
    from tocsin.wording import say as word

    table(
        ("source", *DAYS, "newest period", "age (days)", "due", "state", "new", "revised", "taken back"),
        [
            (
                feed.source,
                _days(sources[feed.source].rhythm_days, feed.timing.rhythm),
                _days(sources[feed.source].delay_days, feed.timing.delay),
                feed.last_period_end,
                feed.age_days,
                feed.due,
                word(f"feed.state.{standing(feed)}", language)
                + (f" ({word('feed.as_usual', language)})" if feed.late_as_usual else ""),
                sum(one.fresh for one in newest(feed)),
                sum(one.revised for one in newest(feed)),
                sum(one.retracted for one in newest(feed)),
            )
            for feed in feeds
        ],
        right=("age (days)", "new", "revised", "taken back"),
    )


def _days(declared: int, measured: Days | None) -> str:
    """Declared, and measured where it was: 31 (28-33)."""
    return f"{declared} ({measured.low}-{measured.high})" if measured else str(declared)


def _print_timing(feed: FeedState, source: Source, language: str) -> None:
    from tocsin.bulletins.timing import days_measured, settled
    from tocsin.wording import say as word

    timing, declared = feed.timing, (source.rhythm_days, source.delay_days)
    for name, days, measured in zip(("rhythm", "delay"), declared, (timing.rhythm, timing.delay), strict=True):
        say(f"{word(f'source.fact.{name}', language)}: {days}; {days_measured(measured, language)}")
    say(f"{word('source.fact.settled', language)}: {settled(timing, language)}")


def _print_history(feed: FeedState, source: Source, language: str) -> None:
    from tocsin.bulletins.remarks import remark_why
    from tocsin.signals.feed_findings import told
    from tocsin.wording import say as word

    for one in reversed(told(feed, source)):
        say(f"{one.day} {word(f'feed.state.{one.code}', language)}: {remark_why(one.remark, language)} ({one.finding})")


def _print_changes(feed: FeedState, language: str) -> None:
    from tocsin.signals.feeds import shown_by
    from tocsin.wording import say as word

    table(
        ("known since", "holds", "new", "raised", "lowered", "otherwise", "taken back", "gaps filled", "shows"),
        [
            (
                one.known_at.date(),
                one.held,
                one.fresh,
                one.raised,
                one.lowered,
                one.restated,
                one.retracted,
                one.filled + one.returned,
                ", ".join(word(f"feed.state.{rule.code}", language) for rule in shown_by(one)),
            )
            for one in reversed(feed.changes)
        ],
        right=("holds", "new", "raised", "lowered", "otherwise", "taken back", "gaps filled"),
    )

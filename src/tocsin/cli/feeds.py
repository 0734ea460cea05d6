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
        as_json([_told(feed, rows[feed.source]) for feed in found])
    elif source is not None:
        _print_changes(found[0], language)
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


def _told(feed: FeedState, source: Source) -> dict[str, Any]:
    from tocsin.cli.output import plain
    from tocsin.signals.feeds import shown_by, standing

    changes = [plain(one) | {"shows": [rule.code for rule in shown_by(one)]} for one in feed.changes]
    return plain(feed) | {"state": standing(feed), "rhythm_days": source.rhythm_days, "changes": changes}


def _print(feeds: list[FeedState], sources: dict[str, Source], language: str) -> None:
    from tocsin.signals.feeds import newest, standing
    from tocsin.wording import say as word

    table(
        ("source", "rhythm (days)", "newest period", "age (days)", "due", "state", "new", "revised", "taken back"),
        [
            (
                feed.source,
                sources[feed.source].rhythm_days,
                feed.last_period_end,
                feed.age_days,
                feed.due,
                word(f"feed.state.{standing(feed)}", language),
                sum(one.fresh for one in newest(feed)),
                sum(one.revised for one in newest(feed)),
                sum(one.retracted for one in newest(feed)),
            )
            for feed in feeds
        ],
        right=("rhythm (days)", "age (days)", "new", "revised", "taken back"),
    )


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

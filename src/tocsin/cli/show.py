"""`tocsin show`: one signal or one series, whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tocsin.cli.options import AsOf, Clearance, Home, Json, Language, date_of, home_of, reader_of
from tocsin.cli.output import as_json, plain, say, table

if TYPE_CHECKING:
    from datetime import datetime

    from tocsin.flow.home import Node
    from tocsin.records.line import Line
    from tocsin.records.mark import Reader
    from tocsin.records.series import SeriesView
    from tocsin.records.since import Since

SIGNAL = re.compile("[0-9a-f]{12}")  # what the list gives; everything else is a series or words of one
WHOLE_ID = re.compile("[0-9a-f]{32}")


def show(
    *what: str,
    home: Home = None,
    as_of: AsOf = None,
    json: Json = False,
    language: Language = "en",
    clearance: Clearance = "clear",
) -> int:
    """Show a signal by its id, or a series by its id or by words of its substance, place and source.

    With `--as-of`, a series is shown as known on that date, and then what changed since: which periods, by how much, in
    which release, and whether what was said then came true.

    Examples: `tocsin show carfentanil US-OH`, `tocsin show 3f2a9c1b7d10 --as-of 2026-01-15`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.answer import briefing, standing
    from tocsin.flow.series import find_series, holds, series
    from tocsin.flow.since import since

    reader = reader_of(clearance)
    node, at, text = home_of(home), date_of(as_of), " ".join(what)
    if not text:
        raise UsageError(
            "nothing was named", wanted="a signal, a series, or words", next_step="tocsin show carfentanil US-OH"
        )
    lines = briefing(node, reader, at).lines if SIGNAL.fullmatch(text) else ()
    line = next((line for line in lines if line.signal == text), None)
    if line:
        _line(line, json, language)
        return 0
    found = (
        (text,) if WHOLE_ID.fullmatch(text) and holds(node, text, reader, at) else find_series(node, text, reader, at)
    )
    if not found:
        return _nothing(node, text, reader, at, language)
    chosen = text if text in found else next(iter(found))
    if len(found) > 1 and text not in found:
        _choices(node, found, json, language, at)
    else:
        later = since(node, chosen, at, reader) if at and at < standing(node, None) else None
        _series(series(node, chosen, reader, at), later, json, language)
    return 0


def _nothing(node: Node, text: str, reader: Reader, at: datetime | None, language: str) -> int:
    """Say that there is none; of one that is known by now, since when."""
    from tocsin.flow.series import find_series, first_known
    from tocsin.wording import moment
    from tocsin.wording import say as words

    later = find_series(node, text, reader) if at else ()
    if at and len(later) == 1:
        day = moment(first_known(node, later[0], reader), language)
        say(words("since.first_known", language, then=moment(at, language), day=day))
    else:
        say(f"No signal and no series goes by {text!r}.")
    return 1


def _line(line: Line, json: bool, language: str) -> None:
    from tocsin.bulletins import lines as words
    from tocsin.cli.told import told_line

    if json:
        as_json(told_line(line, language))
        return
    say(
        f"{line.rank}. {words.line_title(line, language)}: {words.line_figures(line, language)} {words.line_unit(line, language)}"
    )
    for sentence in (
        words.line_why(line, language),
        words.line_details(line, language),
        words.line_limits(line, language),
        words.line_outranks(line, language),
    ):
        say(sentence)
    table(
        ("method", "series", "place", "substance", "baseline", "observed", "ratio", "p"),
        [
            (
                m.method,
                m.series[:12],
                m.place,
                m.substance,
                f"{m.baseline:g}",
                f"{m.observed:g}",
                f"{m.ratio:.3g}",
                f"{m.p_value or 0:.2g}",
            )
            for m in line.members
        ],
    )


def _choices(node: Node, found: tuple[str, ...], json: bool, language: str, at: datetime | None) -> None:
    from tocsin.flow.series import list_series
    from tocsin.vocabulary import places, substances

    rows = [r for r in list_series(node, as_of=at).to_pylist() if r["series"] in set(found)]
    if json:
        as_json(rows)
        return
    table(
        ("series", "substance", "place", "source", "measure", "newest"),
        [
            (
                r["series"][:12],
                substances.label(r["substance"], language),
                places.label(r["place"], language),
                r["source"],
                r["measure"],
                f"{r['value']:g} ({r['period_end']})",
            )
            for r in rows[:60]
        ],
        right=("newest",),
    )
    say(f"{len(rows)} series; name one by its id or by more words.")


def _series(view: SeriesView, later: Since | None, json: bool, language: str) -> None:
    from tocsin.bulletins.not_yet import by_now, still_to_come, will_come_to
    from tocsin.vocabulary import measures, places, substances

    if json:
        as_json(_document(view, later, language))
        return
    say(
        f"{substances.label(view.substance, language)}, {places.label(view.place, language)}: {measures.label(view.measure, language)} ({view.source}), "
        f"as known on {view.as_of.date()}"
    )
    table(
        ("period", "value", "of", "status", "reported", "will come to", "expected", "upper", "known before"),
        [
            (
                f"{c.start} – {c.end}",
                _figure(c.value),
                _figure(c.tested),
                c.status,
                by_now(c, language),
                will_come_to(c, view.measure, language),
                _figure(c.expected),
                _figure(c.upper),
                _figure(c.earlier),
            )
            for c in view.cells[-36:]
        ],
        right=("value", "of", "reported", "will come to", "expected", "upper", "known before"),
    )
    for sentence in still_to_come(view, language):
        say(sentence)
    for note in view.notes:
        say(f"{note.since}: {note.text[language]}")
    for found in view.findings:
        say(
            f"{found.method}: {found.trend}, {found.baseline:g} → {found.observed:g}"
            + (f" ({', '.join(found.reasons)})" if found.reasons else "")
        )
    if later:
        _since(later, language)


def _document(view: SeriesView, later: Since | None, language: str) -> dict[str, Any]:
    """The series for programs; `since` is null where nothing was asked of the past."""
    from tocsin.bulletins.not_yet import still_to_come
    from tocsin.bulletins.since import sentences

    told = {"sentences": {"still_to_come": plain(still_to_come(view, language))}, "since": None}
    if later:
        told["since"] = plain(later) | {"sentences": plain(sentences(later, language))}
    return plain(view) | told


def _since(later: Since, language: str) -> None:
    """What changed since: the sentences, then every period that moved."""
    from tocsin.bulletins.since import caption, heading, rows, sentences

    say("")
    say(heading(later, language))
    for sentence in sentences(later, language):
        say(sentence)
    told = rows(later, language)
    if not told:
        return
    say(caption(later, language))
    columns = ("period", "then", "now", "change", "kind", "in_release", "said_then", "outcome")
    from tocsin.wording import say as words

    names = tuple(words(f"since.{name}", language) for name in columns)
    table(
        names,
        [(r.period, r.then, r.now, r.change, r.kind_words, r.releases, r.said, r.came) for r in told],
        right=(*names[1:4], names[6]),
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"

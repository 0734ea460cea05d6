"""`tocsin show`: one signal or one series, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.cli.options import AsOf, Clearance, Home, Json, Language, date_of, home_of, reader_of
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from datetime import datetime

    from tocsin.flow.home import Node
    from tocsin.records.line import Line
    from tocsin.records.series import SeriesView


def show(
    *what: str,
    home: Home = None,
    as_of: AsOf = None,
    json: Json = False,
    language: Language = "en",
    clearance: Clearance = "clear",
) -> int:
    """Show a signal by its id, or a series by its id or by words of its substance, place and source.

    Examples: `tocsin show carfentanil US-OH`, `tocsin show 3f2a9c1b7d10 --as-of 2026-01-15`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.answer import briefing
    from tocsin.flow.series import find_series, series

    reader = reader_of(clearance)
    node, at, text = home_of(home), date_of(as_of), " ".join(what)
    if not text:
        raise UsageError(
            "nothing was named", wanted="a signal, a series, or words", next_step="tocsin show carfentanil US-OH"
        )
    line = next((line for line in briefing(node, reader, at).lines if line.signal == text), None)
    if line:
        _line(line, json, language)
        return 0
    found = find_series(node, text, reader, at)
    if not found:
        say(f"No signal and no series goes by {text!r}.")
        return 1
    chosen = text if text in found else next(iter(found))
    if len(found) > 1 and text not in found:
        _choices(node, found, json, language, at)
    else:
        _series(series(node, chosen, reader, at), json, language)
    return 0


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


def _series(view: SeriesView, json: bool, language: str) -> None:
    from tocsin.vocabulary import measures, places, substances

    if json:
        as_json(view)
        return
    say(
        f"{substances.label(view.substance, language)}, {places.label(view.place, language)}: {measures.label(view.measure, language)} ({view.source}), "
        f"as known on {view.as_of.date()}"
    )
    table(
        ("period", "value", "of", "status", "expected", "upper", "known before"),
        [
            (
                f"{c.start} – {c.end}",
                _figure(c.value),
                _figure(c.tested),
                c.status,
                _figure(c.expected),
                _figure(c.upper),
                _figure(c.earlier),
            )
            for c in view.cells[-36:]
        ],
        right=("value", "of", "expected", "upper", "known before"),
    )
    for note in view.notes:
        say(f"{note.since}: {note.text[language]}")
    for found in view.findings:
        say(
            f"{found.method}: {found.trend}, {found.baseline:g} → {found.observed:g}"
            + (f" ({', '.join(found.reasons)})" if found.reasons else "")
        )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"

"""Commands about detection: the night's run, and the ranked list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from tocsin.cli.options import AsOf, Clearance, Home, Json, Language, date_of, home_of, reader_of
from tocsin.cli.output import as_json, progress, say, table

if TYPE_CHECKING:
    from tocsin.records.line import Briefing


def nightly(*, home: Home = None, as_of: AsOf = None, json: Json = False) -> int:
    """Run every method over everything known, and keep what was found.

    Example: `tocsin nightly --as-of 2025-01-15`
    """
    from tocsin.flow.nightly import run
    from tocsin.node.opening import open_site

    node = home_of(home)
    with progress("Detecting") as step:
        report = run(node, date_of(as_of), step)
    open_site(node)
    if json:
        as_json(report)
    else:
        say(
            f"{report.run}: {report.series:,} series as of {report.as_of.date()}: {report.above} above, {report.below} below, "
            f"{report.cannot_say} that cannot be said ({report.seconds:.1f} s)."
        )
    return 0


def signals(
    *,
    home: Home = None,
    as_of: AsOf = None,
    json: Json = False,
    language: Language = "en",
    since: Annotated[str | None, Parameter(help="Only lines whose newest period ends on or after this date.")] = None,
    limit: Annotated[int, Parameter(help="Most lines shown.")] = 20,
    clearance: Clearance = "clear",
) -> int:
    """Show the ranked lines, and the data-quality list: what was not called a signal, and why.

    Example: `tocsin signals --as-of 2025-01-15 --language es`
    """
    from tocsin.flow.answer import briefing, standing

    node = home_of(home)
    at = standing(node, date_of(as_of))
    shown = briefing(node, reader_of(clearance), at)
    lines = [line for line in shown.lines if since is None or line.lead.period_end.isoformat() >= since][:limit]
    if json:
        as_json(_document(shown, lines, at, language))
    else:
        _print(shown, lines, language)
    return 0


def _document(shown: Briefing, lines: list[Any], at: Any, language: str) -> dict[str, Any]:
    from tocsin.bulletins import lines as words
    from tocsin.cli.told import told_line, told_remark

    return {
        "as_of": at,
        "headline": words.headline(shown, language),
        "cannot_say_yet": words.cannot_say_yet(shown, language),
        "watched": shown.watched,
        "budget": shown.budget,
        "overdue": shown.overdue,
        "lines": [told_line(line, language) for line in lines],
        "remarks": [told_remark(remark, language) for remark in shown.remarks],
    }


def _print(shown: Briefing, lines: list[Any], language: str) -> None:
    from tocsin.bulletins import lines as words

    say(words.headline(shown, language))
    say(words.cannot_say_yet(shown, language) + "\n")
    table(
        ("", "what", "figures", "", "why", "signal"),
        [
            (
                line.rank,
                f"{words.line_title(line, language)} ({line.harm})",
                f"{words.line_figures(line, language)} {words.line_unit(line, language)}",
                words.line_kind(line, language),
                words.line_why(line, language),
                line.signal,
            )
            for line in lines
        ],
        right=("",),
    )
    table(
        ("not called", "why"), [(words.remark_title(r, language), words.remark_why(r, language)) for r in shown.remarks]
    )

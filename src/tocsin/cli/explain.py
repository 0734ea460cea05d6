"""`tocsin explain`: where a figure is from, down to the file, the row and the release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tocsin.cli.options import AsOf, Clearance, Home, Json, Language, date_of, home_of, reader_of
from tocsin.cli.output import as_json, say, table

if TYPE_CHECKING:
    from tocsin.records.provenance import Explanation, Found, Part

SHOWN = 40


def explain(
    *what: str,
    period: Annotated[
        str | None, Parameter(help="Which period: 2025, 2025-H1, 2025-03, or a span 2025-11..2026-01; else the newest.")
    ] = None,
    home: Home = None,
    as_of: AsOf = None,
    json: Json = False,
    language: Language = "en",
    clearance: Clearance = "clear",
    prov: Annotated[Path | None, Parameter(help="A file to write W3C PROV-JSON to.")] = None,
) -> int:
    """Say where a figure is from: how it was made, the published values in it, their releases, files and rows.

    WHAT is the id of a signal, a finding, a series or an observation, or words of one series; with `|` between them
    the words are whole names.

    Examples: `tocsin explain "nflis-dqs|carfentanil|US-OH|reports" --period 2025-H1`,
    `tocsin explain 3f2a9c1b7d10 --prov signal.prov.json`
    """
    from tocsin.errors import UsageError
    from tocsin.flow.explaining import explain as ask

    if not what:
        raise UsageError(
            "nothing was named",
            wanted="a signal, a series, a finding, an observation, or words",
            next_step="tocsin explain carfentanil US-OH --period 2025-H1",
        )
    told = ask(home_of(home), " ".join(what), date_of(as_of), reader_of(clearance), period=period)
    if prov:
        from tocsin.bulletins.prov import prov_json

        prov.write_bytes(prov_json(told))
    as_json(told) if json else _print(told, language)
    return 0


def _print(told: Explanation, language: str) -> None:
    from tocsin.bulletins.making import exact, how
    from tocsin.bulletins.remarks import remark_title
    from tocsin.vocabulary import measures, places, substances

    title = f"{substances.label(told.substance, language)}, {places.label(told.place, language)}, {told.period}"
    unit = measures.unit_label(told.measure, language, told.value)
    if told.feed:
        title, figure = remark_title(told.feed, language), ", ".join(told.found.reasons if told.found else ())
    else:
        figure = f"{exact(told.value, language)} {unit}"
    say(f"{title}: {figure} ({told.source}, as known on {told.as_of.date()})")
    for sentence in how(told, language):
        say(sentence)
    if told.found:
        _print_found(told.found)
    _print_parts(told.parts, language)
    _print_releases(told, language)


def _print_found(found: Found) -> None:
    """The method with its settings, the windows it compared, and the run that keeps it."""
    say(f"Finding {found.finding}: {found.method} version {found.version} {found.settings}".rstrip() + ".")
    told = [(name, f"{value:,.6g}") for name, value in found.figures.items() if value is not None]
    if told:
        say(f"{found.verdict}, {found.trend}: " + ", ".join(f"{name} {value}" for name, value in told) + ".")
    for name, cells in (("observed", found.observed), ("baseline", found.baseline)):
        if cells:
            say(f"{name}: {cells[0].name} to {cells[-1].name}, {len(cells)} periods known.")
    run = f"run {found.run}, stored {found.recorded_at}" if found.run else "found on request, not kept"
    say(f"{run}; vocabulary {found.vocabulary}, lake version {found.lake_version}.")
    if found.beside:
        say("On the same line: " + ", ".join(found.beside))


def _print_parts(parts: tuple[Part, ...], language: str) -> None:
    from tocsin.bulletins.making import earlier, published

    rows = [
        (
            part.substance_raw,
            part.record,
            published(part, language),
            "; ".join(earlier(part, language)),
            part.newest.known_at.date(),
            part.newest.known_basis,
            part.newest.release,
            ", ".join(str(row.row) for row in part.rows),
        )
        for part in parts[:SHOWN]
    ]
    if rows:
        table(("name", "key", "value", "before", "known on", "how known", "release", "row"), rows, right=("row",))
    if len(parts) > SHOWN:
        say(f"{len(parts) - SHOWN} more with --json.")


def _print_releases(told: Explanation, language: str) -> None:
    from tocsin.wording import say as word

    for one in told.releases:
        rows = f"{one.rows_in:,} rows, {one.rows_accepted:,} accepted, {one.rows_quarantined:,} set aside"
        say(f"{one.release}: {one.file_name}, sha256 {one.file_sha256}, {rows}; {one.kind}, stored {one.recorded_at}.")
        if one.original:
            say(f"  made from {one.original.file_name}, sha256 {one.original.file_sha256}, {one.original.rows:,} rows.")
    credit = told.credit
    say(f"{credit.publisher}: {credit.attribution}. Licence: {credit.licence}.")
    if told.purpose == "health_only":
        say(word(credit.use_statement or "purpose.health_only", language))

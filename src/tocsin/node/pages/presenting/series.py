"""The page of one series."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.chart_words import alternative, finding, subtitle, tested_figure
from tocsin.node.pages.presenting.feeds import ReleaseRow, release_rows
from tocsin.node.pages.presenting.figures import amount
from tocsin.node.pages.presenting.findings import FindingRow, finding_row
from tocsin.records.series import Cell, Note, SeriesView
from tocsin.vocabulary import measures, substances
from tocsin.wording import age, day, say
from tocsin.wording.dates import short_period

MOST_SIBLINGS = 60
NEWEST = 24  # periods shown at once; older ones unfold


@dataclass(frozen=True, slots=True)
class CellRow:
    """One period of the table, newest first."""

    period: str
    value: str
    count: str
    tested: str
    status: str
    status_words: str
    earlier: str
    alarm: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One annotation."""

    day: str
    kind: str
    text: str
    breaks: bool
    reference: str


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """Everything the template needs. `charts` are (media query, address) pairs, `chart` the plain one."""

    title: str
    place: str
    harm: str
    harm_words: str
    drug_class: str
    finding: str
    subtitle: str
    chart: str
    charts: tuple[tuple[str, str], ...]
    alternative: str
    svg_link: str
    png_link: str
    csv_link: str
    overlay_link: str
    overlaid: bool
    plain_link: str
    findings: tuple[FindingRow, ...]
    notes: tuple[NoteRow, ...]
    cells: tuple[CellRow, ...]
    older: tuple[CellRow, ...]
    said_before: bool
    shares: bool
    unit: str
    revised: str
    releases: tuple[ReleaseRow, ...]
    siblings: tuple[tuple[str, str], ...]
    source: str
    source_link: str
    age: str
    use: str
    mark: str
    purpose: str
    limits: tuple[str, ...]
    derived: bool
    self: str


def series_page(view: SeriesView, asked: Asked) -> SeriesPage:
    """A series in the reader's language."""
    language = asked.language
    subject = substances.substance(view.substance)
    cells = tuple(_cell(cell, view, language) for cell in reversed(view.cells))
    return SeriesPage(
        **_charts(view, asked), **_origin(view, asked), title=names.substance(view.substance, language), place=names.place(view.place, language),
        harm=subject.harm, harm_words=say(f"harm.{subject.harm}", language), drug_class=substances.class_label(subject.drug_class, language),
        finding=finding(view, language), subtitle=subtitle(view, language), alternative=alternative(view, language),
        findings=tuple(finding_row(member, language) for member in view.findings), notes=tuple(_note(note, language) for note in view.notes),
        cells=cells[:NEWEST], older=cells[NEWEST:], said_before=any(cell.earlier for cell in cells), shares=view.basis == "share",
        unit=measures.unit_label(view.measure, language), revised=_revised(view, language),
        siblings=tuple((names.place(place, language), address("series", carried(asked.state), series)) for series, place in view.siblings[:MOST_SIBLINGS]),
    )


def _charts(view: SeriesView, asked: Asked) -> dict[str, object]:
    state = {name: asked.state[name] for name in ("as_of", "overlay") if name in asked.state}
    made = {(theme, size): address("chart", state, view.series, "svg", theme=theme, size=size) for theme in ("light", "dark") for size in ("wide", "narrow")}
    return {
        "chart": made["light", "wide"],
        "charts": (
            ("(max-width: 640px) and (prefers-color-scheme: dark)", made["dark", "narrow"]), ("(max-width: 640px)", made["light", "narrow"]),
            ("(prefers-color-scheme: dark)", made["dark", "wide"]),
        ),
        "svg_link": address("chart", state, view.series, "svg"), "png_link": address("chart", state, view.series, "png"),
        "csv_link": address("series-csv", carried(asked.state), view.series),
        "overlay_link": address("series", asked.state, view.series, overlay="1") if view.overlay and view.overlay != view.series else "",
        "overlaid": bool(view.overlay and asked.state.get("overlay")), "plain_link": address("series", asked.state, view.series, overlay=None),
        "self": address("series", {}, view.series, as_of=view.as_of.date().isoformat()),
    }


def _origin(view: SeriesView, asked: Asked) -> dict[str, object]:
    language, row = asked.language, names.source_row(view.source)
    last = next((cell for cell in reversed(view.cells) if cell.value is not None), None)
    use = names.sentence(row.use_statement, language) if row and row.use_statement else say("purpose.health_only", language)
    return {
        "source": names.source(view.source, language), "source_link": address("source", carried(asked.state), view.source),
        "age": say("line.age", language, age=age(max((asked.as_of.date() - last.end).days, 0), language)) if last else "",
        "use": use if view.purpose == "health_only" else "", "mark": view.mark, "purpose": view.purpose, "derived": view.derived,
        "limits": tuple(names.sentence(f"limit.{code}", language) for code in row.limits) if row else (),
        "releases": release_rows(view.releases, "series", asked, view.series),
    }


def _note(note: Note, language: str) -> NoteRow:
    return NoteRow(day(note.since, language), say(f"note.{note.kind}", language), note.text[language], note.breaks, note.reference)


def _cell(cell: Cell, view: SeriesView, language: str) -> CellRow:
    return CellRow(
        short_period(cell.start, cell.end, view.cadence, language), amount(cell.value, cell.tested, view.basis, language),
        amount(cell.value, None, "count", language), tested_figure(cell, language), cell.status, say(f"status.{cell.status}", language),
        amount(cell.earlier, cell.tested, view.basis, language) if cell.earlier is not None else "", cell.alarm,
    )


def _revised(view: SeriesView, language: str) -> str:
    moved = sum(cell.earlier is not None and cell.value is not None and cell.earlier != cell.value for cell in view.cells)
    if view.earlier_as_of is None:
        return ""
    return say("series.revised", language, count=moved, day=day(view.earlier_as_of.date(), language)) if moved else say("series.not_revised", language)

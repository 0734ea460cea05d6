"""The page of one series."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins.not_yet import by_now, status_words, still_to_come, will_come_to
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.chart_words import alternative, subtitle, tested_figure
from tocsin.node.pages.presenting.expected import Expected, expected, threshold
from tocsin.node.pages.presenting.feeds import ReleaseRow, release_rows
from tocsin.node.pages.presenting.figures import amount
from tocsin.node.pages.presenting.findings import FindingRow, finding_row
from tocsin.node.pages.presenting.growth import GrowthTold, growth_told
from tocsin.node.pages.presenting.since import SinceTold, since_told
from tocsin.records.finding import Verdict
from tocsin.records.period import Cadence, label
from tocsin.records.series import Cell, Note, SeriesView
from tocsin.records.since import Since
from tocsin.vocabulary import measures, substances
from tocsin.wording import age, day, say
from tocsin.wording.dates import short_period

MOST_SIBLINGS = 60
NEWEST = 24  # periods shown at once; older ones unfold
MEDIA = (
    ("(max-width: 640px) and (prefers-color-scheme: dark)", "dark", "narrow"),
    ("(max-width: 640px)", "light", "narrow"),
    ("(prefers-color-scheme: dark)", "dark", "wide"),
)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One period of the table, newest first. `link` leads to where its figures are from; empty where there are none."""

    period: str
    link: str
    value: str
    count: str
    tested: str
    expected: str
    threshold: str
    status: str
    status_words: str
    by_now: str
    to_come: str
    earlier: str
    alarm: bool
    fell: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One annotation."""

    day: str
    kind: str
    text: str
    breaks: bool
    reference: str


@dataclass(frozen=True, slots=True)
class ChartLinks:
    """Addresses of the chart: `image` the plain one, `by_media` (media query, address), the rest as links."""

    image: str
    by_media: tuple[tuple[str, str], ...]
    svg: str
    png: str
    csv: str
    overlay: str
    overlaid: bool
    plain: str
    itself: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures are from, and under which conditions."""

    source: str
    source_link: str
    age: str
    use: str
    mark: str
    derived: bool
    limits: tuple[str, ...]
    releases: tuple[ReleaseRow, ...]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """Everything the template needs."""

    title: str
    place: str
    harm: str
    harm_words: str
    drug_class: str
    entry: str  # the address of its entry in the vocabulary; empty for a name that is unknown there
    subtitle: str
    alternative: str
    chart: ChartLinks
    origin: Origin
    expected: Expected
    growth: GrowthTold | None
    findings: tuple[FindingRow, ...]
    alone: bool  # whether this source's own methods alone were asked
    notes: tuple[NoteRow, ...]
    cells: tuple[CellRow, ...]
    older: tuple[CellRow, ...]
    still_to_come: tuple[str, ...]
    since: SinceTold | None
    said_before: bool
    comes_in: bool
    shares: bool
    unit: str
    revised: str
    siblings: tuple[tuple[str, str], ...]


def series_page(view: SeriesView, asked: Asked, since: Since | None = None) -> SeriesPage:
    """A series in the reader's language; `since` is what changed after the day that is looked at."""
    language = asked.language
    subject = substances.substance(view.substance)
    cells = tuple(_cell(cell, view, asked) for cell in reversed(view.cells))
    return SeriesPage(
        title=names.substance(view.substance, language),
        place=names.place(view.place, language),
        harm=subject.harm,
        harm_words=say(f"harm.{subject.harm}", language),
        drug_class=substances.class_label(subject.drug_class, language),
        entry=_entry(subject, asked),
        subtitle=subtitle(view, language),
        alternative=alternative(view, language),
        chart=_chart(view, asked),
        origin=_origin(view, asked),
        expected=expected(view, language),
        growth=growth_told(view, language),
        findings=tuple(finding_row(member, asked) for member in view.findings),
        alone=not view.streams_beside,
        notes=tuple(_note(note, language) for note in view.notes),
        cells=cells[:NEWEST],
        older=cells[NEWEST:],
        still_to_come=still_to_come(view, language),
        since=since_told(since, asked) if since else None,
        said_before=any(cell.earlier for cell in cells),
        comes_in=any(cell.to_come for cell in cells),
        shares=view.basis == "share",
        unit=measures.unit_label(view.measure, language),
        revised=_revised(view, language),
        siblings=_siblings(view, asked),
    )


def _entry(subject: substances.Substance, asked: Asked) -> str:
    """Of a pair, the entry of what stands beside the first."""
    entry = substances.parts(subject.id)[-1]
    return address("vocabulary-entry", carried(asked.state), entry) if subject.drug_class != "unknown" else ""


def _siblings(view: SeriesView, asked: Asked) -> tuple[tuple[str, str], ...]:
    shown = view.siblings[:MOST_SIBLINGS]
    return tuple(
        (names.place(place, asked.language), address("series", carried(asked.state), series)) for series, place in shown
    )


def _chart(view: SeriesView, asked: Asked) -> ChartLinks:
    state = {name: asked.state[name] for name in ("as_of", "overlay") if name in asked.state}

    def image(theme: str, size: str) -> str:
        return address("chart", state, view.series, "svg", theme=theme, size=size)

    return ChartLinks(
        image=image("light", "wide"),
        by_media=tuple((media, image(theme, size)) for media, theme, size in MEDIA),
        svg=address("chart", state, view.series, "svg"),
        png=address("chart", state, view.series, "png"),
        csv=address("series-csv", carried(asked.state), view.series),
        overlay=address("series", asked.state, view.series, overlay="1")
        if view.overlay and view.overlay != view.series
        else "",
        overlaid=bool(view.overlay and asked.state.get("overlay")),
        plain=address("series", asked.state, view.series, overlay=None),
        itself=address("series", {}, view.series, as_of=view.as_of.date().isoformat()),
    )


def _origin(view: SeriesView, asked: Asked) -> Origin:
    language, row = asked.language, names.source_row(view.source)
    last = next((cell for cell in reversed(view.cells) if cell.value is not None), None)
    days = max((asked.as_of.date() - last.end).days, 0) if last else 0
    return Origin(
        source=names.source(view.source, language),
        source_link=address("source", carried(asked.state), view.source),
        age=say("line.age", language, age=age(days, language)) if last else "",
        use=names.use_of(view.source, view.purpose, language),
        mark=view.mark,
        derived=view.derived,
        limits=tuple(names.sentence(f"limit.{code}", language) for code in row.limits) if row else (),
        releases=release_rows(view.releases, "series", asked, view.series),
    )


def _note(note: Note, language: str) -> NoteRow:
    return NoteRow(
        day(note.since, language), say(f"note.{note.kind}", language), note.text[language], note.breaks, note.reference
    )


def _cell(cell: Cell, view: SeriesView, asked: Asked) -> CellRow:
    language, name = asked.language, label(cell.start, cell.end, Cadence(view.cadence))
    known = cell.status != "not_reported"
    return CellRow(
        short_period(cell.start, cell.end, view.cadence, language),
        address("figure", carried(asked.state), view.series, name) if known else "",
        amount(cell.value, cell.tested, view.basis, language),
        amount(cell.value, None, "count", language),
        tested_figure(cell, language),
        amount(cell.expected, cell.tested, view.basis, language),
        amount(threshold(cell, view), cell.tested, view.basis, language),
        cell.status,
        status_words(cell, view.measure, view.basis, language),
        by_now(cell, language),
        will_come_to(cell, view.measure, language),
        _earlier(cell, view, language),
        cell.alarm,
        cell.verdict == Verdict.BELOW,
    )


def _earlier(cell: Cell, view: SeriesView, language: str) -> str:
    """What was said before; the bare count of a share whose total nobody told then."""
    if cell.earlier is None:
        return ""
    if view.basis == "share" and not cell.earlier_tested:
        unit = measures.unit_label(view.measure, language)
        return f"{amount(cell.earlier, None, 'count', language)}\N{NO-BREAK SPACE}{unit}"
    return amount(cell.earlier, cell.earlier_tested, view.basis, language)


def _revised(view: SeriesView, language: str) -> str:
    moved = sum(cell.earlier is not None and cell.value is not None for cell in view.cells)
    if view.earlier_as_of is None:
        return ""
    return (
        say("series.revised", language, count=moved, day=day(view.earlier_as_of.date(), language))
        if moved
        else say("series.not_revised", language)
    )

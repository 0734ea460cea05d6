"""The page of one figure: how it was made, and every published value in it with its file and row."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.bulletins.figures import share
from tocsin.bulletins.making import earlier, exact, how, published
from tocsin.bulletins.remarks import remark_title
from tocsin.node.pages.addresses import address, carried
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.release import ReleaseBlock, credit_facts, release_block, row_link
from tocsin.records.provenance import Explanation, Part, PeriodValue
from tocsin.vocabulary import measures
from tocsin.wording import moment, period, say
from tocsin.wording.dates import short_period

NEWEST = 24  # published values shown at once; the others unfold


@dataclass(frozen=True, slots=True)
class PartRow:
    """One published value. `rows` are (words, address) of the rows of its file."""

    name: str
    place: str
    record: str
    value: str
    before: tuple[str, ...]
    known: str
    basis: str
    rows: tuple[tuple[str, str], ...]
    release_link: str


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything the template needs."""

    title: str
    share: str
    value: str
    series_link: str
    source: str
    status: str
    mark: str
    use: str
    how: tuple[str, ...]
    category: tuple[str, str] | None  # the series whose share the figure is: name, address of the same period
    cells: tuple[tuple[str, str, str], ...]  # period, value, address
    parts: tuple[PartRow, ...]
    older: tuple[PartRow, ...]
    releases: tuple[ReleaseBlock, ...]
    credit: tuple[tuple[str, str], ...]
    prov_link: str
    command: str


def figure_page(told: Explanation, asked: Asked) -> FigurePage:
    """An explained cell, or span of cells, in the reader's language."""
    language, series = asked.language, told.series or ""
    unit = measures.unit_label(told.measure, language, told.value)
    about = ("source", told.source) if told.feed else ("series", series)
    parts = tuple(_part(part, asked) for part in told.parts)
    return FigurePage(
        title=_title(told, language),
        share=_share(told, language),
        value="" if told.feed else f"{exact(told.value, language)} {unit}",
        series_link=address(about[0], carried(asked.state), about[1]),
        source=names.source(told.source, language),
        status=_status(told, language),
        mark=told.mark,
        use=names.use_of(told.source, told.purpose, language),
        how=how(told, language),
        category=_category(told, asked),
        cells=tuple(_cell(cell, told, asked) for cell in told.cells) if len(told.cells) > 1 else (),
        parts=parts[:NEWEST],
        older=parts[NEWEST:],
        releases=tuple(release_block(one, asked) for one in told.releases),
        credit=credit_facts(told.credit, language),
        prov_link=_prov_link(told, asked),
        command=_command(told, asked),
    )


def _title(told: Explanation, language: str) -> str:
    if told.feed:
        return remark_title(told.feed, language)
    return say(
        "provenance.title",
        language,
        substance=names.substance(told.substance, language),
        place=names.place(told.place, language),
        period=period(told.period_start, told.period_end, told.cadence, language),
    )


def _status(told: Explanation, language: str) -> str:
    """What the newest value is, where it is no plain observation; of a feed what was found."""
    if told.feed:
        return ", ".join(say(f"feed.state.{reason}", language) for reason in (told.found.reasons if told.found else ()))
    return say(f"status.{told.status}", language) if told.status not in ("", "observed", "zero") else ""


def _category(told: Explanation, asked: Asked) -> tuple[str, str] | None:
    if told.making.category is None or told.making.category == told.series:
        return None
    link = address("figure", carried(asked.state), told.making.category, told.period)
    return say("provenance.category", asked.language), link


def _share(told: Explanation, language: str) -> str:
    """The share that the figure is read as, where it is one."""
    if told.making.denominator not in ("tested", "family") or told.value is None or not told.tested:
        return ""
    return share(told.value, told.tested, language)


def _prov_link(told: Explanation, asked: Asked) -> str:
    if told.found:
        return address("finding-prov", carried(asked.state), told.found.finding)
    return address("figure-prov", carried(asked.state), told.series or "", told.period)


def _command(told: Explanation, asked: Asked) -> str:
    words = f"tocsin explain {told.series} --period {told.period}"
    words = f"tocsin explain {told.found.finding}" if told.found else words
    return words + (f" --as-of {asked.as_of.date().isoformat()}" if asked.earlier else "")


def _cell(cell: PeriodValue, told: Explanation, asked: Asked) -> tuple[str, str, str]:
    when = short_period(cell.start, cell.end, told.cadence, asked.language)
    link = address("figure", carried(asked.state), told.series or "", cell.name)
    return when, exact(cell.value, asked.language), link


def _part(part: Part, asked: Asked) -> PartRow:
    language, release = asked.language, part.newest.release
    return PartRow(
        part.substance_raw,
        names.place(part.place, language),
        part.record,
        published(part, language),
        earlier(part, language),
        moment(part.newest.known_at, language),
        say(f"known_basis.{part.newest.known_basis}", language),
        tuple((say("provenance.row", language, row=row.row), row_link(release, row.row, asked)) for row in part.rows),
        address("release", carried(asked.state), release),
    )

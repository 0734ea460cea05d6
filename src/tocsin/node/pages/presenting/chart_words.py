"""The words of a series chart, and the sentence that stands for it."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.bulletins.charts.words import ChartWords
from tocsin.bulletins.not_yet import will_come_to
from tocsin.node.pages.presenting import names
from tocsin.node.pages.presenting.figures import amount
from tocsin.records.series import Cell, Note, SeriesView
from tocsin.vocabulary import measures, substances
from tocsin.wording import day, moment, number, period, say
from tocsin.wording.figures import sensible

MOST_NOTES = 4


def chart_words(view: SeriesView, language: str, *, brief: bool = False) -> ChartWords:
    """Title = the finding, subtitle = measure and unit, footnote = notes, source, licence, as-of and mark.

    `brief` leaves words beside figures out, where there is room for figures alone.
    """
    notes = _notes(view)
    earlier = say("chart.earlier", language, day=moment(view.earlier_as_of, language)) if view.earlier_as_of else ""
    return ChartWords(
        title=finding(view, language),
        subtitle=subtitle(view, language),
        footnote=_footnote(view, notes, language),
        incomplete=say("chart.incomplete", language),
        expected=say("chart.expected", language),
        band=say("chart.band", language),
        threshold=say("chart.threshold", language),
        alarm=say("chart.alarm", language),
        earlier=earlier,
        tested=say("chart.tested", language),
        overlay=names.place(_widest(view), language),
        percent=view.basis == "share",
        decimal="," if language == "fr" else ".",
        thousands="\N{NO-BREAK SPACE}" if language == "fr" else ",",
        percent_sign="%" if language == "en" else "\N{NO-BREAK SPACE}%",
        notes=tuple((note.since.isoformat(), note.text[language]) for note in notes),
        nowcast=say(_nowcast(view), language),
        **_ends(view, language, brief),
    )


def _nowcast(view: SeriesView) -> str:
    stated = any(cell.stand == "stated" and cell.nowcast is not None for cell in view.cells if cell.unsettled)
    return "chart.nowcast_stated" if stated else "chart.nowcast"


def _ends(view: SeriesView, language: str, brief: bool) -> dict[str, str]:
    """What stands beside the marks of the newest period that is still coming in."""
    cell = next((one for one in reversed(view.cells) if one.is_open(view.basis)), None)
    if cell is None:
        return {}
    told = {"reported": amount(cell.value, cell.tested, view.basis, language)}
    if cell.nowcast is not None and view.basis != "share":
        told["nowcast"] = sensible(round(cell.nowcast, 0 if cell.nowcast >= 10 else 1), language)
    return {
        f"{name}_end": text if brief else say(f"chart.{name}_label", language, figure=text)
        for name, text in told.items()
    }


def finding(view: SeriesView, language: str) -> str:
    """What the series shows, from its last complete period and the largest before it."""
    where = {"substance": names.substance(view.substance, language), "place": names.place(view.place, language)}
    known = [cell for cell in _read(view) if cell.status in ("observed", "zero")]
    if not known:
        return say("chart.nothing", language, **where)
    last = known[-1]
    shown = {
        "value": _so_far(last, view, language),
        "period": period(last.start, last.end, view.cadence, language),
    }
    told = next(
        (member for member in view.findings if member.trend in ("rising", "falling", "new", "high_unclear")), None
    )
    return say(f"chart.finding.{told.trend if told else 'level'}", language, **where, **shown)


def subtitle(view: SeriesView, language: str) -> str:
    """Measure, unit and cadence."""
    what = names.sentence_case(names.measure(view.measure, language))
    if view.basis == "share":
        told = {"measure": what, "cadence": say(f"cadence.{view.cadence}", language)}
        if measures.is_paired(view.measure):
            first = substances.label(substances.parts(view.substance)[0], language)
            return say("chart.share_pair", language, first=first, **told)
        return say("chart.share", language, **told)
    return say(
        "chart.unit",
        language,
        measure=what,
        unit=measures.unit_label(view.measure, language),
        cadence=say(f"cadence.{view.cadence}", language),
    )


def alternative(view: SeriesView, language: str) -> str:
    """What is read out in place of the chart: its finding, and the first, largest and newest figures."""
    known = _read(view)
    if not known:
        return finding(view, language)
    largest = max(
        known, key=lambda cell: (cell.value or 0) / (cell.tested or 1) if view.basis == "share" else cell.value or 0
    )
    parts = {
        "first": _told(known[0], view, language),
        "largest": _told(largest, view, language),
        "last": _told(known[-1], view, language),
        "alarms": say("chart.alarms", language, count=sum(cell.alarm for cell in view.cells)),
    }
    return f"{finding(view, language)} {say('chart.alternative', language, count=len(known), **parts)}"


def _read(view: SeriesView) -> list[Cell]:
    """The periods with a figure; of a share, those of which somebody said out of how many."""
    return [cell for cell in view.cells if cell.value is not None and (cell.tested or view.basis != "share")]


def _so_far(cell: Cell, view: SeriesView, language: str) -> str:
    """A figure, called incomplete where it is still coming in."""
    figure = amount(cell.value, cell.tested, view.basis, language)
    return say("spark.incomplete", language, figure=figure) if cell.is_open(view.basis) else figure


def _told(cell: Cell, view: SeriesView, language: str) -> str:
    figure = _so_far(cell, view, language)
    coming = will_come_to(cell, view.measure, language) if view.basis != "share" else ""
    if coming:
        code = "not_yet.read_out_stated" if cell.stand == "stated" else "not_yet.read_out"
        figure = f"{figure}, {say(code, language, figure=coming)}"
    return f"{figure} ({period(cell.start, cell.end, view.cadence, language)})"


def _notes(view: SeriesView) -> list[Note]:
    """Those within the chart, breaks first when there are too many."""
    if not view.cells:
        return []
    inside = [note for note in view.notes if view.cells[0].start <= note.since <= view.cells[-1].end]
    kept = sorted(inside, key=lambda note: not note.breaks)[:MOST_NOTES]
    return sorted(kept, key=lambda note: note.since)


def _footnote(view: SeriesView, notes: Sequence[Note], language: str) -> tuple[str, ...]:
    row = names.source_row(view.source)
    noted = [f"({i}) {day(note.since, language)}: {note.text[language]}" for i, note in enumerate(notes, 1)]
    limits = [names.sentence(f"limit.{code}", language) for code in row.limits[:1]] if row else []
    licence = row.licence if row else ""
    source = say(
        "chart.source",
        language,
        source=row.attribution if row else view.source,
        licence=licence,
        day=moment(view.as_of, language),
        mark=view.mark,
    )
    use = [say("purpose.health_only", language)] if view.purpose == "health_only" else []
    return (*noted, *limits, source, *use)


def _widest(view: SeriesView) -> str:
    from tocsin.vocabulary.places import country_of

    return country_of(view.place)


def tested_figure(cell: Cell, language: str) -> str:
    """The denominator of a cell."""
    return number(cell.tested, language) if cell.tested is not None else "–"

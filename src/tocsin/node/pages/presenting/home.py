"""The first page: one sentence, the ranked lines, a map, and what was not called a signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.node.pages.addresses import address
from tocsin.node.pages.asking import Asked
from tocsin.node.pages.presenting.feeds import FeedRow, ReleaseRow, overdue_rows, release_rows
from tocsin.node.pages.presenting.filters import Filters, chosen, filters
from tocsin.node.pages.presenting.line import LineRow, line_row
from tocsin.node.pages.presenting.tilemap import TileMap, tile_map
from tocsin.node.pages.presenting.worded import headline, remark_words
from tocsin.records.line import Briefing, Line, Remark
from tocsin.records.release import Release
from tocsin.records.series import FeedState, PlaceValues
from tocsin.wording import say


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What tempts, why it is not called, and where its figures are from."""

    title: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the template needs."""

    headline: str
    cannot_say: str
    standing: str
    budget: str
    within: tuple[LineRow, ...]
    beyond: tuple[LineRow, ...]
    map: TileMap | None
    remarks: tuple[RemarkRow, ...]
    overdue: tuple[FeedRow, ...]
    releases: tuple[ReleaseRow, ...]
    filters: Filters
    table: bool
    table_link: str
    list_link: str
    clear_link: str
    csv_link: str

    @property
    def tables(self) -> tuple[tuple[LineRow, ...], ...]:
        """All rows, as the table view lists them."""
        return (self.within, self.beyond)


def chosen_line(briefing: Briefing, signal: str | None) -> Line | None:
    """The line whose map is shown: the one asked for, else the first that is known by state, else the first."""
    asked_for = (line for line in briefing.lines if line.signal == signal)
    by_state = (line for line in briefing.lines if any(member.level == "state" for member in line.members))
    return next(asked_for, None) or next(by_state, None) or next(iter(briefing.lines), None)


def home_page(
    briefing: Briefing,
    mapped: Line | None,
    places: PlaceValues | None,
    feeds: Sequence[FeedState],
    releases: Sequence[Release],
    asked: Asked,
) -> HomePage:
    """The briefing in the reader's language, cut by the filters in the address."""
    language, state = asked.language, asked.state
    rows = chosen([(line, line_row(line, asked, line is mapped)) for line in briefing.lines], state)
    by_rank = state.get("sort", "rank") == "rank"  # in another order the budget draws no line
    said, unsaid = headline(briefing, language)
    called = sum(line.within_budget for line in briefing.lines)
    return HomePage(
        headline=said,
        cannot_say=unsaid,
        standing=_standing(briefing, language),
        budget=say("home.budget", language, count=called, watched=briefing.watched, budget=briefing.budget),
        within=tuple(row for row in rows if row.within or not by_rank),
        beyond=tuple(row for row in rows if not row.within and by_rank),
        map=tile_map(places, asked) if places and places.values else None,
        remarks=tuple(_remark(remark, language) for remark in briefing.remarks),
        overdue=overdue_rows(feeds, asked),
        releases=release_rows(releases, "home", asked),
        filters=filters(briefing.lines, asked),
        table=state.get("view") == "table",
        table_link=address("home", state, view="table"),
        list_link=address("home", state, view=None),
        clear_link=address("home", state, q=None, stream=None, harm=None),
        csv_link=address("signals-csv", {"as_of": state.get("as_of", "")}),
    )


def _standing(briefing: Briefing, language: str) -> str:
    sources = say("home.sources", language, count=len(briefing.sources))
    return say(
        "home.standing", language, sources=sources, overdue=say("home.overdue", language, count=len(briefing.overdue))
    )


def _remark(remark: Remark, language: str) -> RemarkRow:
    title, why = remark_words(remark, language)
    return RemarkRow(title, why, remark.code)

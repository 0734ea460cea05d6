"""What changed of a series since a date: in sentences, in a table, and on a page of the past."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.made_nowcasts import made

from tocsin.bulletins.since import LARGEST, largest_moves, rows, sentences
from tocsin.clock import moment
from tocsin.flow import delays
from tocsin.flow.series import find_series
from tocsin.flow.since import since
from tocsin.records.nowcast import Stand
from tocsin.records.series import Note
from tocsin.records.since import Move, Since, Step

if TYPE_CHECKING:
    from tocsin.flow.home import Node

LANGUAGES = ("en", "fr", "es")
FENTANYL_AT_THE_BORDER = "fentanyl cbp-drug-seizures seizures country"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a hand-made nowcast be what is known of delays."""

    def tell(stand: Stand, newest: int = 3) -> None:
        monkeypatch.setattr(delays, "nowcast_of", lambda node, source, panel, at: made(panel, stand, newest))

    return tell


@pytest.fixture(scope="module")
def border(demo_node: Node) -> str:
    return find_series(demo_node, FENTANYL_AT_THE_BORDER)[0]


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No method is run anew for a day in the past: these tests are not about findings."""
    monkeypatch.setattr("tocsin.flow.series.findings_of", lambda node, source, at: ((), True))


@pytest.fixture(scope="module")
def site(demo_node: Node) -> Any:
    from tocsin.node.opening import open_site

    open_site(demo_node)
    from django.test import Client

    return Client(headers={"host": "localhost"})


def test_what_changed_since_is_told_with_its_release_and_with_what_was_said(
    demo_node: Node, border: str, told: Any
) -> None:
    told(Stand.OWN)
    found = since(demo_node, border, moment("2026-01-15"))
    assert found.releases == 1 and found.newest_release and found.newest_release.date() == date(2026, 5, 12)
    kinds = [move.kind for move in found.moves]
    assert kinds == ["raised"] * 3 + ["new"] * 4
    november = found.moves[1]
    assert (november.start, november.then, november.now) == (date(2025, 11, 1), 70.0, 94.0)
    assert [(step.value, step.known_at.date()) for step in november.steps] == [(94.0, date(2026, 5, 12))]
    assert november.said == pytest.approx(70 / 0.8)
    assert november.came == ("open" if november.now_status == "incomplete" else "within")
    assert found.same == 84


def test_a_figure_that_is_still_coming_in_is_not_judged(demo_node: Node, border: str, told: Any) -> None:
    told(Stand.OWN, newest=8)
    found = since(demo_node, border, moment("2026-01-15"))
    december = next(move for move in found.moves if move.start == date(2025, 12, 1))
    assert december.came in ("open", "above") and december.now_status in ("observed", "incomplete")


def test_nothing_changed_where_nothing_came_later(demo_node: Node, border: str) -> None:
    found = since(demo_node, border, moment("2026-06-01"))
    assert found.releases == 0 and found.moves == () and found.judged == 0
    assert "No release of this source came after 1 June 2026" in sentences(found, "en")[0]


def test_the_future_never_changes_what_was_said_of_the_past(demo_node: Node, border: str) -> None:
    """Up to a day between, the answer is that of a node that stood there."""
    half = since(demo_node, border, moment("2023-01-01"), now=moment("2024-01-01"))
    assert half.newest_release and half.newest_release < moment("2024-01-01")
    assert all(step.known_at <= moment("2024-01-01") for move in half.moves for step in move.steps)


KNOWN = datetime(2026, 5, 12, 12, tzinfo=UTC)


def move(kind: str, then: float | None, now: float | None, start: int = 1, **more: Any) -> Move:
    steps = (Step(KNOWN, "r1", "file.csv", now, None),)
    days = (date(2025, start, 1), date(2025, start, monthrange(2025, start)[1]))
    return Move(*days, kind, then, now, None, None, "observed", "observed", steps, **more)


def changes(*moves: Move, **more: Any) -> Since:
    then, now = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 6, 15, tzinfo=UTC)
    parts: dict[str, Any] = {"same": 4, "judged": 0, "within": 0, "notes": ()} | more
    return Since(
        "s", "cbp-drug-seizures", "seizures", "count", "month", then, now, 1, KNOWN, moves, **parts
    )  # fmt: skip


def test_the_largest_moves_come_first_and_what_is_new_is_only_counted() -> None:
    found = changes(
        move("raised", 10, 12, 1),
        move("lowered", 90, 60, 2),
        move("raised", 100, 120, 3),
        move("taken_back", 50, None, 4),
        move("new", None, 900, 5),
    )
    assert [one.start.month for one in largest_moves(found)] == [4, 2, 3] and LARGEST == 3
    told = sentences(found, "en")
    assert told[0] == (
        "1 release came after 15 January 2026, on 12 May 2026: 2 periods raised, 1 lowered, 1 taken back, 1 new and 4 as they were."
    )
    assert told[1] == "April 2025: then 50; taken back, release of 12 May 2026."
    assert told[2] == "February 2025: then 90; now 60 (−33%), release of 12 May 2026."


def test_a_move_says_what_was_said_and_how_it_came() -> None:
    said: dict[str, Any] = {"said": 239.0, "said_low": 220.0, "said_high": 262.0, "stand": "own"}
    found = changes(move("raised", 181, 239, **said, came="within"), judged=4, within=3)
    told = sentences(found, "en")
    assert told[1] == (
        "January 2025: then 181; now 239 (+32%), release of 12 May 2026. Said then: 239 (220–262): it came within."
    )
    assert "Of 4 periods" in told[2] and "3 came between the ends" in told[2]
    prior: dict[str, Any] = said | {"stand": "stated"}
    stated = changes(move("raised", 181, 300, came="above", **prior))
    assert "on a stated prior: 239 (220–262): it came above" in sentences(stated, "en")[1]
    for language in LANGUAGES:
        assert "239 (220–262)" in rows(found, language)[0].said


def test_a_break_of_definition_in_between_is_told() -> None:
    text = {str(one): "Another form is used." for one in LANGUAGES}
    note = Note(date(2026, 3, 1), "definition_break", True, text, "")
    told = sentences(changes(notes=(note,)), "en")
    assert told[-1] == "The recording changed on 1 March 2026: Another form is used."


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_the_past_explains_what_changed_since(
    site: Any, demo_node: Node, border: str, told: Any, language: str
) -> None:
    from django.utils.html import escape

    told(Stand.OWN)
    page = site.get(f"/{language}/series/{border}/?as_of=2026-01-15").content.decode()
    section = page[page.index('id="since"') :]
    section = section[: section.index("</section>")]
    found = since(demo_node, border, moment("2026-01-15"))
    assert all(escape(one) in section for one in sentences(found, language))
    assert "<caption" in section and section.count('scope="row"') == len(found.moves)
    assert section.count("▲") == 3 and 'aria-hidden="true">▲' in section
    assert 'id="since"' not in site.get(f"/{language}/series/{border}/").content.decode()

"""What a release shows of its feed: on the source's page always, on the data-quality list where it misleads."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.made_feeds import SOURCE, counts, feed, home_of, lay

from tocsin.bulletins.remarks import remark_title, remark_why
from tocsin.flow.feeds import _changes as counted
from tocsin.flow.health import checks
from tocsin.flow.home import Node, init_home
from tocsin.node.pages.presenting.feeds import change_lines
from tocsin.records.line import Remark
from tocsin.records.release import ReleaseKind
from tocsin.records.series import FeedState
from tocsin.signals.feeds import LISTED, RULES, listed, shown_by, standing
from tocsin.signals.remarks import remarks
from tocsin.sources.catalogue import SOURCES
from tocsin.wording import knows

NAMES = ("fentanyl", "heroin", "cocaine")
WHOLE = counts(NAMES, range(48))  # January 2020 to December 2023


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return init_home(tmp_path / "home", snapshot=True)


def shows(state: FeedState) -> list[str]:
    return [rule.code for rule in shown_by(state.changes[-1])]


def told(state: FeedState) -> tuple[Remark, ...]:
    return remarks([], (state,), {source.name: source for source in SOURCES})


# Real cases


@pytest.fixture(scope="module")
def sesnsp(tmp_path_factory: pytest.TempPathFactory) -> Node:
    return home_of(tmp_path_factory.mktemp("sesnsp"), "mx-sesnsp")


def test_the_25_cells_that_sesnsp_corrected_are_counted_and_flood_no_list(sesnsp: Node) -> None:
    changes = feed(sesnsp, "2024-12-31").changes
    assert (sum(one.raised for one in changes), sum(one.lowered for one in changes)) == (6, 19)
    assert not [one for one in changes if one.retracted or one.filled or one.returned]
    for one in changes:
        state = feed(sesnsp, one.known_at.date().isoformat())
        assert not list(listed(state)) and standing(state) == "on_time"
        assert [rule.code for rule in shown_by(one)] == (["revised"] if one.revised else [])


def test_each_release_is_judged_by_what_was_known_on_its_day(sesnsp: Node) -> None:
    whole = feed(sesnsp, "2024-12-31").changes
    assert feed(sesnsp, "2024-02-10").changes == whole[:4]


def test_the_window_of_new_york_moved_and_took_nothing_back(tmp_path: Path) -> None:
    node = home_of(tmp_path / "home", "nyc-drugchecking")
    moved = feed(node, "2026-05-02", "nyc-drugchecking")
    assert shows(moved) == ["revised", "window_moved"] and not list(listed(moved))
    one = moved.changes[-1]
    assert (one.retracted, one.raised, one.lowered) == (0, 4, 0)  # January 2026: 16 -> 18 samples, and what was in them
    assert (str(one.previous_first), str(one.first)) == ("2025-02-01", "2025-06-01")
    assert all(one.retracted == 0 for one in feed(node, "2026-06-01", "nyc-drugchecking").changes)


def test_an_ordinary_correction_of_the_open_year_is_told_and_not_listed(tmp_path: Path) -> None:
    node = home_of(tmp_path / "home", "cbp-drug-seizures")
    state = feed(node, "2026-06-01", "cbp-drug-seizures")
    one = state.changes[-1]
    assert one.revised == 201 + 68  # event counts and weights of October to December 2025
    assert shows(state) == ["revised"] and not list(listed(state)) and standing(state) == "on_time"


# Made cases


def test_a_dropped_column_of_types_shows_as_a_shifted_definition(node: Node) -> None:
    """As in Canada's Infobase: 2021 was 7,993 deaths in the file of 2023, and 7,546 in that of 2026."""
    lay(node, "2023-12-31", counts(("opioid deaths",), range(36), 7993.0) | counts(("overdoses",), range(36)))
    lay(node, "2024-01-31", counts(("opioid deaths",), range(36), 7546.0) | counts(("overdoses",), range(48)))
    assert not list(listed(feed(node, "2024-01-30")))
    state = feed(node, "2024-01-31")
    assert shows(state) == ["shifted_definition"]
    (remark,) = told(state)
    assert remark.code == "feed_shifted_definition"
    why = remark_why(remark, "en")
    assert "opioid deaths" in why and "35 of 35" in why and "−6%" in why


def test_types_that_vanish_from_a_snapshot_show_as_a_shrunk_file(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", counts(NAMES[:2], range(49)), covers=range(49))
    state = feed(node, "2024-02-15")
    assert shows(state) == ["shrunk"] and standing(state) == "shrunk"
    (remark,) = told(state)
    assert "holds 96 values" in remark_why(remark, "en") and "144" in remark_why(remark, "en")
    assert "48 were taken back" in remark_why(remark, "en")


def test_a_file_cut_short_shows_as_shrunk_even_where_it_hides_what_it_covers(node: Node) -> None:
    """The end of the file is missing, with two of three names: nothing is taken back, for they are not spoken of."""
    lay(node, "2024-01-15", WHOLE, ReleaseKind.WINDOW)
    lay(node, "2024-02-15", counts(NAMES[:1], range(48)), ReleaseKind.WINDOW)
    state = feed(node, "2024-02-15")
    assert state.changes[-1].retracted == 0 and "shrunk" in shows(state)


def test_a_file_cut_at_its_end_or_an_extract_speaks_of_less(node: Node) -> None:
    """What it covers is read from what is left of it, so that nothing is taken back."""
    lay(node, "2024-01-15", WHOLE, names=NAMES)
    lay(node, "2024-02-15", counts(NAMES[:2], range(49)), names=NAMES[:2])
    state = feed(node, "2024-02-15")
    assert state.changes[-1].retracted == 0 and shows(state) == ["narrowed"]
    assert "speaks of 96 of 144 values" in remark_why(told(state)[0], "en")


def test_a_snapshot_that_takes_values_back_is_remarked_and_one_value_is_on_its_page(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE, names=NAMES)
    lay(node, "2024-02-15", {k: v for k, v in (WHOLE | counts(NAMES, range(48, 49))).items() if k != ("heroin", 30)})
    (remark,) = told(feed(node, "2024-02-15"))
    assert remark.code == "feed_retracted" and "covers one value" in remark_why(remark, "en")
    many = counts(NAMES, range(-600, 48))
    lay(node, "2024-03-15", many)
    lay(node, "2024-04-15", {k: v for k, v in (many | counts(NAMES, range(48, 51))).items() if k != ("heroin", 30)})
    state = feed(node, "2024-04-15")
    assert shows(state) == ["retracted"] and not told(state)


def test_a_file_that_arrives_with_nothing_new_is_a_stalled_feed(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", WHOLE)
    state = feed(node, "2024-02-15")
    assert standing(state) == "stalled" and [r.code for r in told(state)] == ["feed_stalled"]
    late = feed(node, "2025-02-15")
    assert standing(late) == "overdue" and [r.code for r in told(late)] == ["feed_stalled", "feed_overdue"]


def test_a_file_joined_to_itself_is_doubled(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", {key: 2 * value for key, value in WHOLE.items()})
    assert "doubled" in shows(feed(node, "2024-02-15"))


def test_totals_beside_their_parts_double_the_keys(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", WHOLE | counts(("all", "opioids", "stimulants"), range(48)))
    state = feed(node, "2024-02-15")
    assert shows(state) == ["doubled"] and "holds 288 values" in remark_why(told(state)[0], "en")


def test_a_gap_that_is_silently_filled_is_remarked(node: Node) -> None:
    hole = {key: value for key, value in WHOLE.items() if key[1] not in (20, 21)}
    lay(node, "2024-01-15", hole)
    lay(node, "2024-02-15", WHOLE | counts(NAMES, range(48, 49)))
    state = feed(node, "2024-02-15")
    assert shows(state) == ["gap_filled"] and state.changes[-1].filled == 2 * len(NAMES)
    assert "holds 6 values" in remark_why(told(state)[0], "en")


def test_a_value_that_comes_back_after_it_was_taken_back_fills_a_gap(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", {key: value for key, value in WHOLE.items() if key != ("heroin", 30)})
    lay(node, "2024-03-15", WHOLE)
    changes = feed(node, "2024-03-15").changes
    assert (changes[1].retracted, changes[2].returned) == (1, 1)
    assert shows(feed(node, "2024-03-15")) == ["gap_filled"]


def test_new_months_and_new_names_fill_no_gap(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", WHOLE | counts((*NAMES, "xylazine"), range(48, 49)))
    assert shows(feed(node, "2024-02-15")) == []


def test_values_that_mostly_fall_are_corrected_down(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lower = {key: 90.0 if key[1] >= 40 else value for key, value in WHOLE.items()}
    lay(node, "2024-02-15", lower | counts(NAMES, range(48, 49)))
    state = feed(node, "2024-02-15")
    assert shows(state) == ["revised_down"]
    assert "lowers 24 values and raises 0, of 147 (the middle one by −10%)" in remark_why(told(state)[0], "en")


def test_a_query_for_some_names_takes_nothing_back_and_does_not_shrink(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE, ReleaseKind.QUERY)
    lay(node, "2024-02-15", counts(NAMES[:1], range(49)), ReleaseKind.QUERY)
    assert shows(feed(node, "2024-02-15")) == []


# The words


def test_each_source_and_code_has_one_remark(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", counts(NAMES[:1], range(48), 90.0), covers=range(48))
    found = told(feed(node, "2024-02-15"))
    assert len(found) > 1 and len({(r.source, r.code) for r in found}) == len(found)


def test_the_doctor_says_the_same(node: Node) -> None:
    for day, ok, state in (("2024-01-15", True, "on time"), ("2024-02-15", False, "stalled")):
        lay(node, day, WHOLE)
        (line,) = [check for check in checks(node) if check.name == f"feed {SOURCE}"]
        assert line.ok is ok and line.found.startswith(f"{state}: newest period ends 2023-12-31")
        assert line.next_step == (None if ok else "doctor.feed.stalled")


def test_the_page_of_the_source_tells_every_release_newest_first(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(
        node,
        "2024-02-15",
        {key: 101.0 if key[1] > 45 else value for key, value in WHOLE.items() if key != ("heroin", 0)},
    )
    newest, oldest = change_lines(feed(node, "2024-02-15"), "en")
    assert (newest.known, newest.fresh, newest.raised, newest.retracted) == ("15 February 2024", "0", "6", "1")
    assert newest.shows == ("values taken back", "corrected") and oldest.fresh == "144" and not oldest.shows


def test_what_was_counted_once_is_noted_until_the_next_release_and_a_broken_note_is_counted_anew(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", WHOLE)
    found = feed(node, "2024-02-15").changes
    note = node.directory / "cache" / "changes" / f"{SOURCE}.json"
    for text in (note.read_text(), note.read_text()[:-9], "{}", "[1]"):
        note.write_text(text)
        counted.cache_clear()
        assert feed(node, "2024-02-15").changes == found
    lay(node, "2024-03-15", WHOLE | counts(NAMES, range(48, 49)))
    assert len(feed(node, "2024-03-15").changes) == 3


def test_every_rule_has_its_reason_and_its_words() -> None:
    for rule in RULES:
        assert rule.because and knows(f"feed.state.{rule.code}")
    for code in LISTED:
        assert knows(f"remark.feed_{code}.title") and knows(f"remark.feed_{code}.why")


def test_the_words_of_a_remark_name_the_source(node: Node) -> None:
    lay(node, "2024-01-15", WHOLE)
    lay(node, "2024-02-15", WHOLE)
    (remark,) = told(feed(node, "2024-02-15"))
    assert remark_title(remark, "en") == "Mexican dealing files (SESNSP): a release with nothing new"
